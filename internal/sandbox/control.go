package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// Control is for tests: POST …/inject puts a Fault in the way, POST …/expire ends
// the tokens of an execution. It is mounted only where somebody asked for it.
func (s *Sandbox) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /inject", func(w http.ResponseWriter, r *http.Request) {
		var f struct {
			Method, Path, Operation, RetryAfter, Drop string
			Times, Status, LatencyMs                  int
		}
		if !decode(w, r, &f) {
			return
		}
		err := s.Inject(Fault{
			Method: f.Method, Path: f.Path, Operation: f.Operation, Times: f.Times, Status: f.Status, RetryAfter: f.RetryAfter,
			Latency: time.Duration(f.LatencyMs) * time.Millisecond, Drop: f.Drop,
		})
		if err != nil {
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
	return mux
}

// Expire ends all tokens of an execution, and reports whether there is one.
func (s *Sandbox) Expire(execution string) bool {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	e := s.store.executions[execution]
	if e == nil {
		return false
	}
	for _, c := range e.credentials {
		c.newest.end, c.used.end = time.Time{}, time.Time{}
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
