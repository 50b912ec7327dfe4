package handover

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// In these tests an attacker makes or opens the link. The page has no Content-Security-Policy, which
// would be the second line of defence.

// collector is an attacker's server, which accepts and counts all requests.
func collector(t *testing.T) (origin string, got *atomic.Int32) {
	t.Helper()
	got = new(atomic.Int32)
	origin = drive.Host(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Headers", "authorization, content-type")
		w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	}))
	return origin, got
}

// post sends a request outside of a browser, free of its restrictions.
func post(t *testing.T, method, path, token string, body any) (answer map[string]any) {
	t.Helper()
	b := must.Get(json.Marshal(body))(t)
	r := must.Get(http.NewRequestWithContext(t.Context(), method, drive.Site.URL+path, bytes.NewReader(b)))(t)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp := must.Get(http.DefaultClient.Do(r))(t)
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %v %v", method, path, resp.Status, answer, err)
	}
	return answer
}

// ofSelfie opens a session for a selfie.
func ofSelfie(t *testing.T) map[string]any {
	return post(t, "POST", "/session", "", map[string]any{"credentials": []any{map[string]any{"category": "SELFIE"}}})
}

// moved replaces the origin of a session's first n addresses, all for -1.
func moved(t *testing.T, session map[string]any, to string, n int) map[string]any {
	t.Helper()
	b := must.Get(json.Marshal(session))(t)
	var all map[string]any
	must.Succeed(t, json.Unmarshal([]byte(strings.Replace(string(b), drive.Site.URL, to, n)), &all))
	return all
}

// TestHandover_forgedLink opens links whose session sends pictures elsewhere: only the page's own
// origin or the integrator's api-origin is accepted.
func TestHandover_forgedLink(t *testing.T) {
	elsewhere, got := collector(t)
	with := func(session map[string]any, origin string) map[string]any {
		session["snapshot"] = map[string]any{"origin": origin}
		return session
	}
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, NoCSP: true})
	p.OnScreen("start")
	for _, tt := range []struct {
		name    string
		session map[string]any
		named   string // by the host
		taken   bool
	}{
		{"a stranger's", moved(t, ofSelfie(t), elsewhere, -1), "", false},
		{"a stranger's in one place", moved(t, ofSelfie(t), elsewhere, 1), "", false},
		{"a stranger's that says it is the page's", with(moved(t, ofSelfie(t), elsewhere, -1), drive.Site.URL), "", false},
		{"the page's that says it is a stranger's", with(ofSelfie(t), elsewhere), "", false},
		{"one that begins like the page's", moved(t, ofSelfie(t), drive.Site.URL+".evil.example", -1), "", false},
		{"the page's, where the host has named another", ofSelfie(t), elsewhere, false},
		{"the page's, where the host has mistyped it", ofSelfie(t), strings.TrimPrefix(drive.Site.URL, "http:"), false},
		{"the page's own", ofSelfie(t), "", true},
		{"one that the host has named", moved(t, ofSelfie(t), elsewhere, -1), elsewhere, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			link := post(t, "POST", "/handover", "", map[string]any{"page": "/", "session": tt.session, "flow": map[string]any{}})["link"].(string)
			p.Eval(`document.querySelector("credential-capture").setAttribute("api-origin", "`+tt.named+`")`, nil)
			follows(p, link)
			p.Press("take")
			if tt.taken {
				p.At("instruction", "FACE")
				return
			}
			p.ProblemIs("forbidden")
			if got.Load() != 0 {
				t.Error("the stranger was sent something")
			}
		})
	}
}

// TestHandover_forgedReturn returns a session with other hrefs: pictures go where they went
// before.
func TestHandover_forgedReturn(t *testing.T) {
	elsewhere, got := collector(t)
	d := drive.Open(t, drive.Options{Camera: drive.CameraNone, NoCSP: true, Lends: true})
	for _, tt := range []struct {
		name string
		to   string
		n    int
	}{
		{"all of it", elsewhere, -1},
		{"one href, nested deeply", elsewhere, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			restart(d)
			d.StartWith("SELFIE")
			_, secret, _ := strings.Cut(d.Link(), "#cc-handover=")
			taken := post(t, "POST", "/handover/take", "", map[string]any{"secret": secret})
			session := moved(t, taken["session"].(map[string]any), tt.to, tt.n)
			if tt.n == 1 {
				var deep any = elsewhere + "/"
				for range 9000 { // the server reads no more than 10,000
					deep = []any{deep}
				}
				session["deep"] = deep
			}
			flow := map[string]any{"chosen": map[string]any{"__proto__": map[string]any{"type": "POLLUTED"}, "FACE 1": "x", "": nil}, "changed": "FACE 1"}
			token := taken["token"].(string)
			post(t, "PUT", "/handover/session", token, map[string]any{"session": session, "flow": flow})
			d.OnScreen("handover-follow")
			post(t, "POST", "/handover/return", token, map[string]any{"session": session, "flow": flow, "finished": false})
			d.ByFile("FACE", photo(t))
			if finish(d) {
				t.Error("the workflow is said to be another one")
			}
			d.Delivered(t, "FACE")
			if polluted := drive.Value[bool](d, `"type" in {}`); polluted {
				t.Error("every object has what the stranger said")
			}
			if got.Load() != 0 {
				t.Error("the stranger was sent something")
			}
		})
	}
}
