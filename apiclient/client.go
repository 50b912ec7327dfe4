package apiclient

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"credential-capture/fault"
)

// Config configures a Client. The zero value is valid.
type Config struct {
	// Transport sends the requests. Default: NewTransport().
	Transport Transport

	// Origin is the only origin that receives tokens, such as
	// "https://api.amer-1.jumio.ai". It must be https, or http on loopback.
	// Default: the origin that all hrefs of the account-create answer share.
	Origin string

	// Proxy is the integrator's origin that forwards requests to Origin. All
	// hrefs are rewritten to it. Default: none.
	Proxy string

	// UserAgent identifies the integrator. Browsers override it; there, a proxy
	// has to set it. Default: "credential-capture".
	UserAgent string

	// AttemptTimeout limits one attempt, CallTimeout a call with all its attempts
	// and waits. Both grow by one second per 50 kB of body, so that an upload on a
	// slow network can finish. Defaults: 60 s and 180 s.
	AttemptTimeout, CallTimeout time.Duration

	// MaxAttempts includes the first attempt. Default: 4.
	MaxAttempts int

	// MaxWait limits the wait between two attempts. A longer Retry-After ends the
	// call; the error has it as retryAfterMs. Default: 60 s.
	MaxWait time.Duration

	// Renew returns a fresh account-create or account-update answer. A call uses
	// it at most once, when the service rejects the token. Concurrent calls share
	// one renewal. Nil bytes mean that no fresh session is available.
	// Default: none.
	Renew func(ctx context.Context) ([]byte, error)

	// OnToken receives the id of a credential whose token changed, OnRetry an
	// event before each further attempt. Both run without locks on the goroutine
	// of the call, which waits for them. Default: none.
	OnToken func(credential string)
	OnRetry func(RetryEvent)
}

// RetryEvent describes the next attempt of a call.
type RetryEvent struct {
	Operation string        // such as "add part"
	Step      Part          // id of the step, "" for finalize
	Attempt   int           // the attempt that failed, from 1
	Wait      time.Duration // until the next one
	Code      fault.Code    // of the failure
}

// Client creates Sessions that share a Config.
type Client struct {
	config Config
	policy policy
	random func() float64 // in [0, 1)
}

// New validates the configuration. Its errors are fault.BadOption and name the
// option in Field.
func New(c Config) (*Client, error) {
	for _, t := range []struct {
		name     string
		value    *time.Duration
		fallback time.Duration
	}{
		{"attemptTimeout", &c.AttemptTimeout, 60 * time.Second},
		{"callTimeout", &c.CallTimeout, 180 * time.Second},
		{"maxWait", &c.MaxWait, 60 * time.Second},
	} {
		if *t.value < 0 {
			return nil, fault.New(fault.BadOption, "must not be negative").On(t.name)
		}
		if *t.value == 0 {
			*t.value = t.fallback
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
		policy: policy{maxAttempts: c.MaxAttempts, base: 500 * time.Millisecond, maxWait: c.MaxWait},
		random: rand.Float64,
	}, nil
}

// minUploadRate is the upload speed, in bytes per second, that timeouts allow for:
// a phone with weak reception. 15 MB take five minutes at this rate.
const minUploadRate = 50_000

// transferTime is added to a timeout for a body of size bytes.
func transferTime(size int64) time.Duration {
	return time.Duration(size/minUploadRate) * time.Second
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// minRetryAfter is the shortest wait that a service may ask for.
const minRetryAfter = 100 * time.Millisecond

// policy limits the number of attempts and the waits between them.
type policy struct {
	maxAttempts int           // including the first
	base        time.Duration // upper bound of the first wait; doubles each time
	maxWait     time.Duration
}

// outcome describes a failed attempt.
type outcome struct {
	code          fault.Code
	retryAfter    time.Duration
	hasRetryAfter bool
}

// next decides whether a call is repeated after its attempt-th failure (from 1),
// and after which wait. It applies full jitter: the wait is jitter, a random
// number in [0, 1), times an exponentially growing bound, so that clients that
// failed together retry at different times.
//
// Offline is not retried, because the browser fires "online" when it is over.
// Neither are the other 4xx, which would be answered the same again.
func (p policy) next(attempt int, o outcome, jitter float64) (wait time.Duration, again bool) {
	switch o.code {
	case fault.Network, fault.Timeout, fault.RateLimited, fault.Server:
	default:
		return 0, false
	}
	if attempt >= p.maxAttempts {
		return 0, false
	}
	if o.hasRetryAfter {
		// Jitter keeps clients with the same Retry-After apart.
		wait := max(o.retryAfter, minRetryAfter) + time.Duration(jitter*float64(p.base))
		return min(wait, p.maxWait), o.retryAfter <= p.maxWait
	}
	bound := p.maxWait
	if doublings := attempt - 1; doublings < 20 { // base << 20 does not overflow
		bound = min(p.base<<doublings, p.maxWait)
	}
	return time.Duration(jitter * float64(bound)), true
}

// retryAfter parses both forms of the header: seconds and a date (RFC 9110,
// 10.2.3). A date is relative to the answer's own Date header, so that a wrong
// clock on the device doesn't change the wait.
func retryAfter(value, date string, now time.Time) (wait time.Duration, ok bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	if strings.Trim(value, "0123456789") == "" {
		seconds, _ := strconv.ParseUint(value, 10, 64) // the largest number for more digits
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

// httpDate parses the current format and the two obsolete ones (RFC 9110, 5.6.7).
//
// It has a parser of its own because time.Parse would add 8 kB to the compressed wasm.
func httpDate(s string) (t time.Time, ok bool) {
	f := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" ,-:", c) })
	switch {
	case len(f) == 8 && f[7] == "GMT": // Sun, 01 Mar 2026 10:00:05 GMT, or Sunday, 01-Mar-26 10:00:05 GMT
	case len(f) == 7: // Sun Mar  1 10:00:05 2026
		f = []string{f[0], f[2], f[1], f[6], f[3], f[4], f[5]}
	default:
		return t, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", f[2])
	day, year := number(f[1], 2), number(f[3], 4)
	if len(f[3]) == 2 {
		year += 2000
	}
	hour, minute, second := number(f[4], 2), number(f[5], 2), number(f[6], 2)
	t = time.Date(year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC)
	return t, len(f[2]) == 3 && month%3 == 0 && year > 0 && t.Day() == day && t.Hour() == hour && t.Minute() == minute && t.Second() == second
}

// yearOf returns the year of an existing day, as YYYY-M-D with or without leading zeros. time.Parse
// would add 8 kB to the compressed wasm.
func yearOf(s string) (year int, ok bool) {
	years, rest, _ := strings.Cut(s, "-")
	months, days, _ := strings.Cut(rest, "-")
	year, month, day := number(years, 4), time.Month(number(months, 2)), number(days, 2)
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return year, len(years) == 4 && t.Month() == month && t.Day() == day
}

// number returns a number of at most maxLen digits, or -1.
func number(s string, maxLen int) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || len(s) > maxLen {
		return -1
	}
	return int(n)
}
