package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// Control is for tests: POST …/inject puts a Fault in the way, POST …/expire ends
// the tokens of an execution, and POST …/carried tells what was asked of one and
// how many strikes of faults still wait for it. It is mounted only where somebody
// asked for it; the requests of executions are kept from then on.
func (s *Sandbox) Control() http.Handler {
	s.journal.CompareAndSwap(nil, &journal{done: map[string][]Carried{}})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /inject", func(w http.ResponseWriter, r *http.Request) {
		var f injection
		if !decode(w, r, &f) {
			return
		}
		if err := s.Inject(f.fault()); err != nil {
			refuse(http.StatusBadRequest, err.Error()).write(w)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /expire", func(w http.ResponseWriter, r *http.Request) {
		var f struct{ Execution string }
		if !decode(w, r, &f) {
			return
		}
		if !s.Expire(f.Execution) {
			refuse(http.StatusNotFound, "no such workflow execution").write(w)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /carried", func(w http.ResponseWriter, r *http.Request) {
		var f struct{ Execution string }
		if !decode(w, r, &f) {
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"requests": s.Carried(f.Execution), "waiting": s.Waiting(f.Execution)})
	})
	return mux
}

// injection is a Fault as JSON, with its times in milliseconds.
type injection struct {
	Method, Path, Operation      string
	Times, Status, Rate, Late    int
	At, Drop                     Point
	Bytes                        int64
	RetryAfter, Location, Answer string
	Expire, Idle                 bool
	LatencyMs, SkewMs            int64
	RetryInMs                    *int64
}

func (i injection) fault() Fault {
	f := Fault{
		Method: i.Method, Path: i.Path, Operation: i.Operation, Times: i.Times,
		At: i.At, Drop: i.Drop, Late: i.Late, Bytes: i.Bytes, Rate: i.Rate, Expire: i.Expire, Idle: i.Idle,
		Latency: time.Duration(i.LatencyMs) * time.Millisecond, Skew: time.Duration(i.SkewMs) * time.Millisecond,
		Status: i.Status, RetryAfter: i.RetryAfter, Location: i.Location, Answer: i.Answer,
	}
	if i.RetryInMs != nil {
		in := time.Duration(*i.RetryInMs) * time.Millisecond
		f.RetryIn = &in
	}
	return f
}

// Expire ends all tokens of an execution, and reports whether there is one.
func (s *Sandbox) Expire(execution string) bool { return s.end(execution, true, false) }

// end ends an execution's tokens, or its session as if nobody had touched it.
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
	for _, c := range e.credentials {
		if tokens {
			c.newest.end, c.used.end = time.Time{}, time.Time{}
		}
	}
	return true
}

func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 8<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		refuse(http.StatusBadRequest, "the body is not the JSON that is expected").write(w)
		return false
	}
	return true
}
