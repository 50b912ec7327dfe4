package sandbox_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

func TestCreateAccount(t *testing.T) {
	in := newService(t, sandbox.Options{})
	list := func(n int) string {
		return "[" + strings.Repeat(`{"category":"SELFIE"},`, n-1) + `{"category":"SELFIE"}]`
	}
	reference := func(n int) string { return swap(t, string(order(all)), `"test"`, `"`+strings.Repeat("a", n)+`"`) }
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"everything", string(order(all)), 200},
		{"key as a string", swap(t, string(order(all)), `"key":1`, `"key":"10011"`), 200},
		{"no credentials named", `{"customerInternalReference":"a","workflowDefinition":{"key":1}}`, 200},
		{"choices of country and type", string(order(`[{"category":"ID","country":{"values":["aut"]},"type":{"values":[]}}]`)), 200},
		{"1 credential", string(order(list(1))), 200},
		{"20 credentials", string(order(list(20))), 200},
		{"21 credentials", string(order(list(21))), 400},
		{"no credential", string(order(`[]`)), 200},
		{"as in the vendor's guide", `{"customerInternalReference":"a","userReference":"b","tokenLifetime":"600s","reportingCriteria":"c","callbackUrl":"https://a.example/",
			"web":{"successUrl":"https://a.example/","errorUrl":"https://a.example/","locale":"de"},
			"workflowDefinition":{"key":2,"capabilities":{"watchlistScreening":{"additionalProperties":"d"}},"credentials":[
				{"category":"ID","type":{"values":["PASSPORT"],"predefinedType":"DEFINED"},"country":{"values":["AUT"],"predefinedType":"DEFINED"}}]}}`, 200},
		{"unknown category", string(order(`[{"category":"id"}]`)), 400},
		{"country of the wrong kind", string(order(`[{"category":"ID","country":7}]`)), 400},
		{"reference of 100", reference(100), 200},
		{"reference of 101", reference(101), 400},
		{"user reference of 100", swap(t, string(order(all)), "{", `{"userReference":"`+strings.Repeat("u", 100)+`",`), 200},
		{"user reference of 101", swap(t, string(order(all)), "{", `{"userReference":"`+strings.Repeat("u", 101)+`",`), 400},
		{"key of 20 digits", swap(t, string(order(all)), `"key":1`, `"key":12345678901234567890`), 200},
		{"key of 21 digits", swap(t, string(order(all)), `"key":1`, `"key":123456789012345678901`), 400},
		{"no reference", reference(0), 400},
		{"no key", swap(t, string(order(all)), `"key":1,`, ""), 400},
		{"key is no number", swap(t, string(order(all)), `"key":1`, `"key":"one"`), 400},
		{"no JSON", "{", 400},
		{"JSON and more", string(order(all)) + "x", 400},
		{"empty", "", 400},
		{"64 KiB", pad(order(all), 64<<10), 200},
		{"over 64 KiB", pad(order(all), 64<<10+1), 413},
	} {
		t.Run(tt.name, func(t *testing.T) { create(in, []byte(tt.body)).want(t, tt.status) })
	}
}

// pad appends blanks to n bytes.
func pad(json []byte, n int) string { return string(json) + strings.Repeat(" ", n-len(json)) }

func TestTokenLifetime(t *testing.T) {
	in := newService(t, sandbox.Options{})
	for lifetime, status := range map[string]int{
		"5m": 200, "4m": 400, "300s": 200, "299s": 400,
		"60d": 200, "61d": 400, "1440h": 200, "1441h": 400, "86400m": 200, "86401m": 400, "5184000s": 200, "5184001s": 400,
		"": 200, "0d": 400, "-5m": 400, "30": 400, "m": 400, "7.5m": 400,
		"99999999999999999999d": 400, "213504d": 400, // the second overflows to 25 minutes
	} {
		t.Run(lifetime, func(t *testing.T) {
			create(in, []byte(swap(t, string(order(all)), `{`, `{"tokenLifetime":"`+lifetime+`",`))).want(t, status)
		})
	}
}

func TestCreateAccount_answer(t *testing.T) {
	in := newService(t, sandbox.Options{})
	r := create(in, order(all)).want(t, 200)
	list, _ := r.member("workflowExecution", "credentials").([]any)
	if len(list) != 4 {
		t.Fatalf("got %d credentials, want 4", len(list))
	}
	base := "http://sandbox.example/api/v1/accounts/" + r.member("account", "id").(string) +
		"/workflow-executions/" + r.member("workflowExecution", "id").(string)
	wantParts := [][]string{{"back", "front"}, {"face"}, {"document"}, {"prepared_data"}}
	var tokens []string
	for i, entry := range list {
		c := entry.(map[string]any)
		api := c["api"].(map[string]any)
		tokens = append(tokens, api["token"].(string))
		if api["workflowExecution"] != base {
			t.Errorf("workflowExecution is %v, want %s", api["workflowExecution"], base)
		}
		var names []string
		for name, href := range api["parts"].(map[string]any) {
			names = append(names, name)
			if want := base + "/credentials/" + c["id"].(string) + "/parts/" + strings.ToUpper(name); href != want {
				t.Errorf("%s is %v, want %s", name, href, want)
			}
		}
		slices.Sort(names)
		if !slices.Equal(names, wantParts[i]) {
			t.Errorf("%v has the parts %v, want %v", c["category"], names, wantParts[i])
		}
	}
	slices.Sort(tokens)
	if len(slices.Compact(tokens)) != 4 {
		t.Error("credentials share a token")
	}
	id := list[0].(map[string]any)
	if id["country"] != "AUT" || id["type"] != "ID_CARD" || id["allowedChannels"].([]any)[0] != "API" {
		t.Errorf("got %v", id)
	}
	must.Get(time.Parse(time.RFC3339, r.member("timestamp").(string)))(t)
}

