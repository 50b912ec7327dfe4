package sandbox

import (
	"net/http"
	"strconv"
)

// status is the workflow's, as the service names it.
func (s *Sandbox) status(e *execution) string {
	now := s.options.Now()
	switch {
	case !e.finalized.IsZero():
		return "PROCESSED"
	case now.Sub(e.touched) > s.options.SessionIdle:
		return "SESSION_EXPIRED"
	case now.Sub(e.touched) > e.lifetime:
		return "TOKEN_EXPIRED"
	case !e.acquired:
		return "INITIATED"
	}
	return "ACQUIRED"
}

// retrieval finds the execution of a request with an access token. The caller holds the lock.
func (s *Sandbox) retrieval(r *http.Request) (*execution, error) {
	if err := s.access(r); err != nil {
		return nil, err
	}
	e := s.store.executions[r.PathValue("execution")]
	if e == nil || e.account != r.PathValue("account") {
		return nil, refuse(http.StatusNotFound, "no such workflow execution")
	}
	return e, nil
}

// contents describes an execution; address makes the parts' hrefs.
func (s *Sandbox) contents(e *execution, address func(credential, classifier string, page int) string) map[string]any {
	credentials := []map[string]any{}
	for _, c := range e.credentials {
		parts := []map[string]any{}
		for _, classifier := range classifiers[c.category] {
			for i, p := range c.parts[classifier] {
				page := 0
				if classifier == "DOCUMENT" {
					page = i + 1
				}
				parts = append(parts, map[string]any{
					"id": p.id, "classifier": classifier, "page": page, "bytes": len(p.body), "type": p.kind,
					"width": p.width, "height": p.height, "pages": p.pages, "sha256": p.sha256,
					"href": address(c.id, classifier, page),
				})
			}
		}
		entry := map[string]any{"id": c.id, "category": c.category, "country": c.country, "type": c.documentID, "parts": parts}
		if c.data != nil {
			entry["data"] = c.data
		}
		credentials = append(credentials, entry)
	}
	answer := envelope(s.options.Now(), e)
	answer["workflowExecution"] = map[string]any{"id": e.id, "status": s.status(e)}
	answer["status"], answer["finalized"], answer["credentials"] = s.status(e), !e.finalized.IsZero(), credentials
	return answer
}

func (s *Sandbox) retrievePart(w http.ResponseWriter, r *http.Request) error {
	s.store.mu.Lock()
	_, err := s.retrieval(r)
	s.store.mu.Unlock()
	if err == nil && !s.WritePart(w, r.PathValue("execution"), r.PathValue("credential"), r.PathValue("classifier"), r.PathValue("page")) {
		err = refuse(http.StatusNotFound, "no such part")
	}
	return err
}

func (e *execution) find(credential, classifier, page string) *part {
	n := 1
	if page != "" {
		n, _ = strconv.Atoi(page)
	}
	if c := e.credential(credential); c != nil && n >= 1 && n <= len(c.parts[classifier]) {
		return c.parts[classifier][n-1]
	}
	return nil
}

// Contents describes an execution without an access token, for development and tests.
// Address makes the hrefs of the parts.
func (s *Sandbox) Contents(execution string, address func(credential, classifier string, page int) string) (map[string]any, bool) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	e := s.store.executions[execution]
	if e == nil {
		return nil, false
	}
	return s.contents(e, address), true
}

// WritePart answers with the bytes of a part, and reports whether there is one.
func (s *Sandbox) WritePart(w http.ResponseWriter, execution, credential, classifier, page string) bool {
	s.store.mu.Lock()
	var found *part
	if e := s.store.executions[execution]; e != nil {
		found = e.find(credential, classifier, page)
	}
	s.store.mu.Unlock()
	if found == nil {
		return false
	}
	w.Header().Set("Content-Type", found.kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(found.body)))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff") // so that browsers don't run it
	_, _ = w.Write(found.body)
	return true
}
