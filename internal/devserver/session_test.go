package devserver

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestSessionRequests(t *testing.T) {
	h := siteOf(t, Config{})
	const kind = "application/json"
	list := func(n int) string {
		return `{"credentials":[` + strings.Repeat(`{"category":"SELFIE"},`, n-1) + `{"category":"SELFIE"}]}`
	}
	padded := func(n int) string { return "{" + strings.Repeat(" ", n-2) + "}" }
	for _, tt := range []struct {
		name, kind, body string
		header           map[string]string
		status           int
	}{
		{"empty object", kind, `{}`, nil, 200},
		{"with a charset", kind + "; charset=utf-8", `{}`, nil, 200},
		{"own page", kind, `{}`, map[string]string{"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}, 200},
		{"another origin", kind, `{}`, map[string]string{"Origin": "https://evil.example"}, 403},
		{"another site", kind, `{}`, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"one credential", kind, list(1), nil, 200},
		{"10 credentials", kind, list(10), nil, 200},
		{"11 credentials", kind, list(11), nil, 400},
		{"no credential", kind, `{"credentials":[]}`, nil, 400},
		{"all members", kind, `{"credentials":[{"category":"ID","country":"AUT","type":"PASSPORT"}]}`, nil, 200},
		{"unknown category", kind, `{"credentials":[{"category":"VOICE"}]}`, nil, 400},
		{"country of 4", kind, `{"credentials":[{"category":"ID","country":"AUTA"}]}`, nil, 400},
		{"type of 30", kind, `{"credentials":[{"category":"ID","type":"` + strings.Repeat("A", 30) + `"}]}`, nil, 200},
		{"type of 31", kind, `{"credentials":[{"category":"ID","type":"` + strings.Repeat("A", 31) + `"}]}`, nil, 400},
		{"unknown member", kind, `{"tokenLifetime":"60d"}`, nil, 400},
		{"unknown member of a credential", kind, `{"credentials":[{"category":"ID","id":"x"}]}`, nil, 400},
		{"no body", kind, ``, nil, 400},
		{"null", kind, `null`, nil, 400},
		{"array", kind, `[]`, nil, 400},
		{"broken", kind, `{`, nil, 400},
		{"more after it", kind, `{}{}`, nil, 400},
		{"blanks after it", kind, "{} \n", nil, 200},
		{"form", "application/x-www-form-urlencoded", `{}`, nil, 400},
		{"text, which a form can send", "text/plain", `{}`, nil, 400},
		{"no type", "", `{}`, nil, 400},
		{"64 KiB", kind, padded(64 << 10), nil, 200},
		{"over 64 KiB", kind, padded(64<<10 + 1), nil, 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := postSession(h, tt.kind, tt.body, tt.header)
			if w.Code != tt.status || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("got %d %.200s, want %d", w.Code, w.Body, tt.status)
			}
			if m := decoded(t, w.Body.Bytes()); tt.status == 200 && m["workflowExecution"] == nil || tt.status != 200 && m["detail"] == nil {
				t.Errorf("got %.200s", w.Body)
			}
		})
	}
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"} {
		if w := get(h, method, "/session", nil); w.Code != 405 || w.Header().Get("Allow") != "POST" {
			t.Errorf("%s: got %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

// TestSessionsAreOfTheSandbox: the hrefs are the page's own origin's, and lead to it.
func TestSessionsAreOfTheSandbox(t *testing.T) {
	site := httptest.NewServer(siteOf(t, Config{}))
	defer site.Close()
	resp, err := http.Post(site.URL+"/session", "application/json", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	execution := decoded(t, body)["workflowExecution"].(map[string]any)
	var categories []string
	for _, entry := range execution["credentials"].([]any) {
		c := entry.(map[string]any)
		categories = append(categories, c["category"].(string))
		for _, href := range c["api"].(map[string]any)["parts"].(map[string]any) {
			if !strings.HasPrefix(href.(string), site.URL+"/api/v1/") {
				t.Errorf("the href %v leads elsewhere", href)
			}
		}
	}
	if want := []string{"ID", "SELFIE", "DOCUMENT", "DATA"}; !slices.Equal(categories, want) {
		t.Errorf("got %v, want %v", categories, want)
	}
	arrived, err := http.Get(site.URL + "/sandbox/executions/" + execution["id"].(string))
	if err != nil || arrived.StatusCode != 200 {
		t.Fatalf("what arrived: %v, %v", arrived, err)
	}
	arrived.Body.Close()
}

// TestSessionsOfTheService: what is asked for is passed on, and the answer's hrefs
// are the page's own.
func TestSessionsOfTheService(t *testing.T) {
	a := newRealAPI(t)
	h := siteOf(t, Config{API: a.URL, Getenv: getenv})
	w := postSession(h, "application/json", `{"credentials":[{"category":"ID","country":"AUT","type":"PASSPORT"}]}`, nil)
	if w.Code != 200 || strings.Contains(w.Body.String(), a.URL) || !strings.Contains(w.Body.String(), `"http://127.0.0.1:8080/api/v1/`) {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	sent := decoded(t, []byte(a.bodies[1]))
	definition := sent["workflowDefinition"].(map[string]any)
	one := definition["credentials"].([]any)[0].(map[string]any)
	if definition["key"] != 10011.0 || one["category"] != "ID" || one["country"] != "AUT" || one["type"] != "PASSPORT" || sent["customerInternalReference"] == "" {
		t.Errorf("the service was sent %v", sent)
	}
	for _, r := range a.got {
		if !strings.HasPrefix(r.Header.Get("User-Agent"), "CredentialCapture/") || strings.Contains(r.URL.String(), secret) {
			t.Errorf("%s with the headers %v", r.URL, r.Header)
		}
	}
	if strings.Contains(w.Body.String(), secret) || w.Body.Len() == 0 {
		t.Error("the secret is in the answer")
	}
}

// TestEscapedSlashes: JSON may write a slash as \/, and some writers do.
func TestEscapedSlashes(t *testing.T) {
	a := newRealAPI(t)
	a.instead["POST /api/v1/accounts"] = func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		a.api.ServeHTTP(rec, r)
		_, _ = io.WriteString(w, strings.ReplaceAll(rec.Body.String(), "/", `\/`))
	}
	w := postSession(siteOf(t, Config{API: a.URL, Getenv: getenv}), "application/json", `{}`, nil)
	c := decoded(t, w.Body.Bytes())["workflowExecution"].(map[string]any)["credentials"].([]any)[0].(map[string]any)
	if href := c["api"].(map[string]any)["workflowExecution"].(string); !strings.HasPrefix(href, "http://127.0.0.1:8080/api/v1/") {
		t.Errorf("the href is %s", href)
	}
}
