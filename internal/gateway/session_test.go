package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSession_requests(t *testing.T) {
	h := sandboxSite()
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
		{"country by name", kind, `{"credentials":[{"category":"ID","country":"GERMANY"}]}`, nil, 400},
		{"country is a number", kind, `{"credentials":[{"category":"ID","country":7}]}`, nil, 400},
		{"one of several types of 31", kind, `{"credentials":[{"category":"ID","type":{"values":["` + strings.Repeat("X", 31) + `"]}}]}`, nil, 400},
		{"types are a number", kind, `{"credentials":[{"category":"ID","type":{"values":1}}]}`, nil, 400},
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
		if w := get(h, method, "/session"); w.Code != 405 || w.Header().Get("Allow") != "POST" {
			t.Errorf("%s: got %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

// TestSession_choices: country and type are one value, several, or open, in the request to
// the API as in the answer to the page.
func TestSession_choices(t *testing.T) {
	h := sandboxSite()
	for _, tt := range []struct{ name, credential, country, kind string }{
		{"open", `{"category": "ID"}`, `null`, `null`},
		{"one", `{"category": "ID", "country": "AUT", "type": "PASSPORT"}`, `"AUT"`, `"PASSPORT"`},
		{"one of a list", `{"category": "ID", "country": {"values": ["AUT"]}}`, `"AUT"`, `null`},
		{"several", `{"category": "ID", "country": {"values": ["AUT", "DEU"]}, "type": {"values": ["ID_CARD", "PASSPORT"]}}`,
			`{"values":["AUT","DEU"]}`, `{"values":["ID_CARD","PASSPORT"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := postSession(h, "application/json", `{"credentials": [`+tt.credential+`]}`, nil)
			if w.Code != 200 {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			c := member(decoded(t, w.Body.Bytes()), "workflowExecution", "credentials", 0)
			country, _ := json.Marshal(member(c, "country"))
			kind, _ := json.Marshal(member(c, "type"))
			if string(country) != tt.country || string(kind) != tt.kind {
				t.Errorf("country %s, type %s; want %s, %s", country, kind, tt.country, tt.kind)
			}
		})
	}
}

// TestSession_service: the credentials reach the service, and the answer has the page's own
// hrefs.
func TestSession_service(t *testing.T) {
	a := newFakeService(t)
	h := siteOf(t, Config{API: a.URL, Getenv: getenv})
	w := postSession(h, "application/json", `{"credentials":[{"category":"ID","country":"AUT","type":"PASSPORT"}]}`, nil)
	if body := w.Body.String(); w.Code != 200 || strings.Contains(body, a.URL) || !strings.Contains(body, `"http://127.0.0.1:8080/api/v1/`) || strings.Contains(body, secret) {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	for _, r := range a.requests("") {
		if !strings.HasPrefix(r.Header.Get("User-Agent"), "CredentialCapture/") || strings.Contains(r.URL.String(), secret) {
			t.Errorf("%s with the headers %v", r.URL, r.Header)
		}
	}
	sent := decoded(t, []byte(a.bodies[1]))
	one := member(sent, "workflowDefinition", "credentials", 0)
	if member(sent, "workflowDefinition", "key") != 10011.0 || member(one, "category") != "ID" || member(one, "country") != "AUT" || member(one, "type") != "PASSPORT" || sent["customerInternalReference"] == "" {
		t.Errorf("the service got %v", sent)
	}
}

// TestSession_retryAfter passes on how long the service is busy, in seconds.
func TestSession_retryAfter(t *testing.T) {
	for _, tt := range []struct {
		status       int
		header, date string
		want         int
		wantRetry    string
	}{
		{429, "7", "", 503, "7"},
		{503, "7", "", 503, "7"},
		{429, "", "", 503, "5"},
		{429, "soon " + secret, "", 503, "5"},
		{429, "1000000000000000000000000", "", 503, "86400"},
		{429, "Sun, 01 Mar 2026 10:00:09 GMT", "Sun, 01 Mar 2026 10:00:00 GMT", 503, "9"},
		{500, "7", "", 502, ""},
	} {
		t.Run(fmt.Sprintf("%d %s", tt.status, tt.header), func(t *testing.T) {
			a := newFakeService(t)
			a.replace("POST /api/v1/accounts", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", tt.header)
				if tt.date != "" {
					w.Header().Set("Date", tt.date)
				}
				w.WriteHeader(tt.status)
			})
			w := postSession(siteOf(t, Config{API: a.URL, Getenv: getenv}), "application/json", "{}", nil)
			if got := w.Header().Get("Retry-After"); w.Code != tt.want || got != tt.wantRetry {
				t.Errorf("status %d, Retry-After %q, want %d and %q", w.Code, got, tt.want, tt.wantRetry)
			}
		})
	}
}

// TestSession_badAnswers: the page gets none of the service's text, and neither secret nor
// token is logged or sent to another origin.
func TestSession_badAnswers(t *testing.T) {
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
		{"service away", "", nil},
		{"account is cut", "POST /api/v1/accounts", says(200, `{"account":`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := captureLog(t)
			a := newFakeService(t)
			if a.replace(tt.at, tt.answer); tt.at == "" {
				a.Close()
			}
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
			// A wrong secret is told from a wrong template by the call.
			want := map[string]string{"token refused": "get an access token: the API answered 401", "account refused": "create the account: the API answered 403"}[tt.name]
			if log.Len() == 0 || !strings.Contains(log.String(), want) {
				t.Errorf("logged %s, want %q", log, want)
			}
		})
	}
}
