package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// Point is when in a request's life a fault strikes.
type Point string

// The points, in their order.
const (
	Before Point = "before" // nothing of the body has been read
	During Point = "during" // Fault.Bytes of it have, or all when it is shorter
	After  Point = "after"  // all of it has, and nothing is carried out
	Done   Point = "answer" // it has been carried out, and nothing is answered
	Middle Point = "middle" // it has been, and half of the answer is sent
)

// Fault is something that goes wrong with the requests that it matches. It is for
// one session when Path is the id of its workflow execution.
type Fault struct {
	// Method and Path select requests: the method exactly, the path by a part of it,
	// such as a workflow execution's id or "/parts/FRONT". Empty matches all.
	Method, Path string
	// Operation selects them exactly, by a name of Operations such as "addPart".
	// Empty matches all.
	Operation string
	// Times is how many requests it strikes; 0 is one.
	Times int

	// At is when. Default: After for Status, Done for Answer and Skew, else Before.
	At Point
	// Bytes of the body are read until During.
	Bytes int64

	// Latency is waited at At; when the client goes away meanwhile, nothing follows.
	Latency time.Duration
	// Rate is how many bytes of the body are taken in a second. Default: all at once.
	Rate int
	// Expire ends the tokens of the request's workflow execution, as Idle ends its
	// session, as if nobody had touched it for long.
	Expire, Idle bool
	// Skew is how far the clock is off that the answer's Date header is told by.
	Skew time.Duration

	// Drop cuts the connection at this point: it sets At.
	Drop Point
	// Late carries a request out all the same that was dropped After its body: when so
	// many others that change the same workflow execution have been answered.
	Late int
	// Status is answered instead of what would have been.
	Status int
	// RetryAfter is that header's value. RetryIn is its other form: a date, so far
	// from the answer's own.
	RetryAfter string
	RetryIn    *time.Duration
	// Location is that of a Status that redirects.
	Location string
	// Answer is sent instead of the body that would have been: a name of Answers.
	Answer string
}

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// Inject adds a fault to those that wait for a request. One that could never strike
// is refused: a test that relied on it would pass for no reason.
func (s *Sandbox) Inject(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	f.settle()
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &f)
	return nil
}

// settle fills in what is left open.
func (f *Fault) settle() {
	f.Times = max(f.Times, 1)
	switch {
	case f.At != "":
	case f.Drop != "":
		f.At = f.Drop
	case f.Status != 0:
		f.At = After
	case f.Answer != "", f.Skew != 0:
		f.At = Done
	default:
		f.At = Before
	}
}

// Waiting counts how often the faults whose Path has these words have still to
// strike.
func (s *Sandbox) Waiting(path string) (times int) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, f := range s.faults.list {
		if strings.Contains(f.Path, path) {
			times += f.Times
		}
	}
	return times
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
