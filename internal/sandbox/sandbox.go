package sandbox

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"credential-capture/internal/middleware"
)

// Sandbox serves the service's own paths: /oauth2/token and /api/v1/….
type Sandbox struct {
	options Options
	store   *store
	faults  faults
	bodies  *semaphore.Weighted // bytes of bodies that are being read; first come, first served
	delayed delayed
	mux     *http.ServeMux
	log     atomic.Pointer[requestLog] // nil until Control is called
}

// New makes an empty Sandbox.
func New(o Options) *Sandbox {
	s := &Sandbox{options: o.withDefaults(), store: newStore(), mux: http.NewServeMux()}
	s.bodies = semaphore.NewWeighted(s.options.MaxBodyMemory)
	for _, r := range routes {
		if r.handle == nil {
			continue
		}
		s.mux.Handle(r.pattern, middleware.HandlerFunc(func(w http.ResponseWriter, q *http.Request) error { return r.handle(s, w, q) }))
	}
	return s
}

// ServeHTTP implements http.Handler, with CORS and injected faults.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.preflight(w, r) {
		return
	}
	_, pattern := s.mux.Handler(r)
	operation := operationOf(pattern, r.URL.Path)
	if f := s.faults.take(r, operation); f != nil {
		s.inject(w, r, f)
		return
	}
	s.handle(w, r)
	if !slices.Contains(withToken, operation) {
		return
	}
	for _, late := range s.delayed.due(executionOf(r)) {
		s.record(late)
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
			if port, ok := strings.CutPrefix(origin, prefix+":"); ok && port != "" && strings.Trim(port, "0123456789") == "" {
				return true
			}
		} else if allowed == origin {
			return true
		}
	}
	return false
}

// Options configures a Sandbox.
type Options struct {
	// Origins of pages elsewhere may call (CORS): exact origins, or "http://127.0.0.1:*" for
	// any port of the loopback address. Default: none.
	Origins []string
	// ClientID and ClientSecret get OAuth2 tokens. Default: "sandbox" for both.
	ClientID, ClientSecret string
	// SessionIdle ends a session without requests. Default: 15 minutes.
	SessionIdle time.Duration
	// MaxExecutions are stored; the oldest is dropped first. Default: 500.
	MaxExecutions int
	// MaxAccess OAuth2 tokens are valid at once; the oldest is dropped first. Default: 10,000.
	MaxAccess int
	// MaxStored is in bytes. Finalized and idle workflows are dropped, oldest first; when all
	// are active, uploads are answered 507. Default: 1 GiB.
	MaxStored int64
	// MaxBodyMemory is for bodies that are being read, in bytes, at least one body's. Other
	// requests wait, for half a minute until they are answered 503. Default: 128 MiB.
	MaxBodyMemory int64
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.ClientID = cmp.Or(o.ClientID, "sandbox")
	o.ClientSecret = cmp.Or(o.ClientSecret, "sandbox")
	o.SessionIdle = cmp.Or(o.SessionIdle, 15*time.Minute)
	o.MaxExecutions = cmp.Or(o.MaxExecutions, 500)
	o.MaxAccess = cmp.Or(o.MaxAccess, 10_000)
	o.MaxStored = cmp.Or(o.MaxStored, 1<<30)
	o.MaxBodyMemory = max(cmp.Or(o.MaxBodyMemory, 128<<20), maxBody)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// newSecret returns an unguessable token.
func newSecret() string { return rand.Text() + rand.Text() }

const (
	executionPath = "/api/v1/accounts/{account}/workflow-executions/{execution}"
	partPath      = executionPath + "/credentials/{credential}/parts/{classifier}"
)

// route is an operation's. The API has one path for all parts, so that some operations are
// those on one classifier.
type route struct {
	name, pattern string
	classifier    string // "" for all others
	handle        func(s *Sandbox, w http.ResponseWriter, r *http.Request) error
}

var routes = []route{
	{"issueToken", "POST /oauth2/token", "", (*Sandbox).issueToken},
	{"createAccount", "POST /api/v1/accounts", "", (*Sandbox).openAccount},
	{"updateAccount", "PUT /api/v1/accounts/{account}", "", (*Sandbox).openAccount},
	{"uploadDocument", "POST " + partPath, "DOCUMENT", nil}, // handled as addPart
	{"submitData", "POST " + partPath, "PREPARED_DATA", nil},
	{"addPart", "POST " + partPath, "", partHandler(addPart)},
	{"updatePart", "PUT " + partPath, "", partHandler(updatePart)},
	{"deletePages", "DELETE " + partPath, "DOCUMENT", nil},
	{"deletePart", "DELETE " + partPath, "", partHandler(deletePart)},
	{"finalize", "PUT " + executionPath, "", (*Sandbox).finalize},
	{"retrieveStatus", "GET " + executionPath + "/status", "", retrieved((*Sandbox).describeStatus)},
	{"retrieve", "GET " + executionPath, "", retrieved((*Sandbox).describe)},
	{"retrieveSteps", "GET " + executionPath + "/steps", "", retrieved((*Sandbox).describeSteps)},
	{"retrieveRules", "GET " + executionPath + "/rules", "", retrieved((*Sandbox).describeRules)},
	{"retrieveReport", "GET " + executionPath + "/generate", "", retrieved((*Sandbox).describeReport)},
	{"readReport", "GET " + executionPath + "/report.pdf", "", (*Sandbox).writeReport},
	{"retrievePart", "GET " + partPath, "", (*Sandbox).retrievePart},
	{"retrievePart", "GET " + partPath + "/{page}", "", (*Sandbox).retrievePart},
}

// Operations lists the names for Fault.Operation.
func Operations() []string {
	var names []string
	for _, r := range routes {
		names = append(names, r.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// operationOf names the operation of a route's pattern and a path.
func operationOf(pattern, requested string) string {
	for _, r := range routes {
		if r.pattern == pattern && (r.classifier == "" || r.classifier == path.Base(requested)) {
			return r.name
		}
	}
	return ""
}
