package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
)

// Sandbox answers at the service's own paths: /oauth2/token and /api/v1/….
type Sandbox struct {
	options Options
	store   *store
	faults  faults
	reading reading
	late    late
	mux     *http.ServeMux
	journal atomic.Pointer[journal] // nil until somebody asks for control
}

// New makes an empty Sandbox.
func New(o Options) *Sandbox {
	s := &Sandbox{options: o.withDefaults(), store: newStore(), mux: http.NewServeMux()}
	s.reading.free = s.options.MaxReading
	for _, r := range routes {
		s.mux.HandleFunc(r.pattern, func(w http.ResponseWriter, q *http.Request) { r.handle(s, w, q) })
	}
	return s
}

// ServeHTTP answers a request, after CORS and whatever faults are injected.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.preflight(w, r) {
		return
	}
	_, pattern := s.mux.Handler(r)
	operation := operationOf(pattern, r.URL.Path)
	if f := s.faults.take(r, operation); f != nil {
		s.strike(w, r, f)
		return
	}
	s.carry(w, r)
	if !slices.Contains(onExecution, operation) {
		return
	}
	for _, late := range s.late.due(executionOf(r)) {
		s.hold(late)
	}
}

// preflight writes the CORS headers and answers an OPTIONS request.
func (s *Sandbox) preflight(w http.ResponseWriter, r *http.Request) (answered bool) {
	origin := r.Header.Get("Origin")
	w.Header().Add("Vary", "Origin")
	if origin != "" && s.allows(origin) {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Expose-Headers", "Retry-After, Date")
		if r.Method == http.MethodOptions {
			w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, User-Agent")
			w.Header().Set("Access-Control-Max-Age", "600")
		}
	}
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return true
	}
	return false
}

func (s *Sandbox) allows(origin string) bool {
	for _, allowed := range s.options.Origins {
		if prefix, any := strings.CutSuffix(allowed, ":*"); any {
			if port, ok := strings.CutPrefix(origin, prefix+":"); ok && digits(port) {
				return true
			}
		} else if allowed == origin {
			return true
		}
	}
	return false
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
