package devserver

import (
	"net/http/httptest"
	"testing"
)

// TestHosts asks for the page, what arrived and the control by each name.
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
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if (w.Code == 421) == tt.own {
				t.Errorf("%q, %s: got %d", tt.host, path, w.Code)
			}
		}
	}
}
