package devserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sessionKey = "0123456789abcdef0123456789abcdef"

func templateOf(t *testing.T, s string) *Template {
	t.Helper()
	template, err := ParseTemplate([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return template
}

// envWith is getenv without the workflow's key, which the template has, and with more.
func envWith(more map[string]string) func(string) string {
	return func(name string) string {
		if v, ok := more[name]; ok || name == "CREDENTIALS_WORKFLOW_KEY" {
			return v
		}
		return getenv(name)
	}
}

func TestATemplateNeedsItsKey(t *testing.T) {
	fixed := `{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1}}`
	for _, tt := range []struct {
		name, template string
		env            map[string]string
		says           string
	}{
		{"values and a key", goodTemplate, map[string]string{"CREDENTIALS_SESSION_KEY": sessionKey}, ""},
		{"values and no key", goodTemplate, nil, "CREDENTIALS_SESSION_KEY"},
		{"a key that is too short", goodTemplate, map[string]string{"CREDENTIALS_SESSION_KEY": sessionKey[1:]}, "32 characters"},
		{"no values and no key", fixed, nil, ""},
		{"two workflow keys", fixed, map[string]string{"CREDENTIALS_WORKFLOW_KEY": "2"}, "leave one out"},
		{"a name that can't be a header", fixed, map[string]string{"CREDENTIALS_USER_AGENT": "a\nb"}, "CREDENTIALS_USER_AGENT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Handler(Config{Root: web(), API: "emea-1", Getenv: envWith(tt.env), Account: templateOf(t, tt.template)})
			if (err != nil) != (tt.says != "") || err != nil && (!strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), sessionKey[1:])) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
}

// TestSessionsByTemplate: the site's own back end opens and renews them, nobody else.
func TestSessionsByTemplate(t *testing.T) {
	log := logged(t)
	a := newRealAPI(t)
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(sessionKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := siteOf(t, Config{API: a.URL, Account: templateOf(t, goodTemplate), Page: "https://onboarding.example", SessionRate: 1,
		Getenv: envWith(map[string]string{"CREDENTIALS_SESSION_KEY_FILE": key})})
	const values = `"values":{"order":"7","user":"u-1","country":"AUT","ip":"10.0.0.1"}`
	with := map[string]string{"Authorization": "Bearer " + sessionKey}
	w := postSession(h, "application/json", "{"+values+"}", with)
	if w.Code != 200 {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	account := decoded(t, w.Body.Bytes())["account"].(map[string]any)["id"].(string)
	for _, tt := range []struct {
		name, body string
		header     map[string]string
		status     int
	}{
		{"another person", "{" + values + "}", with, 200}, // beyond the rate, which is for browsers
		{"a known person", `{"account":"` + account + `",` + values + `}`, with, 200},
		{"an unknown person", `{"account":"11111111-1111-4111-8111-111111111111",` + values + `}`, with, 404},
		{"an account that is no id", `{"account":"../x",` + values + `}`, with, 400},
		{"a value is missing", `{"values":{"order":"7"}}`, with, 400},
		{"a value too many", strings.Replace("{"+values+"}", `"ip"`, `"more":"1","ip"`, 1), with, 400},
		{"the page's words", `{"credentials":[{"category":"SELFIE"}]}`, with, 400},
		{"another key", "{" + values + "}", map[string]string{"Authorization": "Bearer " + sessionKey[:31] + "0"}, 401},
		{"no key", "{}", nil, 429},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := postSession(h, "application/json", tt.body, tt.header)
			if w.Code != tt.status {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.status)
			}
			if w.Code == 200 && strings.Count(w.Body.String(), `"https://onboarding.example/api/v1/accounts/`) != 7 {
				t.Errorf("hrefs don't lead to the page: %s", w.Body)
			}
			if got, _ := decoded(t, w.Body.Bytes())["account"].(map[string]any); tt.name == "a known person" && got["id"] != account {
				t.Errorf("the account is %v, want %s", got["id"], account)
			}
		})
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	var created, updated int
	for i, r := range a.got {
		switch {
		case r.Method == "POST" && r.URL.Path == "/api/v1/accounts":
			created++
		case r.Method == "PUT" && strings.HasPrefix(r.URL.Path, "/api/v1/accounts/"):
			updated++
		default:
			continue
		}
		if sent := decoded(t, []byte(a.bodies[i])); sent["userReference"] != "u-1" || sent["userConsent"] == nil {
			t.Errorf("the service is sent %v", sent)
		}
	}
	if created != 2 || updated != 2 {
		t.Errorf("%d accounts were created and %d updated", created, updated)
	}
	for _, private := range []string{sessionKey, secret, "u-1", "10.0.0.1", account} {
		if strings.Contains(log.String(), private) {
			t.Errorf("%s is logged: %s", private, log)
		}
	}
}

// TestSessionsByATemplateWithoutValues: the page may ask by itself, and has no say.
func TestSessionsByATemplateWithoutValues(t *testing.T) {
	a := newRealAPI(t)
	h := siteOf(t, Config{API: a.URL, Getenv: envWith(nil), SessionRate: 100,
		Account: templateOf(t, `{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1, "credentials": [{"category": "SELFIE"}]}}`)})
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"nothing", "{}", 200},
		{"whose it is", `{"account":"11111111-1111-4111-8111-111111111111"}`, 400},
		{"values", `{"values":{}}`, 400},
		{"what to ask for", `{"credentials":[{"category":"ID"}]}`, 400},
		{"null", `null`, 400},
		{"two", `{}{}`, 400},
	} {
		if w := postSession(h, "application/json", tt.body, nil); w.Code != tt.status {
			t.Errorf("%s: got %d %s, want %d", tt.name, w.Code, w.Body, tt.status)
		}
	}
}

