package devserver

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// running is a server before the service that a test can tell to stop.
type running struct {
	url  string
	stop context.CancelFunc
	done chan error
}

func run(t *testing.T, api string, how Stop) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := &running{stop: stop, done: make(chan error, 1)}
	h := siteOf(t, Config{API: api, Getenv: getenv, Done: ctx.Done()})
	out := newOutput()
	go func() { r.done <- Run(ctx, "127.0.0.1:0", h, nil, how, out) }()
	m := ready.FindStringSubmatch(<-out.first)
	if m == nil {
		t.Fatalf("the line is %q", out)
	}
	r.url = m[1]
	return r
}

// halfSent is an upload of a selfie that stays in its middle.
type halfSent struct {
	rest     []byte
	to       *io.PipeWriter
	answered chan int // the answer's status, 0 when the connection was cut
}

// send begins one through r, and waits until the service has its beginning.
func send(t *testing.T, a *realAPI, r *running) *halfSent {
	t.Helper()
	resp, err := http.Post(r.url+"/session", "application/json", strings.NewReader(`{"credentials":[{"category":"SELFIE"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	p := &page{t: t, init: decoded(t, body)}
	href, token := p.selfie()
	kind, form := pictureForm()
	from, to := io.Pipe()
	q, _ := http.NewRequestWithContext(t.Context(), "POST", href, from)
	q.ContentLength = int64(len(form))
	q.Header.Set("Authorization", "Bearer "+token)
	q.Header.Set("Content-Type", kind)
	h := &halfSent{form[len(form)/2:], to, make(chan int, 1)}
	a.begun = make(chan string, 1)
	go func() {
		resp, err := (&http.Client{Transport: &http.Transport{}}).Do(q)
		if err != nil {
			h.answered <- 0
			return
		}
		resp.Body.Close()
		h.answered <- resp.StatusCode
	}()
	if _, err := to.Write(form[:len(form)/2]); err != nil {
		t.Fatal(err)
	}
	<-a.begun
	return h
}

// finish sends what is left.
func (h *halfSent) finish() {
	_, _ = h.to.Write(h.rest)
	_ = h.to.Close()
}

// TestADrainInMidUpload: the upload goes on to its end, and then the server ends.
func TestADrainInMidUpload(t *testing.T) {
	a := newRealAPI(t)
	r := run(t, a.URL, Stop{Drain: time.Minute})
	upload := send(t, a, r)
	r.stop()
	for refused := false; !refused; { // until the listener is closed
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if refused = err != nil; !refused {
			_ = conn.Close()
		}
	}
	select {
	case err := <-r.done:
		t.Fatalf("the server ended before the upload: %v", err)
	case status := <-upload.answered:
		t.Fatalf("the upload was answered %d in its middle", status)
	default:
	}
	upload.finish()
	if status := <-upload.answered; status != 200 {
		t.Errorf("the upload in flight got %d", status)
	}
	if err := <-r.done; err != nil {
		t.Error(err)
	}
}

// TestADrainEnds: who doesn't get through in time is cut.
func TestADrainEnds(t *testing.T) {
	log := logged(t)
	a := newRealAPI(t)
	r := run(t, a.URL, Stop{Drain: 50 * time.Millisecond})
	upload := send(t, a, r)
	r.stop()
	if err := <-r.done; err != nil {
		t.Error(err)
	}
	_ = upload.to.CloseWithError(io.ErrUnexpectedEOF) // net/http's client waits for its own body
	if status := <-upload.answered; status != 0 {
		t.Errorf("the upload that hangs got %d", status)
	}
	if !strings.Contains(log.String(), "they are cut") {
		t.Errorf("logged %s", log)
	}
}

// TestLinger: balancers are told before the door is closed.
func TestLinger(t *testing.T) {
	a := newRealAPI(t)
	r := run(t, a.URL, Stop{Linger: time.Hour, Drain: time.Minute})
	status := func(path string) int {
		resp, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := status("/readyz"); got != 200 {
		t.Errorf("before: got %d", got)
	}
	r.stop()
	if got := status("/readyz"); got != 503 {
		t.Errorf("told to stop: got %d", got)
	}
	if got := status("/"); got != 200 {
		t.Errorf("requests are still taken, and one got %d", got)
	}
	select {
	case err := <-r.done:
		t.Errorf("ended: %v", err)
	default:
	}
}
