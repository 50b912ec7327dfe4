package devserver

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"credential-capture/test/testpic"
)

// page is one that talks to the service by way of the proxy.
type page struct {
	t    *testing.T
	api  *realAPI
	site *httptest.Server
	init map[string]any
}

func newPage(t *testing.T) *page {
	t.Helper()
	p := &page{t: t, api: newRealAPI(t)}
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
	r, err := http.NewRequestWithContext(p.t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Content-Type", kind)
	return p.send(r)
}

func (p *page) send(r *http.Request) (status int, header http.Header, answer []byte) {
	p.t.Helper()
	resp, err := p.site.Client().Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, _ = io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, answer
}

// selfie tells where the picture goes, and with which token.
func (p *page) selfie() (href, token string) {
	c := p.init["workflowExecution"].(map[string]any)["credentials"].([]any)[0].(map[string]any)["api"].(map[string]any)
	return c["parts"].(map[string]any)["face"].(string), c["token"].(string)
}

func pictureForm() (kind string, body []byte) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, _ := m.CreateFormFile("file", "face.jpg")
	_, _ = f.Write(testpic.JPEGHeader(400, 300))
	_ = m.Close()
	return m.FormDataContentType(), b.Bytes()
}

// TestAFlowThroughTheProxy: every href leads back to the page's origin, and the
// bytes arrive at the service.
func TestAFlowThroughTheProxy(t *testing.T) {
	log := logged(t)
	p := newPage(t)
	href, token := p.selfie()
	kind, body := pictureForm()
	var execution string
	for _, step := range []struct {
		method string
		status int
	}{{"POST", 200}, {"POST", 409}, {"PUT", 200}, {"DELETE", 200}, {"DELETE", 404}, {"POST", 200}} {
		status, header, answer := p.do(step.method, href, token, kind, body)
		if status != step.status || header.Get("Content-Type") != "application/json" || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %d %s, want %d", step.method, status, answer, step.status)
		}
		if bytes.Contains(answer, []byte(p.api.URL)) {
			t.Errorf("%s: an href leads past the proxy: %s", step.method, answer)
		}
		if status == 200 {
			api := decoded(t, answer)["api"].(map[string]any)
			token, execution = api["token"].(string), api["workflowExecution"].(string)
			if parts := api["parts"].(map[string]any); parts["face"] != href {
				t.Errorf("%s: face is %v, want %s", step.method, parts["face"], href)
			}
		}
	}
	if status, _, answer := p.do("PUT", execution, token, "", nil); status != 200 {
		t.Errorf("finalize: got %d %s", status, answer)
	}
	if log.Len() != 0 {
		t.Errorf("logged: %s", log)
	}
}

// TestWhatThePageMaySend: the service is sent the page's token and what it needs to
// read the body, under the server's own name; nothing else of the browser's.
func TestWhatThePageMaySend(t *testing.T) {
	p := newPage(t)
	href, token := p.selfie()
	kind, body := pictureForm()
	r, _ := http.NewRequestWithContext(t.Context(), "POST", href+"?spy=1", bytes.NewReader(body))
	for name, value := range map[string]string{
		"Authorization": "Bearer " + token, "Content-Type": kind, "Accept": "application/json", "User-Agent": "Browser/1.0",
		"Cookie": "a=b", "Referer": p.site.URL + "/?name=jane", "Origin": p.site.URL, "Sec-Fetch-Site": "same-origin",
		"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Custom": "c", "Connection": "X-Hop", "X-Hop": "h",
		"Proxy-Authorization": "Basic a", "Te": "trailers", "X-Request-Id": "from-the-balancer.1", "Accept-Language": "de",
	} {
		r.Header.Set(name, value)
	}
	if status, _, answer := p.send(r); status != 200 {
		t.Fatalf("got %d %s", status, answer)
	}
	p.api.mu.Lock()
	defer p.api.mu.Unlock()
	got := p.api.got[len(p.api.got)-1]
	for name := range got.Header {
		switch name {
		case "Authorization", "Content-Type", "Accept", "User-Agent", "X-Request-Id", "Content-Length", "Accept-Encoding":
		default:
			t.Errorf("the service is sent %s: %s", name, got.Header.Get(name))
		}
	}
	if got.Header.Get("Authorization") != "Bearer "+token || got.Header.Get("Content-Type") != kind || got.Header.Get("User-Agent") != userAgent ||
		got.Header.Get("X-Request-Id") != "from-the-balancer.1" {
		t.Errorf("the service is sent %v", got.Header)
	}
	if got.URL.RawQuery != "" || got.Host != strings.TrimPrefix(p.api.URL, "http://") || got.ContentLength != int64(len(body)) {
		t.Errorf("the service is asked for %s at %s with %d bytes", got.URL, got.Host, got.ContentLength)
	}
}

