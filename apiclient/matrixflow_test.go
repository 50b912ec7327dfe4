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
)

// errand is a caller that finishes one workflow. It repeats a failed call, after what
// the error's code requires.
type errand struct {
	in         *integrator
	c          cell
	s          *apiclient.Session
	device     *device
	progress   bool
	executions []string
	confirmed  map[apiclient.Part][]string // by part: the pictures that the service must hold in the end
	sums       map[string]string
	codes      []fault.Code // reported
	finalized  bool         // the client says so
	wrong      []string
}

// moves are the calls of the workflow. The fault is injected into those that are struck.
var moves = []struct {
	operation string
	struck    bool
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

func newErrand(t *testing.T, c cell, progress bool) *errand {
	t.Helper()
	in := newIntegrator(t)
	e := &errand{in: in, c: c, progress: progress, device: &device{tr: in.tr, api: in.at}, confirmed: map[apiclient.Part][]string{}, sums: map[string]string{}}
	e.open(in.open())
	return e
}

// open makes a session of an account-create answer or of a snapshot.
func (e *errand) open(init []byte) {
	e.in.t.Helper()
	config := apiclient.Config{Transport: e.device, MaxWait: time.Millisecond}
	if !e.c.alone {
		config.Renew = func(context.Context) ([]byte, error) {
			if e.c.busy && len(e.codes) == 0 {
				return nil, errors.New("the integrator's server doesn't answer")
			}
			init := e.in.open()
			e.note(init)
			return init, nil
		}
	}
	if e.c.config != nil {
		e.c.config(&config)
	}
	if e.c.honest {
		config.MaxWait = 20 * time.Second // long enough to notice a wait
		config.OnRetry = func(r apiclient.RetryEvent) { e.check(r.Wait == 0, "the wait is %v", r.Wait) }
	}
	client, err := apiclient.New(config)
	must(e.in.t, err)
	client.UseRandom(func() float64 { return 0.5 })
	e.s, err = client.Session(init)
	must(e.in.t, err)
	e.note(init)
}

// note records the execution of an init.
func (e *errand) note(init []byte) {
	var w struct{ WorkflowExecution struct{ ID string } }
	must(e.in.t, json.Unmarshal(init, &w))
	if id := w.WorkflowExecution.ID; !slices.Contains(e.executions, id) {
		e.executions = append(e.executions, id)
	}
}

func (e *errand) check(ok bool, format string, args ...any) {
	if !ok {
		e.wrong = append(e.wrong, fmt.Sprintf(format, args...))
	}
}

// run makes all calls.
func (e *errand) run() {
	for _, m := range moves {
		strike := m.struck && m.operation == e.c.operation
		if strike && e.c.device == nil {
			e.in.call("POST", "/control/inject", "application/json",
				fmt.Sprintf(`{"path":%q,%s}`, execution(e.in.t, e.s), e.c.injection()), nil)
		}
		if !e.insist(m.operation, m.part, m.pictures, strike) {
			return
		}
		if strike {
			e.compare(m.operation)
		}
	}
	if sent := e.device.requests; e.finalized {
		e.check(e.s.Finalize(e.in.t.Context()) == nil && e.device.requests == sent, "it is finalized again")
	}
}

// compare compares the steps with the service at once, because a later call may repair
// a difference.
func (e *errand) compare(operation string) {
	e.in.t.Helper()
	there := e.in.arrivedAt(execution(e.in.t, e.s))
	for _, st := range e.s.Steps() {
		e.check(!st.Done || there.has(st.Part), "%s: %s is said to be there and isn't", operation, st.Part)
		e.check(st.Done || !there.has(st.Part), "%s: %s is there and is said not to be", operation, st.Part)
	}
}

// insist makes a call until it succeeds.
func (e *errand) insist(operation string, part apiclient.Part, pictures []string, strike bool) bool {
	for try := range maxTries {
		ctx, cancel := context.WithCancel(e.in.t.Context())
		if strike && try == 0 && e.c.device != nil {
			e.device.cancel = cancel
			e.c.device(e.device, e.c.at)
		}
		err := e.call(ctx, operation, part, pictures)
		cancel()
		if strike && try == 0 && e.c.reload {
			e.open(e.s.Snapshot())
		}
		if err == nil {
			e.confirm(part, pictures)
			e.finalized = operation == "finalize"
			return true
		}
		code := fault.CodeOf(err)
		if errors.Is(err, context.Canceled) {
			code = fault.Aborted
		}
		e.codes = append(e.codes, code)
		if e.recover(err, code, operation) {
			e.confirm(part, pictures)
			return true
		}
	}
	e.check(false, "%s %s: still failing after %v", operation, part, e.codes)
	return false
}

// recover does what an error requires before the call is repeated. It reports done if a
// repetition isn't needed.
func (e *errand) recover(err error, code fault.Code, operation string) (done bool) {
	var f *fault.Error
	uncertain := errors.As(err, &f) && f.Details["uncertain"] == true
	switch {
	case uncertain && operation == "finalize":
		// The integrator's server can query the result, as with the real service.
		if e.in.arrivedAt(execution(e.in.t, e.s)).Finalized {
			return true
		}
	case uncertain:
		e.check(false, "%s is uncertain", operation)
	}
	if code == fault.Unauthorized {
		e.open(e.in.open())
		return strings.HasPrefix(operation, "delete") // a fresh session has nothing to delete
	}
	return false
}

// confirm records what the service must hold from now on.
func (e *errand) confirm(part apiclient.Part, pictures []string) {
	if pictures == nil {
		delete(e.confirmed, part)
		return
	}
	e.confirmed[part] = pictures
}

// call makes one call of the client. Before finalize, it uploads again what a fresh
// session lacks.
func (e *errand) call(ctx context.Context, operation string, part apiclient.Part, pictures []string) error {
	if operation == "finalize" {
		for _, st := range e.s.Steps() {
			kept, is := e.confirmed[st.Part]
			if !is || st.Done {
				continue
			}
			again := map[apiclient.Part]string{"DOCUMENT": "uploadDocument", "PREPARED_DATA": "submitData"}[st.Part]
			if again == "" {
				again = "addPart"
			}
			if err := e.call(ctx, again, st.Part, kept); err != nil {
				return err
			}
		}
		return e.s.Finalize(ctx)
	}
	watch := &watch{e: e}
	options := &apiclient.CallOptions{OnProgress: watch.progress}
	if !e.progress {
		options = nil
	}
	var files []apiclient.File
	for _, name := range pictures {
		files = append(files, picture(e.in.t, name, e.sums))
	}
	var err error
	switch operation {
	case "addPart":
		_, err = e.s.AddPart(ctx, part, files[0], options)
	case "updatePart":
		_, err = e.s.UpdatePart(ctx, part, files[0], options)
	case "deletePart":
		return e.s.DeletePart(ctx, part, nil)
	case "uploadDocument":
		_, err = e.s.UploadDocument(ctx, "", files, options)
	case "deletePages":
		return e.s.DeletePages(ctx, "", nil)
	case "submitData":
		delete(e.sums, pictures[0])
		_, err = e.s.SubmitData(ctx, &apiclient.PreparedData{FirstName: pictures[0]}, options)
	}
	watch.over(operation, err == nil)
	return err
}

// watch checks the progress of a call.
type watch struct {
	e           *errand
	sent, total int64
	ended       bool
}

func (w *watch) progress(sent, total int64) {
	w.e.check(!w.ended, "progress after the call")
	w.e.check(total > 0 && sent >= 0 && sent <= total && (w.total == 0 || w.total == total), "progress %d of %d", sent, total)
	w.sent, w.total = sent, total
}

// over checks that a successful call has reported all of its bytes.
func (w *watch) over(operation string, well bool) {
	w.ended = true
	w.e.check(!well || !w.e.progress || w.sent == w.total && w.total > 0, "%s ended at %d of %d", operation, w.sent, w.total)
}

// The verdicts on a cell. Delivered and reported are correct: the service holds
// everything exactly once; if reported, the caller had to repeat a call.
const (
	delivered  = "delivered"
	reported   = "reported"
	lost       = "lost"
	duplicated = "duplicated"
	wrong      = "wrong"
)

// carried is the request log of a workflow execution.
type carried struct {
	Requests []struct {
		Operation, Part string
		Status          int
	}
	Waiting int
}

func (in *integrator) carried(execution string) (c carried) {
	in.t.Helper()
	in.call("POST", "/control/log", "application/json", fmt.Sprintf(`{"execution":%q}`, execution), &c)
	return c
}

// judge compares the sandbox's final state with what the client reported.
func (e *errand) judge() (verdict, why string) {
	const all = "FRONT:front BACK:back FACE:face DOCUMENT:page 1 DOCUMENT:page 2"
	finalized, early, waiting := 0, 0, 0
	for _, id := range e.executions {
		c := e.in.carried(id)
		waiting += c.Waiting
		for _, r := range c.Requests {
			switch {
			case r.Operation != "finalize":
			case r.Status == 200:
				finalized++
			case r.Status == 400:
				early++
			}
		}
	}
	got := e.in.arrivedAt(execution(e.in.t, e.s))
	parts := got.parts(e.sums)
	unmet := slices.DeleteFunc(slices.Clone(e.codes), func(c fault.Code) bool { return slices.Contains(e.c.codes, c) })
	switch {
	case finalized > 1, strings.Count(parts, "DOCUMENT:") > 2, strings.Count(parts, "page 1") > 1:
		return duplicated, fmt.Sprintf("finalized %d times, there is %s", finalized, parts)
	case len(e.wrong) > 0:
		return wrong, strings.Join(e.wrong, "; ")
	case finalized == 0 || !got.Finalized || len(strings.Fields(parts)) < len(strings.Fields(all)) || got.data() == "":
		return lost, fmt.Sprintf("finalized %d times, there is %s, data %q", finalized, parts, got.data())
	case parts != all || got.data() != "Jane":
		return wrong, fmt.Sprintf("there is %s, data %q", parts, got.data())
	case early > 0:
		return wrong, "finalized before all was there"
	case len(unmet) > 0:
		return wrong, fmt.Sprintf("reported %v, which nobody expects", unmet)
	case e.c.device == nil && waiting > 0, e.c.device != nil && !e.device.struck:
		return wrong, "nothing went wrong: the trouble has not struck"
	case len(e.executions) > 1 && !strings.Contains(e.c.json, `"expire"`) && !strings.Contains(e.c.json, `"idle"`):
		return wrong, "the session was renewed"
	case e.device.strayed:
		return wrong, "a request went elsewhere"
	case len(e.codes) > 0:
		return reported, fmt.Sprint(e.codes)
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
