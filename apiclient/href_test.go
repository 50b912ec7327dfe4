package apiclient

import (
	"strings"
	"testing"

	"credential-capture/fault"
)

func TestParseOrigin(t *testing.T) {
	for _, tt := range []struct {
		in, want string // want "" is refused
	}{
		{"https://api.amer-1.jumio.ai", "https://api.amer-1.jumio.ai"},
		{"https://API.Example.com/", "https://api.example.com"},
		{"HTTPS://api.example.com:443", "https://api.example.com"},
		{"https://api.example.com:8443", "https://api.example.com:8443"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"http://127.9.9.9", "http://127.9.9.9"},
		{"http://localhost:80", "http://localhost"},
		{"http://[::1]:8080", "http://[::1]:8080"},
		{"http://[::1]", "http://[::1]"},
		{"", ""},
		{"api.example.com", ""},
		{"//api.example.com", ""},
		{"http://api.example.com", ""},
		{"http://10.0.0.1", ""},
		{"http://127.0.0.1.example.com", ""},
		{"http://localhost.example.com", ""},
		{"ftp://127.0.0.1", ""},
		{"https:api.example.com", ""},
		{"https://", ""},
		{"https://user@api.example.com", ""},
		{"https://user:word@api.example.com", ""},
		{"https://@api.example.com", ""},
		{"https://api.example.com:", ""},
		{"https://api.example.com:0", ""},
		{"https://api.example.com:0443", ""},
		{"https://api.example.com:65536", ""},
		{"https://api.example.com:65535", "https://api.example.com:65535"},
		{"https://api.example.com/path", ""},
		{"https://api.example.com?q", ""},
		{"https://api.example.com/?", ""},
		{"https://api.example.com#f", ""},
		{"https://api.exämple.com", ""},
		{"https://api_example.com", ""},
		{"https://api.example.com%2e", ""},
		{"https://api.example.com\\@evil.example", ""},
		{"\thttps://api.example.com", ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := parseOrigin(tt.in)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
			if err != nil && err.Code != fault.BadOption {
				t.Errorf("code %s", err.Code)
			}
		})
	}
}

func TestFollow(t *testing.T) {
	const path = "/api/v1/accounts/a/workflow-executions/b/credentials/c/parts/FRONT"
	proxied := origins{api: api, proxy: "https://shop.example"}
	direct := origins{api: api}
	for _, tt := range []struct {
		name, href string
		from       origins
		want       string // "" is refused
	}{
		{"as it is", api + path, direct, api + path},
		{"default port", api + ":443" + path, direct, api + path},
		{"capitals in the host", "https://API.example.com" + path, direct, api + path},
		{"rewritten to the proxy", api + path, proxied, "https://shop.example" + path},
		{"the proxy's own", "https://shop.example" + path, proxied, "https://shop.example" + path},
		{"the proxy's when there is none", "https://shop.example" + path, direct, ""},
		{"another host", "https://evil.example" + path, direct, ""},
		{"another host, proxied", "https://evil.example" + path, proxied, ""},
		{"a suffix of the host", "https://api.example.com.evil.example" + path, direct, ""},
		{"user name that looks like the host", "https://api.example.com@evil.example" + path, direct, ""},
		{"user name", "https://me@api.example.com" + path, direct, ""},
		{"another port", api + ":8443" + path, direct, ""},
		{"another scheme", "http://api.example.com" + path, direct, ""},
		{"javascript", "javascript:alert(1)", direct, ""},
		{"relative", path, direct, ""},
		{"no scheme", "//api.example.com" + path, direct, ""},
		{"backslashes", `https:\\api.example.com` + path, direct, ""},
		{"another path", api + "/oauth2/token", direct, ""},
		{"another version", api + "/api/v10/x", direct, ""},
		{"the root without more", api + "/api/v1", direct, ""},
		{"dots", api + "/api/v1/../../oauth2/token", direct, ""},
		{"escaped dots", api + "/api/v1/%2e%2e/x", direct, ""},
		{"escaped slash", api + "/api/v1/a%2fb", direct, ""},
		{"two slashes", api + "/api/v1//evil", direct, ""},
		{"semicolon", api + "/api/v1/a;b", direct, ""},
		{"query", api + path + "?a=b", direct, ""},
		{"bare question mark", api + path + "?", direct, ""},
		{"fragment", api + path + "#a", direct, ""},
		{"line break", api + path + "\nx", direct, ""},
		{"empty", "", direct, ""},
		{"longest", api + apiRoot + strings.Repeat("a", maxHref-len(api+apiRoot)), direct,
			api + apiRoot + strings.Repeat("a", maxHref-len(api+apiRoot))},
		{"too long", api + apiRoot + strings.Repeat("a", maxHref+1-len(api+apiRoot)), direct, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.from.follow(tt.href)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.want == "" {
				wantCode(t, err, fault.Forbidden)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

// FuzzFollow holds follow to its one promise: nothing leads away from the API.
func FuzzFollow(f *testing.F) {
	f.Add(api + "/api/v1/accounts/a")
	f.Add("https://api.example.com@evil.example/api/v1/x")
	f.Add("https://api.example.com\\@evil.example/api/v1/x")
	f.Add("https://api.example.com:443/api/v1/%2e%2e/%2e%2e/x")
	f.Fuzz(func(t *testing.T, href string) {
		to, err := origins{api: api}.follow(href)
		if err != nil {
			if fault.CodeOf(err) != fault.Forbidden {
				t.Errorf("%q: %v", href, err)
			}
			return
		}
		if path, under := strings.CutPrefix(to, api+apiRoot); !under || strings.ContainsAny(path, "@\\.%?#:") {
			t.Errorf("%q leads to %q", href, to)
		}
	})
}
