package middleware

import (
	"context"
	"maps"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxAddresses bounds the memory of a RateLimit. When it is reached, addresses with a full
// bucket are dropped, and then all.
const maxAddresses = 10_000

// Limiter counts the requests of addresses.
type Limiter interface {
	// Take counts a request, or returns the time until one is allowed.
	Take(ctx context.Context, address netip.Prefix) (wait time.Duration, err error)
}

// NewLimiter returns a Limiter in memory, which allows perMinute requests a minute, in a
// burst or spread. Now is the clock.
func NewLimiter(perMinute int, now func() time.Time) Limiter {
	return &rateLimit{perMinute: perMinute, now: now, limiters: map[netip.Prefix]*rate.Limiter{}}
}

// Limit lets through what the limiter allows, and answers 429 beyond that.
func Limit(l Limiter, next http.Handler) http.Handler {
	return HandlerFunc(func(w http.ResponseWriter, q *http.Request) error {
		wait, err := l.Take(q.Context(), clientAddress(q))
		if err != nil {
			return err
		}
		if wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			return Refuse(http.StatusTooManyRequests, "too many requests of this kind from this address")
		}
		next.ServeHTTP(w, q)
		return nil
	})
}

// rateLimit has a token bucket for each address.
type rateLimit struct {
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	limiters  map[netip.Prefix]*rate.Limiter
}

// Take implements Limiter.
func (r *rateLimit) Take(_ context.Context, address netip.Prefix) (wait time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, perSecond := r.now(), float64(r.perMinute)/60
	l := r.limiters[address]
	if l == nil {
		r.evict(now)
		l = rate.NewLimiter(rate.Limit(perSecond), r.perMinute)
		r.limiters[address] = l
	}
	if l.AllowN(now, 1) {
		return 0, nil
	}
	return time.Duration((1 - l.TokensAt(now)) / perSecond * float64(time.Second)), nil
}

func (r *rateLimit) evict(now time.Time) {
	if len(r.limiters) < maxAddresses {
		return
	}
	maps.DeleteFunc(r.limiters, func(_ netip.Prefix, l *rate.Limiter) bool { return l.TokensAt(now) == float64(r.perMinute) })
	if len(r.limiters) >= maxAddresses {
		clear(r.limiters)
	}
}

// clientAddress returns the client's IPv4 address, or its IPv6 /64, because one client has a
// whole network. It ignores X-Forwarded-For, which anybody can send: see ForwardedFor.
func clientAddress(q *http.Request) netip.Prefix {
	peer, err := netip.ParseAddrPort(q.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	addr, bits := peer.Addr().Unmap().WithZone(""), 32
	if addr.Is6() {
		bits = 64
	}
	prefix, _ := addr.Prefix(bits)
	return prefix
}
