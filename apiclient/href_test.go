//go:build !js

package apiclient

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestToken_printsRedacted(t *testing.T) {
	token, ok := newToken("s3cret.token")
	if !ok {
		t.Fatal("refused")
	}
	asJSON := must.Get(json.Marshal(map[string]bearerToken{"t": token}))(t)
	s, _ := open(t, Config{})
	for name, printed := range map[string]string{
		"%v": fmt.Sprintf("%v", token), "%+v": fmt.Sprintf("%+v", token), "%#v": fmt.Sprintf("%#v", token),
		"%s": fmt.Sprintf("%s", token), "%q": fmt.Sprintf("%q", token), "%x": fmt.Sprintf("%x", token),
		"Sprint": fmt.Sprint(token), "pointer": fmt.Sprintf("%v", &token), "json": string(asJSON),
		"String": token.String(), "GoString": token.GoString(),
	} {
		if !strings.Contains(printed, redacted) {
			t.Errorf("%s prints %q, which doesn't say %s", name, printed, redacted)
		}
		if strings.Contains(printed, "s3cret") {
			t.Errorf("%s prints the token", name)
		}
	}
	for name, printed := range map[string]string{
		"in a struct":  fmt.Sprintf("%+v", struct{ inner bearerToken }{token}),
		"a session":    fmt.Sprintf("%v %+v %#v", s, s, s),
		"a credential": fmt.Sprintf("%v %+v %#v", *s.credentials[0], s.credentials[0], s.credentials[0]),
	} {
		if strings.Contains(printed, "s3cret") || strings.Contains(printed, "ID-0") {
			t.Errorf("%s prints the token: %s", name, printed)
		}
	}
}

func TestRequest_printsNoToken(t *testing.T) {
	s, _ := open(t, Config{})
	c := &call{s: s, method: methodPost}
	token, _ := newToken("s3cret.token")
	r := c.request(api+"/api/v1/x", token)
	if printed := fmt.Sprintf("%v %+v %#v", r, r, r); strings.Contains(printed, "s3cret") {
		t.Errorf("it prints %s", printed)
	}
}

func TestNewToken_rejects(t *testing.T) {
	for _, tt := range []struct {
		name, token string
		want        bool
	}{
		{"a JWT", "eyJhbGciOi.eyJzdWIi.c2ln-_~+/=", true},
		{"empty", "", false},
		{"a line break", "abc\r\nX-Injected: 1", false},
		{"a blank", "a b", false},
		{"not ASCII", "täst", false},
		{"DEL", "a\x7f", false},
		{"longest", strings.Repeat("a", maxToken), true},
		{"too long", strings.Repeat("a", maxToken+1), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, got := newToken(tt.token); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

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
		{"https://[2001:DB8::1]:443", "https://[2001:db8::1]"},
		{"https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"},
		{"http://[2001:db8::1]", ""},
		{"https://[2001:db8::1", ""},
		{"https://2001:db8::1", ""},
		{"https://2001:db8::1]", ""},
		{"https://[2001:db8::1]x", ""},
		{"https://[2001:db8::1]x:443", ""},
		{"https://[2001:db8::1]:", ""},
		{"https://[2001:db8::1]:443]", ""},
		{"https://[fe80::1%eth0]", ""},
		{"https://[fe80::1%25eth0]", ""},
		{"https://[127.0.0.1]", ""},
		{"https://[]", ""},
		{"https://[::1]@api.example.com", ""},
		{"https://api.example.com:44:443", ""},
		{"https:///api.example.com", ""},
		{"https://https://a", ""},
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

// FuzzSplitHref holds splitHref to net/url's reading of whatever it accepts.
func FuzzSplitHref(f *testing.F) {
	f.Add(api + "/api/v1/accounts/a")
	f.Add("HTTPS://API.example.com:443/api/v1/x")
	f.Add("http://[::1]:8080/api/v1/x")
	f.Add("https://api.example.com@evil.example:1/api/v1/x")
	f.Fuzz(func(t *testing.T, href string) {
		origin, path, bad := splitHref(href)
		if bad != nil {
			return
		}
		u, err := url.Parse(href)
		if err != nil {
			t.Fatalf("%q: %v", href, err)
		}
		host := strings.ToLower(u.Host)
		if u.Scheme == "https" {
			host = strings.TrimSuffix(host, ":443")
		} else {
			host = strings.TrimSuffix(host, ":80")
		}
		if origin != u.Scheme+"://"+host || path != u.Path || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q is %q and %q, to net/url %q", href, origin, path, u)
		}
	})
}
