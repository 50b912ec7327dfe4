package sandbox_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"credential-capture/internal/sandbox"
)

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

func TestAccessTokenEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		after  time.Duration
		status int
	}{
		{"at its end", 60 * time.Minute, 200},
		{"after its end", 60*time.Minute + 1, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			in.clock.advance(tt.after)
			create(in, order(all)).want(t, tt.status)
		})
	}
}

func TestAccessTokensAreBounded(t *testing.T) {
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

func create(in *service, body []byte) reply {
	in.t.Helper()
	return in.do(request{method: "POST", path: "/api/v1/accounts", token: in.access, kind: "application/json", body: body})
}
