package devserver

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"

	"credential-capture/apiclient"
	"credential-capture/internal/gateway"
	"credential-capture/internal/middleware"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func TestHealth_sandbox(t *testing.T) {
	done := make(chan struct{})
	h := siteOf(t, Config{Config: gateway.Config{Draining: done}})
	for _, tt := range []struct {
		name, method, path, header string
		status                     int
	}{
		{"live", "GET", "/healthz", "", 200},
		{"ready", "GET", "/readyz", "", 200},
		{"HEAD", "HEAD", "/readyz", "", 200},
		{"POST", "POST", "/readyz", "", 405},
		{"beyond", "GET", "/readyz/x", "", 404},
	} {
		if w := get(h, tt.method, tt.path, nil); w.Code != tt.status {
			t.Errorf("%s: got %d %s", tt.name, w.Code, w.Body)
		}
	}
	close(done)
	if w := get(h, "GET", "/readyz", nil); w.Code != 503 || !strings.Contains(w.Body.String(), "draining") {
		t.Errorf("draining: got %d %s", w.Code, w.Body)
	}
	if w := get(h, "GET", "/healthz", nil); w.Code != 200 {
		t.Errorf("while it drains, healthz answers %d", w.Code)
	}
}

// TestHandler_sandboxBanner looks for the header by which the demo shows that nobody is verified:
// of the sandbox alone.
func TestHandler_sandboxBanner(t *testing.T) {
	for api, want := range map[string]string{"": `sandbox;desc="nobody is verified"`, "sandbox": `sandbox;desc="nobody is verified"`, "emea-1": ""} {
		h := siteOf(t, Config{Config: gateway.Config{API: api, Getenv: secrets}})
		if got := get(h, "GET", "/", nil).Header().Get("Server-Timing"); got != want {
			t.Errorf("%s: Server-Timing is %q, want %q", api, got, want)
		}
	}
}

// TestSandbox_sessionHrefs: they have the page's own origin, and lead to the sandbox.
func TestSandbox_sessionHrefs(t *testing.T) {
	body := post(siteOf(t, Config{}), "/session", `{}`, nil).Body.String()
	for _, category := range []string{"ID", "SELFIE", "DOCUMENT", "DATA"} {
		if !strings.Contains(body, `"category":"`+category+`"`) {
			t.Errorf("no %s: %s", category, body)
		}
	}
	// Five parts, and the workflow execution of each credential.
	if own := strings.Count(body, `"http://127.0.0.1:8080/api/v1/`); own != 9 || strings.Count(body, "://") != own {
		t.Errorf("%d hrefs of the page's own: %s", own, body)
	}
}

// TestSandboxInspector: it shows what arrived, of this sandbox, to this site's pages.
func TestSandboxInspector(t *testing.T) {
	site := httptest.NewServer(siteOf(t, Config{}))
	defer site.Close()
	open := func(h http.Handler) (execution string, init []byte) {
		r := httptest.NewRequest("POST", site.URL+"/session", strings.NewReader(`{"credentials":[{"category":"SELFIE"}]}`))
		w := serve(h, r, map[string]string{"Content-Type": "application/json"})
		var s struct{ WorkflowExecution struct{ ID string } }
		must.Succeed(t, json.Unmarshal(w.Body.Bytes(), &s))
		return s.WorkflowExecution.ID, w.Body.Bytes()
	}
	foreign, _ := open(siteOf(t, Config{}))
	execution, init := open(site.Config.Handler)
	client := must.Get(apiclient.New(apiclient.Config{}))(t)
	session := must.Get(client.Session(init))(t)
	picture := testpic.JPEGHeader(400, 300)
	must.Get(session.AddPart(t.Context(), "FACE", apiclient.File{Type: "image/jpeg", Content: bytes.NewReader(picture)}, nil))(t)
	h := site.Config.Handler
	var contents struct {
		Credentials []struct{ Parts []struct{ Href string } }
	}
	must.Succeed(t, json.Unmarshal(get(h, "GET", "/sandbox/executions/"+execution, nil).Body.Bytes(), &contents))
	href := contents.Credentials[0].Parts[0].Href
	if w := get(h, "GET", href, nil); w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" || !bytes.Equal(w.Body.Bytes(), picture) {
		t.Errorf("got %d, %d bytes of %s", w.Code, w.Body.Len(), w.Header().Get("Content-Type"))
	}
	for _, path := range []string{"/sandbox/", "/sandbox/executions/", "/sandbox/executions/" + foreign, href + "0",
		strings.Replace(href, "FACE", "FRONT", 1), strings.Replace(href, execution, foreign, 1)} {
		if w := get(h, "GET", path, nil); w.Code != 404 {
			t.Errorf("%s: got %d", path, w.Code)
		}
	}
	if w := get(h, "GET", href, map[string]string{"Sec-Fetch-Site": "cross-site"}); w.Code != 403 {
		t.Errorf("another site's page: got %d", w.Code)
	}
}

