package devserver

import (
	"encoding/json"
	"strings"
	"testing"

	"credential-capture/internal/gateway"
)

// TestHandler_mounted: the handover for the site's own pages, with sandbox and service; the
// control and its clock with Config.Control only.
func TestHandler_mounted(t *testing.T) {
	const body, fault = `{"page":"/","session":{},"flow":{}}`, `{"path":"/nowhere","status":500}`
	for _, tt := range []struct {
		name, path, body, origin string
		config                   Config
		status                   int
	}{
		{"sandbox", "/handover", body, "", Config{}, 201},
		{"service", "/handover", body, "", Config{Config: gateway.Config{API: "emea-1", Getenv: secrets}}, 201},
		{"switched off", "/handover", body, "", Config{NoHandover: true}, 405},
		{"own page", "/handover", body, "http://127.0.0.1:8080", Config{}, 201},
		{"another site's page", "/handover", body, "https://evil.example", Config{}, 403},
		{"another site's page takes it", "/handover/take", `{"secret":""}`, "https://evil.example", Config{}, 403},
		{"the clock", "/control/handover", `{"minutes":1}`, "", Config{Control: true}, 204},
		{"the clock by an hour", "/control/handover", `{"minutes":60}`, "", Config{Control: true}, 204},
		{"the clock by more", "/control/handover", `{"minutes":61}`, "", Config{Control: true}, 400},
		{"the clock stands", "/control/handover", `{"minutes":0}`, "", Config{Control: true}, 400},
		{"control", "/control/inject", fault, "", Config{Control: true}, 204},
		{"control by another site", "/control/inject", fault, "https://evil.example", Config{Control: true}, 403},
		{"no control", "/control/inject", fault, "", Config{}, 405},
		{"the clock without control", "/control/handover", `{"minutes":1}`, "", Config{}, 405},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if w := post(siteOf(t, tt.config), tt.path, tt.body, map[string]string{"Origin": tt.origin}); w.Code != tt.status {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.status)
			}
		})
	}
}

// TestHandover_link: it has the page's origin, and expires.
func TestHandover_link(t *testing.T) {
	h := siteOf(t, Config{Control: true})
	for _, tt := range []struct {
		clock  string
		status int
	}{{`{"minutes":4}`, 200}, {`{"minutes":5}`, 410}} {
		var made struct{ Link string }
		_ = json.Unmarshal(post(h, "/handover", `{"page":"/demo","session":{},"flow":{}}`, nil).Body.Bytes(), &made)
		secret, ours := strings.CutPrefix(made.Link, "http://127.0.0.1:8080/demo#cc-handover=")
		if !ours {
			t.Fatalf("the link is %q", made.Link)
		}
		post(h, "/control/handover", tt.clock, nil)
		if w := post(h, "/handover/take", `{"secret":"`+secret+`"}`, nil); w.Code != tt.status {
			t.Errorf("%s later: %d, want %d", tt.clock, w.Code, tt.status)
		}
	}
}

// TestRewriteOrigin: the origin is replaced in hrefs and on its own, nowhere else.
func TestRewriteOrigin(t *testing.T) {
	const before = `{"href":"https://localhost:8443/api/v1/x","snapshot":{"origin":"https://localhost:8443"},"other":"https://localhost:84430/api","text":"at https://localhost:8443"}`
	const want = `{"href":"https://10.0.0.9:8443/api/v1/x","snapshot":{"origin":"https://10.0.0.9:8443"},"other":"https://localhost:84430/api","text":"at https://localhost:8443"}`
	if got := string(rewriteOrigin([]byte(before), "https://localhost:8443", "https://10.0.0.9:8443")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
