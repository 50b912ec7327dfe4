package middleware

import (
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

// RateLimit lets each client address through perMinute times a minute, in a burst or
// spread, and answers 429 beyond that. Now is the clock.
func RateLimit(perMinute int, now func() time.Time, next http.Handler) http.Handler {
	r := &rateLimit{perMinute: perMinute, now: now, limiters: map[netip.Prefix]*rate.Limiter{}}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if wait := r.take(clientAddress(q)); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			Problem(w, http.StatusTooManyRequests, "too many requests of this kind from this address")
			return
		}
		next.ServeHTTP(w, q)
	})
}

// rateLimit has a token bucket for each address.
type rateLimit struct {
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	limiters  map[netip.Prefix]*rate.Limiter
}

// take takes a token, or returns the time until there is one.
func (r *rateLimit) take(address netip.Prefix) (wait time.Duration) {
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
		return 0
	}
	return time.Duration((1 - l.TokensAt(now)) / perSecond * float64(time.Second))
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
