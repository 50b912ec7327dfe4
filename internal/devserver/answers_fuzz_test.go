package devserver

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

const fuzzAPI, fuzzPage = "https://api.example", "https://page.example"

var answerSeeds = []string{
	`{"account":{"id":"11111111-1111-4111-8111-111111111111"},"workflowExecution":{"id":"22222222-2222-4222-8222-222222222222","credentials":[{"id":"x","category":"ID","api":{"token":"t","parts":{"front":"https://api.example/f","document":{"1":"https://api.example/1"}},"workflowExecution":"https://api.example/w"}}]}}`,
	`{"api":{"token":"t","parts":{"front":"https://api.example/f","back":"https://evil.example/"},"workflowExecution":"https:\/\/API.example:443\/w"}}`,
	`{"api":{"parts":{"front":"https://api.example@evil.example/","back":"//evil.example","x":"\\\\evil.example","y":["https://evil.example"],"z":null}}}`,
	`{"title":"Not Found","status":404,"detail":"https://api.example/x"}`,
	`[]`, `""`, `null`, `1e999`, ``, `{"api":{"workflowExecution":1,"parts":[]}}`, `{}{}`,
}

// leadElsewhere finds hrefs of an api member that don't lead to the page.
func leadElsewhere(api any) (found []string) {
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

// numbered reads JSON whose numbers may be of any size.
func numbered(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return d.Decode(into)
}

// FuzzAnswer: whatever the service answers, what the page gets is JSON of this size at most,
// and no href of it leads elsewhere.
func FuzzAnswer(f *testing.F) {
	for _, seed := range answerSeeds {
		f.Add([]byte(seed))
	}
	m := mover{fuzzAPI, fuzzPage}
	f.Fuzz(func(t *testing.T, answer []byte) {
		if moved, _, err := m.answer(answer); err == nil {
			var v any
			if err := numbered(moved, &v); err != nil {
				t.Fatalf("%v: %q of %q", err, moved, answer)
			}
			if o, is := v.(map[string]any); is {
				if found := leadElsewhere(o["api"]); len(found) > 0 {
					t.Errorf("%q leads elsewhere: %q", answer, found)
				}
			}
		}
		if body, _, err := narrow(answer, m); err == nil {
			var o struct {
				WorkflowExecution struct{ Credentials []struct{ API any } }
			}
			if err := numbered(body, &o); err != nil {
				t.Fatalf("%v: %q of %q", err, body, answer)
			}
			for _, c := range o.WorkflowExecution.Credentials {
				if found := leadElsewhere(c.API); len(found) > 0 {
					t.Errorf("%q leads elsewhere: %q", answer, found)
				}
			}
		}
	})
}

// FuzzTemplate: whatever is in a template and in the values, what the service is sent is an
// account as the contract has it, or nothing.
func FuzzTemplate(f *testing.F) {
	f.Add([]byte(goodTemplate), `","userReference":"x`)
	f.Add([]byte(goodTemplate), "AUT")
	f.Add([]byte(`{"customerInternalReference": "${uuid}${a}", "workflowDefinition": {"key": "${a}"}}`), "10011")
	f.Add([]byte(`{"customerInternalReference": "$${a}}", "workflowDefinition": {"key": 1}}`), "${a}")
	f.Add([]byte(`{"tokenLifetime":"99999999999999999999d"}`), "")
	f.Fuzz(func(t *testing.T, template []byte, value string) {
		parsed, err := ParseTemplate(template)
		if err != nil {
			return
		}
		values := map[string]string{}
		for _, name := range parsed.Names() {
			values[name] = value
		}
		body, err := parsed.Fill(values, time.Unix(0, 0))
		if err != nil {
			return
		}
		var account map[string]any
		if err := numbered(body, &account); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		for name := range account {
			if _, written := parsed.root[name]; !written {
				t.Errorf("%q has become a member: %s", name, body)
			}
		}
		if account["customerInternalReference"] == "" || account["workflowDefinition"] == nil {
			t.Errorf("not an account: %s", body)
		}
	})
}
