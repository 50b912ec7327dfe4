package handover

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"credential-capture/internal/middleware"
)

const (
	// LinkLife is how long a link can be taken.
	LinkLife = 5 * time.Minute
	// Life is how long a handover lasts after that; the service's tokens live as long.
	Life = 30 * time.Minute

	maxPage = 500 // bytes of the path in a link; a QR code of more is hard to scan
	// presenceTimeout is how long a phone counts as present after a poll. It polls every 2 s,
	// but the system may suspend its page while it takes a picture.
	presenceTimeout = 25 * time.Second
	// presenceWrite is how often a poll is stored.
	presenceWrite = 5 * time.Second
)

// Options configure Handler.
type Options struct {
	Store Store
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Origin is the page's own. Default: the origin that a request came to.
	Origin func(*http.Request) string
	// LinkOrigin is where a phone finds the page. Default: Origin. They differ where the
	// first device knows the server as localhost.
	LinkOrigin func(*http.Request) string
	// Rewrite replaces the origin of a session's hrefs, when the second device has another
	// origin than the first. Default: the session stays as it is.
	Rewrite func(session []byte, from, to string) []byte
}

type handler struct{ Options }

// Handler serves the requests below a path such as /handover; mount it with and without a
// trailing slash. Put a same-origin check and a rate limit in front.
func Handler(path string, o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Origin == nil {
		o.Origin = middleware.Origin
	}
	if o.LinkOrigin == nil {
		o.LinkOrigin = o.Origin
	}
	if o.Rewrite == nil {
		o.Rewrite = func(session []byte, _, _ string) []byte { return session }
	}
	h := &handler{o}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, h.create)
	mux.HandleFunc("GET "+path, h.poll)
	mux.HandleFunc("POST "+path+"/take", h.take)
	mux.HandleFunc("PUT "+path+"/session", h.report)
	mux.HandleFunc("POST "+path+"/leave", h.leave)
	mux.HandleFunc("POST "+path+"/return", h.giveBack)
	mux.HandleFunc("POST "+path+"/back", h.takeBack)
	return mux
}

// update is what a device sends of the session. Flow is the page's own state, which this
// package doesn't interpret.
type update struct {
	Session json.RawMessage `json:"session"`
	Flow    json.RawMessage `json:"flow"`
}

func (u update) complete() bool {
	return strings.HasPrefix(string(u.Session), "{") && strings.HasPrefix(string(u.Flow), "{")
}

// status is what a device is answered.
type status struct {
	State   State           `json:"state"`
	Present bool            `json:"present,omitempty"` // whether the phone polls
	Session json.RawMessage `json:"session,omitempty"`
	Flow    json.RawMessage `json:"flow,omitempty"`
	// Of a new link, or of one that was taken.
	Token string    `json:"token,omitempty"`
	Link  string    `json:"link,omitempty"`
	QR    []string  `json:"qr,omitempty"` // rows of modules, 1 is dark
	Until time.Time `json:"until,omitzero"`
}

// create is the first device's: {page, session, flow} → {state, token, link, qr, until}.
func (h *handler) create(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Page string `json:"page"`
		update
	}
	if !read(w, r, &body) || !checkUpdate(w, body.update) {
		return
	}
	// A path without a leading slash would become part of the host.
	if !strings.HasPrefix(body.Page, "/") || len(body.Page) > maxPage || strings.ContainsAny(body.Page, "#\\ \r\n") {
		middleware.Problem(w, http.StatusBadRequest, "page must be a path of this site")
		return
	}
	owner := credential{id: random(idLen), secret: random(secretLen), key: random(keyLen)}
	link := credential{id: owner.id, secret: random(secretLen)}
	sealed, err := h.seal(owner, r, body.update)
	if err != nil {
		fail(w, err)
		return
	}
	record := Record{
		State: Waiting, Owner: owner.hash(), Link: link.hash(), Key: seal(link.linkKey(), owner.name(), owner.key),
		Sealed: sealed, Until: h.Now().Add(LinkLife),
	}
	url := h.LinkOrigin(r) + body.Page + "#cc-handover=" + link.String()
	qr, err := Matrix(url)
	if err == nil {
		err = h.Store.Create(r.Context(), owner.name(), record)
	}
	if err != nil {
		fail(w, err)
		return
	}
	middleware.WriteJSON(w, http.StatusCreated, status{State: Waiting, Token: owner.String(), Link: url, QR: qr, Until: record.Until})
}

// poll is both devices': the status. A phone's poll also shows that it is present.
func (h *handler) poll(w http.ResponseWriter, r *http.Request) {
	p, ok := bearer(w, r)
	if !ok {
		return
	}
	record, err := h.Store.Get(r.Context(), p.name())
	switch {
	case err != nil:
	case p.matches(record.Guest):
		if record, err = h.touch(r.Context(), p, record); err == nil {
			middleware.WriteJSON(w, http.StatusOK, status{State: record.State})
			return
		}
	case !p.matches(record.Owner):
		err = errForeign
	}
	h.answer(w, r, p, record, err, status{Present: h.present(record)})
}

// touch notes that the phone is present.
func (h *handler) touch(ctx context.Context, p credential, record Record) (Record, error) {
	if !held(record.State) || h.Now().Sub(record.Heard) < presenceWrite {
		return record, nil
	}
	return h.Store.Change(ctx, p.name(), func(record *Record) error {
		record.Heard = h.Now()
		return nil
	})
}

// leave is the phone's, when its page is closed.
func (h *handler) leave(w http.ResponseWriter, r *http.Request) {
	h.changeByGuest(w, r, func(record *Record) { record.Heard = time.Time{} })
}

