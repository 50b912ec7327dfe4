package sandbox

import (
	"context"
	"net/http"
	"sync"
)

// late are requests whose client has gone and that are carried out later all the same,
// as a service does that had them in a queue.
type late struct {
	mu   sync.Mutex
	list []*lateRequest
}

type lateRequest struct {
	r    *http.Request
	left int // requests of the same execution until its turn comes
}

// keep holds a request, whose body has been read into memory, for later.
func (l *late) keep(r *http.Request, after int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, &lateRequest{r.Clone(context.WithoutCancel(r.Context())), after})
}

// due takes out those whose turn comes with the end of another request.
func (l *late) due(execution string) (due []*http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.list[:0]
	for _, x := range l.list {
		if executionOf(x.r) == execution {
			x.left--
		}
		if x.left > 0 {
			kept = append(kept, x)
		} else {
			due = append(due, x.r)
		}
	}
	l.list = kept
	return due
}
