package apiclient

import (
	"strconv"
	"strings"
	"time"

	"credential-capture/fault"
)

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
