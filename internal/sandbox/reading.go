package sandbox

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// reading is the memory for bodies that are being read. Who finds none waits for it
// in the order of arrival: a body that isn't read yet waits in the client.
type reading struct {
	mu    sync.Mutex
	free  int64 // bytes
	queue []*waiting
}

type waiting struct {
	bytes int64
	turn  chan struct{} // closed when the bytes are taken
}

// mostWait is how long a request waits for memory before it is asked to come again.
const mostWait = 30 * time.Second

// take reserves bytes until release is called. Ok is false when there were none in
// time, or the client has gone.
func (r *reading) take(ctx context.Context, bytes int64) (release func(), ok bool) {
	release = func() { r.give(bytes) }
	r.mu.Lock()
	if len(r.queue) == 0 && r.free >= bytes {
		r.free -= bytes
		r.mu.Unlock()
		return release, true
	}
	w := &waiting{bytes, make(chan struct{})}
	r.queue = append(r.queue, w)
	r.mu.Unlock()
	timer := time.NewTimer(mostWait)
	defer timer.Stop()
	select {
	case <-w.turn:
		return release, true
	case <-timer.C:
	case <-ctx.Done():
	}
	r.leave(w)
	return nil, false
}

// give returns bytes and lets in whom they are enough for.
func (r *reading) give(bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free += bytes
	r.admit()
}

// admit serves the queue in its order, so that a large body isn't passed over for ever.
func (r *reading) admit() {
	for len(r.queue) > 0 && r.queue[0].bytes <= r.free {
		r.free -= r.queue[0].bytes
		close(r.queue[0].turn)
		r.queue = r.queue[1:]
	}
}

// leave takes who waits no longer out of the queue, or returns what he was given in
// the same moment.
func (r *reading) leave(w *waiting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, x := range r.queue {
		if x == w {
			r.queue = append(r.queue[:i:i], r.queue[i+1:]...)
			r.admit()
			return
		}
	}
	r.free += w.bytes
	r.admit()
}

// bodySize is how many bytes a request's body will take: what it says, or as much as
// may be when it doesn't.
func bodySize(r *http.Request) int64 {
	if r.ContentLength < 0 || r.ContentLength > maxBody {
		return maxBody
	}
	return r.ContentLength
}
