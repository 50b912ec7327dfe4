package apiclient

import (
	"net/url"
	"strings"
	"testing"
)

func TestIPv6Origins(t *testing.T) {
	for in, want := range map[string]string{
		"https://[2001:DB8::1]:443":      "https://[2001:db8::1]",
		"https://[2001:db8::1]:8443/":    "https://[2001:db8::1]:8443",
		"http://[2001:db8::1]":           "",
		"https://[2001:db8::1":           "",
		"https://2001:db8::1":            "",
		"https://2001:db8::1]":           "",
		"https://[2001:db8::1]x":         "",
		"https://[2001:db8::1]x:443":     "",
		"https://[2001:db8::1]:":         "",
		"https://[2001:db8::1]:443]":     "",
		"https://[fe80::1%eth0]":         "",
		"https://[fe80::1%25eth0]":       "",
		"https://[127.0.0.1]":            "",
		"https://[]":                     "",
		"https://[::1]@api.example.com":  "",
		"https://api.example.com:44:443": "",
		"https:///api.example.com":       "",
		"https://https://a":              "",
	} {
		if got, err := parseOrigin(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%s is %q, %v, want %q", in, got, err, want)
		}
	}
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
