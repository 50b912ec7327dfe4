package gateway

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestProxy_requestHeaders: the service gets the token, the body's headers, the User-Agent and
// the request's id.
func TestProxy_requestHeaders(t *testing.T) {
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
	if got.Header.Get("Authorization") != "Bearer "+token || got.Header.Get("Content-Type") != kind || got.Header.Get("User-Agent") != defaultUserAgent ||
		got.Header.Get("X-Request-Id") != "from-the-balancer.1" {
		t.Errorf("the service is sent %v", got.Header)
	}
	if got.URL.RawQuery != "" || got.Host != strings.TrimPrefix(p.api.URL, "http://") || got.ContentLength != int64(len(body)) {
		t.Errorf("the service is asked for %s at %s with %d bytes", got.URL, got.Host, got.ContentLength)
	}
}

// TestProxy_answers: the page gets JSON with three headers, or the proxy's own problem.
func TestProxy_answers(t *testing.T) {
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
		{"conflict", says(409, `{"status":409}`), 409, `{"status":409}`},
		{"500", says(500, `{"href":"`+p.api.URL+`/x"}`), 500, `{"href":"` + p.site.URL + `/x"}`},
		{"origin that begins like it", says(200, `{"href":"`+p.api.URL+`1/x"}`), 200, `{"href":"` + p.api.URL + `1/x"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := captureLog(t)
			p.api.replace("/FACE", tt.answer)
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
			if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Security-Policy") == "" ||
				header.Get("Content-Type") != "application/json" || header.Get("Cache-Control") != "no-store" {
				t.Errorf("the answer isn't secured: %v", header)
			}
			for _, text := range []string{log.String(), fmt.Sprint(header), string(answer)} {
				if strings.Contains(text, secret) || strings.Contains(text, token) {
					t.Errorf("a secret is in %.300s", text)
				}
			}
		})
	}
}

// TestProxy_onlySevenOperations: other requests don't reach the service.
func TestProxy_onlySevenOperations(t *testing.T) {
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
		{"token", "POST", p.site.URL + "/oauth2/token", 404},
		{"retrieval", "GET", execution, 405},
		{"status", "GET", execution + "/status", 404},
		{"stored part", "GET", href, 405},
		{"page of a part", "DELETE", href + "/1", 404},
		{"patch", "PATCH", href, 405},
		{"account is no UUID", "PUT", strings.Replace(execution, id, "me", 1), 400},
		{"account with a slash", "PUT", strings.Replace(execution, id, "a%2f..%2f"+id, 1), 400},
		{"account as a URN", "PUT", strings.Replace(execution, id, "urn:uuid:"+id, 1), 400},
		{"part with a slash", "DELETE", href + "%2f1", 400},
		{"account with an escaped digit", "PUT", strings.Replace(execution, id, fmt.Sprintf("%%%x", id[0])+id[1:], 1), 400},
		{"part with an escaped letter", "DELETE", strings.Replace(href, "FACE", "%46ACE", 1), 400},
		{"part with dots", "DELETE", strings.Replace(href, "FACE", "%2e%2e", 1), 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := len(p.api.requests(""))
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
		"no token": nil, "a password": {"Basic YTpi"}, "empty": {"Bearer "}, "a blank": {"Bearer a b"}, "a tab": {"Bearer a\tb"}, "no ASCII": {"Bearer ä"}, "two": {"Bearer " + token, "Bearer x"}, "no scheme": {token},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "DELETE", href, nil)
		if header != nil {
			r.Header["Authorization"] = header
		}
		if status, _, _ := p.send(r); status != 401 {
			t.Errorf("%s: got %d", name, status)
		}
	}
	if n := len(p.api.requests(strings.TrimPrefix(href, p.site.URL))); n != 0 {
		t.Errorf("%d requests without a token reached the service", n)
	}
	r, _ := http.NewRequestWithContext(t.Context(), "DELETE", href, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _, _ := p.send(r); status != 403 {
		t.Errorf("another site's page: got %d, want 403", status)
	}
}
