package sandbox_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/internal/sandbox"
)

// gated is a body that comes when its gate is opened.
type gated struct {
	gate chan struct{}
	io.Reader
	once   sync.Once
	inside func()
}

func (g *gated) Read(b []byte) (int, error) {
	g.once.Do(g.inside)
	<-g.gate
	return g.Reader.Read(b)
}

// slowUpload sends a picture whose body waits for its gate. Size is what its header
// says, -1 for nothing.
func (w *workflow) slowUpload(ctx context.Context, category, classifier string, size int64, g *gated) (status int, retry string) {
	kind, body := multipartOf(jpegOf(400, 300))
	g.Reader = bytes.NewReader(body)
	r := httptest.NewRequestWithContext(ctx, "POST", "http://sandbox.example"+w.partPath(category, classifier), g)
	r.ContentLength = size
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", "Test/1.0")
	r.Header.Set("Authorization", "Bearer "+w.credentials[category].token)
	rec := httptest.NewRecorder()
	w.in.s.ServeHTTP(rec, r)
	return rec.Code, rec.Header().Get("Retry-After")
}

// TestBodiesWaitForMemory in a bubble of its own time: one body has all there is, the
// next is read when it has ended, and who waits too long or has gone is not.
func TestBodiesWaitForMemory(t *testing.T) {
	for _, tt := range []struct {
		name   string
		then   func(open, leave func())
		status int
		retry  string
		took   time.Duration
	}{
		{"the first ends", func(open, _ func()) { <-time.After(29 * time.Second); open() }, 200, "", 29 * time.Second},
		{"the first takes too long", func(open, _ func()) { <-time.After(31 * time.Second); open() }, 503, "5", 30 * time.Second},
		{"the second goes", func(open, leave func()) { <-time.After(time.Second); leave(); synctest.Wait(); open() }, 503, "5", time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in := newService(t, sandbox.Options{MaxReading: 1})
				w := in.open(all)
				var done sync.WaitGroup
				read := 0
				first := &gated{gate: make(chan struct{}), inside: func() { read++ }}
				done.Go(func() {
					if status, _ := w.slowUpload(t.Context(), "ID", "FRONT", -1, first); status != http.StatusOK {
						t.Errorf("the first: got %d", status)
					}
				})
				synctest.Wait()
				second := &gated{gate: make(chan struct{}), inside: func() { read++ }}
				close(second.gate)
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				start := time.Now()
				done.Go(func() {
					status, retry := w.slowUpload(ctx, "SELFIE", "FACE", 10, second)
					if took := time.Since(start); status != tt.status || retry != tt.retry || took != tt.took {
						t.Errorf("the second: got %d, Retry-After %q, after %v", status, retry, took)
					}
				})
				synctest.Wait()
				if read != 1 {
					t.Errorf("%d are read", read)
				}
				tt.then(func() { close(first.gate) }, leave)
				done.Wait()
				// What they had is free again.
				w.upload("POST", "DOCUMENT", "DOCUMENT", jpegOf(403, 300)).want(t, 200)
			})
		})
	}
}

// TestSmallBodiesAreReadSideBySide: beside a large one that waits there is room.
func TestSmallBodiesAreReadSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newService(t, sandbox.Options{MaxReading: 16_000_000})
		w := in.open(all)
		large := &gated{gate: make(chan struct{}), inside: func() {}}
		var done sync.WaitGroup
		done.Go(func() { w.slowUpload(t.Context(), "ID", "FRONT", 15_000_000, large) })
		synctest.Wait()
		start := time.Now()
		w.upload("POST", "SELFIE", "FACE", jpegOf(400, 300)).want(t, 200)
		if took := time.Since(start); took != 0 {
			t.Errorf("it waited %v", took)
		}
		close(large.gate)
		done.Wait()
	})
}