// TestHosts: page, API, inspector and control by each host name.
func TestHosts(t *testing.T) {
	h := siteOf(t, Config{Control: true, Hosts: []string{"capture.test"}})
	for _, tt := range []struct {
		host string
		own  bool
	}{
		{"127.0.0.1:8080", true}, {"127.0.0.1", true}, {"192.0.2.7:8080", true}, {"[::1]:8080", true}, {"[::1]", true},
		{"localhost:8080", true}, {"LOCALHOST", true}, {"localhost.:8080", true}, {"app.localhost:8080", true},
		{"capture.test", true}, {"Capture.Test:443", true},
		{"evil.example:8080", false}, {"evil.example", false}, {"127.0.0.1.evil.example:8080", false}, {"localhost.evil.example", false},
		{"evillocalhost", false}, {"sub.capture.test", false}, {"capture.test.evil.example", false}, {"", false}, {"127.1:8080", false},
	} {
		for _, path := range []string{"/", "/session", "/api/v1/accounts", "/sandbox/executions/x", "/control/inject"} {
			r := httptest.NewRequest("GET", "http://127.0.0.1:8080"+path, nil)
			r.Host = tt.host
			if w := serve(h, r, nil); (w.Code == 421) == tt.own {
				t.Errorf("%q, %s: got %d", tt.host, path, w.Code)
			}
		}
	}
}

// TestHandler_rateBehindProxy: clients behind a proxy have a limit each.
func TestHandler_rateBehindProxy(t *testing.T) {
	proxies := must.Get(middleware.ParseProxies([]string{"192.0.2.0/24"}))(t) // where httptest's requests come from
	h := siteOf(t, Config{Config: gateway.Config{SessionRate: 1}, Proxies: proxies})
	for i, tt := range []struct {
		client string
		status int
	}{{"203.0.113.7", 200}, {"203.0.113.8", 200}, {"203.0.113.7", 429}} {
		if w := post(h, "/session", "{}", map[string]string{"X-Forwarded-For": tt.client}); w.Code != tt.status {
			t.Errorf("%d: %s got %d", i, tt.client, w.Code)
		}
	}
}

// deadlines counts the deadlines that a handler sets for the reading of a body.
type deadlines struct {
	*httptest.ResponseRecorder
	set int
}

func (d *deadlines) SetReadDeadline(time.Time) error { d.set++; return nil }

