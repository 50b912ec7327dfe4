//go:build !js

package apiclient

import (
	"testing"
	"time"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestNew_rejects(t *testing.T) {
	for _, tt := range []struct {
		field  string
		config Config
	}{
		{"attemptTimeout", Config{AttemptTimeout: -1}},
		{"callTimeout", Config{CallTimeout: -1}},
		{"maxWait", Config{MaxWait: -1}},
		{"maxAttempts", Config{MaxAttempts: -1}},
		{"apiOrigin", Config{Origin: "http://api.example.com"}},
		{"proxyOrigin", Config{Proxy: "https://shop.example/path"}},
		{"userAgent", Config{UserAgent: "a\r\nX-Injected: 1"}},
	} {
		t.Run(tt.field, func(t *testing.T) {
			_, err := New(tt.config)
			wantCode(t, err, fault.BadOption)
			wantField(t, err, tt.field)
		})
	}
}

func TestNew_defaults(t *testing.T) {
	c := must.Get(New(Config{MaxAttempts: 7, Origin: "https://API.example.com:443/"}))(t)
	if c.config.AttemptTimeout != 60*time.Second || c.config.CallTimeout != 180*time.Second ||
		c.policy.maxAttempts != 7 || c.policy.maxWait != time.Minute || c.config.Transport == nil || c.config.UserAgent == "" {
		t.Errorf("got %+v", c.config)
	}
	if c.config.Origin != api {
		t.Errorf("origin %s", c.config.Origin)
	}
	if r := c.random(); r < 0 || r >= 1 {
		t.Errorf("random gives %v", r)
	}
}

func TestAddress_usesProxy(t *testing.T) {
	srv := &service{t: t}
	s := openInit(t, Config{Transport: srv, Proxy: "https://shop.example"}, initOf(executionID, "-0"))
	for _, part := range []Part{PartFront, "unknown"} { // by href, and by the template
		c := &call{s: s, cred: s.credentials[0], part: part, execution: executionID}
		url, _, _, err := s.address(c)
		if want := "https://shop.example" + partPath(accountID, executionID, idCard, part); err != nil || url != want {
			t.Errorf("got %s, %v, want %s", url, err, want)
		}
	}
}

func TestPolicy_next(t *testing.T) {
	p := policy{maxAttempts: 4, base: 500 * time.Millisecond, maxWait: 3 * time.Second}
	const never = -1
	for _, tt := range []struct {
		name    string
		attempt int
		outcome outcome
		jitter  float64
		want    time.Duration
	}{
		{"network, first", 1, outcome{code: fault.Network}, 1, 500 * time.Millisecond},
		{"network, second", 2, outcome{code: fault.Network}, 1, time.Second},
		{"third", 3, outcome{code: fault.Network}, 1, 2 * time.Second},
		{"the last", 4, outcome{code: fault.Network}, 1, never},
		{"beyond", 5, outcome{code: fault.Network}, 1, never},
		{"no jitter at all", 2, outcome{code: fault.Network}, 0, 0},
		{"half", 2, outcome{code: fault.Network}, 0.5, 500 * time.Millisecond},
		{"timeout", 1, outcome{code: fault.Timeout}, 1, 500 * time.Millisecond},
		{"5xx", 1, outcome{code: fault.Server}, 1, 500 * time.Millisecond},
		{"429", 1, outcome{code: fault.RateLimited}, 1, 500 * time.Millisecond},
		{"429 that asks", 1, outcome{fault.RateLimited, 2 * time.Second, true}, 0, 2 * time.Second},
		{"429 that asks, with jitter", 1, outcome{fault.RateLimited, 2 * time.Second, true}, 1, 2500 * time.Millisecond},
		{"just at the cap", 1, outcome{fault.RateLimited, 3 * time.Second, true}, 0, 3 * time.Second},
		{"just at the cap, with jitter", 1, outcome{fault.RateLimited, 3 * time.Second, true}, 1, 3 * time.Second},
		{"above the cap", 1, outcome{fault.RateLimited, 3*time.Second + 1, true}, 0, never},
		{"at once", 1, outcome{fault.Server, 0, true}, 0, minRetryAfter},
		{"at once, with jitter", 1, outcome{fault.Server, 0, true}, 1, minRetryAfter + 500*time.Millisecond},
		{"asks after the last", 4, outcome{fault.RateLimited, time.Second, true}, 1, never},
		{"offline", 1, outcome{code: fault.Offline}, 1, never},
		{"rejected", 1, outcome{code: fault.Rejected}, 1, never},
		{"rejected that asks", 1, outcome{fault.Rejected, time.Second, true}, 1, never},
		{"unauthorized", 1, outcome{code: fault.Unauthorized}, 1, never},
		{"forbidden", 1, outcome{code: fault.Forbidden}, 1, never},
		{"not found", 1, outcome{code: fault.NotFound}, 1, never},
		{"conflict", 1, outcome{code: fault.Conflict}, 1, never},
		{"too large", 1, outcome{code: fault.TooLarge}, 1, never},
		{"not the API's answer", 1, outcome{code: fault.BadResponse}, 1, never},
		{"internal", 1, outcome{code: fault.Internal}, 1, never},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wait, again := p.next(tt.attempt, tt.outcome, tt.jitter)
			if again != (tt.want != never) || again && wait != tt.want {
				t.Errorf("got %v, %v, want %v", wait, again, tt.want)
			}
		})
	}
}

