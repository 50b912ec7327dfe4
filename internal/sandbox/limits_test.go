package sandbox_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/internal/sandbox"
)

func TestStore_maxExecutions(t *testing.T) {
	in := newService(t, sandbox.Options{MaxExecutions: 2})
	first := in.open(all)
	in.clock.advance(time.Second)
	second := in.open(all)
	in.clock.advance(time.Second)
	first.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200) // now the second is the older
	third := in.open(all)
	first.retrieve("").want(t, 200)
	second.retrieve("").want(t, 404)
	third.retrieve("").want(t, 200)
	second.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 404)
	in.do(request{method: "PUT", path: "/api/v1/accounts/" + second.account, token: in.access, body: order(all)}).want(t, 404)
}

// TestStore_evictsUnused: a session in use outlives younger ones that are not, and data counts.
func TestStore_evictsUnused(t *testing.T) {
	in := newService(t, sandbox.Options{MaxExecutions: 3, MaxStored: 15_000})
	live := in.open(`[{"category":"SELFIE"},{"category":"DATA"}]`)
	live.upload("POST", "SELFIE", "FACE", weighing(jpegOf(400, 300), 10_000)).want(t, 200)
	for range 5 {
		in.clock.advance(time.Second)
		in.open(all)
	}
	live.retrieve("").want(t, 200)
	data := func(n int) []byte { return []byte(`{"firstName":"` + strings.Repeat("a", n-16) + `"}`) }
	live.send("POST", "DATA", "PREPARED_DATA", "application/json", data(5001)).want(t, 507)
	live.send("POST", "DATA", "PREPARED_DATA", "application/json", data(5000)).want(t, 200)
	live.send("PUT", "DATA", "PREPARED_DATA", "application/json", data(5000)).want(t, 200)
	live.send("DELETE", "DATA", "PREPARED_DATA", "", nil).want(t, 200)
	live.send("POST", "DATA", "PREPARED_DATA", "application/json", data(5000)).want(t, 200)
}

func TestStore_expiry(t *testing.T) {
	atEnd(t, sandbox.Options{}, 24*time.Hour, 404, func(in *service, w *workflow) reply {
		in.login()
		return w.retrieve("")
	})
}

// TestAnswers_unlocked: a client that reads nothing stops no other.
func TestAnswers_unlocked(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	in.checkLock = true
	in.login()
	w.complete()
	w.send("DELETE", "ID", "BACK", "", nil).want(t, 200)
	w.upload("PUT", "ID", "BACK", jpegOf(400, 300)).want(t, 200)
	w.finalize(w.credentials["ID"].token).want(t, 200)
	for _, path := range []string{"", "/status", "/steps", "/rules", "/generate"} {
		w.retrieve(path).want(t, 200)
	}
	in.do(request{method: "GET", path: w.partPath("ID", "FRONT"), token: in.access}).want(t, 200)
	in.do(request{method: "PUT", path: "/api/v1/accounts/" + w.account, token: in.access, body: order(all)}).want(t, 200)
}

// TestStore_maxStored: finalized and idle workflows are dropped, oldest first; active ones
// never.
func TestStore_maxStored(t *testing.T) {
	const n = 10_000
	picture := weighing(jpegOf(400, 300), n)
	in := newService(t, sandbox.Options{MaxStored: 3 * n})
	selfie := func() *workflow {
		in.clock.advance(time.Second)
		return in.open(`[{"category":"SELFIE"}]`)
	}
	add := func(w *workflow, method string, status int) {
		t.Helper()
		w.upload(method, "SELFIE", "FACE", picture).want(t, status)
	}
	finalized := func() *workflow {
		w := selfie()
		add(w, "POST", 200)
		w.finalize(w.credentials["SELFIE"].token).want(t, 200)
		return w
	}
	oldest, older, young := finalized(), finalized(), finalized()
	live := selfie()
	add(live, "POST", 200)
	oldest.retrieve("").want(t, 404)
	older.retrieve("").want(t, 200)
	second, third := selfie(), selfie()
	add(second, "POST", 200)
	add(third, "POST", 200)
	older.retrieve("").want(t, 404)
	young.retrieve("").want(t, 404)

	fourth := selfie()
	add(fourth, "POST", 507)
	add(live, "PUT", 200) // takes the place of what is there
	live.send("DELETE", "SELFIE", "FACE", "", nil).want(t, 200)
	add(fourth, "POST", 200)

	in.clock.advance(15*time.Minute + 1) // all sessions have ended
	fifth := selfie()
	add(fifth, "POST", 200)
}

// TestSandbox_concurrentUse is for go test -race.
func TestSandbox_concurrentUse(t *testing.T) {
	const people = 40
	in := newService(t, sandbox.Options{MaxExecutions: 2 * people})
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			w := in.open(all)
			w.complete()
			w.upload("PUT", "ID", "FRONT", jpegOf(1000+i, 300)).want(t, 200)
			w.finalize(w.credentials["ID"].token).want(t, 200)
			if got, want := held(w)[0], fmt.Sprintf("FRONT/0 image/jpeg %dx300 1", 1000+i); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
	wg.Wait()
}

// TestAddPart_concurrent: one of many identical POSTs adds the part.
func TestAddPart_concurrent(t *testing.T) {
	_, w := opened(t, sandbox.Options{}, all)
	token := w.credentials["ID"].token
	var mu sync.Mutex
	counts := map[int]int{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			r := w.front("POST", token)
			mu.Lock()
			defer mu.Unlock()
			counts[r.status]++
		})
	}
	wg.Wait()
	if counts[200] != 1 || counts[409] != 19 {
		t.Errorf("got %v", counts)
	}
}

// gated is a body that waits for its gate.
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

// slowUpload sends a gated picture. Size is the Content-Length, -1 for none.
func (w *workflow) slowUpload(ctx context.Context, category, classifier string, size int64, g *gated) (status int, retry string) {
	r := w.rawUpload(ctx, "http://sandbox.example", category, classifier, jpegOf(400, 300))
	g.Reader, r.Body, r.ContentLength = r.Body, io.NopCloser(g), size
	rec := httptest.NewRecorder()
	w.in.s.ServeHTTP(rec, r)
	return rec.Code, rec.Header().Get("Retry-After")
}

// TestBodyBudget_wait: a body has the whole budget, and the next one waits for it, gives up, or
// is cancelled.
func TestBodyBudget_wait(t *testing.T) {
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
				_, w := opened(t, sandbox.Options{MaxBodyMemory: 1}, all)
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

// TestBodyBudget_concurrent: a small body is read beside a large one.
func TestBodyBudget_concurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, w := opened(t, sandbox.Options{MaxBodyMemory: 16_000_000}, all)
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
