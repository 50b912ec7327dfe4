package handover

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// limiter lets each address ask so often in a minute. A secret can't be guessed at any
// rate; the limit keeps one address from filling the store.
type limiter struct {
	most int
	now  func() time.Time

	mu     sync.Mutex
	minute time.Time
	counts map[string]int
}

func (l *limiter) allows(r *http.Request) bool {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if minute := l.now().Truncate(time.Minute); !minute.Equal(l.minute) {
		l.minute, l.counts = minute, map[string]int{}
	}
	l.counts[address]++
	return l.counts[address] <= l.most
}
