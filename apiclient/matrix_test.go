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
// Each cell is a whole workflow with one fault; see matrixflow_test.go.

// operations has the sandbox's names of the seven operations.
var operations = []string{"addPart", "updatePart", "deletePart", "uploadDocument", "deletePages", "submitData", "finalize"}

// bodiless are the operations whose requests have no body. For them, "during" doesn't
// exist and "after" is the same as "before".
var bodiless = []string{"deletePart", "deletePages", "finalize"}

// The points, as internal/sandbox has them: before the body, in its middle, after it
// and before anything is done, after it is done, and in the middle of the answer.
const (
	before = "before"
	during = "during"
	after  = "after"
	answer = "answer"
	middle = "middle"
)

// trouble is one fault: of the network or the service, as JSON for the sandbox's
// control, or of the device.
type trouble struct {
	name   string
	json   string
	device func(d *device, at string)
	at     []string
	codes  []fault.Code // that may be reported; none means that it must be delivered
	config func(c *apiclient.Config)
	honest bool   // waits must be those that the service meant: none at all
	except string // an operation that the client can't make up for; see docs/reliability.md
	alone  bool   // nobody renews a session while a call is made
	busy   bool   // Renew fails the first time
	reload bool   // the page is loaded again afterwards, and goes on from a snapshot
}

// exists reports whether a cell of the matrix does.
func (t trouble) exists(operation, at string) bool {
	if !slices.Contains(t.at, at) || operation == t.except {
		return false
	}
	if slices.Contains(bodiless, operation) {
		return at != during && (at != after || !slices.Contains(t.at, before))
	}
	return true
}

var (
	unsent = []string{before, during, after}         // nothing is carried out
	always = []string{before, during, after, answer} // or it is
	both   = []string{after, answer}                 // whatever the body is: it has been read
)

var (
	bad     = []fault.Code{fault.BadResponse}
	aborted = []fault.Code{fault.Aborted}
	// ended is what a fresh session, which is a new and empty workflow, may bring: to
	// finalize that, its parts have to be sent again first.
	ended = []fault.Code{fault.Expired}
)

// troubles are the rows. A refusal for too many requests is of a request that was
// not carried out, so that 429 has no "answer"; nor has a redirect.
var troubles = []trouble{
	// The connection.
	{name: "connection cut", json: `"drop":AT`, at: []string{before, during, after, answer, middle}},
	{name: "connection cut 3 times", json: `"drop":AT,"times":3`, at: []string{before, during, after, answer, middle}},
	{name: "connection cut 4 times", json: `"drop":AT,"times":4`, at: []string{before, during, after, answer, middle}, codes: []fault.Code{fault.Network}},
	// Carried out all the same, when one or two other requests have been answered. A
	// document's pages that come after their repetition was answered are there twice:
	// nothing tells the client.
	{name: "cut, done 1 later", json: `"drop":"after","late":1`, at: []string{after}},
	{name: "cut, done 2 later", json: `"drop":"after","late":2`, at: []string{after}, except: "uploadDocument"},
	{name: "slow to answer", json: `"latencyMs":5,"at":AT`, at: []string{before, after, answer}},
	{name: "slow network", json: `"rate":50000`, at: []string{during}},
	{name: "no answer", json: `"latencyMs":60000,"at":AT`, at: both, config: attempts(time.Second, 4)},
	{name: "no answer twice", json: `"latencyMs":60000,"times":2,"at":AT`, at: both, codes: []fault.Code{fault.Timeout}, config: attempts(time.Second, 2)},
	{name: "call's deadline", json: `"latencyMs":60000,"at":AT`, at: both, codes: []fault.Code{fault.Timeout},
		config: func(c *apiclient.Config) { c.CallTimeout = time.Second }},

	// Refusals that pass.
	{name: "503", json: `"status":503,"at":AT`, at: always},
	{name: "504, a page", json: `"status":504,"answer":"html","at":AT`, at: always},
	{name: "500 3 times", json: `"status":500,"times":3,"at":AT`, at: always},
	{name: "502 4 times", json: `"status":502,"times":4,"at":AT`, at: always, codes: []fault.Code{fault.Server}},
	{name: "503 with Retry-After", json: `"status":503,"retryAfter":"1","at":AT`, at: always},
	{name: "408", json: `"status":408,"at":AT`, at: unsent},
	{name: "429", json: `"status":429,"at":AT`, at: unsent},
	{name: "429, seconds", json: `"status":429,"retryAfter":"2","at":AT`, at: unsent},
	{name: "429, a date", json: `"status":429,"retryInMs":2000,"at":AT`, at: unsent},
	{name: "429, nonsense", json: `"status":429,"retryAfter":"soon","at":AT`, at: unsent},
	{name: "429 4 times", json: `"status":429,"times":4,"at":AT`, at: unsent, codes: []fault.Code{fault.RateLimited}},
	{name: "429, a day fast", json: `"status":429,"retryInMs":0,"skewMs":86400000,"at":AT`, at: unsent, honest: true},
	{name: "429, a day slow", json: `"status":429,"retryInMs":0,"skewMs":-86400000,"at":AT`, at: unsent, honest: true},
	{name: "clock a year off", json: `"skewMs":31536000000`, at: []string{answer}},
	{name: "redirect elsewhere", json: `"status":307,"location":"http://localhost:1/api/v1/x","at":AT`, at: unsent, codes: []fault.Code{fault.Forbidden}},

	// Answers that aren't the API's, from it or from somebody on the way.
	{name: "malformed JSON", json: `"answer":"malformed","at":AT`, at: always, codes: bad},
	{name: "huge JSON", json: `"answer":"huge","at":AT`, at: always, codes: bad},
	{name: "somebody's page", json: `"answer":"html","at":AT`, at: always, codes: bad},
	{name: "somebody's JSON", json: `"answer":"foreign","at":AT`, at: always, codes: bad},
	// A success without a body, or of another type, that nothing was carried out
	// for can't be told from one: only a service that lies sends it.
	{name: "wrong type", json: `"answer":"wrongType"`, at: []string{answer}},
	{name: "no body", json: `"answer":"bare"`, at: []string{answer}},
	{name: "hrefs elsewhere", json: `"answer":"elsewhere"`, at: []string{answer}},

	// Sessions.
	{name: "tokens end", json: `"expire":true,"at":AT`, at: always, codes: ended},
	{name: "session ends", json: `"idle":true,"at":AT`, at: always, codes: ended},
	{name: "tokens end, no Renew", json: `"expire":true,"at":AT`, at: always, codes: []fault.Code{fault.Unauthorized}, alone: true},
	{name: "tokens end, Renew fails", json: `"expire":true,"at":AT`, at: always, codes: ended, busy: true},
	{name: "cut, then tokens end", json: `"drop":AT,"expire":true`, at: []string{before, after, answer}, codes: []fault.Code{fault.Expired, fault.Unauthorized}},

	// The device. "After" is no point of its own: it can't see what the service does.
	{name: "offline", device: (*device).goOffline, at: []string{before, answer}, codes: []fault.Code{fault.Offline}},
	{name: "cancelled", device: (*device).cancelCall, at: []string{before, during, answer}, codes: aborted},
	{name: "page loaded again", device: (*device).cancelCall, at: []string{before, during, answer}, codes: aborted, reload: true},
}

