package devserver

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"credential-capture/internal/sandbox"
)

// secret is what must never leave the server.
const secret = "the-client-secret"

func getenv(name string) string {
	return map[string]string{
		"CREDENTIALS_CLIENT_ID": "the-client", "CREDENTIALS_CLIENT_SECRET": secret, "CREDENTIALS_WORKFLOW_KEY": "10011",
	}[name]
}

// realAPI plays the service: the sandbox behind a network, and a record of what it
// was asked. A handler in its place answers instead.
type realAPI struct {
	*httptest.Server
	mu      sync.Mutex
	api     http.Handler
	instead map[string]http.HandlerFunc // by method and path's end
	got     []*http.Request
	bodies  []string
	unread  bool        // bodies are left to the handler, unread
	begun   chan string // gets the path of each request before its body is read, unless it is nil
}

func newRealAPI(t *testing.T) *realAPI {
	t.Helper()
	a := &realAPI{instead: map[string]http.HandlerFunc{}}
	a.restart()
	a.Server = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.Close)
	return a
}

// restart makes it forget everything, tokens too.
func (a *realAPI) restart() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.api = sandbox.New(sandbox.Options{ClientID: "the-client", ClientSecret: secret})
}

func (a *realAPI) serve(w http.ResponseWriter, r *http.Request) {
	if a.begun != nil {
		a.begun <- r.URL.Path
	}
	var body []byte
	if !a.unread {
		body, _ = io.ReadAll(io.LimitReader(r.Body, 1<<20))
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), r.Body))
	a.mu.Lock()
	a.got, a.bodies = append(a.got, r), append(a.bodies, string(body))
	h := a.api
	for ending, instead := range a.instead {
		if strings.HasSuffix(r.Method+" "+r.URL.Path, ending) {
			h = instead
		}
	}
	a.mu.Unlock()
	h.ServeHTTP(w, r)
}

// asked is how often the path was asked for.
func (a *realAPI) asked(path string) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.got {
		if r.URL.Path == path {
			n++
		}
	}
	return n
}

// logged collects what is logged until the test ends.
func logged(t *testing.T) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &b
}

