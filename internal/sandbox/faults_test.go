package sandbox_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

// TestInject_refusesContradictions: each refused fault stands beside a similar accepted one.
func TestInject_refusesContradictions(t *testing.T) {
	type F = sandbox.Fault
	zero := time.Duration(0)
	for _, tt := range []struct {
		name      string
		bad, good F
	}{
		{"an unknown operation", F{Operation: "addpart", Status: 500}, F{Operation: "addPart", Status: 500}},
		{"a method that no operation has", F{Method: "PATCH", Status: 500}, F{Method: "PUT", Status: 500}},
		{"a method of another operation", F{Operation: "addPart", Method: "PUT", Status: 500}, F{Operation: "addPart", Method: "POST", Status: 500}},
		{"a method of another operation on the same path", F{Operation: "deletePages", Method: "POST", Status: 500}, F{Operation: "deletePages", Method: "DELETE", Status: 500}},
		{"nothing to do", F{}, F{Latency: 1}},
		{"times below 0", F{Times: -1, Status: 500}, F{Times: 0, Status: 500}},
		{"status 199", F{Status: 199}, F{Status: 200}},
		{"status 600", F{Status: 600}, F{Status: 599}},
		{"a latency below 0", F{Latency: -1}, F{Latency: 1}},
		{"a rate below 0", F{Rate: -1}, F{Rate: 1}},
		{"an unknown point of a drop", F{Drop: "later"}, F{Drop: sandbox.After}},
		{"an unknown point", F{At: "later", Status: 500}, F{At: sandbox.Done, Status: 500}},
		{"two points", F{At: sandbox.After, Drop: sandbox.Before}, F{At: sandbox.Before, Drop: sandbox.Before}},
		{"during, without bytes", F{Drop: sandbox.During}, F{Drop: sandbox.During, Bytes: 1}},
		{"before, with bytes", F{Drop: sandbox.Before, Bytes: 1}, F{Drop: sandbox.Before}},
		{"during, without a body", F{Operation: "finalize", Drop: sandbox.During, Bytes: 1}, F{Operation: "addPart", Drop: sandbox.During, Bytes: 1}},
		{"during, without a body, by method", F{Method: "DELETE", At: sandbox.During, Bytes: 1, Status: 500}, F{Method: "POST", At: sandbox.During, Bytes: 1, Status: 500}},
		{"a rate without a body", F{Operation: "deletePart", Rate: 1}, F{Operation: "updatePart", Rate: 1}},
		{"a status in the middle of an answer", F{At: sandbox.Middle, Status: 500}, F{Drop: sandbox.Middle}},
		{"expired tokens where none is sent", F{Operation: "createAccount", Expire: true}, F{Operation: "finalize", Expire: true}},
		{"an idle session where none is sent", F{Operation: "retrieve", Idle: true}, F{Operation: "submitData", Idle: true}},
		{"an unknown answer", F{Answer: "Huge"}, F{Answer: "huge"}},
		{"hrefs of a request that isn't handled", F{At: sandbox.After, Answer: "elsewhere"}, F{At: sandbox.Done, Answer: "elsewhere"}},
		{"hrefs of a refusal", F{Status: 500, Answer: "elsewhere"}, F{Status: 502, Answer: "html"}},
		{"a dropped status", F{Drop: sandbox.After, Status: 500}, F{At: sandbox.After, Status: 500}},
		{"a dropped answer", F{Drop: sandbox.Done, Answer: "huge"}, F{At: sandbox.Done, Answer: "huge"}},
		{"a dropped date", F{Drop: sandbox.Done, Skew: 1}, F{Drop: sandbox.Middle, Skew: 1}},
		{"a delay of what was never read", F{Drop: sandbox.Before, Delay: 1}, F{Drop: sandbox.After, Delay: 1}},
		{"a delay below 0", F{Drop: sandbox.After, Delay: -1}, F{Drop: sandbox.After, Delay: 0}},
		{"seconds to wait without a refusal", F{Latency: 1, RetryAfter: "1"}, F{Status: 429, RetryAfter: "1"}},
		{"a date to wait for without a refusal", F{Latency: 1, RetryIn: &zero}, F{Status: 429, RetryIn: &zero}},
		{"seconds and a date", F{Status: 429, RetryAfter: "1", RetryIn: &zero}, F{Status: 429, RetryAfter: "1"}},
		{"a location without a redirect", F{Status: 400, Location: "/"}, F{Status: 399, Location: "/"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			if in.s.Inject(tt.bad) == nil {
				t.Errorf("%+v is accepted", tt.bad)
			}
			if n := in.s.PendingFaults(""); n != 0 {
				t.Errorf("%d injections are pending", n)
			}
			if err := in.s.Inject(tt.good); err != nil {
				t.Errorf("%+v is refused: %v", tt.good, err)
			}
			if n := in.s.PendingFaults(""); n != 1 {
				t.Errorf("%d injections are pending, want 1", n)
			}
		})
	}
}