// TestHandler_pacedAndRated sends bodies to each path that reads one: it is read by a deadline, and
// an address that sends more than its rate is refused.
func TestHandler_pacedAndRated(t *testing.T) {
	const execution = "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/11111111-1111-4111-8111-111111111111"
	const part = execution + "/credentials/11111111-1111-4111-8111-111111111111/parts/FACE"
	for _, tt := range []struct {
		api, method, path string
		rate              int // requests that one address may send at once; 0: only what is under way is bounded
	}{
		{"sandbox", "POST", "/session", 1}, {"sandbox", "POST", "/api/v1/accounts", 1}, {"sandbox", "POST", part, 0},
		{"sandbox", "PUT", "/api/v1/accounts/11111111-1111-4111-8111-111111111111", 1},
		{"sandbox", "POST", "/handover", handoverRate}, {"sandbox", "POST", "/handover/take", handoverRate},
		{"sandbox", "PUT", "/handover/session", handoverPolls}, {"sandbox", "POST", "/handover/back", handoverPolls},
		{"emea-1", "POST", "/session", 1}, {"emea-1", "POST", part, 0},
		{"emea-1", "POST", "/handover", handoverRate}, {"emea-1", "PUT", "/handover/session", handoverPolls},
	} {
		t.Run(tt.api+" "+tt.method+" "+tt.path, func(t *testing.T) {
			h := siteOf(t, Config{Config: gateway.Config{API: tt.api, SessionRate: 1, Getenv: secrets}})
			// A body that is no JSON, cut: nothing is asked of the service.
			send := func(site string) *deadlines {
				r := httptest.NewRequest(tt.method, "http://127.0.0.1:8080"+tt.path, io.MultiReader(strings.NewReader("x"), iotest.ErrReader(io.ErrUnexpectedEOF)))
				r.Header = http.Header{"Content-Type": {"application/json"}, "User-Agent": {"Test/1.0"}, "Sec-Fetch-Site": {site}}
				// A device's token, for the paths that want one first.
				r.Header.Set("Authorization", "Bearer "+base64.RawURLEncoding.EncodeToString(make([]byte, 64)))
				d := &deadlines{ResponseRecorder: httptest.NewRecorder()}
				h.ServeHTTP(d, r)
				return d
			}
			// The sandbox refuses an account without an access token, and a part of no execution, before it reads.
			unread := strings.HasPrefix(tt.path, "/api/") && tt.api == "sandbox"
			// Another site's page must not use up the rate of those who share its reader's address.
			for n := 0; n < min(tt.rate, handoverRate) && !unread; n++ {
				if d := send("cross-site"); d.Code != http.StatusForbidden {
					t.Fatalf("another site's page: got %d, want 403", d.Code)
				}
			}
			if d := send("same-origin"); d.set == 0 && !unread {
				t.Errorf("the body is read without a deadline: %d %s", d.Code, d.Body)
			}
			if tt.rate == 0 {
				return
			}
			taken := 1
			for ; send("same-origin").Code != http.StatusTooManyRequests; taken++ {
				if taken > 2*tt.rate { // the allowance grows meanwhile
					t.Fatalf("none of %d requests is refused", taken)
				}
			}
			if taken < tt.rate {
				t.Errorf("refused after %d requests, want %d", taken, tt.rate)
			}
			if w := get(h, "GET", "/index.html", nil); w.Code != 200 {
				t.Errorf("the page: got %d, want no limit", w.Code)
			}
		})
	}
}

// TestSecure_everyAnswer: pages, errors, redirects and all handlers.
func TestSecure_everyAnswer(t *testing.T) {
	h := siteOf(t, Config{Control: true})
	want := map[string]string{
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(self), microphone=(), geolocation=()",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
	}
	for _, tt := range []struct {
		name, method, path string
		status             int
	}{
		{"page", "GET", "/", 200},
		{"wasm", "GET", "/capture.wasm", 200},
		{"HEAD", "HEAD", "/capture.js", 200},
		{"nothing there", "GET", "/nothing.js", 404},
		{"wrong method", "POST", "/", 405},
		{"path with dots", "GET", "/a/../capture.js", 307},
		{"session", "POST", "/session", 400},
		{"session by GET", "GET", "/session", 405},
		{"token", "POST", "/oauth2/token", 401},
		{"API", "POST", "/api/v1/accounts", 401},
		{"nothing of the API", "GET", "/api/v1/nothing", 404},
		{"preflight", "OPTIONS", "/api/v1/accounts", 204},
		{"what arrived", "GET", "/sandbox/executions/x", 404},
		{"control", "POST", "/control/inject", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := get(h, tt.method, tt.path, map[string]string{"User-Agent": "Test/1.0"})
			if w.Code != tt.status {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.status)
			}
			for name, value := range want {
				if got := w.Header().Get(name); got != value {
					t.Errorf("%s is %q, want %q", name, got, value)
				}
			}
			strict(t, w.Header().Get("Content-Security-Policy"))
		})
	}
}

// directives parses a policy. A browser ignores a repeated directive.
func directives(t *testing.T, policy string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for d := range strings.SplitSeq(policy, "; ") {
		name, value, _ := strings.Cut(d, " ")
		if _, twice := all[name]; twice {
			t.Errorf("%s is there twice: %s", name, policy)
		}
		all[name] = value
	}
	return all
}

// strict checks that a policy allows the page's own code and wasm only.
func strict(t *testing.T, policy string) {
	t.Helper()
	want := map[string]string{
		"default-src": "'none'", "script-src": "'self' 'wasm-unsafe-eval'", "worker-src": "'self'", "style-src": "'self'",
		"img-src": "'self' blob:", "media-src": "'self' blob:", "connect-src": "'self'", "base-uri": "'none'", "form-action": "'none'",
		"frame-ancestors": "'none'", "require-trusted-types-for": "'script'", "trusted-types": "credential-capture",
	}
	if got := directives(t, policy); !maps.Equal(got, want) {
		t.Errorf("the policy is %v, want %v", got, want)
	}
}

