package apiclient

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"credential-capture/fault"
)

// Config is what a Client is made of. The zero value is complete: each field
// says its default.
type Config struct {
	// Transport sends the requests. Default: NewTransport().
	Transport Transport

	// Origin is the only origin that tokens are sent to, such as
	// "https://api.amer-1.jumio.ai": https, or http on loopback. Default: the one
	// origin that the hrefs of the account-create answer share.
	Origin string

	// Proxy is an origin of one's own that passes requests on to Origin; every
	// href is rewritten to it. Default: none.
	Proxy string

	// UserAgent names the integrator. Browsers set their own, so there a proxy
	// has to do it. Default: "credential-capture".
	UserAgent string

	// AttemptTimeout is the time for one attempt, CallTimeout for a call with all
	// its attempts and the waits between them. Both grow with the body: by one
	// second for each 50 kB, so that a slow network may take as long as it needs.
	// Defaults: 60 s and 180 s.
	AttemptTimeout, CallTimeout time.Duration

	// MaxAttempts counts the first attempt too. Default: 4.
	MaxAttempts int

	// MaxWait caps a wait between attempts, one that the service asks for by
	// Retry-After too. Default: 20 s.
	MaxWait time.Duration

	// Renew is asked, once in a call, for a fresh account-create or account-update
	// answer when the service no longer takes a token. Calls that need it at the
	// same time share one. Nil bytes mean that there is none. Default: none.
	Renew func(ctx context.Context) ([]byte, error)

	// OnToken is told the id of a credential whose token has changed, OnRetry that
	// a call is about to be made again. They are called without locks, from the
	// goroutine that made the call, and hold it up while they run. Default: none.
	OnToken func(credential string)
	OnRetry func(RetryEvent)
}

// RetryEvent says why a call is made again and when.
type RetryEvent struct {
	Operation string        // such as "add part"
	Attempt   int           // the one that failed, from 1
	Wait      time.Duration // until the next
	Code      fault.Code    // of the failure
}

// Client makes Sessions that share a configuration.
type Client struct {
	config Config
	policy policy
	random func() float64 // [0, 1); math/rand/v2 but in tests
}

// New checks the configuration, once.
func New(c Config) (*Client, error) {
	for _, t := range []struct {
		name  string
		value *time.Duration
		usual time.Duration
	}{
		{"attemptTimeout", &c.AttemptTimeout, 60 * time.Second},
		{"callTimeout", &c.CallTimeout, 180 * time.Second},
		{"maxWait", &c.MaxWait, 20 * time.Second},
	} {
		if *t.value < 0 {
			return nil, fault.New(fault.BadOption, "must not be negative").On(t.name)
		}
		if *t.value == 0 {
			*t.value = t.usual
		}
	}
	if c.MaxAttempts < 0 {
		return nil, fault.New(fault.BadOption, "must not be negative").On("maxAttempts")
	}
	if c.MaxAttempts == 0 {
		c.MaxAttempts = 4
	}
	for _, o := range []struct {
		name  string
		value *string
	}{{"apiOrigin", &c.Origin}, {"proxyOrigin", &c.Proxy}} {
		if *o.value == "" {
			continue
		}
		normal, err := parseOrigin(*o.value)
		if err != nil {
			return nil, err.On(o.name)
		}
		*o.value = normal
	}
	if c.UserAgent == "" {
		c.UserAgent = "credential-capture"
	}
	if !printable(c.UserAgent) {
		return nil, fault.New(fault.BadOption, "must be printable ASCII").On("userAgent")
	}
	if c.Transport == nil {
		c.Transport = NewTransport()
	}
	return &Client{
		config: c,
		policy: policy{attempts: c.MaxAttempts, base: 500 * time.Millisecond, most: c.MaxWait},
		random: rand.Float64,
	}, nil
}

// slowest is the upload speed, in bytes per second, that deadlines allow for: a
// phone at the edge of its cell. 15 MB take five minutes at it.
const slowest = 50_000

// allowance is the time that a body adds to a deadline.
func allowance(size int64) time.Duration {
	return time.Duration(size/slowest) * time.Second
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// policy says how often and how far apart attempts are made.
type policy struct {
	attempts int           // at most, the first included
	base     time.Duration // the longest first wait; doubled each time
	most     time.Duration // of any wait
}

// outcome is how an attempt ended.
type outcome struct {
	code  fault.Code
	after time.Duration // what Retry-After asks for
	asked bool          // there was a Retry-After
}

// next says whether a call that has failed for the attempt-th time (from 1) is
// made again, and after which wait. Jitter is a random number in [0, 1): it
// spreads the wait over its whole length, so that clients that failed together
// don't come back together.
//
// Offline is not tried again: the device knows, and says when it is over. The
// rest of the 4xx would end the same way.
func (p policy) next(attempt int, o outcome, jitter float64) (wait time.Duration, again bool) {
	switch o.code {
	case fault.Network, fault.Timeout, fault.RateLimited, fault.Server:
	default:
		return 0, false
	}
	if attempt >= p.attempts {
		return 0, false
	}
	if o.asked {
		return min(o.after, p.most), true
	}
	ceiling := p.most
	// 2^20 bases are far above any sensible most, and far below an overflow.
	if doublings := attempt - 1; doublings < 20 {
		ceiling = min(p.base<<doublings, p.most)
	}
	return time.Duration(jitter * float64(ceiling)), true
}

// retryAfter reads the header's two forms: seconds, and a date (RFC 9110, 10.2.3).
// The date is measured against the answer's own Date, so that a device whose clock
// is wrong waits as long as the service meant.
func retryAfter(value, date string, now time.Time) (wait time.Duration, ok bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	at, ok := httpDate(value)
	if !ok {
		return 0, false
	}
	if served, ok := httpDate(date); ok {
		now = served
	}
	return max(at.Sub(now), 0), true
}

// httpDate reads the form that is sent today and the two that may still be met.
func httpDate(s string) (time.Time, bool) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC850, time.ANSIC} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
