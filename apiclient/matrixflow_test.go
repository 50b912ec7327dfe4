package apiclient_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/test/must"
)

// caller is an integrator's page that finishes one workflow. It repeats a failed call,
// after what the error's code requires.
type caller struct {
	in         *integrator
	f          faultyRun
	s          *apiclient.Session
	device     *device
	progress   []string // the operations that report progress
	executions []string
	confirmed  map[apiclient.Part][]string // the pictures that the service must hold in the end
	sums       map[string]string
	codes      []fault.Code // reported
	busy       bool         // Renew fails once
	finalized  bool         // Finalize has succeeded
	wrong      []string
}

// calls are the calls of the workflow. Those that may fail get the faults of their operation.
var calls = []struct {
	operation string
	mayFail   bool
	part      apiclient.Part
	pictures  []string
}{
	{"addPart", true, "FRONT", []string{"front"}},
	{"addPart", false, "BACK", []string{"wrong back"}},
	{"updatePart", true, "BACK", []string{"back"}},
	{"addPart", false, "FACE", []string{"wrong face"}},
	{"deletePart", true, "FACE", nil},
	{"addPart", false, "FACE", []string{"face"}},
	{"uploadDocument", false, "DOCUMENT", []string{"wrong page"}},
	{"deletePages", true, "DOCUMENT", nil},
	{"uploadDocument", true, "DOCUMENT", []string{"page 1", "page 2"}},
	{"submitData", true, "PREPARED_DATA", []string{"Jane"}},
	{"finalize", true, "", nil},
}

// maxTries is the number of calls before the caller gives up.
const maxTries = 4

func newCaller(t *testing.T, f faultyRun, progress []string) *caller {
	t.Helper()
	in := newIntegrator(t)
	c := &caller{in: in, f: f, progress: progress, device: &device{tr: in.tr, api: in.at}, confirmed: map[apiclient.Part][]string{}, sums: map[string]string{}}
	c.open(in.open())
	return c
}

// open makes a session of an account-create answer or of a snapshot.
func (c *caller) open(init []byte) {
	c.in.t.Helper()
	config := apiclient.Config{Transport: c.device, MaxWait: time.Millisecond}
	if !c.f.noRenew {
		config.Renew = func(context.Context) ([]byte, error) {
			if c.busy {
				c.busy = false
				return nil, errors.New("the integrator's server doesn't answer")
			}
			init := c.in.open()
			c.note(init)
			return init, nil
		}
	}
	if c.f.config != nil {
		c.f.config(&config)
	}
	if c.f.honest {
		config.MaxWait = 20 * time.Second
		config.OnRetry = func(r apiclient.RetryEvent) { c.check(r.Wait < time.Second, "the wait is %v", r.Wait) }
	}
	client, err := apiclient.New(config)
	must.Succeed(c.in.t, err)
	client.UseRandom(func() float64 { return 0.5 })
	c.s, err = client.Session(init)
	must.Succeed(c.in.t, err)
	c.note(init)
}

// note records the execution of an init.
func (c *caller) note(init []byte) {
	var w struct{ WorkflowExecution struct{ ID string } }
	must.Succeed(c.in.t, json.Unmarshal(init, &w))
	if id := w.WorkflowExecution.ID; !slices.Contains(c.executions, id) {
		c.executions = append(c.executions, id)
	}
}

func (c *caller) check(ok bool, format string, args ...any) {
	if !ok {
		c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
	}
}

// run makes all calls.
func (c *caller) run() {
	for _, call := range calls {
		faulty := call.mayFail && slices.Contains(c.f.operations, call.operation)
		if faulty && c.f.expires() && !c.insist("addPart", "FRONT", []string{"front"}, false) { // renews the session
			return
		}
		if faulty {
			c.device.failed, c.busy = false, c.f.busy
		}
		if faulty && c.f.device == nil {
			c.inject(c.f.injection(call.operation))
		}
		if !c.insist(call.operation, call.part, call.pictures, faulty) {
			return
		}
		if faulty {
			c.check(c.f.device == nil || c.device.failed, "%s: the fault has not occurred", call.operation)
			c.compare(call.operation)
		}
	}
	if sent := c.device.requests; c.finalized {
		c.check(c.s.Finalize(c.in.t.Context()) == nil && c.device.requests == sent, "it is finalized again")
	}
}

