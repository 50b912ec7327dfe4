package sandbox

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"credential-capture/internal/middleware"
)

// Control is for tests: POST …/inject adds a Fault, POST …/expire ends the tokens of an
// execution, and POST …/log returns an execution's requests and its pending faults. The
// log begins with this call.
func (s *Sandbox) Control() http.Handler {
	s.log.CompareAndSwap(nil, &requestLog{byExecution: map[string][]LoggedRequest{}})
	mux := http.NewServeMux()
	mux.Handle("POST /inject", middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		var f injection
		if err := decode(w, r, &f); err != nil {
			return err
		}
		if err := s.Inject(f.fault()); err != nil {
			return refuse(http.StatusBadRequest, err.Error())
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	mux.Handle("POST /expire", middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		var of struct{ Execution string }
		if err := decode(w, r, &of); err != nil {
			return err
		}
		if !s.Expire(of.Execution) {
			return refuse(http.StatusNotFound, "no such workflow execution")
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	mux.Handle("POST /log", middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		var of struct{ Execution string }
		err := decode(w, r, &of)
		if err == nil {
			middleware.WriteJSON(w, http.StatusOK, map[string]any{"requests": s.RequestLog(of.Execution), "waiting": s.PendingFaults(of.Execution)})
		}
		return err
	}))
	return mux
}

// injection is a Fault in JSON, with its times in milliseconds.
type injection struct {
	Fault
	LatencyMs, SkewMs int64
	RetryInMs         *int64
}

func (i injection) fault() Fault {
	f := i.Fault
	f.Latency, f.Skew = time.Duration(i.LatencyMs)*time.Millisecond, time.Duration(i.SkewMs)*time.Millisecond
	if i.RetryInMs != nil {
		in := time.Duration(*i.RetryInMs) * time.Millisecond
		f.RetryIn = &in
	}
	return f
}

// Expire ends all tokens of an execution, and reports whether there is one.
func (s *Sandbox) Expire(execution string) bool { return s.end(execution, true, false) }

// end ends an execution's tokens, or its session as if it had been idle.
func (s *Sandbox) end(execution string, tokens, session bool) bool {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	e := s.store.executions[execution]
	if e == nil {
		return false
	}
	if session {
		e.touched = s.options.Now().Add(-s.options.SessionIdle - time.Nanosecond)
	}
	if tokens {
		for _, c := range e.credentials {
			c.newest.end, c.used.end = time.Time{}, time.Time{}
		}
	}
	return true
}

func decode(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 8<<10))
	d.DisallowUnknownFields()
	if d.Decode(into) != nil {
		return refuse(http.StatusBadRequest, "the body is not the JSON that is expected")
	}
	return nil
}

// LoggedRequest is a request that reached the API, whether its answer arrived or not. Tests
// of exactly-once read them.
type LoggedRequest struct {
	Operation string `json:"operation"`
	Part      string `json:"part,omitempty"` // the classifier
	Status    int    `json:"status"`         // of the answer, sent or not
}

// maxLogged is per workflow execution.
const maxLogged = 500

type requestLog struct {
	mu          sync.Mutex
	byExecution map[string][]LoggedRequest
}

// RequestLog returns a workflow execution's requests since Control was called, oldest first.
func (s *Sandbox) RequestLog(execution string) []LoggedRequest {
	l := s.log.Load()
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]LoggedRequest{}, l.byExecution[execution]...)
}

// handle passes a request to the API, and logs it.
func (s *Sandbox) handle(w http.ResponseWriter, r *http.Request) {
	l := s.log.Load()
	if l == nil {
		s.mux.ServeHTTP(w, r)
		return
	}
	recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	s.mux.ServeHTTP(recorder, r)
	_, pattern := s.mux.Handler(r)
	logged := LoggedRequest{Operation: operationOf(pattern, r.URL.Path), Status: recorder.status}
	if strings.Contains(r.URL.Path, "/parts/") {
		logged.Part = path.Base(r.URL.Path)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if id := executionOf(r); id != "" && len(l.byExecution[id]) < maxLogged {
		l.byExecution[id] = append(l.byExecution[id], logged)
	}
}

// executionOf returns the id of a request's workflow execution, or "".
func executionOf(r *http.Request) string {
	_, rest, _ := strings.Cut(r.URL.Path, "/workflow-executions/")
	id, _, _ := strings.Cut(rest, "/")
	return id
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets a fault hijack the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