// TestInject_matching: each fault with every operation.
func TestInject_matching(t *testing.T) {
	operations := []struct {
		name string
		do   func(w *workflow) reply
	}{
		{"issueToken", func(w *workflow) reply { return w.in.do(request{method: "POST", path: "/oauth2/token"}) }},
		{"createAccount", func(w *workflow) reply { return create(w.in, order(all)) }},
		{"updateAccount", func(w *workflow) reply {
			return w.in.do(request{method: "PUT", path: "/api/v1/accounts/" + w.account, token: w.in.access, body: order(all)})
		}},
		{"addPart", func(w *workflow) reply { return w.upload("POST", "ID", "FRONT", jpegOf(400, 300)) }},
		{"updatePart", func(w *workflow) reply { return w.upload("PUT", "ID", "BACK", jpegOf(400, 300)) }},
		{"deletePart", func(w *workflow) reply { return w.send("DELETE", "ID", "BACK", "", nil) }},
		{"uploadDocument", func(w *workflow) reply { return w.upload("POST", "DOCUMENT", "DOCUMENT", pdf(1)) }},
		{"deletePages", func(w *workflow) reply { return w.send("DELETE", "DOCUMENT", "DOCUMENT", "", nil) }},
		{"submitData", func(w *workflow) reply {
			return w.send("POST", "DATA", "PREPARED_DATA", "application/json", []byte(`{"firstName":"a"}`))
		}},
		{"retrieveStatus", func(w *workflow) reply { return w.retrieve("/status") }},
		{"retrieve", func(w *workflow) reply { return w.retrieve("") }},
		{"retrieveSteps", func(w *workflow) reply { return w.retrieve("/steps") }},
		{"retrieveRules", func(w *workflow) reply { return w.retrieve("/rules") }},
		{"retrieveReport", func(w *workflow) reply { return w.retrieve("/generate") }},
		{"readReport", func(w *workflow) reply { return w.retrieve("/report.pdf") }},
		{"retrievePart", func(w *workflow) reply {
			return w.in.do(request{method: "GET", path: w.partPath("ID", "FRONT"), token: w.in.access})
		}},
		{"finalize", func(w *workflow) reply { return w.finalize(w.credentials["ID"].token) }},
	}
	for _, faulty := range operations {
		t.Run(faulty.name, func(t *testing.T) {
			in, w := opened(t, sandbox.Options{}, all)
			must.Succeed(t, in.s.Inject(sandbox.Fault{Operation: faulty.name, Status: 418, Times: 100}))
			for _, o := range operations {
				if r := o.do(w); (r.status == 418) != (o.name == faulty.name) {
					t.Errorf("%s: %s", o.name, r)
				}
			}
		})
	}
}

