package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// place is where a request goes, once its path and token are found good.
type place struct {
	e          *execution
	c          *credential // nil for finalize
	classifier string
	token      token // that the request carries
}

// operation changes a place; the caller holds the lock. What it returns is the id
// of the part that it made, "" for none.
type operation func(s *Sandbox, at place, u *upload) (partID string, p *problem)

// onPart makes a handler of an operation on a part. The body is read and judged
// before the lock is taken, because a slow phone or a heavy file must not hold up the
// others; what it may do is checked before the body is read, so that nobody fills the
// memory unasked.
func onPart(do operation) func(s *Sandbox, w http.ResponseWriter, r *http.Request) {
	return func(s *Sandbox, w http.ResponseWriter, r *http.Request) {
		if p := s.may(r); p != nil {
			p.write(w)
			return
		}
		u, p := s.read(w, r)
		if p != nil {
			p.write(w)
			return
		}
		s.store.mu.Lock()
		defer s.store.mu.Unlock()
		at, p := s.locate(r)
		if p != nil {
			p.write(w)
			return
		}
		now := s.options.Now()
		if !s.store.room(at.growth(r.Method, u), s.options.MaxStored, now, s.options.SessionIdle) {
			refuse(http.StatusInsufficientStorage, "the sandbox is full").write(w)
			return
		}
		id, p := do(s, at, u)
		if p != nil {
			p.write(w)
			return
		}
		at.e.touched, at.e.acquired = now, true
		at.c.rotate(at.token, now.Add(at.e.lifetime))
		writeJSON(w, http.StatusOK, s.hrefs(r).answer(now, at.e, at.c, id))
	}
}

// read reads a request's body when there is memory for it.
func (s *Sandbox) read(w http.ResponseWriter, r *http.Request) (*upload, *problem) {
	if r.ContentLength > maxBody {
		return nil, tooLarge()
	}
	release, ok := s.reading.take(r.Context(), bodySize(r))
	if !ok {
		w.Header().Set("Retry-After", "5")
		return nil, refuse(http.StatusServiceUnavailable, "too many uploads at once")
	}
	defer release()
	return readUpload(w, r)
}

// growth is by how many bytes the operation makes the store larger at most.
func (at place) growth(method string, u *upload) int64 {
	n := u.size()
	if method == http.MethodPut {
		n -= size(at.c.parts[at.classifier])
	}
	return n
}

func (s *Sandbox) may(r *http.Request) *problem {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	_, p := s.locate(r)
	return p
}

// locate finds what the path names and checks that the token is its own.
func (s *Sandbox) locate(r *http.Request) (place, *problem) {
	if strings.TrimSpace(r.Header.Get("User-Agent")) == "" {
		return place{}, refuse(http.StatusForbidden, "the User-Agent header is missing")
	}
	for _, name := range []string{"account", "execution", "credential"} {
		if id := r.PathValue(name); id != "" && !isUUID(id) {
			return place{}, refuse(http.StatusBadRequest, "the "+name+"'s id is no UUID")
		}
	}
	carried := bearer(r)
	if carried == "" {
		return place{}, refuse(http.StatusUnauthorized, "no bearer token")
	}
	e := s.store.executions[r.PathValue("execution")]
	if e == nil || e.account != r.PathValue("account") {
		return place{}, refuse(http.StatusNotFound, "no such workflow execution")
	}
	at := place{e: e, classifier: r.PathValue("classifier")}
	if id := r.PathValue("credential"); id != "" {
		if at.c = e.credential(id); at.c == nil {
			return place{}, refuse(http.StatusNotFound, "no such credential")
		}
	}
	p := s.authorize(&at, carried)
	return at, p
}

func isUUID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil && len(s) == 36
}

