package sandbox_test

import (
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
)

func TestCORS(t *testing.T) {
	in := newService(t, sandbox.Options{Origins: []string{"https://page.example", "http://127.0.0.1:*"}})
	w := in.open(all)
	for _, tt := range []struct {
		name, origin string
		allowed      bool
	}{
		{"configured", "https://page.example", true},
		{"any port", "http://127.0.0.1:49152", true},
		{"no origin", "", false},
		{"another", "https://other.example", false},
		{"another scheme", "http://page.example", false},
		{"with a port", "https://page.example:8443", false},
		{"that begins like it", "https://page.example.evil", false},
		{"no port", "http://127.0.0.1", false},
		{"empty port", "http://127.0.0.1:", false},
		{"a host that begins like it", "http://127.0.0.1:80.evil.example", false},
		{"the pattern itself", "http://127.0.0.1:*", false},
		{"null", "null", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := map[string]string{}
			if tt.origin != "" {
				header["Origin"] = tt.origin
			}
			header["Access-Control-Request-Method"] = "PUT"
			preflight := in.do(request{method: "OPTIONS", path: w.partPath("ID", "FRONT"), header: header}).want(t, 204)
			actual := in.do(request{method: "DELETE", path: w.partPath("ID", "FRONT"), token: "abc", header: header}).want(t, 401)
			for _, r := range []reply{preflight, actual} {
				want := ""
				if tt.allowed {
					want = tt.origin
				}
				if got := r.header.Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%d allows %q, want %q", r.status, got, want)
				}
				if r.header.Get("Vary") != "Origin" {
					t.Errorf("Vary is %q", r.header.Get("Vary"))
				}
				if r.header.Get("Access-Control-Allow-Credentials") != "" {
					t.Error("cookies are allowed")
				}
			}
			methods := preflight.header.Get("Access-Control-Allow-Methods")
			if tt.allowed != (methods != "") || tt.allowed && !strings.Contains(methods, "DELETE") {
				t.Errorf("the methods are %q", methods)
			}
			if headers := preflight.header.Get("Access-Control-Allow-Headers"); tt.allowed && !strings.Contains(headers, "Authorization") {
				t.Errorf("the headers are %q", headers)
			}
		})
	}
}

func TestWithoutOriginsNobodyElseMayCall(t *testing.T) {
	in := newService(t, sandbox.Options{})
	r := in.do(request{method: "OPTIONS", path: "/api/v1/accounts", header: map[string]string{"Origin": "http://127.0.0.1:1"}})
	if r.want(t, 204).header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another origin is allowed")
	}
}