func TestUpdateAccount(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	update := func(id string, body []byte) reply {
		return in.do(request{method: "PUT", path: "/api/v1/accounts/" + id, token: in.access, body: body})
	}
	second := in.opened(update(w.account, order(`[{"category":"SELFIE"}]`)))
	if second.account != w.account || second.execution == w.execution || len(second.credentials) != 1 {
		t.Errorf("got %+v after %+v", second, w)
	}
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200) // the first one goes on
	for _, tt := range []struct {
		name, id string
		body     []byte
		status   int
	}{
		{"unknown account", uuid.NewString(), order(all), 404},
		{"no UUID", "me", order(all), 400},
		{"UUID in braces", "%7B" + w.account + "%7D", order(all), 400},
		{"bad body", w.account, []byte(`{}`), 400},
		{"execution's id", w.execution, order(all), 404},
	} {
		t.Run(tt.name, func(t *testing.T) { update(tt.id, tt.body).want(t, tt.status) })
	}
}

func TestCreateAccount_accessToken(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	for _, tt := range []struct {
		name, token, agent string
		status             int
	}{
		{"good", in.access, "Test/1.0", 200},
		{"none", "", "Test/1.0", 401},
		{"unknown", "abc", "Test/1.0", 401},
		{"of a credential", w.credentials["ID"].token, "Test/1.0", 401},
		{"no user agent", in.access, "", 403},
		{"blank user agent", in.access, " ", 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, q := range []request{
				{method: "POST", path: "/api/v1/accounts", body: order(all)},
				{method: "PUT", path: "/api/v1/accounts/" + w.account, body: order(all)},
				{method: "GET", path: w.path()},
				{method: "GET", path: w.path() + "/status"},
			} {
				q.token, q.header = tt.token, map[string]string{"User-Agent": tt.agent}
				in.do(q).want(t, tt.status)
			}
		})
	}
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

func TestAccessToken(t *testing.T) {
	in := newService(t, sandbox.Options{ClientID: "sandbox", ClientSecret: "sandbox"})
	const grant = "grant_type=client_credentials"
	for _, tt := range []struct {
		name, basic, kind, body string
		status                  int
	}{
		{"basic", basic("sandbox", "sandbox"), form, grant, 200},
		{"in the form", "", form, grant + "&client_id=sandbox&client_secret=sandbox", 200},
		{"wrong secret", basic("sandbox", "sandboy"), form, grant, 401},
		{"secret's beginning", basic("sandbox", "sand"), form, grant, 401},
		{"wrong id", basic("sandboy", "sandbox"), form, grant, 401},
		{"no credentials", "", form, grant, 401},
		{"wrong grant", basic("sandbox", "sandbox"), form, "grant_type=password", 400},
		{"no grant", basic("sandbox", "sandbox"), form, "", 400},
		{"broken form", basic("sandbox", "sandbox"), form, "%zz", 400},
		{"JSON", basic("sandbox", "sandbox"), "application/json", `{"grant_type":"client_credentials"}`, 400},
		{"too large", basic("sandbox", "sandbox"), form, grant + "&x=" + strings.Repeat("a", 8<<10), 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := map[string]string{}
			if tt.basic != "" {
				header["Authorization"] = tt.basic
			}
			r := in.do(request{method: "POST", path: "/oauth2/token", kind: tt.kind, body: []byte(tt.body), header: header}).want(t, tt.status)
			if r.header.Get("Cache-Control") != "no-store" {
				t.Error("the answer may be kept by a cache")
			}
			if tt.status == 401 && r.header.Get("WWW-Authenticate") == "" {
				t.Error("401 without WWW-Authenticate")
			}
			if tt.status == 200 && (r.member("token_type") != "Bearer" || r.member("expires_in") != 3600.0) {
				t.Errorf("got %s", r)
			}
			if tt.status != 200 && strings.Contains(string(r.body), "sandboy") {
				t.Errorf("the answer repeats the request: %s", r)
			}
		})
	}
}

func TestAccessToken_expiry(t *testing.T) {
	atEnd(t, sandbox.Options{}, time.Hour, 401, func(in *service, _ *workflow) reply { return create(in, order(all)) })
}

func TestAccessToken_max(t *testing.T) {
	in := newService(t, sandbox.Options{MaxAccess: 3})
	first := in.access
	for range 2 {
		in.clock.advance(time.Second)
		in.login()
	}
	old := request{method: "POST", path: "/api/v1/accounts", token: first, body: order(all)}
	in.do(old).want(t, 200)
	in.clock.advance(time.Second)
	in.login()
	in.do(old).want(t, 401)
	create(in, order(all)).want(t, 200)
}

// TestAccessToken_cost: a token takes no more work when there are many.
func TestAccessToken_cost(t *testing.T) {
	const maxAccess = 2000
	in := newService(t, sandbox.Options{MaxAccess: maxAccess})
	first := testing.AllocsPerRun(10, in.login)
	for range maxAccess {
		in.login()
	}
	if full := testing.AllocsPerRun(10, in.login); full > first+5 {
		t.Errorf("%v allocations, %v for the first", full, first)
	}
}

func create(in *service, body []byte) reply {
	in.t.Helper()
	return in.do(request{method: "POST", path: "/api/v1/accounts", token: in.access, kind: "application/json", body: body})
}
