package devserver

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// TestSessionsAreRated: so many at once, and one more for each part of the minute; each
// address has its own, and a network of IPv6 is one.
func TestSessionsAreRated(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	h := Rated(4, func() time.Time { return now }, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {}))
	for i, tt := range []struct {
		after  time.Duration
		from   string
		status int
		retry  string
	}{
		{0, "192.0.2.1:1000", 200, ""},
		{0, "192.0.2.1:1001", 200, ""},
		{0, "192.0.2.1:1002", 200, ""},
		{0, "192.0.2.1:1003", 200, ""},
		{0, "192.0.2.1:1004", 429, "15"},
		{0, "192.0.2.2:1000", 200, ""},
		{14999 * time.Millisecond, "192.0.2.1:1005", 429, "1"},
		{time.Millisecond, "192.0.2.1:1006", 200, ""},
		{0, "[::ffff:192.0.2.1]:1007", 429, "15"},
		{time.Hour, "192.0.2.1:1008", 200, ""},
		{0, "[2001:db8::1]:1", 200, ""},
		{0, "[2001:db8::2]:1", 200, ""},
		{0, "[2001:db8::ffff:1]:1", 200, ""},
		{0, "[2001:db8::3]:1", 200, ""},
		{0, "[2001:db8:0:0:ffff::3]:1", 429, "15"},
		{0, "[2001:db8:0:1::3]:1", 200, ""},
		{0, "192.0.2.1:1009", 200, ""},
	} {
		now = now.Add(tt.after)
		r := httptest.NewRequest("POST", "http://127.0.0.1:8080/session", nil)
		r.RemoteAddr = tt.from
		r.Header.Set("X-Forwarded-For", "198.51.100."+tt.from) // anybody can say that
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status || w.Header().Get("Retry-After") != tt.retry {
			t.Errorf("request %d, of %s: got %d, Retry-After %q", i+1, tt.from, w.Code, w.Header().Get("Retry-After"))
		}
	}
}

// TestAddressesAreForgotten: first those that may do everything again.
func TestAddressesAreForgotten(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &rate{most: 2, now: func() time.Time { return now }, left: map[netip.Prefix]allowance{}}
	address := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	for i := range mostAddresses - 1 {
		r.take(address(i))
	}
	now = now.Add(time.Minute)
	r.take(address(mostAddresses))
	if len(r.left) != mostAddresses {
		t.Fatalf("%d are remembered", len(r.left))
	}
	r.take(address(mostAddresses + 1))
	if len(r.left) != 2 {
		t.Errorf("%d are remembered, want the two that are new", len(r.left))
	}
	for i := range mostAddresses - 2 {
		r.take(address(i))
	}
	if r.take(address(mostAddresses + 2)); len(r.left) != 1 {
		t.Errorf("%d are remembered, want none but the last", len(r.left))
	}
}

// TestOnlySessionsAreRated asks the whole server.
func TestOnlySessionsAreRated(t *testing.T) {
	h := siteOf(t, Config{SessionRate: 1})
	for i, want := range []int{200, 429} {
		if w := postSession(h, "application/json", "{}", nil); w.Code != want || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("session %d: got %d %s", i+1, w.Code, w.Body)
		}
		// The sandbox's client is known to everybody: 401 is of its handler.
		if w := get(h, "POST", "/api/v1/accounts", map[string]string{"User-Agent": "Test/1.0"}); w.Code != []int{401, 429}[i] {
			t.Errorf("account %d: got %d %s", i+1, w.Code, w.Body)
		}
		if w := get(h, "GET", "/index.html", nil); w.Code != 200 {
			t.Errorf("the page: got %d", w.Code)
		}
	}
}
