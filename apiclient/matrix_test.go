package apiclient_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
)

// The fault matrix: every operation with every fault at every point of its request.
// matrixflow_test.go runs a workflow with the faults of a row, or of one cell.

// operations are the sandbox's names of the seven operations.
var operations = []string{"addPart", "updatePart", "deletePart", "uploadDocument", "deletePages", "submitData", "finalize"}

// bodiless are the operations whose requests have no body. They have no point "during",
// and their "after" equals "before".
var bodiless = []string{"deletePart", "deletePages", "finalize"}

// The points of a request, as in internal/sandbox.
const (
	before = "before" // before the body
	during = "during" // in the middle of the body
	after  = "after"  // after the body, before the operation is handled
	answer = "answer" // after the operation is handled
	middle = "middle" // in the middle of the answer
)

// row is one fault and the points at which it can occur. The fault is JSON for the
// sandbox's control, or one of the device.
type row struct {
	name    string
	json    string
	device  func(d *device, at string)
	points  []string
	codes   []fault.Code // codes that may be reported; none: every call succeeds
	config  func(c *apiclient.Config)
	honest  bool   // the client must not wait, because the service meant no wait
	except  string // an operation that no client can repair; see docs/reliability.md
	noRenew bool   // Config.Renew is nil
	busy    bool   // Config.Renew fails once for each fault
	reload  bool   // the session continues from a snapshot after the failed call
}

var (
	unsent = []string{before, during, after}         // the operation is not handled
	always = []string{before, during, after, answer} // or it is
	read   = []string{after, answer}                 // the body is read
)

var (
	bad     = []fault.Code{fault.BadResponse}
	aborted = []fault.Code{fault.Aborted}
	// ended is what a renewed session may report: it is a new, empty workflow, and its
	// parts have to be uploaded again before finalize.
	ended = []fault.Code{fault.Expired}
)

// matrix are the rows. A 429 and a redirect mean that the operation was not handled, so
// that they have no point "answer".
var matrix = []row{
	// The connection.
	{name: "connection cut", json: `"drop":AT`, points: []string{before, during, after, answer, middle}},
	{name: "connection cut 3 times", json: `"drop":AT,"times":3`, points: []string{before, during, after, answer, middle}},
	{name: "connection cut 4 times", json: `"drop":AT,"times":4`, points: []string{before, during, after, answer, middle}, codes: []fault.Code{fault.Network}},
	// The request is handled after one or two others were answered. If a document's pages
	// are handled after their repetition was answered, they are stored twice, and no
	// answer shows it.
	{name: "cut, handled 1 later", json: `"drop":"after","late":1`, points: []string{after}},
	{name: "cut, handled 2 later", json: `"drop":"after","late":2`, points: []string{after}, except: "uploadDocument"},
	{name: "slow to answer", json: `"latencyMs":5,"at":AT`, points: []string{before, after, answer}},
	{name: "slow network", json: `"rate":50000`, points: []string{during}},
	{name: "no answer", json: `"latencyMs":60000,"at":AT`, points: read, config: attempts(time.Second, 4)},
	{name: "no answer twice", json: `"latencyMs":60000,"times":2,"at":AT`, points: read, codes: []fault.Code{fault.Timeout}, config: attempts(time.Second, 2)},
	{name: "call's timeout", json: `"latencyMs":60000,"at":AT`, points: read, codes: []fault.Code{fault.Timeout},
		config: func(c *apiclient.Config) { c.CallTimeout = time.Second }},

	// Refusals that pass.
	{name: "503", json: `"status":503,"at":AT`, points: always},
	{name: "504, HTML", json: `"status":504,"answer":"html","at":AT`, points: always},
	{name: "500 3 times", json: `"status":500,"times":3,"at":AT`, points: always},
	{name: "502 4 times", json: `"status":502,"times":4,"at":AT`, points: always, codes: []fault.Code{fault.Server}},
	{name: "503 with Retry-After", json: `"status":503,"retryAfter":"0","at":AT`, points: always},
	{name: "503, Retry-After over MaxWait", json: `"status":503,"retryAfter":"1","at":AT`, points: always, codes: []fault.Code{fault.Server}},
	{name: "408", json: `"status":408,"at":AT`, points: unsent},
	{name: "429", json: `"status":429,"at":AT`, points: unsent},
	{name: "429, seconds over MaxWait", json: `"status":429,"retryAfter":"2","at":AT`, points: unsent, codes: []fault.Code{fault.RateLimited}},
	{name: "429, a date over MaxWait", json: `"status":429,"retryInMs":2000,"at":AT`, points: unsent, codes: []fault.Code{fault.RateLimited}},
	{name: "429, invalid Retry-After", json: `"status":429,"retryAfter":"soon","at":AT`, points: unsent},
	{name: "429 4 times", json: `"status":429,"times":4,"at":AT`, points: unsent, codes: []fault.Code{fault.RateLimited}},
	{name: "429, a day fast", json: `"status":429,"retryInMs":0,"skewMs":86400000,"at":AT`, points: unsent, honest: true},
	{name: "429, a day slow", json: `"status":429,"retryInMs":0,"skewMs":-86400000,"at":AT`, points: unsent, honest: true},
	{name: "clock a year off", json: `"skewMs":31536000000`, points: []string{answer}},
	{name: "redirect elsewhere", json: `"status":307,"location":"http://localhost:1/api/v1/x","at":AT`, points: unsent, codes: []fault.Code{fault.Forbidden}},

	// Answers that aren't the API's.
	{name: "malformed JSON", json: `"answer":"malformed","at":AT`, points: always, codes: bad},
	{name: "huge JSON", json: `"answer":"huge","at":AT`, points: always, codes: bad},
	{name: "foreign HTML", json: `"answer":"html","at":AT`, points: always, codes: bad},
	{name: "foreign JSON", json: `"answer":"foreign","at":AT`, points: always, codes: bad},
	// A success without a body or of another type has no point before "answer": the
	// client can't tell it from a success.
	{name: "wrong type", json: `"answer":"wrongType"`, points: []string{answer}},
	{name: "no body", json: `"answer":"bare"`, points: []string{answer}},
	{name: "hrefs elsewhere", json: `"answer":"elsewhere"`, points: []string{answer}},

	// Sessions.
	{name: "tokens expire", json: `"expire":true,"at":AT`, points: always, codes: ended},
	{name: "session expires", json: `"idle":true,"at":AT`, points: always, codes: ended},
	{name: "tokens expire, no Renew", json: `"expire":true,"at":AT`, points: always, codes: []fault.Code{fault.Unauthorized}, noRenew: true},
	{name: "tokens expire, Renew fails", json: `"expire":true,"at":AT`, points: always, codes: ended, busy: true},
	{name: "cut, then tokens expire", json: `"drop":AT,"expire":true`, points: []string{before, after, answer}, codes: []fault.Code{fault.Expired, fault.Unauthorized}},

	// The device. It can't see whether the service has handled a request: no "after".
	{name: "offline", device: (*device).goOffline, points: []string{before, answer}, codes: []fault.Code{fault.Offline}},
	{name: "cancelled", device: (*device).cancelCall, points: []string{before, during, answer}, codes: aborted},
	{name: "page reloaded", device: (*device).cancelCall, points: []string{before, during, answer}, codes: aborted, reload: true},
}

