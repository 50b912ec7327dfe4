package middleware

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

// TestLimit: a burst of four, then one per 15 s, for each IPv4 address or
// IPv6 network.
func TestLimit(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	h := Limit(NewLimiter(4, func() time.Time { return now }), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {}))
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
		r.Header.Set("X-Forwarded-For", "198.51.100."+tt.from) // may be forged
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.status || w.Header().Get("Retry-After") != tt.retry {
			t.Errorf("request %d, of %s: got %d, Retry-After %q", i+1, tt.from, w.Code, w.Header().Get("Retry-After"))
		}
	}
}

// TestRateLimit_eviction: full buckets go first, then all.
func TestRateLimit_eviction(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &rateLimit{perMinute: 2, now: func() time.Time { return now }, limiters: map[netip.Prefix]*rate.Limiter{}}
	take := func(address netip.Prefix) { _, _ = r.Take(t.Context(), address) }
	address := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	for i := range maxAddresses - 1 {
		take(address(i))
	}
	now = now.Add(time.Minute)
	take(address(maxAddresses))
	if len(r.limiters) != maxAddresses {
		t.Fatalf("%d are remembered", len(r.limiters))
	}
	take(address(maxAddresses + 1))
	if len(r.limiters) != 2 {
		t.Errorf("%d are remembered, want the two that are new", len(r.limiters))
	}
	for i := range maxAddresses - 2 {
		take(address(i))
	}
	if take(address(maxAddresses + 2)); len(r.limiters) != 1 {
		t.Errorf("%d are remembered, want none but the last", len(r.limiters))
	}
}
