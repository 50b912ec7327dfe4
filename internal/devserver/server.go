package devserver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"credential-capture/internal/gateway"
	"credential-capture/internal/handover"
	"credential-capture/internal/middleware"
	"credential-capture/internal/sandbox"
)

// Config configures Handler.
type Config struct {
	// Config is the gateway's. API is "" or "sandbox" for the sandbox in this process.
	gateway.Config
	Root    fs.FS    // the page's files, see Dir
	Origins []string // of pages elsewhere that may call the sandbox
	Hosts   []string // names of this server besides localhost and its addresses
	// FrameAncestors may show the page in a frame: "self", or origins. Default: nobody.
	FrameAncestors []string
	// Control mounts the sandbox's test control at /control/.
	Control bool
	// LinkOrigin is where a phone finds the page. Default: where the first device does.
	LinkOrigin func(*http.Request) string
	// Proxies are trusted to send X-Forwarded-For. Default: none.
	Proxies []netip.Prefix
	// NoHandover leaves out /handover.
	NoHandover bool
	// Peers has the npm packages that /bench.html compares the module with. Default: none.
	// Only the sandbox serves them.
	Peers fs.FS
	// Handovers is a store that several copies share. Default: in memory, for this copy alone.
	Handovers handover.Store
}

// Handler returns the whole site.
func Handler(c Config) (http.Handler, error) {
	var ancestors []string
	for _, text := range c.FrameAncestors {
		ancestor, err := parseAncestor(text)
		if err != nil {
			return nil, err
		}
		ancestors = append(ancestors, ancestor)
	}
	mux := http.NewServeMux()
	page := Static(c.Root)
	handovers := newHandovers(c)
	if !c.NoHandover {
		mux.Handle("/handover", handovers)
		mux.Handle("/handover/", handovers)
	}
	if c.API == "" || c.API == "sandbox" {
		c.mountSandbox(mux, handovers)
		page = ofSandbox(page)
		if c.Peers != nil {
			mux.Handle("/peer/", http.StripPrefix("/peer", Static(c.Peers)))
			mux.Handle("/bench.html", withPeers(c.Peers, page))
		}
	} else {
		service, err := gateway.New(c.Config)
		if err != nil {
			return nil, err
		}
		for _, path := range []string{"/session", "/api/v1/", "/healthz", "/readyz"} {
			mux.Handle(path, service)
		}
	}
	mux.Handle("/", page)
	site := middleware.WithOrigin(c.Origin, middleware.ForwardedFor(c.Proxies, mux))
	return Secure(middleware.Hosts(c.Hosts, site), ancestors), nil
}

// ofSandbox tells the page that the sandbox answers, in a header that scripts can read: the demo shows it.
func ofSandbox(page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Server-Timing", `sandbox;desc="nobody is verified"`)
		page.ServeHTTP(w, r)
	})
}

// withPeers tells the page which packages are installed, and allows what they do: they start
// workers from Blobs, and load pictures from data: URLs.
func withPeers(peers fs.FS, page http.Handler) http.Handler {
	allow := strings.NewReplacer("worker-src 'self'", "worker-src 'self' blob:", "img-src 'self'", "img-src 'self' data:", "require-trusted-types-for 'script'; ", "")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", allow.Replace(h.Get("Content-Security-Policy")))
		for _, pattern := range []string{"*/package.json", "@*/*/package.json"} {
			manifests, _ := fs.Glob(peers, pattern) // the pattern is valid
			for _, name := range manifests {
				var p struct{ Name, Version string }
				if b, err := fs.ReadFile(peers, name); err == nil && json.Unmarshal(b, &p) == nil {
					h.Add("Server-Timing", fmt.Sprintf("npm;desc=%q", p.Name+" "+p.Version))
				}
			}
		}
		page.ServeHTTP(w, r)
	})
}

func (c Config) mountSandbox(mux *http.ServeMux, handovers *handovers) {
	rate := cmp.Or(c.SessionRate, gateway.DefaultSessionRate)
	const id, secret = "sandbox", "sandbox"
	api := sandbox.New(sandbox.Options{ClientID: id, ClientSecret: secret, Origins: c.Origins})
	limit := func(h http.Handler) http.Handler { return middleware.Limit(c.NewLimiter("session", rate, time.Now), h) }
	mux.Handle("/session", middleware.SameOrigin(limit(middleware.MinUploadRate(gateway.Session(gateway.InProcess(api, id, secret))))))
	mux.Handle("/oauth2/token", api)
	mux.Handle("/api/v1/", middleware.MinUploadRate(api))
	// Everybody knows the sandbox's secret, so that accounts have the same limit as sessions.
	for _, pattern := range []string{"POST /api/v1/accounts", "PUT /api/v1/accounts/{account}"} {
		mux.Handle(pattern, limit(middleware.MinUploadRate(api)))
	}
	mux.Handle("/sandbox/", sandboxInspector(api))
	health := gateway.Health(nil, c.Draining, c.Ready)
	mux.Handle("/healthz", health)
	mux.Handle("/readyz", health)
	if c.Control {
		mux.Handle("/control/", http.StripPrefix("/control", middleware.SameOrigin(api.Control())))
		mux.Handle("POST /control/handover", middleware.SameOrigin(http.HandlerFunc(handovers.setClock)))
	}
}

// origin is the page's own.
func (c Config) origin(r *http.Request) string { return cmp.Or(c.Origin, middleware.Origin(r)) }

// sandboxInspector shows what the sandbox holds, to the page's "what arrived" view and to
// tests: GET /sandbox/executions/{execution}, and the bytes at the hrefs in it. It needs no
// token, because the id can't be guessed and the sandbox belongs on loopback.
func sandboxInspector(s *sandbox.Sandbox) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /sandbox/executions/{execution}", middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		execution := r.PathValue("execution")
		contents, ok := s.Contents(execution, func(credential, classifier string, page int) string {
			return "/sandbox/executions/" + url.PathEscape(execution) + "/parts/" + credential + "/" + classifier + "/" + strconv.Itoa(max(page, 1))
		})
		if !ok {
			return middleware.Refuse(http.StatusNotFound, "no such workflow execution")
		}
		middleware.WriteJSON(w, http.StatusOK, contents)
		return nil
	}))
	mux.HandleFunc("GET /sandbox/executions/{execution}/parts/{credential}/{classifier}/{page}", func(w http.ResponseWriter, r *http.Request) {
		if !s.WritePart(w, r.PathValue("execution"), r.PathValue("credential"), r.PathValue("classifier"), r.PathValue("page")) {
			middleware.Problem(w, http.StatusNotFound, "no such part")
		}
	})
	return middleware.SameOrigin(mux)
}