// inject adds a fault to the next request of the workflow that it matches.
func (c *caller) inject(injection string) {
	c.in.t.Helper()
	c.in.call("POST", "/control/inject", "application/json", fmt.Sprintf(`{"path":%q,%s}`, execution(c.in.t, c.s), injection), nil)
}

// hold makes the service stop in the middle of the next request's body, and drop the
// request a second later, so that it is never handled. Reached returns when the service
// has the request.
func (c *caller) hold(operation string) (reached func()) {
	c.inject(faultyRun{row: row{json: `"drop":AT,"latencyMs":1000`}, at: during}.injection(operation))
	id := execution(c.in.t, c.s)
	return func() {
		for c.in.requestLog(id).Waiting > 0 {
		}
	}
}

// compare compares the steps with the service at once, because a later call may repair
// a difference.
func (c *caller) compare(operation string) {
	c.in.t.Helper()
	stored := c.in.arrived(c.s)
	for _, st := range c.s.Steps() {
		c.check(st.Done == stored.has(st.Part), "%s: %s: done is %v, stored is %v", operation, st.Part, st.Done, stored.has(st.Part))
	}
}

// insist makes a call until it succeeds.
func (c *caller) insist(operation string, part apiclient.Part, pictures []string, faulty bool) bool {
	for try := range maxTries {
		ctx, cancel := context.WithCancel(c.in.t.Context())
		first := faulty && try == 0
		if first && c.f.device != nil {
			c.device.cancel, c.device.hold = cancel, func() func() { return c.hold(operation) }
			c.f.device(c.device, c.f.at)
		}
		err := c.call(ctx, operation, part, pictures)
		cancel()
		if first && c.f.reload {
			c.open(c.s.Snapshot())
		}
		done := err == nil
		if !done {
			code := fault.CodeOf(err)
			if errors.Is(err, context.Canceled) {
				code = fault.Aborted
			}
			c.codes = append(c.codes, code)
			done = c.recover(err, code, operation)
		}
		if done {
			c.confirm(part, pictures)
			c.finalized = err == nil && operation == "finalize"
			return true
		}
	}
	c.check(false, "%s %s: still failing after %v", operation, part, c.codes)
	return false
}

// recover does what an error requires before the call is repeated. It reports done if a
// repetition isn't needed.
func (c *caller) recover(err error, code fault.Code, operation string) (done bool) {
	var f *fault.Error
	uncertain := errors.As(err, &f) && f.Details["uncertain"] == true
	switch {
	case uncertain && operation == "finalize":
		// The integrator's server can query the result, as with the real service.
		if c.in.arrived(c.s).Finalized {
			return true
		}
	case uncertain:
		c.check(false, "%s is uncertain", operation)
	}
	if code == fault.Unauthorized {
		c.open(c.in.open())
		return strings.HasPrefix(operation, "delete") // a new session has nothing to delete
	}
	return false
}

// confirm records what the service must hold from now on.
func (c *caller) confirm(part apiclient.Part, pictures []string) {
	if pictures == nil {
		delete(c.confirmed, part)
		return
	}
	c.confirmed[part] = pictures
}

// call makes one call of the client. Before finalize, it uploads again what a renewed
// session lacks.
func (c *caller) call(ctx context.Context, operation string, part apiclient.Part, pictures []string) error {
	if operation == "finalize" {
		for _, st := range c.s.Steps() {
			kept, is := c.confirmed[st.Part]
			if !is || st.Done {
				continue
			}
			again := map[apiclient.Part]string{"DOCUMENT": "uploadDocument", "PREPARED_DATA": "submitData"}[st.Part]
			if again == "" {
				again = "addPart"
			}
			if err := c.call(ctx, again, st.Part, kept); err != nil {
				return err
			}
			return c.call(ctx, operation, part, pictures) // the steps may be those of a renewed session
		}
		return c.s.Finalize(ctx)
	}
	watch := &watch{c: c}
	var options *apiclient.CallOptions
	if slices.Contains(c.progress, operation) {
		options = &apiclient.CallOptions{OnProgress: watch.progress}
	}
	var files []apiclient.File
	for _, name := range pictures {
		files = append(files, picture(c.in.t, name, c.sums))
	}
	var err error
	switch operation {
	case "addPart":
		_, err = c.s.AddPart(ctx, part, files[0], options)
	case "updatePart":
		_, err = c.s.UpdatePart(ctx, part, files[0], options)
	case "deletePart":
		return c.s.DeletePart(ctx, part, nil)
	case "uploadDocument":
		_, err = c.s.UploadDocument(ctx, "", files, options)
	case "deletePages":
		return c.s.DeletePages(ctx, "", nil)
	case "submitData":
		delete(c.sums, pictures[0])
		_, err = c.s.SubmitData(ctx, &apiclient.PreparedData{FirstName: pictures[0]}, options)
	}
	watch.over(operation, err == nil)
	return err
}

