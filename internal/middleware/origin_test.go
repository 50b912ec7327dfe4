package middleware

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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
		{"unknown Sec-Fetch-Site", "elsewhere", "", 403},
		{"over TLS", "", "https://127.0.0.1:8080", 204},
		{"over TLS, a page without TLS", "", "http://127.0.0.1:8080", 403},
		{"set: the page's", "same-origin", "https://page.example", 204},
		{"set: its name without TLS", "same-origin", "http://page.example", 403},
		{"set: the server's own name", "same-origin", "http://127.0.0.1:8080", 403},
		{"set: no browser", "", "", 204},
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
			if strings.HasPrefix(tt.name, "set: ") {
				WithOrigin("https://page.example", h).ServeHTTP(w, r)
			} else {
				h.ServeHTTP(w, r)
			}
			if w.Code != tt.status {
				t.Errorf("got %d, want %d", w.Code, tt.status)
			}
		})
	}
}
