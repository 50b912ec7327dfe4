package sandbox

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// target is what a request changes, after its path and token are checked.
type target struct {
	e          *execution
	c          *credential // nil for finalize
	classifier string
	token      token // that the request carries
}

// operation changes a target, and returns the id of the new part or "". The caller holds the
// lock.
type operation func(s *Sandbox, at target, u *upload) (partID string, err error)

// partHandler makes a handler of an operation on a part. The token is checked before the body
// is read, so that only its holder can use memory. The body is read and checked before the
// lock is taken, so that a slow client doesn't block the others.
func partHandler(do operation) func(s *Sandbox, w http.ResponseWriter, r *http.Request) error {
	return func(s *Sandbox, w http.ResponseWriter, r *http.Request) error {
		if err := s.authorized(r); err != nil {
			return err
		}
		u, err := s.read(w, r)
		if err != nil {
			return err
		}
		return s.answer(w, func() (map[string]any, error) {
			at, err := s.locate(r)
			if err != nil {
				return nil, err
			}
			now := s.options.Now()
			if !s.store.room(at.growth(r.Method, u), s.options.MaxStored, now, s.options.SessionIdle) {
				return nil, refuse(http.StatusInsufficientStorage, "the sandbox is full")
			}
			id, err := do(s, at, u)
			if err != nil {
				return nil, err
			}
			at.e.touched, at.e.acquired = now, true
			at.c.rotate(at.token, now.Add(at.e.lifetime))
			return hrefsOf(r).answer(now, at.e, at.c, id), nil
		})
	}
}

// read reads a body within Options.MaxBodyMemory.
func (s *Sandbox) read(w http.ResponseWriter, r *http.Request) (*upload, error) {
	if r.ContentLength > maxBody {
		return nil, tooLarge()
	}
	ctx, cancel := context.WithTimeout(r.Context(), maxBudgetWait)
	defer cancel()
	size := bodySize(r)
	if !s.bodies.TryAcquire(size) && s.bodies.Acquire(ctx, size) != nil {
		w.Header().Set("Retry-After", "5")
		return nil, refuse(http.StatusServiceUnavailable, "too many uploads at once")
	}
	defer s.bodies.Release(size)
	return readUpload(w, r)
}

// growth is how many bytes the operation adds to the store at most.
func (at target) growth(method string, u *upload) int64 {
	n := u.size()
	if method == http.MethodPut {
		n -= size(at.c.parts[at.classifier])
		if at.classifier == "PREPARED_DATA" {
			n -= int64(len(at.c.data))
		}
	}
	return n
}

func (s *Sandbox) authorized(r *http.Request) error {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	_, err := s.locate(r)
	return err
}

// locate finds the path's target and checks the token.
func (s *Sandbox) locate(r *http.Request) (target, error) {
	if strings.TrimSpace(r.Header.Get("User-Agent")) == "" {
		return target{}, refuse(http.StatusForbidden, "the User-Agent header is missing")
	}
	for _, name := range []string{"account", "execution", "credential"} {
		if id := r.PathValue(name); id != "" && !isUUID(id) {
			return target{}, refuse(http.StatusBadRequest, "the "+name+"'s id is not a UUID")
		}
	}
	carried := bearer(r)
	if carried == "" {
		return target{}, refuse(http.StatusUnauthorized, "no bearer token")
	}
	e := s.store.executions[r.PathValue("execution")]
	if e == nil || e.account != r.PathValue("account") {
		return target{}, refuse(http.StatusNotFound, "no such workflow execution")
	}
	at := target{e: e, classifier: r.PathValue("classifier")}
	if id := r.PathValue("credential"); id != "" {
		if at.c = e.credential(id); at.c == nil {
			return target{}, refuse(http.StatusNotFound, "no such credential")
		}
	}
	err := s.authorize(&at, carried)
	return at, err
}

func isUUID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil && len(s) == 36
}

// authorize checks token, session and state, and sets at.token. A credential's token is for
// that credential; finalize accepts any credential's.
func (s *Sandbox) authorize(at *target, carried string) error {
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
	case at.c != nil && !slices.Contains(classifiers[at.c.category], at.classifier):
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

func addPart(s *Sandbox, at target, u *upload) (string, error) {
	switch {
	case at.classifier == "DOCUMENT":
		return s.appendPages(at, u)
	case at.c.has(at.classifier):
		return "", refuse(statusExists, "the part is there already")
	}
	return s.put(at, u)
}

func updatePart(s *Sandbox, at target, u *upload) (string, error) {
	if at.classifier == "DOCUMENT" {
		return "", refuse(http.StatusMethodNotAllowed, "a document's pages are deleted and uploaded, not updated")
	}
	return s.put(at, u)
}

// put stores a part, replacing the one before.
func (s *Sandbox) put(at target, u *upload) (string, error) {
	if at.classifier == "PREPARED_DATA" {
		if err := u.checkData(); err != nil {
			return "", err
		}
		s.store.stored += int64(len(u.json) - len(at.c.data))
		at.c.data = bytes.Clone(u.json)
		return newID(), nil
	}
	if len(u.made) != 1 {
		return "", refuse(http.StatusBadRequest, "exactly one field \"file\" is expected")
	}
	s.store.release(at.c.parts[at.classifier])
	at.c.parts[at.classifier] = u.made
	s.store.stored += size(u.made)
	return u.made[0].id, nil
}

func (s *Sandbox) appendPages(at target, u *upload) (string, error) {
	if err := judgeDocument(u.made, at.c.parts["DOCUMENT"], pageLimit(at.c.documentID)); err != nil {
		return "", err
	}
	at.c.parts["DOCUMENT"] = append(at.c.parts["DOCUMENT"], u.made...)
	s.store.stored += size(u.made)
	return u.made[0].id, nil
}

func deletePart(s *Sandbox, at target, _ *upload) (string, error) {
	if !at.c.has(at.classifier) {
		return "", refuse(http.StatusNotFound, "there is no such part")
	}
	if at.classifier == "PREPARED_DATA" {
		s.store.stored -= int64(len(at.c.data))
		at.c.data = nil
		return "", nil
	}
	s.store.release(at.c.parts[at.classifier])
	delete(at.c.parts, at.classifier)
	return "", nil
}

// finalize starts the workflow. Nothing can be changed after it.
func (s *Sandbox) finalize(w http.ResponseWriter, r *http.Request) error {
	return s.answer(w, func() (map[string]any, error) {
		at, err := s.locate(r)
		if err != nil {
			return nil, err
		}
		if missing := at.e.missing(); len(missing) > 0 {
			return nil, refuse(statusIncomplete, "required parts are missing: "+strings.Join(missing, ", ")+" ("+strconv.Itoa(len(missing))+")")
		}
		now := s.options.Now()
		at.e.finalized, at.e.touched = now, now
		return envelope(now, at.e), nil
	})
}
