package devserver

import (
	"crypto/tls"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

func siteOf(t *testing.T, c Config) http.Handler {
	t.Helper()
	c.Root = web()
	if c.API == "" {
		c.API = "sandbox"
	}
	h, err := Handler(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestEveryAnswerIsSecured: also errors, redirects, and what other handlers answer.
func TestEveryAnswerIsSecured(t *testing.T) {
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

// directives takes a policy apart; one that is there twice counts once to a browser.
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

// strict checks that a policy allows the page's own code and wasm, and nothing else.
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

// TestTheManualHasTheHeaders: what docs/security.md says is sent is what is sent.
func TestTheManualHasTheHeaders(t *testing.T) {
	manual, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range get(Secure(http.NotFoundHandler(), Policy{}), "GET", "/", nil).Header() {
		if name == "Content-Type" {
			continue // the 404's own
		}
		if line := "\n" + name + ": " + values[0] + "\n"; !strings.Contains(string(manual), line) {
			t.Errorf("the manual lacks %s", line)
		}
	}
}

func TestSecureConnects(t *testing.T) {
	h := Secure(http.NotFoundHandler(), Policy{Connect: []string{"https://api.example"}})
	if csp := get(h, "GET", "/", nil).Header().Get("Content-Security-Policy"); directives(t, csp)["connect-src"] != "'self' https://api.example" {
		t.Error(csp)
	}
}

// TestFrameAncestor: what is refused keeps the server from starting, so that nobody takes a
// typing mistake for a policy.
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
			got, err := FrameAncestor(tt.text)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Fatalf("got %q, %v, want %q", got, err, tt.want)
			}
			_, err = Handler(Config{Root: web(), API: "sandbox", FrameAncestors: []string{tt.text}})
			if (err == nil) != (tt.want != "") {
				t.Errorf("the server says %v", err)
			}
		})
	}
	h := siteOf(t, Config{FrameAncestors: []string{"self", "https://bank.example"}})
	csp := directives(t, get(h, "GET", "/", nil).Header().Get("Content-Security-Policy"))
	if got := csp["frame-ancestors"]; got != "'self' https://bank.example" {
		t.Errorf("frame-ancestors is %q", got)
	}
}

func TestSameOrigin(t *testing.T) {
	h := SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for _, tt := range []struct {
		name, site, origin string
		status             int
	}{
		{"own page", "same-origin", "http://127.0.0.1:8080", 204},
		{"own page behind TLS", "same-origin", "https://127.0.0.1:8080", 204},
		{"no browser", "", "", 204},
		{"old browser", "", "http://127.0.0.1:8080", 204},
		{"typed", "none", "", 204},
		{"another site", "cross-site", "https://evil.example", 403},
		{"another site, no origin", "cross-site", "", 403},
		{"same site only", "same-site", "http://127.0.0.1:9090", 403},
		{"another port", "", "http://127.0.0.1:9090", 403},
		{"another name", "", "http://localhost:8080", 403},
		{"that begins like it", "", "http://127.0.0.1:8080.evil.example", 403},
		{"another scheme", "", "ftp://127.0.0.1:8080", 403},
		{"sandboxed frame", "", "null", 403},
		{"contradiction", "same-origin", "https://evil.example", 403},
		{"unknown word", "elsewhere", "", 403},
		{"over TLS", "", "https://127.0.0.1:8080", 204},
		{"over TLS, of a page without", "", "http://127.0.0.1:8080", 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://127.0.0.1:8080/session", nil)
			if strings.HasPrefix(tt.name, "over TLS") {
				r.TLS = &tls.ConnectionState{}
			}
			if tt.site != "" {
				r.Header.Set("Sec-Fetch-Site", tt.site)
			}
			if tt.origin != "" {
				r.Header.Set("Origin", tt.origin)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("got %d, want %d", w.Code, tt.status)
			}
		})
	}
}
