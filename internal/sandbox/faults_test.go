package sandbox_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/internal/sandbox"
)

// TestFaultsStrikeWhatTheyName injects a fault and tries every operation.
func TestFaultsStrikeWhatTheyName(t *testing.T) {
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
		{"retrievePart", func(w *workflow) reply {
			return w.in.do(request{method: "GET", path: w.partPath("ID", "FRONT"), token: w.in.access})
		}},
		{"finalize", func(w *workflow) reply { return w.finalize(w.credentials["ID"].token) }},
	}
	for _, struck := range operations {
		t.Run(struck.name, func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			w := in.open(all)
			if err := in.s.Inject(sandbox.Fault{Operation: struck.name, Status: 418, Times: 100}); err != nil {
				t.Fatal(err)
			}
			for _, o := range operations {
				if r := o.do(w); (r.status == 418) != (o.name == struck.name) {
					t.Errorf("%s: %s", o.name, r)
				}
			}
		})
	}
}

func TestWhichRequestsAFaultStrikes(t *testing.T) {
	const other = "THE OTHER" // stands for its id
	post := func(w *workflow) int { return w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).status }
	for _, tt := range []struct {
		name  string
		fault sandbox.Fault
		want  []int // of posts to one execution, again, to the other
	}{
		{"any, once", sandbox.Fault{}, []int{418, 200, 200}},
		{"any, twice", sandbox.Fault{Times: 2}, []int{418, 418, 200}},
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
			if err := in.s.Inject(tt.fault); err != nil {
				t.Fatal(err)
			}
			for i, at := range []*workflow{w, w, second} {
				if got := post(at); got != tt.want[i] {
					t.Errorf("request %d: got %d, want %d", i, got, tt.want[i])
				}
			}
		})
	}
}

func TestStatusAndRetryAfter(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w := in.open(all)
	_ = in.s.Inject(sandbox.Fault{Operation: "addPart", Status: 429, RetryAfter: "7"})
	r := w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 429)
	if r.header.Get("Retry-After") != "7" || r.member("status") != 429.0 {
		t.Errorf("got %s, Retry-After %q", r, r.header.Get("Retry-After"))
	}
	if got := held(w); len(got) != 0 {
		t.Errorf("%v is stored", got)
	}
}

// TestLatency waits in a bubble of its own time.
func TestLatency(t *testing.T) {
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

// TestDrops cuts real connections: the client sees no answer, and what had been
// carried out stands.
func TestDrops(t *testing.T) {
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
			kind, body := multipartOf(jpegOf(400, 300))
			r, _ := http.NewRequestWithContext(t.Context(), "POST", server.URL+w.partPath("ID", "FRONT"), bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Authorization", "Bearer "+w.credentials["ID"].token)
			resp, err := server.Client().Do(r)
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

// TestALateRequest is carried out when so many others of its workflow have been answered,
// with the token that it had.
func TestALateRequest(t *testing.T) {
	for _, tt := range []struct {
		late int
		held int // parts after the second request
	}{{1, 2}, {2, 2}, {3, 1}} {
		in := newService(t, sandbox.Options{})
		server := httptest.NewServer(in.s)
		defer server.Close()
		w, other := in.open(all), in.open(all)
		if err := in.s.Inject(sandbox.Fault{Path: w.execution, Drop: sandbox.After, Late: tt.late}); err != nil {
			t.Fatal(err)
		}
		kind, body := multipartOf(jpegOf(400, 300))
		r, _ := http.NewRequestWithContext(t.Context(), "POST", server.URL+w.partPath("ID", "FRONT"), bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", "Bearer "+w.credentials["ID"].token)
		if resp, err := server.Client().Do(r); err == nil {
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
