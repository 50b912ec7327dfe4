package sandbox

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault is something that goes wrong with the requests that it matches.
type Fault struct {
	// Method and Path select requests: the method exactly, the path by a part of it,
	// such as a workflow execution's id or "/parts/FRONT". Empty matches all.
	Method, Path string
	// Operation selects them exactly, by a name of Operations such as "addPart".
	// Empty matches all.
	Operation string
	// Times is how many requests it strikes; 0 is one.
	Times int
	// Status answers with it instead of carrying the request out.
	Status int
	// RetryAfter is that header's value, sent with Status.
	RetryAfter string
	// Latency is waited before anything else.
	Latency time.Duration
	// Drop cuts the connection: "before" the body is read, "after" it has been read
	// and without carrying it out, or "answer": carried out, but the answer is lost.
	Drop string
}

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// Inject adds a fault to those that wait for a request. One that could never strike
// is refused: a test that relied on it would pass for no reason.
func (s *Sandbox) Inject(f Fault) error {
	switch {
	case f.Operation != "" && !slices.Contains(Operations(), f.Operation):
		return fmt.Errorf("unknown operation %q", f.Operation)
	case !slices.Contains([]string{"", "before", "after", "answer"}, f.Drop):
		return fmt.Errorf("unknown drop %q", f.Drop)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599), f.Times < 0, f.Latency < 0:
		return errors.New("status, times or latency is out of range")
	}
	f.Times = max(f.Times, 1)
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &f)
	return nil
}

// take finds the first fault that r falls under and uses it up by one.
func (f *faults) take(r *http.Request, operation string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, x := range f.list {
		if x.Method != "" && x.Method != r.Method || x.Operation != "" && x.Operation != operation ||
			!strings.Contains(r.URL.Path, x.Path) {
			continue
		}
		taken := *x
		if x.Times--; x.Times == 0 {
			f.list = append(f.list[:i], f.list[i+1:]...)
		}
		return &taken
	}
	return nil
}

// apply answers r with next, or as the fault that it falls under wants it.
func (f *faults) apply(w http.ResponseWriter, r *http.Request, operation string, next http.Handler) {
	fault := f.take(r, operation)
	if fault == nil {
		next.ServeHTTP(w, r)
		return
	}
	if fault.Latency > 0 {
		timer := time.NewTimer(fault.Latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return
		}
	}
	switch {
	case fault.Drop == "before":
		cut(w)
	case fault.Drop == "after":
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxBody))
		cut(w)
	case fault.Drop == "answer":
		next.ServeHTTP(&lost{header: http.Header{}}, r)
		cut(w)
	case fault.Status != 0:
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxBody))
		if fault.RetryAfter != "" {
			w.Header().Set("Retry-After", fault.RetryAfter)
		}
		refuse(fault.Status, "injected").write(w)
	default:
		next.ServeHTTP(w, r)
	}
}

// cut resets the connection, so that the client sees it fail and no answer.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// lost is an answer that nobody gets.
type lost struct{ header http.Header }

func (l *lost) Header() http.Header         { return l.header }
func (l *lost) Write(b []byte) (int, error) { return len(b), nil }
func (l *lost) WriteHeader(int)             {}
