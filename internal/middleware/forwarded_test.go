package middleware

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"credential-capture/test/must"
)

func TestForwardedFor(t *testing.T) {
	balancers := must.Get(ParseProxies([]string{"10.0.0.0/8", "fd00::/8", "192.0.2.9"}))(t)
	for _, tt := range []struct {
		name, from string
		header     []string
		want       string
	}{
		{"a balancer", "10.1.2.3:4000", []string{"203.0.113.7"}, "203.0.113.7"},
		{"a balancer by its address", "192.0.2.9:4000", []string{"203.0.113.7"}, "203.0.113.7"},
		{"that address's neighbour", "192.0.2.10:4000", []string{"203.0.113.7"}, "192.0.2.10"},
		{"no balancer", "203.0.113.8:4000", []string{"203.0.113.7"}, "203.0.113.8"},
		{"two balancers", "10.1.2.3:4000", []string{"203.0.113.7, 10.9.9.9"}, "203.0.113.7"},
		{"an address that the client invented", "10.1.2.3:4000", []string{"1.1.1.1, 203.0.113.7"}, "203.0.113.7"},
		{"the same in two headers", "10.1.2.3:4000", []string{"1.1.1.1", "203.0.113.7"}, "203.0.113.7"},
		{"IPv6", "[fd00::1]:4000", []string{"2001:db8::1"}, "2001:db8::1"},
		{"IPv4 in IPv6", "[::ffff:10.1.2.3]:4000", []string{"203.0.113.7"}, "203.0.113.7"},
		{"no header", "10.1.2.3:4000", nil, "10.1.2.3"},
		{"with a port", "10.1.2.3:4000", []string{"1.1.1.1, 203.0.113.7:51234"}, "203.0.113.7"},
		{"IPv6 with a port", "10.1.2.3:4000", []string{"[2001:db8::1]:51234"}, "2001:db8::1"},
		{"IPv6 in brackets", "10.1.2.3:4000", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"a balancer with a port", "10.1.2.3:4000", []string{"203.0.113.7:51234, 10.9.9.9:80"}, "203.0.113.7"},
		{"an invalid port", "10.1.2.3:4000", []string{"203.0.113.7:99999"}, "10.1.2.3"},
		{"an open bracket", "10.1.2.3:4000", []string{"[203.0.113.7"}, "10.1.2.3"},
		{"nonsense", "10.1.2.3:4000", []string{"203.0.113.7, unknown"}, "10.1.2.3"},
		{"only balancers", "10.1.2.3:4000", []string{"10.0.0.1"}, "10.0.0.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/session", nil)
			r.RemoteAddr = tt.from
			r.Header["X-Forwarded-For"] = tt.header
			got := ""
			ForwardedFor(balancers, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = clientAddress(r).Addr().String() })).ServeHTTP(httptest.NewRecorder(), r)
			want := tt.want
			if strings.Contains(want, ":") {
				want = "2001:db8::" // the network
			}
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if r.RemoteAddr != tt.from {
				t.Error("the server's own request is changed")
			}
		})
	}
}

func TestParseProxies(t *testing.T) {
	for text, good := range map[string]bool{"10.0.0.0/8": true, "10.0.0.1": true, "::1": true, "fd00::/8": true, "10.0.0.1/8": true, "0.0.0.0/0": false, "::/0": false, "10.0.0.0/33": false, "balancer": false, "": false} {
		if _, err := ParseProxies([]string{text}); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}