// watch checks the progress of a call.
type watch struct {
	c           *caller
	sent, total int64
	ended       bool
}

func (w *watch) progress(sent, total int64) {
	w.c.check(!w.ended, "progress after the call")
	w.c.check(total > 0 && sent >= 0 && sent <= total && (w.total == 0 || w.total == total), "progress %d of %d", sent, total)
	w.sent, w.total = sent, total
}

// over checks that a successful call has reported all of its bytes.
func (w *watch) over(operation string, well bool) {
	w.ended = true
	w.c.check(!well || !slices.Contains(w.c.progress, operation) || w.sent == w.total && w.total > 0, "%s ended at %d of %d", operation, w.sent, w.total)
}

// The verdicts on a run. Delivered and reported are correct: the service holds
// everything exactly once; if reported, the caller had to repeat a call.
const (
	delivered  = "delivered"
	reported   = "reported"
	lost       = "lost"
	duplicated = "duplicated"
	wrong      = "wrong"
)

// requestLog is the sandbox's log of a workflow execution. Waiting counts the faults that
// have not occurred.
type requestLog struct {
	Requests []struct {
		Operation, Part string
		Status          int
	}
	Waiting int
}

func (in *integrator) requestLog(execution string) (log requestLog) {
	in.t.Helper()
	in.call("POST", "/control/log", "application/json", fmt.Sprintf(`{"execution":%q}`, execution), &log)
	return log
}

// judge compares the sandbox's final state with what the client reported.
func (c *caller) judge() (verdict, why string) {
	const all = "FRONT:front BACK:back FACE:face DOCUMENT:page 1 DOCUMENT:page 2"
	finalized, early, waiting := 0, 0, 0
	for _, id := range c.executions {
		log := c.in.requestLog(id)
		waiting += log.Waiting
		for _, r := range log.Requests {
			switch {
			case r.Operation != "finalize":
			case r.Status == 200:
				finalized++
			case r.Status == 400:
				early++
			}
		}
	}
	got := c.in.arrived(c.s)
	parts := got.parts(c.sums)
	unexpected := slices.DeleteFunc(slices.Clone(c.codes), func(code fault.Code) bool { return slices.Contains(c.f.codes, code) })
	switch {
	case finalized > 1, strings.Count(parts, "DOCUMENT:") > 2, strings.Count(parts, "page 1") > 1:
		return duplicated, fmt.Sprintf("finalized %d times, there is %s", finalized, parts)
	case len(c.wrong) > 0:
		return wrong, strings.Join(c.wrong, "; ")
	case finalized == 0 || !got.Finalized || len(strings.Fields(parts)) < len(strings.Fields(all)) || got.data() == "":
		return lost, fmt.Sprintf("finalized %d times, there is %s, data %q", finalized, parts, got.data())
	case parts != all || got.data() != "Jane":
		return wrong, fmt.Sprintf("there is %s, data %q", parts, got.data())
	case early > 0:
		return wrong, "finalized before all was there"
	case len(unexpected) > 0:
		return wrong, fmt.Sprintf("unexpected codes %v", unexpected)
	case waiting > 0:
		return wrong, "a fault has not occurred"
	case len(c.executions) > 1 && !c.f.expires():
		return wrong, "the session was renewed"
	case c.device.leaked:
		return wrong, "a request went elsewhere"
	case len(c.codes) > 0:
		return reported, fmt.Sprint(c.codes)
	}
	return delivered, ""
}

// data is the first name that arrived.
func (a arrived) data() string {
	for _, c := range a.Credentials {
		if name, is := c.Data["firstName"].(string); is {
			return name
		}
	}
	return ""
}

func (a arrived) has(part apiclient.Part) bool {
	return part == "PREPARED_DATA" && a.data() != "" || strings.Contains(a.parts(nil), string(part)+":")
}
