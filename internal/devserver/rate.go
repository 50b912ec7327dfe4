package devserver

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// DefaultSessionRate is how many sessions an address may open in a minute: far more
// than a family behind one router needs, far fewer than fill the memory.
const DefaultSessionRate = 60

// mostAddresses are remembered at once. When there are more, those that may do
// everything again are forgotten, and then all.
const mostAddresses = 10_000

// Rated lets each client's address through so often in a minute, at once or spread,
// and answers 429 beyond that. Now is the clock.
func Rated(perMinute int, now func() time.Time, next http.Handler) http.Handler {
	r := &rate{most: float64(perMinute), now: now, left: map[netip.Prefix]allowance{}}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if wait := r.take(addressOf(q)); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			problem(w, http.StatusTooManyRequests, "too many requests of this kind from this address")
			return
		}
		next.ServeHTTP(w, q)
	})
}

// rate has an allowance for each address that fills up again evenly.
type rate struct {
	most float64 // in a minute
	now  func() time.Time
	mu   sync.Mutex
	left map[netip.Prefix]allowance
}

type allowance struct {
	left float64
	at   time.Time
}

// take uses an address's allowance by one, or says how long until there is one.
func (r *rate) take(of netip.Prefix) (wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	left := r.most
	if a, known := r.left[of]; known {
		left = r.filled(a, now)
	} else if len(r.left) >= mostAddresses {
		r.forget(now)
	}
	if left < 1 {
		r.left[of] = allowance{left, now}
		return time.Duration((1 - left) / r.most * float64(time.Minute))
	}
	r.left[of] = allowance{left - 1, now}
	return 0
}

func (r *rate) filled(a allowance, now time.Time) float64 {
	return min(a.left+now.Sub(a.at).Minutes()*r.most, r.most)
}

func (r *rate) forget(now time.Time) {
	for of, a := range r.left {
		if r.filled(a, now) == r.most {
			delete(r.left, of)
		}
	}
	if len(r.left) >= mostAddresses {
		clear(r.left)
	}
}

// addressOf is the client's: of IPv6 the network, as one client has a whole one. What
// a proxy in front says of it isn't believed, as anybody can say it.
func addressOf(q *http.Request) netip.Prefix {
	at, err := netip.ParseAddrPort(q.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	addr, bits := at.Addr().Unmap().WithZone(""), 32
	if addr.Is6() {
		bits = 64
	}
	prefix, _ := addr.Prefix(bits)
	return prefix
}
