package devserver

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// pace is how slowly a body may come.
type pace struct {
	grace time.Duration // is waited in any case
	rate  int64         // bytes a second, on the whole, beyond that
	most  time.Duration // in all, whatever comes
}

// usualPace is a fifth of what the client allows for, so that nobody is cut whom it
// would have waited for; who sends a byte now and then is cut after the grace.
var usualPace = pace{grace: 20 * time.Second, rate: 10_000, most: readTimeout}

// Paced cuts the connections of those who send their bodies so slowly that it can
// only be meant to hold them. The time in which the server doesn't read isn't theirs.
func Paced(next http.Handler) http.Handler { return usualPace.of(next) }

func (p pace) of(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A copy: net/http looks at its own request's body to see how much is unread.
		q := r.WithContext(r.Context())
		q.Body = &paced{ReadCloser: r.Body, pace: p, conn: http.NewResponseController(w), began: time.Now()}
		next.ServeHTTP(w, q)
	})
}

// paced is a body whose reads have a deadline each.
type paced struct {
	io.ReadCloser
	pace
	conn  *http.ResponseController
	began time.Time
	spent time.Duration // in reading
	got   int64
}

func (p *paced) Read(b []byte) (int, error) {
	start := time.Now()
	last := p.began.Add(p.most)
	due := start.Add(p.grace + time.Duration(p.got)*time.Second/time.Duration(p.rate) - p.spent)
	if due.After(last) {
		due = last
	}
	_ = p.conn.SetReadDeadline(due) // without a connection there is none to hold
	n, err := p.ReadCloser.Read(b)
	p.got += int64(n)
	p.spent += time.Since(start)
	if err == nil || errors.Is(err, io.EOF) {
		// What is read on from here, to see whether the client has gone, may take its time.
		_ = p.conn.SetReadDeadline(last)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errTooSlow
	}
	return n, err
}

// errTooSlow ends a body. The server closes the connection, as the rest is unread.
var errTooSlow = errors.New("the body comes too slowly")
