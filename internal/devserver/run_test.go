package devserver

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSlowRequestsAreCut: a client that sends its header or body drop by drop holds
// a connection no longer than this. What net/http does with the fields is its own
// test; that they are set is ours.
func TestSlowRequestsAreCut(t *testing.T) {
	h := http.NotFoundHandler()
	s := newServer(h)
	within := func(name string, d, least, most time.Duration) {
		t.Helper()
		if d < least || d > most {
			t.Errorf("%s is %v, want %v to %v", name, d, least, most)
		}
	}
	within("ReadHeaderTimeout", s.ReadHeaderTimeout, time.Second, 10*time.Second)
	within("ReadTimeout", s.ReadTimeout, 2*time.Minute, 5*time.Minute) // 15 MB at 1 Mbit/s take two
	within("WriteTimeout", s.WriteTimeout, s.ReadTimeout+time.Second, 5*time.Minute)
	within("IdleTimeout", s.IdleTimeout, time.Second, 5*time.Minute)
	if s.MaxHeaderBytes == 0 || s.MaxHeaderBytes > 64<<10 {
		t.Errorf("MaxHeaderBytes is %d", s.MaxHeaderBytes)
	}
	if s.Handler == nil {
		t.Error("there is no handler")
	}
}

// output is what Run writes, from another goroutine; the first line is sent.
type output struct {
	mu    sync.Mutex
	all   bytes.Buffer
	first chan string
}

func newOutput() *output { return &output{first: make(chan string, 1)} }

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all.Len() == 0 {
		o.first <- string(b)
	}
	return o.all.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}

var ready = regexp.MustCompile(`^Credential Capture is ready at (http://127\.0\.0\.1:\d+)\n$`)

// TestAGracefulStop ends the server while a request is under way: it is answered,
// new ones are not taken, and one line was written in all.
func TestAGracefulStop(t *testing.T) {
	under, goOn := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		close(under)
		<-goOn
		_, _ = w.Write(body)
	})
	ctx, stop := context.WithCancel(t.Context())
	out, done := newOutput(), make(chan error, 1)
	go func() { done <- Run(ctx, "127.0.0.1:0", h, nil, Stop{}, out) }()
	m := ready.FindStringSubmatch(<-out.first)
	if m == nil {
		t.Fatalf("the line is %q", out)
	}
	answered := make(chan string, 1)
	go func() {
		resp, err := http.Post(m[1], "text/plain", strings.NewReader("in flight"))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answered <- string(b)
	}()
	<-under
	stop()
	for refused := false; !refused; { // until the listener is closed
		conn, err := net.Dial("tcp", strings.TrimPrefix(m[1], "http://"))
		if refused = err != nil; !refused {
			_ = conn.Close()
		}
	}
	select {
	case err := <-done:
		t.Fatalf("the server ended before the request: %v", err)
	default:
	}
	close(goOn)
	if got := <-answered; got != "in flight" {
		t.Errorf("the request in flight got %q", got)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if strings.Count(out.String(), "\n") != 1 {
		t.Errorf("written: %q", out)
	}
}

func TestRunNeedsAFreeAddress(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	for _, addr := range []string{taken.Listener.Addr().String(), "nowhere", "127.0.0.1:99999"} {
		out := newOutput()
		if err := Run(t.Context(), addr, http.NotFoundHandler(), nil, Stop{}, out); err == nil || out.String() != "" {
			t.Errorf("%s: %v, written %q", addr, err, out)
		}
	}
}
