package devserver

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// goodTemplate has every member that the contract knows.
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

func TestTemplatesThatWontDo(t *testing.T) {
	with := func(old, by string) string {
		if strings.Count(goodTemplate, old) == 0 {
			t.Fatalf("the template has no %s", old)
		}
		return strings.Replace(goodTemplate, old, by, 1)
	}
	list := func(n int) string {
		return with(`[
    {"category": "ID",`, `[`+strings.Repeat(`{"category": "SELFIE"},`, n-3)+`{"category": "ID",`)
	}
	for _, tt := range []struct{ name, template, says string }{
		{"good", goodTemplate, ""},
		{"smallest", `{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1}}`, ""},
		{"no JSON", `{`, "no JSON"},
		{"array", `[]`, "no JSON object"},
		{"null", `null`, "customerInternalReference is required"},
		{"two", `{}{}`, "something after"},
		{"too large", `{"a":"` + strings.Repeat("a", maxTemplate) + `"}`, "bytes"},
		{"unknown member", with(`"tokenLifetime"`, `"tokenLife"`), "tokenLife is not known"},
		{"no reference", with(`"customerInternalReference": "order-${order}",`, ``), "customerInternalReference is required"},
		{"reference of 100", with(`order-${order}`, strings.Repeat("a", 100)), ""},
		{"reference of 101", with(`order-${order}`, strings.Repeat("a", 101)), "customerInternalReference is over 100"},
		{"reference is a number", with(`"order-${order}"`, `1`), "customerInternalReference must be a string"},
		{"no workflow", `{"customerInternalReference": "a"}`, "workflowDefinition is required"},
		{"workflow is a number", `{"customerInternalReference": "a", "workflowDefinition": 1}`, "workflowDefinition must be an object"},
		{"no key", with(`"key": 10011, `, ``), "workflowDefinition.key is required"},
		{"key in quotes", with(`10011`, `"10011"`), ""},
		{"key by value", with(`10011`, `"${workflow}"`), ""},
		{"key is a name", with(`10011`, `"kyc"`), "workflowDefinition.key must be a workflow's number"},
		{"key is true", with(`10011`, `true`), "workflowDefinition.key must be a number"},
		{"key is a fraction", with(`10011`, `1.5`), "workflowDefinition.key must be"},
		{"no credentials", with(`[
    {"category": "ID", "country": {"values": ["AUT", "DEU"]}, "type": {"values": ["ID_CARD", "PASSPORT"]}},
    {"category": "SELFIE"},
    {"category": "DOCUMENT", "country": "${country}", "type": "UB"}
  ]`, `[]`), "workflowDefinition.credentials must have 1 to 20"},
		{"20 credentials", list(20), ""},
		{"21 credentials", list(21), "workflowDefinition.credentials must have 1 to 20"},
		{"category", with(`"category": "SELFIE"`, `"category": "VOICE"`), "credentials[1].category must be one of"},
		{"no category", with(`{"category": "SELFIE"}`, `{}`), "credentials[1].category is required"},
		{"credential's member", with(`"category": "SELFIE"`, `"category": "SELFIE", "id": 1`), "credentials[1].id is not known"},
		{"country", with(`"AUT", "DEU"`, `"AUT", "Germany"`), "credentials[0].country must be three letters"},
		{"no countries", with(`"AUT", "DEU"`, ``), "credentials[0].country.values must have"},
		{"type", with(`"type": "UB"`, `"type": "utility bill"`), "credentials[2].type must be"},
		{"type is a number", with(`"type": "UB"`, `"type": 1`), "credentials[2].type must be"},
		{"callback by http", with(`https://backend`, `http://backend`), "callbackUrl must be an https URL"},
		{"callback with a password", with(`https://backend`, `https://a:b@backend`), "callbackUrl must be an https URL"},
		{"lifetime 5m", with(`30m`, `5m`), ""},
		{"lifetime 4m", with(`30m`, `4m`), "tokenLifetime must be 5m to 60d"},
		{"lifetime 60d", with(`30m`, `60d`), ""},
		{"lifetime 61d", with(`30m`, `61d`), "tokenLifetime must be 5m to 60d"},
		{"lifetime in seconds", with(`30m`, `1800s`), "tokenLifetime must be"},
		{"lifetime is a number", with(`"30m"`, `30`), "tokenLifetime must be a string"},
		{"consent", with(`"obtained": "yes"`, `"obtained": "ok"`), "userConsent.consent.obtained must be yes, no or na"},
		{"consent's time", with(`"${now}"`, `"today"`), "userConsent.consent.obtainedAt must be a time"},
		{"consent's member", with(`"userIp"`, `"ip"`), "userConsent.ip is not known"},
		{"consent's country", with(`"country": "USA"`, `"country": "US"`), "userConsent.userLocation.country must be"},
		{"placeholder without a name", with(`${user}`, `${}`), "userReference"},
		{"placeholder with a blank", with(`${user}`, `${the user}`), `"${the user}" is no placeholder`},
		{"placeholder that doesn't end", with(`${user}`, `${user`), `userReference: "${user" is no placeholder`},
		{"a dollar alone", with(`${user}`, `$5`), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseTemplate([]byte(tt.template))
			if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
}

func TestFillATemplate(t *testing.T) {
	template, err := ParseTemplate([]byte(goodTemplate))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(template.Names()); got != "[country ip order user]" {
		t.Errorf("it asks for %s", got)
	}
	good := map[string]string{"country": "AUT", "ip": "10.0.0.1", "order": "7", "user": "u-1"}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600))
	for _, tt := range []struct{ name, value, by, says string }{
		{"good", "user", "u-2", ""},
		{"what would break out of JSON", "user", `","userReference":"x\`, ""},
		{"a placeholder is no placeholder here", "user", "${order}", ""},
		{"missing", "user", "", "values.user is missing"},
		{"unknown", "workflow", "1", "doesn't ask for"},
		{"reference of 100", "order", strings.Repeat("a", 94), ""},
		{"reference of 101", "order", strings.Repeat("a", 95), "customerInternalReference is over 100"},
		{"too long", "user", strings.Repeat("a", maxValue+1), "values.user is over"},
		{"country that is none", "country", "Austria", "credentials[2].country must be"},
		{"address that is none", "ip", strings.Repeat("1", 46), "userConsent.userIp is over"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			values := map[string]string{}
			for name, value := range good {
				values[name] = value
			}
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

func TestUUIDsAreNew(t *testing.T) {
	template, err := ParseTemplate([]byte(`{"customerInternalReference": "${uuid}", "workflowDefinition": {"key": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := template.Fill(nil, time.Now())
	b, _ := template.Fill(nil, time.Now())
	if string(a) == string(b) || len(template.Names()) != 0 {
		t.Errorf("twice %s", a)
	}
}