// TestWhatTheServiceMayAnswer: of its headers the page gets those that it needs.
func TestWhatTheServiceMayAnswer(t *testing.T) {
	p := newPage(t)
	href, token := p.selfie()
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		status int
		body   string // "" for the proxy's own
	}{
		{"headers", func(w http.ResponseWriter, _ *http.Request) {
			for _, name := range []string{"Set-Cookie", "Server", "X-Custom", "Location", "Access-Control-Allow-Origin", "Strict-Transport-Security"} {
				w.Header().Set(name, "x")
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(429)
			_, _ = io.WriteString(w, `{}`)
		}, 429, `{}`},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusTemporaryRedirect)
		}, 307, ""},
		{"1 MiB", says(200, `"`+strings.Repeat("a", 1<<20-2)+`"`), 200, `"` + strings.Repeat("a", 1<<20-2) + `"`},
		{"over 1 MiB", says(200, `"`+strings.Repeat("a", 1<<20-1)+`"`), 502, ""},
		{"cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		}, 502, ""},
		{"no answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 502, ""},
		{"interim answer", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Set-Cookie", "x")
			w.Header().Set("Link", "</x>; rel=preload")
			w.WriteHeader(103)
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{}`)
		}, 200, `{}`},
		{"HTML", says(200, "<script>"), 502, ""},
		{"HTML that refuses", says(403, "<script>"), 403, `{"detail":"the API gives no reason","status":403,"title":"Forbidden"}`},
		{"more after it", says(200, "{}{}"), 502, ""},
		{"nothing", says(200, ""), 200, ""},
		{"500", says(500, `{"href":"`+p.api.URL+`/x"}`), 500, `{"href":"` + p.site.URL + `/x"}`},
		{"origin that begins like it", says(200, `{"href":"`+p.api.URL+`1/x"}`), 200, `{"href":"` + p.api.URL + `1/x"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := logged(t)
			p.api.mu.Lock()
			p.api.instead["/FACE"] = tt.answer
			p.api.mu.Unlock()
			status, header, answer := p.do("DELETE", href, token, "", nil)
			if status != tt.status || tt.body != "" && string(answer) != tt.body {
				t.Errorf("got %d %.200s, want %d", status, answer, tt.status)
			}
			for _, name := range []string{"Set-Cookie", "Server", "X-Custom", "Location", "Access-Control-Allow-Origin", "Strict-Transport-Security"} {
				if v := header.Get(name); v != "" {
					t.Errorf("the page is told %s: %s", name, v)
				}
			}
			if tt.status == 429 && header.Get("Retry-After") != "7" {
				t.Error("Retry-After is lost")
			}
			if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Security-Policy") == "" || header.Get("Content-Type") != "application/json" {
				t.Error("the answer isn't secured")
			}
			for _, text := range []string{log.String(), fmt.Sprint(header), string(answer)} {
				if strings.Contains(text, secret) || strings.Contains(text, token) {
					t.Errorf("a secret is in %.300s", text)
				}
			}
		})
	}
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// TestOnlyTheSevenOperationsPass: nothing else reaches the service.
func TestOnlyTheSevenOperationsPass(t *testing.T) {
	p := newPage(t)
	href, token := p.selfie()
	execution, _, _ := strings.Cut(href, "/credentials/")
	account, _, _ := strings.Cut(execution, "/workflow-executions/")
	id := strings.TrimPrefix(account, p.site.URL+"/api/v1/accounts/")
	for _, tt := range []struct {
		name, method, url string
		status            int
	}{
		{"accounts", "POST", p.site.URL + "/api/v1/accounts", 404},
		{"account", "PUT", account, 404},
		{"token", "POST", p.site.URL + "/oauth2/token", 405},
		{"retrieval", "GET", execution, 405},
		{"status", "GET", execution + "/status", 404},
		{"stored part", "GET", href, 405},
		{"page of a part", "DELETE", href + "/1", 404},
		{"patch", "PATCH", href, 405},
		{"account is no UUID", "PUT", strings.Replace(execution, id, "me", 1), 400},
		{"account with a slash", "PUT", strings.Replace(execution, id, "a%2f..%2f"+id, 1), 400},
		{"account as a URN", "PUT", strings.Replace(execution, id, "urn:uuid:"+id, 1), 400},
		{"part with a slash", "DELETE", href + "%2f1", 400},
		{"part with dots", "DELETE", strings.Replace(href, "FACE", "%2e%2e", 1), 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.api.mu.Lock()
			before := len(p.api.got)
			p.api.mu.Unlock()
			status, _, answer := p.do(tt.method, tt.url, token, "application/json", []byte("{}"))
			if status != tt.status {
				t.Errorf("got %d %s, want %d", status, answer, tt.status)
			}
			p.api.mu.Lock()
			defer p.api.mu.Unlock()
			if len(p.api.got) != before {
				t.Error("the service was asked")
			}
		})
	}
	for name, header := range map[string][]string{
		"no token": nil, "a password": {"Basic YTpi"}, "empty": {"Bearer "}, "two": {"Bearer " + token, "Bearer x"}, "no scheme": {token},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "DELETE", href, nil)
		if header != nil {
			r.Header["Authorization"] = header
		}
		if status, _, _ := p.send(r); status != 401 {
			t.Errorf("%s: got %d", name, status)
		}
	}
	if n := p.api.asked(strings.TrimPrefix(href, p.site.URL)); n != 0 {
		t.Errorf("the service was asked %d times by who shows no token of its kind", n)
	}
	r, _ := http.NewRequestWithContext(t.Context(), "DELETE", href, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _, _ := p.send(r); status != 403 {
		t.Errorf("another site's page: got %d, want 403", status)
	}
}