// take is the phone's: {secret} → {state, token, session, flow}, once.
func (h *handler) take(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Secret string `json:"secret"`
	}
	if !read(w, r, &body) {
		return
	}
	link, err := parseCredential(body.Secret, 0)
	if err != nil {
		middleware.Problem(w, http.StatusBadRequest, "secret must be a link's")
		return
	}
	guest := credential{id: link.id, secret: random(secretLen)}
	record, err := h.Store.Change(r.Context(), link.name(), func(record *Record) (err error) {
		switch {
		case !link.matches(record.Link):
			return errForeign
		case record.Guest != nil:
			return errUsed
		case record.State != Waiting: // the first device has taken it back
			return ErrUnknown
		}
		if guest.key, err = unseal(link.linkKey(), link.name(), record.Key); err != nil {
			return err
		}
		record.State, record.Key, record.Guest = Taken, nil, guest.hash()
		record.Heard, record.Until = h.Now(), h.Now().Add(Life)
		return nil
	})
	h.answer(w, r, guest, record, err, status{Token: guest.String(), Until: record.Until})
}

// report is the phone's: {session, flow} → {state}.
func (h *handler) report(w http.ResponseWriter, r *http.Request) {
	var body update
	if read(w, r, &body) {
		h.updateByGuest(w, r, body, func(s State) State { return s })
	}
}

// giveBack is the phone's: {session, flow, finished} → {state}.
func (h *handler) giveBack(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Finished bool `json:"finished"`
		update
	}
	if !read(w, r, &body) {
		return
	}
	h.updateByGuest(w, r, body.update, func(State) State {
		if body.Finished {
			return Finished
		}
		return Returned
	})
}

// updateByGuest stores the phone's update, with the state that follows.
func (h *handler) updateByGuest(w http.ResponseWriter, r *http.Request, u update, next func(State) State) {
	p, ok := bearer(w, r)
	if !ok || !checkUpdate(w, u) {
		return
	}
	sealed, err := h.seal(p, r, u)
	if err != nil {
		fail(w, err)
		return
	}
	h.changeByGuest(w, r, func(record *Record) {
		// After the first device has taken the session back, its own state counts; but a
		// finished workflow is finished for both.
		if to := next(record.State); held(record.State) || record.State == Returned && to == Finished {
			record.Sealed, record.State = sealed, to
		}
	})
}

// changeByGuest changes a record for its phone, and answers the state.
func (h *handler) changeByGuest(w http.ResponseWriter, r *http.Request, change func(*Record)) {
	p, ok := bearer(w, r)
	if !ok {
		return
	}
	record, err := h.Store.Change(r.Context(), p.name(), func(record *Record) error {
		if !p.matches(record.Guest) {
			return errForeign
		}
		change(record)
		return nil
	})
	if err != nil {
		fail(w, err)
		return
	}
	middleware.WriteJSON(w, http.StatusOK, status{State: record.State})
}

// takeBack is the first device's: {force} → {state}, and the session when it has it. Without
// force a present phone is asked first, because an upload may be in flight.
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
		case !p.matches(record.Owner):
			return errForeign
		case record.State == Waiting, held(record.State) && body.Force, record.State == Taken && !h.present(*record):
			record.State, record.Key = Returned, nil
		case record.State == Taken:
			record.State = Asked
		}
		return nil
	})
	if err == nil && record.State == Asked {
		middleware.WriteJSON(w, http.StatusOK, status{State: Asked})
		return
	}
	h.answer(w, r, p, record, err, status{})
}

// answer completes a status with the record's state and session.
func (h *handler) answer(w http.ResponseWriter, r *http.Request, p credential, record Record, err error, s status) {
	var u update
	if err == nil {
		u, err = h.unseal(p, r, record.Sealed)
	}
	if err != nil {
		fail(w, err)
		return
	}
	s.State, s.Session, s.Flow = record.State, u.Session, u.Flow
	middleware.WriteJSON(w, http.StatusOK, s)
}

// held reports whether the phone has the session.
func held(s State) bool { return s == Taken || s == Asked }

func (h *handler) present(r Record) bool {
	return held(r.State) && h.Now().Sub(r.Heard) < presenceTimeout
}

// bearer reads a device's token. When ok is false it has answered 401.
func bearer(w http.ResponseWriter, r *http.Request) (p credential, ok bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p, err := parseCredential(token, keyLen)
	if !ok || err != nil {
		middleware.Problem(w, http.StatusUnauthorized, "Authorization must be Bearer and a device's token")
		return p, false
	}
	return p, true
}

// checkUpdate reports whether session and flow are objects. If not, it has answered 400.
func checkUpdate(w http.ResponseWriter, u update) bool {
	if !u.complete() {
		middleware.Problem(w, http.StatusBadRequest, "session and flow must be objects")
		return false
	}
	return true
}

// read decodes a JSON body. When it returns false it has answered with a problem.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	b, ok := middleware.ReadJSON(w, r)
	if ok && json.Unmarshal(b, into) != nil {
		middleware.Problem(w, http.StatusBadRequest, "the body is not the JSON that is expected")
		return false
	}
	return ok
}

var (
	errUsed    = errors.New("handover: the link has been taken")
	errForeign = errors.New("handover: the secret belongs to another handover")
)

// fail answers an error. Only the store's own errors are logged.
func fail(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrUnknown), errors.Is(err, errForeign):
		middleware.Problem(w, http.StatusGone, "there is no such handover, or no more")
	case errors.Is(err, errUsed):
		middleware.Problem(w, http.StatusConflict, "the link has been taken")
	case errors.Is(err, ErrFull):
		middleware.Problem(w, http.StatusServiceUnavailable, "too many handovers at a time")
	default:
		slog.Error("handover", "error", err)
		middleware.Problem(w, http.StatusInternalServerError, "the handover's store failed")
	}
}
