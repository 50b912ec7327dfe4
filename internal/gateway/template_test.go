package gateway

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"credential-capture/test/must"
)

// goodTemplate has every member of the contract.
const goodTemplate = `{
  "customerInternalReference": "order-${order}",
  "userReference": "${user}",
  "callbackUrl": "https://backend.example/callback/${order}",
  "tokenLifetime": "30m",
  "workflowDefinition": {"key": 10011, "credentials": [
    {"category": "ID", "country": {"values": ["AUT", "DEU"]}, "type": {"values": ["ID_CARD", "PASSPORT"]}},
    {"category": "SELFIE"},
    {"category": "DOCUMENT", "country": "${country}", "type": "UB"}
  ]},
  "userConsent": {"userIp": "${ip}", "userLocation": {"country": "USA", "state": "IL"}, "consent": {"obtained": "yes", "obtainedAt": "${now}"}}
}`

func TestParseTemplate(t *testing.T) {
	with := func(old, by string) string {
		if !strings.Contains(goodTemplate, old) {
			t.Fatalf("the template has no %s", old)
		}
		return strings.Replace(goodTemplate, old, by, 1)
	}
	for _, tt := range []struct{ name, template, says string }{
		{"good", goodTemplate, ""},
		{"smallest", `{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1}}`, ""},
		{"no JSON", `{`, "no JSON"},
		{"array", `[]`, "no JSON object"},
		{"null", `null`, "no JSON object"},
		{"two", `{}{}`, "something after"},
		{"too large", `{"a":"` + strings.Repeat("a", maxTemplate) + `"}`, "bytes"},
		{"member that is new to the gateway", with(`"tokenLifetime"`, `"newMember"`), ""},
		{"key as a placeholder", with(`10011`, `"${workflow}"`), ""},
		{"client secret", with(`"userReference"`, `"clientSecret"`), "clientSecret: a template must not have secrets"},
		{"token within an object", with(`"userIp"`, `"access_token"`), "userConsent.access_token: a template must not have secrets"},
		{"API key within a list", with(`"category": "SELFIE"`, `"apiKey": "x"`), "credentials[1].apiKey: a template must not have secrets"},
		{"placeholder without a name", with(`${user}`, `${}`), "userReference"},
		{"placeholder with a blank", with(`${user}`, `${the user}`), `"${the user}" is no placeholder`},
		{"placeholder without an end", with(`${user}`, `${user`), `userReference: "${user" is no placeholder`},
		{"a dollar without a placeholder", with(`${user}`, `$5`), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseTemplate([]byte(tt.template))
			if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
}

func TestTemplate_Fill(t *testing.T) {
	template := must.Get(ParseTemplate([]byte(goodTemplate)))(t)
	if got := fmt.Sprint(template.names); got != "[country ip order user]" {
		t.Errorf("the values are %s", got)
	}
	good := map[string]string{"country": "AUT", "ip": "10.0.0.1", "order": "7", "user": "u-1"}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600))
	for _, tt := range []struct{ name, value, by, says string }{
		{"good", "user", "u-2", ""},
		{"JSON in a value", "user", `","userReference":"x\`, ""},
		{"a value that looks like a placeholder", "user", "${order}", ""},
		{"missing", "user", "", "values.user is missing"},
		{"unknown", "workflow", "1", "unknown member"},
		{"long reference", "order", strings.Repeat("a", 94), ""},
		{"too long", "user", strings.Repeat("a", maxValue+1), "values.user is over"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			values := maps.Clone(good)
			values[tt.value] = tt.by
			body, err := template.Fill(values, now)
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) || tt.by != "" && len(tt.by) > 3 && strings.Contains(err.Error(), tt.by) {
					t.Errorf("got %v, want it to say %s", err, tt.says)
				}
				return
			}
			var got struct {
				CustomerInternalReference, UserReference, CallbackURL string
				WorkflowDefinition                                    struct{ Key json.Number }
				UserConsent                                           struct {
					UserIP  string
					Consent struct{ ObtainedAt string }
				}
			}
			if err != nil || json.Unmarshal(body, &got) != nil {
				t.Fatalf("%v: %s", err, body)
			}
			if got.UserReference != values["user"] || got.CustomerInternalReference != "order-"+values["order"] || got.WorkflowDefinition.Key != "10011" ||
				got.UserConsent.Consent.ObtainedAt != "2026-03-01T11:00:00.000Z" || got.UserConsent.UserIP != "10.0.0.1" {
				t.Errorf("got %s", body)
			}
		})
	}
}

func TestTemplate_uuid(t *testing.T) {
	template := must.Get(ParseTemplate([]byte(`{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1}}`)))(t)
	a, _ := template.Fill(nil, time.Now())
	b, _ := template.Fill(nil, time.Now())
	if string(a) == string(b) || len(template.names) != 0 {
		t.Errorf("twice %s", a)
	}
}

const sessionKey = "0123456789abcdef0123456789abcdef"

func templateOf(t *testing.T, s string) *Template {
	t.Helper()
	return must.Get(ParseTemplate([]byte(s)))(t)
}

// envWith is getenv without the workflow's key, which the template has, and with more variables.
func envWith(more map[string]string) func(string) string {
	return func(name string) string {
		if v, ok := more[name]; ok || name == "CREDENTIALS_WORKFLOW_KEY" {
			return v
		}
		return getenv(name)
	}
}

func TestNew_sessionKey(t *testing.T) {
	fixed := `{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1}}`
	for _, tt := range []struct {
		name, template string
		env            map[string]string
		says           string
	}{
		{"placeholders and a key", goodTemplate, map[string]string{"CREDENTIALS_SESSION_KEY": sessionKey}, ""},
		{"placeholders and no key", goodTemplate, nil, "CREDENTIALS_SESSION_KEY"},
		{"a key that is too short", goodTemplate, map[string]string{"CREDENTIALS_SESSION_KEY": sessionKey[1:]}, "32 characters"},
		{"no placeholders and no key", fixed, nil, ""},
		{"two workflow keys", fixed, map[string]string{"CREDENTIALS_WORKFLOW_KEY": "2"}, "leave one out"},
		{"a name that can't be a header", fixed, map[string]string{"CREDENTIALS_USER_AGENT": "a\nb"}, "CREDENTIALS_USER_AGENT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(Config{API: "emea-1", Getenv: envWith(tt.env), Account: templateOf(t, tt.template)})
			if (err != nil) != (tt.says != "") || err != nil && (!strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), sessionKey[1:])) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
}

// TestSession_byTemplate: only the site's own back end opens and renews sessions.
func TestSession_byTemplate(t *testing.T) {
	log := captureLog(t)
	a := newFakeService(t)
	key := filepath.Join(t.TempDir(), "key")
	must.Succeed(t, os.WriteFile(key, []byte(sessionKey+"\n"), 0o600))
	h := siteOf(t, Config{API: a.URL, Account: templateOf(t, goodTemplate), Origin: "https://onboarding.example", SessionRate: 1,
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
		{"a page's body", `{"credentials":[{"category":"SELFIE"}]}`, with, 400},
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

// TestNew_warnsWithoutOrigin: the back end's request has not the page's host.
func TestNew_warnsWithoutOrigin(t *testing.T) {
	for _, tt := range []struct {
		key, origin string
		warns       bool
	}{{sessionKey, "", true}, {sessionKey, "https://onboarding.example", false}, {"", "", false}} {
		log := captureLog(t)
		must.Get(New(Config{API: "emea-1", Account: templateOf(t, `{"a": 1}`), Origin: tt.origin,
			Getenv: envWith(map[string]string{"CREDENTIALS_SESSION_KEY": tt.key})}))(t)
		if strings.Contains(log.String(), "-origin") != tt.warns {
			t.Errorf("%+v: logged %s", tt, log)
		}
	}
}

// TestSession_templateWithoutValues: pages open sessions, and choose nothing.
func TestSession_templateWithoutValues(t *testing.T) {
	a := newFakeService(t)
	h := siteOf(t, Config{API: a.URL, Getenv: envWith(nil), SessionRate: 100,
		Account: templateOf(t, `{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1, "credentials": [{"category": "SELFIE"}]}}`)})
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"nothing", "{}", 200},
		{"with an account", `{"account":"11111111-1111-4111-8111-111111111111"}`, 400},
		{"values", `{"values":{}}`, 400},
		{"with credentials", `{"credentials":[{"category":"ID"}]}`, 400},
		{"null", `null`, 400},
		{"two", `{}{}`, 400},
	} {
		if w := postSession(h, "application/json", tt.body, nil); w.Code != tt.status {
			t.Errorf("%s: got %d %s, want %d", tt.name, w.Code, w.Body, tt.status)
		}
	}
}

// FuzzTemplate: no value adds or removes a member of the template.
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
		for _, name := range parsed.names {
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
		if got, want := slices.Sorted(maps.Keys(account)), slices.Sorted(maps.Keys(parsed.root)); !slices.Equal(got, want) {
			t.Errorf("the members are %q, want %q", got, want)
		}
	})
}