// TestWhatTheBrowserGetsOfAnAccount: what it needs, with hrefs of its own origin.
func TestWhatTheBrowserGetsOfAnAccount(t *testing.T) {
	const head = `{"timestamp":"2026-03-01T12:00:00Z","account":{"id":"11111111-1111-4111-8111-111111111111","email":"a@b"},"secret":1,"web":{"href":"https://elsewhere.example"},` +
		`"sdk":{"token":"sdk-token"},"workflowExecution":{"id":"22222222-2222-4222-8222-222222222222","web":{"href":"https://elsewhere.example"},"credentials":[`
	const id = `"id":"33333333-3333-4333-8333-333333333333","category":"ID","allowedChannels":["API"],"country":{"values":["AUT"]},"note":"internal"`
	for _, tt := range []struct{ name, credentials, want string }{ // "" is refused
		{"all", `{` + id + `,"api":{"token":"t","parts":{"front":"https://API.example:443/f","document":{"1":"https://api.example/d/1"}},"workflowExecution":"https:\/\/api.example\/w"}}`,
			`{"id":"33333333-3333-4333-8333-333333333333","category":"ID","country":{"values":["AUT"]},"allowedChannels":["API"],"api":{"token":"t","parts":{"document":{"1":"https://page.example/d/1"},"front":"https://page.example/f"},"workflowExecution":"https://page.example/w"}}`},
		{"unknown part", `{` + id + `,"api":{"token":"t","parts":{"liveness":"https://api.example/l"}}}`,
			`{"id":"33333333-3333-4333-8333-333333333333","category":"ID","country":{"values":["AUT"]},"allowedChannels":["API"],"api":{"token":"t","parts":{"liveness":"https://page.example/l"}}}`},
		{"no token", `{` + id + `}`, ""},
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
			body, execution, err := narrow([]byte(head+tt.credentials+`]}}`), mover{"https://api.example", "https://page.example"})
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

// TestHrefsOfAnswers: those that lead elsewhere are left out, the rest of the answer
// counts: the part has arrived.
func TestHrefsOfAnswers(t *testing.T) {
	m := mover{"https://api.example", "http://127.0.0.1:8080"}
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