// expires reports whether the fault ends tokens or the session.
func (r row) expires() bool {
	return strings.Contains(r.json, `"expire"`) || strings.Contains(r.json, `"idle"`)
}

// attempts sets the timeout and the number of the attempts.
func attempts(timeout time.Duration, limit int) func(c *apiclient.Config) {
	return func(c *apiclient.Config) { c.AttemptTimeout, c.MaxAttempts = timeout, limit }
}

// faultyRun is a row at one point, and the operations of one workflow that have the fault.
type faultyRun struct {
	row
	at         string
	operations []string
}

func (f faultyRun) String() string { return f.name + ", " + f.at }

// runs lists a run for each row and point.
func runs(of []row) (all []faultyRun) {
	for _, r := range of {
		for _, at := range r.points {
			f := faultyRun{r, at, nil}
			for _, o := range operations {
				if f.exists(o) {
					f.operations = append(f.operations, o)
				}
			}
			all = append(all, f)
		}
	}
	return all
}

// exists reports whether the row has a cell for an operation.
func (f faultyRun) exists(operation string) bool {
	switch {
	case operation == f.except:
		return false
	case !slices.Contains(bodiless, operation):
		return true
	}
	return f.at != during && (f.at != after || !slices.Contains(f.points, before))
}

// injection is the JSON for the sandbox's control, without the execution.
func (f faultyRun) injection(operation string) string {
	point := `"` + f.at + `"`
	if f.at == during && strings.Contains(f.json, "AT") {
		point += `,"bytes":700`
	}
	return `"operation":"` + operation + `",` + strings.ReplaceAll(f.json, "AT", point)
}

// device is a Transport with faults of the device.
type device struct {
	tr       apiclient.Transport
	api      string                                                                       // base URL of all requests
	next     func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) // replaces tr for one request
	cancel   context.CancelFunc                                                           // of the call that has the fault
	hold     func() (reached func())                                                      // see caller.hold
	requests int
	failed   bool // the fault has occurred
	leaked   bool // a request went to another URL
}

func (d *device) RoundTrip(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
	d.requests++
	d.leaked = d.leaked || !strings.HasPrefix(r.URL, d.api+"/api/v1/")
	if next := d.next; next != nil {
		d.next, d.failed = nil, true
		return next(ctx, r)
	}
	return d.tr.RoundTrip(ctx, r)
}

// goOffline fails the next request with offline: at once, or instead of its answer.
func (d *device) goOffline(at string) {
	d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
		if at == answer {
			if _, err := d.tr.RoundTrip(ctx, r); err != nil {
				return nil, err
			}
		}
		return nil, fault.New(fault.Offline, "the device has no network")
	}
}

// cancelCall cancels the call before it begins, while the service waits for the rest of
// the body, or instead of its answer.
func (d *device) cancelCall(at string) {
	switch at {
	case before:
		d.failed = true
		d.cancel()
	case during:
		reached := d.hold()
		d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_, _ = d.tr.RoundTrip(ctx, r)
			}()
			reached()
			d.cancel()
			<-ended
			return nil, ctx.Err()
		}
	case answer:
		d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
			_, err := d.tr.RoundTrip(ctx, r)
			d.cancel()
			if err == nil {
				err = ctx.Err()
			}
			return nil, err
		}
	}
}
