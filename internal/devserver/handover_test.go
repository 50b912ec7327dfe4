package devserver

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"credential-capture/internal/gateway"
)

// TestHandover_mounted: for the site's own pages, beside the sandbox and the service;
// the clock only where tests may.
func TestHandover_mounted(t *testing.T) {
	const body = `{"page":"/","session":{},"flow":{}}`
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
		{"the clock without control", "/control/handover", `{"minutes":1}`, "", Config{}, 405},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/json")
			if tt.origin != "" {
				r.Header.Set("Origin", tt.origin)
			}
			w := httptest.NewRecorder()
			siteOf(t, tt.config).ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.status)
			}
		})
	}
}

// TestHandover_link is of the page's own origin, and ends when the clock is set.
func TestHandover_link(t *testing.T) {
	h := siteOf(t, Config{Control: true})
	post := func(path, body string) (int, map[string]any) {
		t.Helper()
		r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var m map[string]any
		_ = json.Unmarshal(w.Body.Bytes(), &m)
		return w.Code, m
	}
	for _, tt := range []struct {
		clock  string
		status int
	}{{`{"minutes":4}`, 200}, {`{"minutes":5}`, 410}} {
		_, made := post("/handover", `{"page":"/demo","session":{},"flow":{}}`)
		link, _ := made["link"].(string)
		secret, ours := strings.CutPrefix(link, "http://127.0.0.1:8080/demo#cc-handover=")
		if !ours {
			t.Fatalf("the link is %q", link)
		}
		post("/control/handover", tt.clock)
		if status, _ := post("/handover/take", `{"secret":"`+secret+`"}`); status != tt.status {
			t.Errorf("%s later: %d, want %d", tt.clock, status, tt.status)
		}
	}
}

// TestHandover_rateLimit has the pair around a minute's limit, for links that are made and
// for links that are tried.
func TestHandover_rateLimit(t *testing.T) {
	h := siteOf(t, Config{})
	for _, tt := range []struct {
		path, body string
		status     int
	}{
		{"/handover", `{"page":"/","session":{},"flow":{}}`, 201},
		{"/handover/take", `{"secret":"` + strings.Repeat("A", 43) + `"}`, 410},
	} {
		for i := range handoverRate + 1 {
			r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if want := map[bool]int{true: tt.status, false: 429}[i < handoverRate]; w.Code != want {
				t.Fatalf("%s after %d: %d, want %d", tt.path, i, w.Code, want)
			}
		}
	}
}

// TestRewriteOrigin: what a snapshot says of its origin moves, and nothing that looks like it.
func TestRewriteOrigin(t *testing.T) {
	const before = `{"href":"https://localhost:8443/api/v1/x","snapshot":{"origin":"https://localhost:8443"},"other":"https://localhost:84430/api","text":"at https://localhost:8443"}`
	const want = `{"href":"https://10.0.0.9:8443/api/v1/x","snapshot":{"origin":"https://10.0.0.9:8443"},"other":"https://localhost:84430/api","text":"at https://localhost:8443"}`
	if got := string(rewriteOrigin([]byte(before), "https://localhost:8443", "https://10.0.0.9:8443")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
