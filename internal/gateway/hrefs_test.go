package gateway

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// TestSanitizeSession: the browser's members, with hrefs of the page's origin.
func TestSanitizeSession(t *testing.T) {
	const head = `{"timestamp":"2026-03-01T12:00:00Z","account":{"id":"11111111-1111-4111-8111-111111111111","email":"a@b"},"secret":1,"web":{"href":"https://elsewhere.example"},` +
		`"sdk":{"token":"sdk-token"},"workflowExecution":{"id":"22222222-2222-4222-8222-222222222222","web":{"href":"https://elsewhere.example"},"credentials":[`
	const id = `"id":"33333333-3333-4333-8333-333333333333","category":"ID","allowedChannels":["API"],"country":{"values":["AUT"]},"note":"internal"`
	for _, tt := range []struct{ name, credentials, want string }{ // "" is refused
		{"all", `{` + id + `,"api":{"token":"t","parts":{"front":"https://API.example:443/f","document":{"1":"https://api.example/d/1"}},"workflowExecution":"https:\/\/api.example\/w"}}`,
			`{"id":"33333333-3333-4333-8333-333333333333","category":"ID","country":{"values":["AUT"]},"allowedChannels":["API"],"api":{"token":"t","parts":{"document":{"1":"https://page.example/d/1"},"front":"https://page.example/f"},"workflowExecution":"https://page.example/w"}}`},
		{"unknown part", `{` + id + `,"api":{"token":"t","parts":{"liveness":"https://api.example/l"}}}`,
			`{"id":"33333333-3333-4333-8333-333333333333","category":"ID","country":{"values":["AUT"]},"allowedChannels":["API"],"api":{"token":"t","parts":{"liveness":"https://page.example/l"}}}`},
		{"no token", `{` + id + `}`, ""},
		{"no token beside one with", `{` + id + `,"api":{"token":"t"}},{` + id + `,"api":{"parts":{"front":"https://evil.example/f"}}}`,
			`{"id":"33333333-3333-4333-8333-333333333333","category":"ID","country":{"values":["AUT"]},"allowedChannels":["API"],"api":{"token":"t"}},{"id":"33333333-3333-4333-8333-333333333333","category":"ID","country":{"values":["AUT"]},"allowedChannels":["API"]}`},
		{"no credentials", ``, ""},
		{"href elsewhere", `{` + id + `,"api":{"token":"t","parts":{"front":"https://api.example.evil/f"}}}`, ""},
		{"href with a user", `{` + id + `,"api":{"token":"t","parts":{"front":"https://api.example@evil.example/f"}}}`, ""},
		{"href by http", `{` + id + `,"api":{"token":"t","parts":{"front":"http://api.example/f"}}}`, ""},
		{"href at another port", `{` + id + `,"api":{"token":"t","parts":{"front":"https://api.example:8443/f"}}}`, ""},
		{"relative href", `{` + id + `,"api":{"token":"t","parts":{"front":"/f"}}}`, ""},
		{"href of no scheme", `{` + id + `,"api":{"token":"t","parts":{"front":"//api.example/f"}}}`, ""},
		{"script", `{` + id + `,"api":{"token":"t","parts":{"front":"javascript:alert(1)"}}}`, ""},
		{"page elsewhere", `{` + id + `,"api":{"token":"t","parts":{"document":{"1":"https://evil.example/1"}}}}`, ""},
		{"finalize elsewhere", `{` + id + `,"api":{"token":"t","workflowExecution":"https://evil.example/w"}}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, execution, err := sanitizeSession([]byte(head+tt.credentials+`]}}`), hrefRewriter{"https://api.example", "https://page.example"})
			if tt.want == "" {
				if err == nil {
					t.Errorf("taken: %s", body)
				}
				return
			}
			want := `{"timestamp":"2026-03-01T12:00:00Z","account":{"id":"11111111-1111-4111-8111-111111111111"},"workflowExecution":{"id":"22222222-2222-4222-8222-222222222222","credentials":[` + tt.want + `]}}`
			if err != nil || string(body) != want || execution != "22222222-2222-4222-8222-222222222222" {
				t.Errorf("got %s, %v\nwant %s", body, err, want)
			}
		})
	}
}

// TestHrefRewriter_answer: foreign hrefs are removed, and the rest of the answer is kept.
func TestHrefRewriter_answer(t *testing.T) {
	m := hrefRewriter{"https://api.example", "http://127.0.0.1:8080"}
	for _, tt := range []struct {
		name, answer, want string
		lost               int
	}{
		{"all ours", `{"api":{"parts":{"back":"https://api.example/b?x=1","front":"https://api.example/f"},"token":"t","workflowExecution":"https://api.example/w"},"n":12345678901234567890}`,
			`{"api":{"parts":{"back":"http://127.0.0.1:8080/b?x=1","front":"http://127.0.0.1:8080/f"},"token":"t","workflowExecution":"http://127.0.0.1:8080/w"},"n":12345678901234567890}`, 0},
		{"one elsewhere", `{"api":{"parts":{"back":"https://evil.example/b","front":"https://api.example/f"},"token":"t"}}`,
			`{"api":{"parts":{"front":"http://127.0.0.1:8080/f"},"token":"t"}}`, 1},
		{"all elsewhere", `{"api":{"parts":{"document":{"1":"https://evil.example/1","2":"https://api.example/2"}},"token":"t","workflowExecution":"https://evil.example/w"}}`,
			`{"api":{"parts":{"document":{"2":"http://127.0.0.1:8080/2"}},"token":"t"}}`, 2},
		{"no strings", `{"api":{"parts":{"back":1,"document":{"1":{}}},"token":"t"}}`, `{"api":{"parts":{"document":{}},"token":"t"}}`, 1},
		{"no api", `{"help":"https://docs.example/<x>","detail":"see https://api.example/x"}`, `{"detail":"see https://api.example/x","help":"https://docs.example/<x>"}`, 0},
		{"api is none", `{"api":[]}`, `{"api":[]}`, 0},
		{"a list", `["https://api.example/x"]`, `["http://127.0.0.1:8080/x"]`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, lost, err := m.answer([]byte(tt.answer))
			if err != nil || string(got) != tt.want || len(lost) != tt.lost {
				t.Errorf("got %s, %v, %v\nwant %s", got, lost, err, tt.want)
			}
		})
	}
}

const fuzzAPI, fuzzPage = "https://api.example", "https://page.example"

var answerSeeds = []string{
	`{"account":{"id":"11111111-1111-4111-8111-111111111111"},"workflowExecution":{"id":"22222222-2222-4222-8222-222222222222","credentials":[{"id":"x","category":"ID","api":{"token":"t","parts":{"front":"https://api.example/f","document":{"1":"https://api.example/1"}},"workflowExecution":"https://api.example/w"}}]}}`,
	`{"api":{"token":"t","parts":{"front":"https://api.example/f","back":"https://evil.example/"},"workflowExecution":"https:\/\/API.example:443\/w"}}`,
	`{"api":{"parts":{"front":"https://api.example@evil.example/","back":"//evil.example","x":"\\\\evil.example","y":["https://evil.example"],"z":null}}}`,
	`{"title":"Not Found","status":404,"detail":"https://api.example/x"}`,
	`[]`, `""`, `null`, `1e999`, ``, `{"api":{"workflowExecution":1,"parts":[]}}`, `{}{}`,
}

// foreignHrefs finds those of an api member.
func foreignHrefs(api any) (found []string) {
	m, _ := api.(map[string]any)
	all := []any{m["workflowExecution"]}
	parts, _ := m["parts"].(map[string]any)
	for _, part := range parts {
		if pages, is := part.(map[string]any); is {
			for _, href := range pages {
				all = append(all, href)
			}
			continue
		}
		all = append(all, part)
	}
	for _, href := range all {
		if s, is := href.(string); is && !strings.HasPrefix(s, fuzzPage+"/") {
			found = append(found, s)
		}
	}
	return found
}

// numbered decodes JSON with numbers of any size.
func numbered(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return d.Decode(into)
}

// FuzzAnswer: the page gets valid JSON without foreign hrefs.
func FuzzAnswer(f *testing.F) {
	for _, seed := range answerSeeds {
		f.Add([]byte(seed))
	}
	m := hrefRewriter{fuzzAPI, fuzzPage}
	f.Fuzz(func(t *testing.T, answer []byte) {
		if moved, _, err := m.answer(answer); err == nil {
			var v any
			if err := numbered(moved, &v); err != nil {
				t.Fatalf("%v: %q of %q", err, moved, answer)
			}
			if o, is := v.(map[string]any); is {
				if found := foreignHrefs(o["api"]); len(found) > 0 {
					t.Errorf("%q leads elsewhere: %q", answer, found)
				}
			}
		}
		if body, _, err := sanitizeSession(answer, m); err == nil {
			var o struct {
				WorkflowExecution struct{ Credentials []struct{ API any } }
			}
			if err := numbered(body, &o); err != nil {
				t.Fatalf("%v: %q of %q", err, body, answer)
			}
			for _, c := range o.WorkflowExecution.Credentials {
				if found := foreignHrefs(c.API); len(found) > 0 {
					t.Errorf("%q leads elsewhere: %q", answer, found)
				}
			}
		}
	})
}