// TestSecure_documented: docs/security.md has the headers.
func TestSecure_documented(t *testing.T) {
	manual := must.Read(t, "../../docs/security.md")
	for name, values := range get(Secure(http.NotFoundHandler(), nil), "GET", "/", nil).Header() {
		if name == "Content-Type" {
			continue // the 404's own
		}
		if line := "\n" + name + ": " + values[0] + "\n"; !strings.Contains(manual, line) {
			t.Errorf("the manual lacks %s", line)
		}
	}
}

// TestFrameAncestor: the server doesn't start with an invalid value.
func TestFrameAncestor(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"self", "'self'"},
		{"https://bank.example", "https://bank.example"},
		{"HTTPS://Bank.Example", "https://bank.example"},
		{"https://bank.example:8443", "https://bank.example:8443"},
		{"https://bank.example:65535", "https://bank.example:65535"},
		{"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
		{"http://localhost:3000", "http://localhost:3000"},
		{"http://127.0.0.1", "http://127.0.0.1"},
		{"http://[::1]:3000", "http://[::1]:3000"},
		{"", ""},
		{"*", ""},
		{"'self'", ""},
		{"none", ""},
		{"bank.example", ""},
		{"https:", ""},
		{"https://", ""},
		{"https://*.bank.example", ""},
		{"https://bank.example/", ""},
		{"https://bank.example/page", ""},
		{"https://bank.example?", ""},
		{"https://bank.example#", ""},
		{"https://me@bank.example", ""},
		{"https://bank.example:", ""},
		{"https://bank.example:0", ""},
		{"https://bank.example:65536", ""},
		{"https://bank.example:*", ""},
		{"http://bank.example", ""},
		{"http://localhost.bank.example", ""},
		{"data:text/html,x", ""},
		{"https://bank.example;script-src", ""},
		{"https://bank.example; script-src *", ""},
		{"https://bank.example https://evil.example", ""},
		{"https://bank.example\r\nX-Injected: 1", ""},
		{"https://b\u00e4nk.example", ""},
	} {
		t.Run(tt.text, func(t *testing.T) {
			got, err := parseAncestor(tt.text)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Fatalf("got %q, %v, want %q", got, err, tt.want)
			}
			_, err = Handler(Config{Config: gateway.Config{API: "sandbox"}, Root: web(), FrameAncestors: []string{tt.text}})
			if (err == nil) != (tt.want != "") {
				t.Errorf("Handler: %v", err)
			}
		})
	}
}

// TestHandler_peers: the sandbox serves the packages that /bench.html is compared with, and
// nothing else loosens the policy.
func TestHandler_peers(t *testing.T) {
	peers := fstest.MapFS{
		"quick/package.json":      fileOf(`{"name":"quick","version":"1.2.3"}`, 0),
		"quick/quick.mjs":         fileOf("export {}", 0),
		"@scope/two/package.json": fileOf(`{"name":"@scope/two","version":"2.0.0"}`, 0),
		"broken/package.json":     fileOf(`{`, 0),
	}
	service := gateway.Config{API: "emea-1", Getenv: secrets}
	const loose, banner = "worker-src 'self' blob:", `sandbox;desc="nobody is verified"`
	for _, tt := range []struct {
		name, path string
		config     Config
		status     int
		loose      bool
		timing     []string
	}{
		{"a package", "/peer/quick/quick.mjs", Config{Peers: peers}, 200, false, nil},
		{"of a real service", "/peer/quick/quick.mjs", Config{Config: service, Peers: peers}, 404, false, nil},
		{"no packages", "/peer/quick/quick.mjs", Config{}, 404, false, []string{banner}},
		{"the page", "/bench.html", Config{Peers: peers}, 200, true, []string{`npm;desc="quick 1.2.3"`, `npm;desc="@scope/two 2.0.0"`, banner}},
		{"the page of a real service", "/bench.html", Config{Config: service, Peers: peers}, 200, false, nil},
		{"another page", "/index.html", Config{Peers: peers}, 200, false, []string{banner}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := get(siteOf(t, tt.config), "GET", tt.path, nil)
			policy := w.Header().Get("Content-Security-Policy")
			if w.Code != tt.status || strings.Contains(policy, loose) != tt.loose || strings.Contains(policy, "require-trusted-types-for") == tt.loose {
				t.Errorf("got %d with %s", w.Code, policy)
			}
			if got := w.Header().Values("Server-Timing"); !slices.Equal(got, tt.timing) {
				t.Errorf("Server-Timing is %q, want %q", got, tt.timing)
			}
		})
	}
}