func TestNewUpstream(t *testing.T) {
	for _, tt := range []struct {
		name, api string
		auth      string // "" for an error
		account   string
		to        string
	}{
		{"US", "amer-1", "https://auth.amer-1.jumio.ai", "https://account.amer-1.jumio.ai", "https://api.amer-1.jumio.ai"},
		{"EU", "emea-1", "https://auth.emea-1.jumio.ai", "https://account.emea-1.jumio.ai", "https://api.emea-1.jumio.ai"},
		{"SG", "apac-1", "https://auth.apac-1.jumio.ai", "https://account.apac-1.jumio.ai", "https://api.apac-1.jumio.ai"},
		{"URL", "https://api.example", "https://api.example", "https://api.example", "https://api.example"},
		{"URL with a slash", "http://127.0.0.1:9/", "http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9"},
		{"URL in capitals", "HTTPS://API.Example", "https://api.example", "https://api.example", "https://api.example"},
		{"the scheme's own port", "https://api.example:443", "https://api.example", "https://api.example", "https://api.example"},
		{"another port", "https://api.example:8443", "https://api.example:8443", "https://api.example:8443", "https://api.example:8443"},
		{"http to this machine", "http://localhost:9", "http://localhost:9", "http://localhost:9", "http://localhost:9"},
		{"http to this machine, IPv6", "http://[::1]:9", "http://[::1]:9", "http://[::1]:9", "http://[::1]:9"},
		{"http to another, which would read the secret", "http://api.example", "", "", ""},
		{"http to an address near by", "http://10.0.0.1", "", "", ""},
		{"http to a name that begins like it", "http://localhost.example", "", "", ""},
		{"unknown region", "amer-2", "", "", ""},
		{"empty", "", "", "", ""},
		{"no scheme", "api.example", "", "", ""},
		{"another scheme", "ftp://api.example", "", "", ""},
		{"password", "https://me:pass@api.example", "", "", ""},
		{"path, which would be left out", "https://api.example/v2", "", "", ""},
		{"query, which would be left out", "https://api.example/?a=b", "", "", ""},
		{"broken", "http://[::1", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := NewUpstream(tt.api, getenv, nil)
			switch {
			case tt.auth == "" && err == nil:
				t.Errorf("%q is taken: %+v", tt.api, u)
			case tt.auth == "":
				if strings.Contains(err.Error(), "pass") || strings.Contains(err.Error(), secret) {
					t.Errorf("the error has a secret: %v", err)
				}
			case err != nil || u.tokens.url != tt.auth+"/oauth2/token" || u.Account != tt.account || u.API != tt.to:
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
}

func TestSecretsComeFromTheEnvironment(t *testing.T) {
	for _, missing := range []string{"CREDENTIALS_CLIENT_ID", "CREDENTIALS_CLIENT_SECRET", "CREDENTIALS_WORKFLOW_KEY"} {
		_, err := NewUpstream("emea-1", func(name string) string {
			if name == missing {
				return ""
			}
			return getenv(name)
		}, nil)
		if err == nil || !strings.Contains(err.Error(), missing) || strings.Contains(err.Error(), secret) {
			t.Errorf("without %s: %v", missing, err)
		}
	}
	if _, err := Handler(Config{Root: web(), API: "emea-1", Getenv: func(string) string { return "" }}); err == nil {
		t.Error("a server without its secrets starts")
	}
}

// TestBadAnswersOfTheService: whatever it says, the page is told nothing of it, and
// neither secret nor token is sent elsewhere or logged.
func TestBadAnswersOfTheService(t *testing.T) {
	stolen := 0
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen++ }))
	defer thief.Close()
	redirect := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL, code) }
	}
	for _, tt := range []struct {
		name, at string
		answer   http.HandlerFunc
	}{
		{"token refused", "POST /oauth2/token", says(401, `{"detail":"`+secret+`"}`)},
		{"token is no JSON", "POST /oauth2/token", says(200, "<html>")},
		{"token is empty", "POST /oauth2/token", says(200, "{}")},
		{"token redirected", "POST /oauth2/token", redirect(307)},
		{"token too large", "POST /oauth2/token", says(200, `{"access_token":"`+strings.Repeat("a", 1<<20)+`"}`)},
		{"account refused", "POST /api/v1/accounts", says(403, secret)},
		{"account unauthorized", "POST /api/v1/accounts", says(401, secret)},
		{"account redirected", "POST /api/v1/accounts", redirect(307)},
		{"account redirected to GET", "POST /api/v1/accounts", redirect(302)},
		{"account too large", "POST /api/v1/accounts", says(200, `{"a":"`+strings.Repeat("a", 1<<20)+`"}`)},
		{"account is no JSON", "POST /api/v1/accounts", says(200, "<html>")},
		{"account is cut", "POST /api/v1/accounts", says(200, `{"account":`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := logged(t)
			a := newRealAPI(t)
			a.instead[tt.at] = tt.answer
			h := siteOf(t, Config{API: a.URL, Getenv: getenv})
			w := postSession(h, "application/json", "{}", nil)
			if w.Code != 502 || !strings.Contains(w.Body.String(), "no session") {
				t.Errorf("got %d %.200s", w.Code, w.Body)
			}
			if stolen != 0 {
				t.Error("a redirect was followed")
			}
			for _, text := range []string{log.String(), w.Body.String()} {
				if strings.Contains(text, secret) || strings.Contains(text, "Bearer") {
					t.Errorf("a secret is in %.300s", text)
				}
			}
			if log.Len() == 0 {
				t.Error("nothing is logged")
			}
		})
	}
}

func TestTheServiceIsAway(t *testing.T) {
	a := newRealAPI(t)
	a.Close()
	log := logged(t)
	h := siteOf(t, Config{API: a.URL, Getenv: getenv})
	if w := postSession(h, "application/json", "{}", nil); w.Code != 502 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if strings.Contains(log.String(), secret) {
		t.Error("the secret is logged")
	}
}

func postSession(h http.Handler, kind, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080/session", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func decoded(t *testing.T, b []byte) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatalf("%v: %.200s", err, b)
	}
	return m
}
