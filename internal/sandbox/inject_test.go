package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

// faultyUpload opens a workflow, injects a fault into its next request, and adds a part.
func faultyUpload(t *testing.T, f sandbox.Fault) (*workflow, reply) {
	t.Helper()
	in, w := opened(t, sandbox.Options{}, all)
	f.Path = w.execution
	must.Succeed(t, in.s.Inject(f))
	r := w.upload("POST", "ID", "FRONT", jpegOf(400, 300))
	if in.s.PendingFaults(w.execution) != 0 {
		t.Error("the fault is still pending")
	}
	return w, r
}

// TestFault_headers: Date, Retry-After and Location.
func TestFault_headers(t *testing.T) {
	now, in := newClock().Now(), 90*time.Second
	for _, tt := range []struct {
		name                  string
		fault                 sandbox.Fault
		status                int
		date, retry, location string
	}{
		{"a date", sandbox.Fault{Status: 429, RetryIn: &in}, 429, now.Format(http.TimeFormat), now.Add(in).Format(http.TimeFormat), ""},
		{"a date by a clock that is fast", sandbox.Fault{Status: 429, RetryIn: &in, Skew: time.Hour}, 429,
			now.Add(time.Hour).Format(http.TimeFormat), now.Add(time.Hour + in).Format(http.TimeFormat), ""},
		{"a success by one that is slow", sandbox.Fault{Skew: -time.Hour}, 200, now.Add(-time.Hour).Format(http.TimeFormat), "", ""},
		{"seconds", sandbox.Fault{Status: 429, RetryAfter: "7"}, 429, "", "7", ""},
		{"a redirect", sandbox.Fault{Status: 302, Location: "https://elsewhere.example/"}, 302, "", "", "https://elsewhere.example/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, r := faultyUpload(t, tt.fault)
			r.want(t, tt.status)
			h := r.header
			if h.Get("Date") != tt.date || h.Get("Retry-After") != tt.retry || h.Get("Location") != tt.location {
				t.Errorf("Date %q, Retry-After %q, Location %q", h.Get("Date"), h.Get("Retry-After"), h.Get("Location"))
			}
		})
	}
}

// TestFault_points: requests are refused from the fault's point on. The last point is after the
// request was handled.
func TestFault_points(t *testing.T) {
	for _, tt := range []struct {
		name       string
		fault      sandbox.Fault
		early      int // status before the request is handled
		late       int // and after
		next       int // of the next request
		afterwards string
	}{
		{"status", sandbox.Fault{Status: 503}, 503, 503, 200, "ACQUIRED"},
		{"expire", sandbox.Fault{Expire: true}, 401, 200, 401, "ACQUIRED"},
		{"idle", sandbox.Fault{Idle: true}, 401, 200, 401, "SESSION_EXPIRED"},
	} {
		for _, at := range []sandbox.Point{sandbox.Before, sandbox.During, sandbox.After, sandbox.Done} {
			t.Run(tt.name+" "+string(at), func(t *testing.T) {
				f, status, stored := tt.fault, tt.early, 0
				f.At = at
				switch at {
				case sandbox.During:
					f.Bytes = 100
				case sandbox.Done:
					status, stored = tt.late, 1
				}
				w, r := faultyUpload(t, f)
				r.want(t, status)
				if got := held(w); len(got) != stored {
					t.Errorf("%v is stored", got)
				}
				w.upload("POST", "ID", "BACK", jpegOf(400, 300)).want(t, tt.next)
				if got := w.retrieve("/status").member("workflowExecution", "status"); stored == 1 && got != tt.afterwards {
					t.Errorf("the workflow is %v", got)
				}
			})
		}
	}
}

// TestFault_answers: each answer, and whether the request was handled.
func TestFault_answers(t *testing.T) {
	whole := func(r reply) bool { return json.Valid(r.body) && r.token() != "" }
	for _, tt := range []struct {
		answer string
		at     sandbox.Point
		stored int
		kind   string
		is     func(r reply) bool
	}{
		{"malformed", sandbox.After, 0, "application/json", func(r reply) bool { return !json.Valid(r.body) }},
		{"malformed", "", 1, "application/json", func(r reply) bool { return !json.Valid(r.body) }},
		{"huge", sandbox.Done, 1, "application/json", func(r reply) bool { return json.Valid(r.body) && len(r.body) > 2<<20 }},
		{"html", sandbox.Before, 0, "text/html; charset=utf-8", func(r reply) bool { return bytes.HasPrefix(r.body, []byte("<!doctype")) }},
		{"foreign", sandbox.After, 0, "application/json", func(r reply) bool { return json.Valid(r.body) && r.member("api") == nil }},
		{"wrongType", "", 1, "text/html; charset=utf-8", whole},
		{"bare", "", 1, "application/json", func(r reply) bool { return len(r.body) == 0 }},
		{"elsewhere", "", 1, "application/json", func(r reply) bool {
			back, _ := r.member("api", "parts", "back").(string)
			execution, _ := r.member("api", "workflowExecution").(string)
			const to = "https://elsewhere.example/api/v1/accounts/"
			return whole(r) && strings.HasPrefix(back, to) && strings.HasPrefix(execution, to) && !bytes.Contains(r.body, []byte("sandbox.example"))
		}},
	} {
		t.Run(tt.answer+" "+string(tt.at), func(t *testing.T) {
			w, r := faultyUpload(t, sandbox.Fault{Answer: tt.answer, At: tt.at})
			r.want(t, 200)
			if kind := r.header.Get("Content-Type"); kind != tt.kind || !tt.is(r) {
				t.Errorf("got %s, %s", kind, r)
			}
			if got := held(w); len(got) != tt.stored {
				t.Errorf("%v is stored", got)
			}
		})
	}
	_, r := faultyUpload(t, sandbox.Fault{Status: 502, Answer: "html"})
	if r.want(t, 502); !bytes.HasPrefix(r.body, []byte("<!doctype")) {
		t.Errorf("the page of a 502 is %s", r)
	}
}

func TestFault_rate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, r := faultyUpload(t, sandbox.Fault{Rate: 100})
		r.want(t, 200)
		_, body := multipartOf(jpegOf(400, 300))
		want := time.Duration(len(body)) * time.Second / 100
		if took := time.Since(start); took < want-time.Second || took > want+time.Second {
			t.Errorf("took %v, want %v", took, want)
		}
	})
}

// TestFault_latencyCancelled: nothing follows when the client leaves during the latency.
func TestFault_latencyCancelled(t *testing.T) {
	for _, tt := range []struct {
		at     sandbox.Point
		stored int
	}{{sandbox.After, 0}, {sandbox.Done, 1}} {
		in, w := opened(t, sandbox.Options{}, all)
		_ = in.s.Inject(sandbox.Fault{Path: w.execution, At: tt.at, Latency: time.Hour})
		ctx, gone := context.WithCancel(t.Context())
		gone()
		rec := httptest.NewRecorder()
		in.s.ServeHTTP(rec, w.rawUpload(ctx, "http://sandbox.example", "ID", "FRONT", jpegOf(400, 300)))
		if got := held(w); len(got) != tt.stored || rec.Body.Len() != 0 {
			t.Errorf("%s: %v is stored, answered %q", tt.at, got, rec.Body)
		}
	}
}
