package middleware

import (
	"context"
	"net/http"
	"net/netip"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Places are what may be under way at a time: so many in total, and a quarter of them for
// one client address, so that nobody has them all.
type Places struct {
	total *semaphore.Weighted
	each  int64

	mu        sync.Mutex
	addresses map[netip.Prefix]*addressPlaces
}

// addressPlaces are those of one address. It is dropped when nobody has or waits for one.
type addressPlaces struct {
	*semaphore.Weighted
	users int
}

// NewPlaces returns n places.
func NewPlaces(n int) *Places {
	return &Places{
		total: semaphore.NewWeighted(int64(n)), each: max(int64(n)/4, 1), addresses: map[netip.Prefix]*addressPlaces{},
	}
}

// Take waits for a place for the request's client until ctx ends. It reports whether there
// is one; then release must be called.
func (p *Places) Take(ctx context.Context, r *http.Request) (release func(), ok bool) {
	address := clientAddress(r)
	p.mu.Lock()
	own := p.addresses[address]
	if own == nil {
		own = &addressPlaces{Weighted: semaphore.NewWeighted(p.each)}
		p.addresses[address] = own
	}
	own.users++
	p.mu.Unlock()
	leave := func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if own.users--; own.users == 0 {
			delete(p.addresses, address)
		}
	}
	if own.Acquire(ctx, 1) != nil {
		leave()
		return nil, false
	}
	if p.total.Acquire(ctx, 1) != nil {
		own.Release(1)
		leave()
		return nil, false
	}
	return func() {
		p.total.Release(1)
		own.Release(1)
		leave()
	}, true
}
