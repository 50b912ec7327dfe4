package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Point is when a fault is injected into a request.
type Point string

// The points, in their order.
const (
	Before Point = "before" // before the body is read
	During Point = "during" // after Fault.Bytes of the body, or at its end when it is shorter
	After  Point = "after"  // after the body, before the API handles the request
	Done   Point = "answer" // after the API has handled it, before the answer
	Middle Point = "middle" // after half of the answer
)

// Fault is injected into the requests that it matches. For one session, Path is the id of
// its workflow execution.
type Fault struct {
	// Method matches exactly, Path as a substring, such as "/parts/FRONT". Empty matches all.
	Method, Path string
	// Operation is a name of Operations, such as "addPart". Empty matches all.
	Operation string
	// Times is how many requests it is injected into. Default: 1.
	Times int

	// At is the point. Default: After for Status, Done for Answer and Skew, else Before.
	At Point
	// Bytes are read of the body before During.
	Bytes int64

	// Latency is waited at At. Nothing follows when the client leaves meanwhile.
	Latency time.Duration `json:"-"`
	// Rate is in bytes of the body per second. Default: unlimited.
	Rate int
	// Expire ends the tokens of the workflow execution. Idle ends its session.
	Expire, Idle bool
	// Skew is added to the answer's Date header.
	Skew time.Duration `json:"-"`

	// Drop cuts the connection at this point. It sets At.
	Drop Point
	// Delay handles a request that was dropped After its body nevertheless, after Delay later
	// mutating requests on the same workflow execution.
	Delay int `json:"late"`
	// Status is answered instead of the real answer.
	Status int
	// RetryAfter is that header's value. RetryIn makes it a date, relative to the answer's
	// Date.
	RetryAfter string
	RetryIn    *time.Duration `json:"-"`
	// Location is the header's value for a Status of 3xx.
	Location string
	// Answer replaces the body: a name of Answers.
	Answer string
}

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// Inject adds a fault. It refuses one that can never match, because a test with it would
// pass for no reason.
func (s *Sandbox) Inject(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	f.setDefaults()
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &f)
	return nil
}

func (f *Fault) setDefaults() {
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

// PendingFaults counts the injections that are left of the faults whose Path contains path.
func (s *Sandbox) PendingFaults(path string) (times int) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, f := range s.faults.list {
		if strings.Contains(f.Path, path) {
			times += f.Times
		}
	}
	return times
}

// take returns the first fault that matches r, and counts it.
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

// methods returns the methods of an operation.
func methods(operation string) (methods []string) {
	for _, r := range routes {
		if method, _, _ := strings.Cut(r.pattern, " "); r.name == operation {
			methods = append(methods, method)
		}
	}
	return methods
}

// withoutBody lists operations without a request body.
var withoutBody = []string{"finalize", "deletePart", "deletePages", "retrieve", "retrieveStatus", "retrievePart"}

// withToken lists operations that need a token of a workflow execution. All but finalize
// change parts.
var withToken = []string{"addPart", "updatePart", "deletePart", "submitData", "uploadDocument", "deletePages", "finalize"}

// check returns why a fault can never match, or contradicts itself.
func (f *Fault) check() error {
	points, httpMethods := []Point{"", Before, During, After, Done, Middle}, []string{"", http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}
	noBody := f.Method == http.MethodGet || f.Method == http.MethodDelete || slices.Contains(withoutBody, f.Operation)
	during := f.At == During || f.Drop == During
	needsReal := derived[f.Answer] != nil
	for _, rule := range []struct {
		broken  bool
		message string
	}{
		{f.Operation != "" && !slices.Contains(Operations(), f.Operation), "unknown operation " + f.Operation},
		{!slices.Contains(httpMethods, f.Method), "no operation has the method " + f.Method},
		{f.Operation != "" && f.Method != "" && !slices.Contains(methods(f.Operation), f.Method), f.Operation + " does not have the method " + f.Method},
		{(f.Expire || f.Idle) && f.Operation != "" && !slices.Contains(withToken, f.Operation), f.Operation + " uses no token of an execution"},

		{!slices.Contains(points, f.At) || !slices.Contains(points, f.Drop), "unknown point"},
		{f.Drop != "" && f.At != "" && f.At != f.Drop, "drop and at differ"},
		{f.At == Middle && f.Drop == "", "the point middle goes with drop only"},
		{during && f.Bytes < 1 || !during && f.Bytes != 0, "bytes must be at least 1 for the point during, and 0 for others"},
		{noBody && (during || f.Rate != 0), "the request has no body"},

		{f.Status != 0 && (f.Status < 200 || f.Status > 599) || f.Times < 0 || f.Latency < 0 || f.Rate < 0, "status, times, latency or rate is out of range"},
		{f.Latency == 0 && f.Rate == 0 && !f.Expire && !f.Idle && f.Skew == 0 && !f.replaces(), "the fault does nothing"},

		{f.Answer != "" && !slices.Contains(Answers(), f.Answer), "unknown answer " + f.Answer},
		{needsReal && f.At != "" && f.At != Done, "the answer is derived from the real one: its point is answer"},
		{needsReal && f.Status != 0, "the answer goes without a status"},
		{f.Drop != "" && (f.Status != 0 || f.Answer != "" || f.Skew != 0 && f.Drop != Middle), "a dropped connection has no answer"},
		{f.Delay < 0 || f.Delay > 0 && f.Drop != After, "late goes with drop after"},
		{f.Status == 0 && (f.RetryAfter != "" || f.RetryIn != nil), "retryAfter and retryIn go with a status"},
		{f.RetryAfter != "" && f.RetryIn != nil, "retryAfter and retryIn exclude each other"},
		{f.Location != "" && f.Status/100 != 3, "a location goes with a status that redirects"},
	} {
		if rule.broken {
			return errors.New(rule.message)
		}
	}
	return nil
}
