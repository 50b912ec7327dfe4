package middleware

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// maxAddresses bounds the memory of a RateLimit. When it is reached, addresses with a full
// bucket are dropped, and then all.
const maxAddresses = 10_000

// RateLimit lets each client address through perMinute times a minute, in a burst or
// spread, and answers 429 beyond that. Now is the clock.
func RateLimit(perMinute int, now func() time.Time, next http.Handler) http.Handler {
	r := &rateLimit{perMinute: float64(perMinute), now: now, buckets: map[netip.Prefix]bucket{}}
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
	perMinute float64
	now       func() time.Time
	mu        sync.Mutex
	buckets   map[netip.Prefix]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

// take takes a token, or returns the time until there is one.
func (r *rateLimit) take(address netip.Prefix) (wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	tokens := r.perMinute
	if b, known := r.buckets[address]; known {
		tokens = r.refilled(b, now)
	} else if len(r.buckets) >= maxAddresses {
		r.evict(now)
	}
	if tokens < 1 {
		r.buckets[address] = bucket{tokens, now}
		return time.Duration((1 - tokens) / r.perMinute * float64(time.Minute))
	}
	r.buckets[address] = bucket{tokens - 1, now}
	return 0
}

func (r *rateLimit) refilled(b bucket, now time.Time) float64 {
	return min(b.tokens+now.Sub(b.at).Minutes()*r.perMinute, r.perMinute)
}

func (r *rateLimit) evict(now time.Time) {
	for address, b := range r.buckets {
		if r.refilled(b, now) == r.perMinute {
			delete(r.buckets, address)
		}
	}
	if len(r.buckets) >= maxAddresses {
		clear(r.buckets)
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