// authorize checks token, session and state, and notes the token. A credential's
// token is good for that credential alone; finalize takes any credential's.
func (s *Sandbox) authorize(at *place, carried string) *problem {
	var owner *credential
	for _, c := range at.e.credentials {
		if t, ok := c.present(carried); ok {
			owner, at.token = c, t
		}
	}
	if owner == nil {
		if s.foreign(carried) {
			return refuse(http.StatusForbidden, "the token belongs to another workflow execution")
		}
		return refuse(http.StatusUnauthorized, "the token is unknown or has been replaced")
	}
	now := s.options.Now()
	switch {
	case at.c != nil && at.c != owner:
		return refuse(http.StatusForbidden, "the token belongs to another credential")
	case now.After(at.token.end):
		return refuse(http.StatusUnauthorized, "the token has expired")
	case now.Sub(at.e.touched) > s.options.SessionIdle:
		return refuse(http.StatusUnauthorized, "the session has expired")
	case !at.e.finalized.IsZero():
		return refuse(statusFinalized, "the workflow has been finalized")
	case at.c != nil && !slices.Contains(classifiers(at.c.category), at.classifier):
		return refuse(http.StatusBadRequest, "the credential has no part of this classifier")
	}
	return nil
}

func (s *Sandbox) foreign(token string) bool {
	for _, e := range s.store.executions {
		for _, c := range e.credentials {
			if c.newest.is(token) || c.used.is(token) {
				return true
			}
		}
	}
	return false
}

func addPart(s *Sandbox, at place, u *upload) (string, *problem) {
	switch {
	case at.classifier == "DOCUMENT":
		return s.appendPages(at, u)
	case at.c.has(at.classifier):
		return "", refuse(statusExists, "the part is there already")
	}
	return s.put(at, u)
}

func updatePart(s *Sandbox, at place, u *upload) (string, *problem) {
	if at.classifier == "DOCUMENT" {
		return "", refuse(http.StatusMethodNotAllowed, "a document's pages are deleted and uploaded, not updated")
	}
	return s.put(at, u)
}

// put sets a part, replacing what is there.
func (s *Sandbox) put(at place, u *upload) (string, *problem) {
	if at.classifier == "PREPARED_DATA" {
		data, p := u.preparedData()
		if p == nil {
			at.c.data = data
		}
		return newID(), p
	}
	if len(u.made) != 1 {
		return "", refuse(http.StatusBadRequest, "exactly one field \"file\" is expected")
	}
	s.store.release(at.c.parts[at.classifier])
	at.c.parts[at.classifier] = u.made
	s.store.stored += size(u.made)
	return u.made[0].id, nil
}

func (s *Sandbox) appendPages(at place, u *upload) (string, *problem) {
	if p := judgeDocument(u.made, at.c.parts["DOCUMENT"], pageLimit(at.c.documentID)); p != nil {
		return "", p
	}
	at.c.parts["DOCUMENT"] = append(at.c.parts["DOCUMENT"], u.made...)
	s.store.stored += size(u.made)
	return u.made[0].id, nil
}

func deletePart(s *Sandbox, at place, _ *upload) (string, *problem) {
	if !at.c.has(at.classifier) {
		return "", refuse(http.StatusNotFound, "there is no such part")
	}
	if at.classifier == "PREPARED_DATA" {
		at.c.data = nil
		return "", nil
	}
	s.store.release(at.c.parts[at.classifier])
	delete(at.c.parts, at.classifier)
	return "", nil
}

// finalize starts the workflow: from then on nothing can be changed.
func (s *Sandbox) finalize(w http.ResponseWriter, r *http.Request) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	at, p := s.locate(r)
	if p == nil {
		if missing := at.e.missing(); len(missing) > 0 {
			p = refuse(statusIncomplete, "required parts are missing: "+strings.Join(missing, ", ")+" ("+strconv.Itoa(len(missing))+")")
		}
	}
	if p != nil {
		p.write(w)
		return
	}
	now := s.options.Now()
	at.e.finalized, at.e.touched = now, now
	writeJSON(w, http.StatusOK, map[string]any{
		"timestamp":         now.UTC().Format("2006-01-02T15:04:05.000Z07:00"),
		"account":           map[string]any{"id": at.e.account},
		"workflowExecution": map[string]any{"id": at.e.id},
	})
}
