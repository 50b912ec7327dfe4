package middleware

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// MaxReadTime bounds the reading of one request: 15 MB at 1 Mbit/s take two minutes.
const MaxReadTime = 3 * time.Minute

// UploadRate is the slowest upload that is accepted.
type UploadRate struct {
	Grace          time.Duration // spent waiting before the rate counts
	BytesPerSecond int64         // on average, after Grace
	MaxTime        time.Duration // for the whole body
}

// minUploadRate is a fifth of the 50,000 bytes/s that the client assumes, so that no client
// that still waits is disconnected.
var minUploadRate = UploadRate{Grace: 20 * time.Second, BytesPerSecond: 10_000, MaxTime: MaxReadTime}

// ErrTooSlow ends a body that came more slowly than the UploadRate.
var ErrTooSlow = errors.New("the body comes too slowly")

// MinUploadRate disconnects clients whose bodies come so slowly that they hold a connection
// and little else (slow loris). Time in which the server doesn't read is not counted.
func MinUploadRate(next http.Handler) http.Handler { return minUploadRate.Limit(next) }

// Limit is MinUploadRate with another rate.
func (u UploadRate) Limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A copy, because net/http looks at its own request's body for what is unread.
		q := r.WithContext(r.Context())
		q.Body = &timedBody{ReadCloser: r.Body, rate: u, conn: http.NewResponseController(w), start: time.Now()}
		next.ServeHTTP(w, q)
	})
}

// timedBody sets a deadline for each read.
type timedBody struct {
	io.ReadCloser
	rate    UploadRate
	conn    *http.ResponseController
	start   time.Time
	reading time.Duration // so far
	n       int64
}

func (b *timedBody) Read(p []byte) (int, error) {
	start := time.Now()
	end := b.start.Add(b.rate.MaxTime)
	due := start.Add(b.rate.Grace + time.Duration(b.n)*time.Second/time.Duration(b.rate.BytesPerSecond) - b.reading)
	if due.After(end) {
		due = end
	}
	_ = b.conn.SetReadDeadline(due) // fails without a connection, as in tests
	n, err := b.ReadCloser.Read(p)
	b.n += int64(n)
	b.reading += time.Since(start)
	if err == nil || errors.Is(err, io.EOF) {
		// net/http reads on in the background to notice a client that leaves.
		_ = b.conn.SetReadDeadline(end)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = ErrTooSlow // the server closes the connection, as the rest is unread
	}
	return n, err
}