func TestPolicy_next_maxWait(t *testing.T) {
	p := policy{maxAttempts: 1 << 30, base: 500 * time.Millisecond, maxWait: 20 * time.Second}
	for attempt := 1; attempt < 200; attempt++ {
		wait, again := p.next(attempt, outcome{code: fault.Server}, 0.999)
		if !again || wait < 0 || wait > p.maxWait {
			t.Fatalf("attempt %d waits %v", attempt, wait)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const served = "Sun, 01 Mar 2026 10:00:00 GMT" // the device's clock is two hours ahead
	for _, tt := range []struct {
		name, value, date string
		want              time.Duration
		ok                bool
	}{
		{"absent", "", "", 0, false},
		{"seconds", "7", "", 7 * time.Second, true},
		{"zero", "0", "", 0, true},
		{"blanks around", " 7 ", "", 7 * time.Second, true},
		{"a year", "31536000", "", 365 * 24 * time.Hour, true},
		{"an absurd number", "18446744073709551615", "", (1 << 30) * time.Second, true},
		{"beyond 64 bits", "18446744073709551616", "", (1 << 30) * time.Second, true},
		{"25 digits", "1000000000000000000000000", "", (1 << 30) * time.Second, true},
		{"negative", "-1", "", 0, false},
		{"a fraction", "1.5", "", 0, false},
		{"words", "soon", "", 0, false},
		{"date by the service's clock", "Sun, 01 Mar 2026 10:00:30 GMT", served, 30 * time.Second, true},
		{"date by our clock", "Sun, 01 Mar 2026 12:00:30 GMT", "", 30 * time.Second, true},
		{"date by our clock when theirs is odd", "Sun, 01 Mar 2026 12:00:30 GMT", "noon", 30 * time.Second, true},
		{"date in the past", "Sun, 01 Mar 2026 09:00:00 GMT", served, 0, true},
		{"RFC 850", "Sunday, 01-Mar-26 10:00:05 GMT", served, 5 * time.Second, true},
		{"asctime", "Sun Mar  1 10:00:05 2026", served, 5 * time.Second, true},
		{"a date of another zone", "Sun, 01 Mar 2026 10:00:30 CET", served, 0, false},
		{"a month of two halves", "Sun, 01 anF 2026 10:00:30 GMT", served, 0, false},
		{"a day that isn't", "Sun, 29 Feb 2026 10:00:30 GMT", served, 0, false},
		{"an hour that isn't", "Sun, 01 Mar 2026 24:00:30 GMT", served, 0, false},
		{"a year of letters", "Sun, 01 Mar year 10:00:30 GMT", served, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := retryAfter(tt.value, tt.date, now)
			if got != tt.want || ok != tt.ok {
				t.Errorf("got %v, %v, want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}
