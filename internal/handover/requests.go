package handover

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
)

// create is of the first device: {page, session, flow} → {state, token, link, qr, until}.
func (h *handler) create(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Page string `json:"page"`
		said
	}
	if !read(w, r, &body) || !whole(w, body.said) {
		return
	}
	// What doesn't begin with a slash would become part of the host's name.
	if !strings.HasPrefix(body.Page, "/") || len(body.Page) > maxPage || strings.ContainsAny(body.Page, "#\\ \r\n") {
		refuse(w, http.StatusBadRequest, "page must be a path of this site")
		return
	}
	owner := pass{id: random(idLen), secret: random(secretLen), key: random(keyLen)}
	link := pass{id: owner.id, secret: random(secretLen)}
	sealed, err := h.sealed(owner, r, body.said)
	if err != nil {
		fail(w, err)
		return
	}
	record := Record{
		State: Waiting, Owner: owner.hash(), Link: link.hash(), Key: seal(link.lock(), owner.name(), owner.key),
		Sealed: sealed, Until: h.Now().Add(LinkLife),
	}
	url := h.LinkOrigin(r) + body.Page + "#cc-handover=" + link.String()
	code, err := Matrix(url)
	if err == nil {
		err = h.Store.Create(r.Context(), owner.name(), record)
	}
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, http.StatusCreated, told{State: Waiting, Token: owner.String(), Link: url, QR: code, Until: record.Until})
}

// take is of the phone: {secret} → {state, token, session, flow}, once.
func (h *handler) take(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Secret string `json:"secret"`
	}
	if !read(w, r, &body) {
		return
	}
	link, err := parsePass(body.Secret, 0)
	if err != nil {
		refuse(w, http.StatusBadRequest, "secret must be a link's")
		return
	}
	guest := pass{id: link.id, secret: random(secretLen)}
	record, err := h.Store.Change(r.Context(), link.name(), func(record *Record) (err error) {
		switch {
		case !link.is(record.Link):
			return errForeign
		case record.Guest != nil:
			return errUsed
		case record.State != Waiting: // it was taken back before anybody came
			return ErrUnknown
		}
		if guest.key, err = unseal(link.lock(), link.name(), record.Key); err != nil {
			return err
		}
		record.State, record.Key, record.Guest = Taken, nil, guest.hash()
		record.Heard, record.Until = h.Now(), h.Now().Add(Life)
		return nil
	})
	h.tell(w, r, guest, record, err, told{Token: guest.String(), Until: record.Until})
}

// report is of the phone: {session, flow} → {state}.
func (h *handler) report(w http.ResponseWriter, r *http.Request) {
	var body said
	h.fromGuest(w, r, &body, func() said { return body }, func(s State) State { return s })
}

// giveBack is of the phone: {session, flow, finished} → {state}.
func (h *handler) giveBack(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Finished bool `json:"finished"`
		said
	}
	h.fromGuest(w, r, &body, func() said { return body.said }, func(s State) State {
		if body.Finished {
			return Finished
		}
		return Returned
	})
}

// fromGuest reads a body of the phone's and keeps it, with the state that follows.
func (h *handler) fromGuest(w http.ResponseWriter, r *http.Request, body any, of func() said, next func(State) State) {
	p, ok := bearer(w, r)
	if !ok || !read(w, r, body) || !whole(w, of()) {
		return
	}
	sealed, err := h.sealed(p, r, of())
	if err != nil {
		fail(w, err)
		return
	}
	record, err := h.Store.Change(r.Context(), p.name(), func(record *Record) error {
		if !p.is(record.Guest) {
			return errForeign
		}
		// What was taken back is the first device's; that all is over is true whoever says it.
		to := next(record.State)
		if mine := record.State == Taken || record.State == Asked; mine || record.State == Returned && to == Finished {
			record.Sealed, record.State = sealed, to
		}
		return nil
	})
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, http.StatusOK, told{State: record.State})
}

// takeBack is of the first device: {force} → {state}, and the session when it has it. It
// asks the phone first, if there is one, which may be in the middle of an upload.
func (h *handler) takeBack(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Force bool `json:"force"`
	}
	p, ok := bearer(w, r)
	if !ok || !read(w, r, &body) {
		return
	}
	record, err := h.Store.Change(r.Context(), p.name(), func(record *Record) error {
		switch {
		case !p.is(record.Owner):
			return errForeign
		case record.State == Waiting, record.State == Asked && body.Force, record.State == Taken && (body.Force || !h.present(*record)):
			record.State, record.Key = Returned, nil
		case record.State == Taken:
			record.State = Asked
		}
		return nil
	})
	if err == nil && record.State == Asked {
		answer(w, http.StatusOK, told{State: Asked})
		return
	}
	h.tell(w, r, p, record, err, told{})
}

// tell answers with the session.
func (h *handler) tell(w http.ResponseWriter, r *http.Request, p pass, record Record, err error, t told) {
	var s said
	if err == nil {
		s, err = h.opened(p, r, record.Sealed)
	}
	if err != nil {
		fail(w, err)
		return
	}
	t.State, t.Session, t.Flow = record.State, s.Session, s.Flow
	answer(w, http.StatusOK, t)
}

// bearer reads the secret of a device; 401 is answered when there is none.
func bearer(w http.ResponseWriter, r *http.Request) (pass, bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p, err := parsePass(token, keyLen)
	if !ok || err != nil {
		refuse(w, http.StatusUnauthorized, "Authorization must be Bearer and a device's token")
		return p, false
	}
	return p, true
}

// whole reports whether both members are JSON objects; 400 is answered when not.
func whole(w http.ResponseWriter, s said) bool {
	if !strings.HasPrefix(string(s.Session), "{") || !strings.HasPrefix(string(s.Flow), "{") {
		refuse(w, http.StatusBadRequest, "session and flow must be objects")
		return false
	}
	return true
}

// read reads a body of JSON; what is wrong is answered.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	// A form of another site can't send this type without asking first (CORS).
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusBadRequest, "Content-Type must be application/json")
		return false
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		refuse(w, http.StatusRequestEntityTooLarge, "the body is over 64 KiB")
	case err != nil:
		refuse(w, http.StatusBadRequest, "the body was cut")
	case json.Unmarshal(b, into) != nil:
		refuse(w, http.StatusBadRequest, "the body is not the JSON that is asked for")
	default:
		return true
	}
	return false
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// refuse answers with an error in the API's own shape.
func refuse(w http.ResponseWriter, status int, detail string) {
	answer(w, status, map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}

// fail answers what went wrong. Nothing of a request is logged.
func fail(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrUnknown), errors.Is(err, errForeign):
		refuse(w, http.StatusGone, "there is no such handover, or no more")
	case errors.Is(err, errUsed):
		refuse(w, http.StatusConflict, "the link has been taken")
	case errors.Is(err, ErrFull):
		refuse(w, http.StatusServiceUnavailable, "too many handovers at a time")
	default:
		slog.Error("handover", "error", err)
		refuse(w, http.StatusInternalServerError, "the handover's store failed")
	}
}
