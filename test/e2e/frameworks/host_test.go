package frameworks

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"credential-capture/internal/devserver"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// host is a static host or a proxy, as an integrator has it: it passes /session and the API on to
// a sandbox, with the browser's Host header, and answers the rest itself.
type host struct {
	t      *testing.T
	mux    *http.ServeMux
	policy string // Content-Security-Policy
	site   string // the server of the API
	sent   atomic.Int64
}

func newHost(t *testing.T, policy, site string) *host {
	h := &host{t: t, mux: http.NewServeMux(), policy: policy, site: site}
	for _, path := range []string{"/session", "/api/", "/sandbox/"} {
		h.mux.Handle(path, drive.Forward(t, site))
	}
	h.mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return h
}

// files serves a folder below a path.
func (h *host) files(path, folder string) {
	h.mux.Handle(path, http.StripPrefix(strings.TrimSuffix(path, "/"), devserver.Static(os.DirFS(folder))))
}

func (h *host) start() (origin string) {
	return drive.Host(h.t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.policy != "" {
			w.Header().Set("Content-Security-Policy", h.policy)
		}
		h.mux.ServeHTTP(&counter{w, &h.sent}, r)
	}))
}

// counter counts the bytes of bodies.
type counter struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n.Add(int64(n))
	return n, err
}

func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// documented is the policy of docs/embedding.md.
func documented(t *testing.T) string {
	t.Helper()
	b := must.Get(os.ReadFile("docs/embedding.md"))(t)
	m := regexp.MustCompile(`(?m)^Content-Security-Policy: (.*)$`).FindSubmatch(b)
	if m == nil {
		t.Fatal("docs/embedding.md has no policy")
	}
	return string(m[1])
}

var trustedTypes = regexp.MustCompile(`; require-trusted-types-for.*$`)

// Policies of the rows, made of the documented one.
var policies = map[string]func(string) string{
	"none":   func(string) string { return "" },
	"strict": func(policy string) string { return policy },
	// Vue, Lit and webpack have Trusted Types policies of their own, or none.
	"documented": func(policy string) string { return trustedTypes.ReplaceAllString(policy, "") },
	// The pages of Next and Nuxt have scripts and styles within them, that of Parcel an import map.
	"inline": func(policy string) string {
		policy = trustedTypes.ReplaceAllString(policy, "")
		return strings.NewReplacer("script-src 'self'", "script-src 'self' 'unsafe-inline'", "style-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self'", "img-src 'self' data:").Replace(policy)
	},
}
