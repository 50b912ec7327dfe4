package sandbox

import (
	"net/http"
	"path"
	"strings"
	"sync"
)

// Carried is a request that reached the API, whether its answer reached anybody or
// not: a test of exactly-once looks at these.
type Carried struct {
	Operation string `json:"operation"`
	Part      string `json:"part,omitempty"` // its classifier
	Status    int    `json:"status"`         // that it was answered with, or would have been
}

// mostCarried are kept of a workflow execution.
const mostCarried = 500

// journal keeps what was carried out, by workflow execution. Nil keeps nothing.
type journal struct {
	mu   sync.Mutex
	done map[string][]Carried
}

// Carried lists what was asked of a workflow execution since Control was called,
// oldest first.
func (s *Sandbox) Carried(execution string) []Carried {
	j := s.journal.Load()
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Carried{}, j.done[execution]...)
}

// carry hands a request to the API.
func (s *Sandbox) carry(w http.ResponseWriter, r *http.Request) {
	j := s.journal.Load()
	if j == nil {
		s.mux.ServeHTTP(w, r)
		return
	}
	noted := &noted{ResponseWriter: w, status: http.StatusOK}
	s.mux.ServeHTTP(noted, r)
	_, pattern := s.mux.Handler(r)
	c := Carried{Operation: operationOf(pattern, r.URL.Path), Status: noted.status}
	if strings.Contains(r.URL.Path, "/parts/") {
		c.Part = path.Base(r.URL.Path)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if id := executionOf(r); id != "" && len(j.done[id]) < mostCarried {
		j.done[id] = append(j.done[id], c)
	}
}

// executionOf is the id of the workflow execution that a request is about, "" for
// none.
func executionOf(r *http.Request) string {
	_, rest, _ := strings.Cut(r.URL.Path, "/workflow-executions/")
	id, _, _ := strings.Cut(rest, "/")
	return id
}

// noted is an answer whose status is noted.
type noted struct {
	http.ResponseWriter
	status int
}

func (n *noted) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

// Unwrap lets a connection be taken over.
func (n *noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }
