package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"credential-capture/internal/middleware"
	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// secret must never leave the server.
const secret = "the-client-secret"

func getenv(name string) string {
	return map[string]string{
		"CREDENTIALS_CLIENT_ID": "the-client", "CREDENTIALS_CLIENT_SECRET": secret, "CREDENTIALS_WORKFLOW_KEY": "10011",
	}[name]
}

// fakeService is the sandbox behind a network, with a log of its requests.
type fakeService struct {
	*httptest.Server
	mu      sync.Mutex
	api     http.Handler
	instead map[string]http.HandlerFunc // of the API, by the end of "METHOD /path"
	got     []*http.Request
	bodies  []string
	unread  bool        // leaves bodies to the handler
	begun   chan string // gets each request's path before its body is read; may be nil
}

func newFakeService(t *testing.T) *fakeService {
	t.Helper()
	a := &fakeService{instead: map[string]http.HandlerFunc{}}
	a.restart()
	a.Server = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.Close)
	return a
}

// restart forgets everything, tokens too.
func (a *fakeService) restart() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.api = sandbox.New(sandbox.Options{ClientID: "the-client", ClientSecret: secret})
}

// replace answers requests whose "METHOD /path" ends so with h.
func (a *fakeService) replace(ending string, h http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.instead[ending] = h
}

func (a *fakeService) serve(w http.ResponseWriter, r *http.Request) {
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

// requests returns those of a path, or all.
func (a *fakeService) requests(path string) (found []*http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.got {
		if path == "" || r.URL.Path == path {
			found = append(found, r)
		}
	}
	return found
}

// captureLog returns the log until the test ends.
func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &b
}

// siteOf is a gateway behind the headers of the site that it is part of.
func siteOf(t *testing.T, c Config) http.Handler {
	t.Helper()
	h := must.Get(New(c))(t)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		h.ServeHTTP(w, r)
	})
}

// sandboxSite is /session on a sandbox in this process.
func sandboxSite() http.Handler {
	return Session(InProcess(sandbox.New(sandbox.Options{ClientID: "id", ClientSecret: "secret"}), "id", "secret"))
}

func proxyOf(t *testing.T, u *Upstream) http.Handler {
	t.Helper()
	target := must.Get(url.Parse(u.API))(t)
	if u.uploads == nil {
		u.uploads = middleware.NewPlaces(DefaultMaxUploads)
	}
	return newProxy(u, target)
}

// transport answers instead of the network.
type transport func(r *http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// upstreamOf is the service as a transport plays it.
func upstreamOf(f transport) *Upstream {
	return &Upstream{API: "https://api.example", userAgent: defaultUserAgent, Client: &http.Client{Transport: f}}
}

func get(h http.Handler, method, path string) *httptest.ResponseRecorder {
	return ask(h, method, path, nil, nil)
}

func ask(h http.Handler, method, path string, body io.Reader, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, body)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func postSession(h http.Handler, kind, body string, header map[string]string) *httptest.ResponseRecorder {
	all := map[string]string{"Content-Type": kind}
	maps.Copy(all, header)
	return ask(h, "POST", "/session", strings.NewReader(body), all)
}

func decoded(t *testing.T, b []byte) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatalf("%v: %.200s", err, b)
	}
	return m
}

// member follows a path of names and indices.
func member(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(map[string]any)[step]
		case int:
			v = v.([]any)[step]
		}
	}
	return v
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// page is a page with a session, which talks to the service through the proxy.
type page struct {
	t    *testing.T
	api  *fakeService
	site *httptest.Server
	init map[string]any
}

func newPage(t *testing.T) *page {
	t.Helper()
	p := &page{t: t, api: newFakeService(t)}
	p.site = httptest.NewServer(siteOf(t, Config{API: p.api.URL, Getenv: getenv}))
	t.Cleanup(p.site.Close)
	status, _, body := p.do("POST", p.site.URL+"/session", "", "application/json", []byte(`{"credentials":[{"category":"SELFIE"}]}`))
	if status != 200 {
		t.Fatalf("no session: %d %s", status, body)
	}
	p.init = decoded(t, body)
	return p
}

func (p *page) do(method, url, token, kind string, body []byte) (status int, header http.Header, answer []byte) {
	p.t.Helper()
	r := must.Get(http.NewRequestWithContext(p.t.Context(), method, url, bytes.NewReader(body)))(p.t)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Content-Type", kind)
	return p.send(r)
}

func (p *page) send(r *http.Request) (status int, header http.Header, answer []byte) {
	p.t.Helper()
	resp := must.Get(p.site.Client().Do(r))(p.t)
	defer resp.Body.Close()
	answer, _ = io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, answer
}

// selfie returns the part's href and token.
func (p *page) selfie() (href, token string) {
	api := member(p.init, "workflowExecution", "credentials", 0, "api")
	return member(api, "parts", "face").(string), member(api, "token").(string)
}

func pictureForm() (kind string, body []byte) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, _ := m.CreateFormFile("file", "face.jpg")
	_, _ = f.Write(testpic.JPEGHeader(400, 300))
	_ = m.Close()
	return m.FormDataContentType(), b.Bytes()
}

const somePart = "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/22222222-2222-4222-8222-222222222222" +
	"/credentials/33333333-3333-4333-8333-333333333333/parts/FACE"