func TestInject_operations(t *testing.T) {
	const other = "THE OTHER" // stands for its id
	post := func(w *workflow) int { return w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).status }
	for _, tt := range []struct {
		name  string
		fault sandbox.Fault
		want  []int // of posts to one execution, again, to the other
	}{
		{"any, once", sandbox.Fault{}, []int{418, 200, 200}},
		{"any, twice", sandbox.Fault{Times: 2}, []int{418, 418, 200}},
		{"any, twice, handled", sandbox.Fault{Times: 2, At: sandbox.Done}, []int{418, 418, 200}},
		{"by method", sandbox.Fault{Method: "POST"}, []int{418, 200, 200}},
		{"by another method", sandbox.Fault{Method: "PUT"}, []int{200, 409, 200}},
		{"by part of the path", sandbox.Fault{Path: "/parts/FRONT"}, []int{418, 200, 200}},
		{"by execution", sandbox.Fault{Path: other}, []int{200, 409, 418}},
		{"by execution and operation", sandbox.Fault{Path: other, Operation: "addPart"}, []int{200, 409, 418}},
		{"by execution and another operation", sandbox.Fault{Path: other, Operation: "updatePart"}, []int{200, 409, 200}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			w, second := in.open(all), in.open(all)
			tt.fault.Path = strings.ReplaceAll(tt.fault.Path, other, second.execution)
			tt.fault.Status = 418
			must.Succeed(t, in.s.Inject(tt.fault))
			for i, at := range []*workflow{w, w, second} {
				if got := post(at); got != tt.want[i] {
					t.Errorf("request %d: got %d, want %d", i, got, tt.want[i])
				}
			}
		})
	}
}

func TestFault_latency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newService(t, sandbox.Options{})
		_ = in.s.Inject(sandbox.Fault{Operation: "createAccount", Latency: time.Hour})
		start := time.Now()
		create(in, order(all)).want(t, 200)
		if took := time.Since(start); took != time.Hour {
			t.Errorf("took %v", took)
		}
	})
}

// TestFault_drop: on a real connection the client gets no answer, and a handled request stays
// handled.
func TestFault_drop(t *testing.T) {
	for _, tt := range []struct {
		drop   sandbox.Point
		bytes  int64
		stored int
	}{{sandbox.Before, 0, 0}, {sandbox.During, 1, 0}, {sandbox.During, 1 << 20, 0}, {sandbox.After, 0, 0},
		{sandbox.Done, 0, 1}, {sandbox.Middle, 0, 1}} {
		t.Run(string(tt.drop), func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			server := httptest.NewServer(in.s)
			defer server.Close()
			w := in.open(all)
			_ = in.s.Inject(sandbox.Fault{Path: w.execution, Drop: tt.drop, Bytes: tt.bytes})
			resp, err := server.Client().Do(w.rawUpload(t.Context(), server.URL, "ID", "FRONT", jpegOf(400, 300)))
			if err == nil {
				var got []byte
				got, err = io.ReadAll(resp.Body)
				resp.Body.Close()
				if tt.drop == sandbox.Middle && len(got) == 0 {
					t.Error("nothing of the answer came")
				}
			}
			if err == nil || resp != nil && tt.drop != sandbox.Middle {
				t.Errorf("answered %v, %v", resp, err)
			}
			if got := held(w); len(got) != tt.stored {
				t.Errorf("%v is stored", got)
			}
		})
	}
}

// TestFault_delay: the request is handled after the given number of others, with its old token.
func TestFault_delay(t *testing.T) {
	for _, tt := range []struct {
		late int
		held int // parts after the second request
	}{{1, 2}, {2, 2}, {3, 1}} {
		in := newService(t, sandbox.Options{})
		server := httptest.NewServer(in.s)
		defer server.Close()
		w, other := in.open(all), in.open(all)
		must.Succeed(t, in.s.Inject(sandbox.Fault{Path: w.execution, Drop: sandbox.After, Delay: tt.late}))
		if resp, err := server.Client().Do(w.rawUpload(t.Context(), server.URL, "ID", "FRONT", jpegOf(400, 300))); err == nil {
			resp.Body.Close()
			t.Errorf("answered %s", resp.Status)
		}
		other.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
		if got := held(w); len(got) != 0 {
			t.Errorf("late %d: %v is stored too early", tt.late, got)
		}
		w.send("DELETE", "DOCUMENT", "DOCUMENT", "", nil).want(t, 404)
		w.upload("POST", "SELFIE", "FACE", jpegOf(400, 300)).want(t, 200)
		if got := held(w); len(got) != tt.held {
			t.Errorf("late %d: %v is stored", tt.late, got)
		}
	}
}