// attempts sets the timeout and the number of the attempts.
func attempts(timeout time.Duration, limit int) func(c *apiclient.Config) {
	return func(c *apiclient.Config) { c.AttemptTimeout, c.MaxAttempts = timeout, limit }
}

// cell is a place in the matrix.
type cell struct {
	trouble
	operation, at string
}

func (c cell) row() string { return c.name + ", " + c.at }

// cells lists the cells that exist.
func cells(of []trouble) (all []cell) {
	for _, t := range of {
		for _, at := range t.at {
			for _, o := range operations {
				if t.exists(o, at) {
					all = append(all, cell{t, o, at})
				}
			}
		}
	}
	return all
}

// injection is the JSON for the sandbox's control, without the execution.
func (c cell) injection() string {
	point := `"` + c.at + `"`
	if c.at == during && strings.Contains(c.json, "AT") {
		point += `,"bytes":700`
	}
	return `"operation":"` + c.operation + `",` + strings.ReplaceAll(c.json, "AT", point)
}

// device is the transport of the person's device. next replaces it for one request.
type device struct {
	tr       apiclient.Transport
	next     func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) // nil when all is well
	api      string                                                                       // where requests may go
	requests int
	strayed  bool
	struck   bool
	cancel   context.CancelFunc // of the call that the trouble is for
}

func (d *device) RoundTrip(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
	d.requests++
	d.strayed = d.strayed || !strings.HasPrefix(r.URL, d.api+"/api/v1/")
	if next := d.next; next != nil {
		d.next, d.struck = nil, true
		return next(ctx, r)
	}
	return d.tr.RoundTrip(ctx, r)
}

// goOffline fails the next request as offline: at once, or instead of its answer.
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

// cancelCall cancels the call before it begins, while the body is sent, or instead of
// its answer.
func (d *device) cancelCall(at string) {
	if at == before {
		d.struck = true
		d.cancel()
		return
	}
	d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
		if at == during {
			tell := r.OnProgress
			r.OnProgress = func(sent int64) {
				if tell != nil {
					tell(sent)
				}
				d.cancel()
			}
			return d.tr.RoundTrip(ctx, r)
		}
		_, err := d.tr.RoundTrip(ctx, r)
		d.cancel()
		if err == nil {
			err = ctx.Err()
		}
		return nil, err
	}
}
