package handover

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"rsc.io/qr"

	"credential-capture/internal/middleware"
)

const (
	// linkLife is how long a link can be taken.
	linkLife = 5 * time.Minute
	// life is how long a handover lasts after that; the service's tokens live as long.
	life = 30 * time.Minute

	maxPage = 500 // bytes of the path in a link; a QR code of more is hard to scan
	// presenceTimeout is how long a phone counts as present after a poll. It polls at least every 8 s,
	// but the system may suspend its page while it takes a picture.
	presenceTimeout = 25 * time.Second
	// presenceWrite is how often a poll is stored.
	presenceWrite = 5 * time.Second
)

// Options configure Handler.
type Options struct {
	Store Store
	// Now is the clock.
	Now func() time.Time
	// Origin is the page's own. Default: the origin that a request came to.
	Origin func(*http.Request) string
	// LinkOrigin is where a phone finds the page. Default: Origin. They differ where the
	// first device knows the server as localhost.
	LinkOrigin func(*http.Request) string
	// Rewrite replaces the origin of a session's hrefs, when the second device has another
	// origin than the first.
	Rewrite func(session []byte, from, to string) []byte
}

type handler struct{ Options }

// Handler serves the requests below a path such as /handover; mount it with and without a
// trailing slash. Put a same-origin check and a rate limit in front.
func Handler(path string, o Options) http.Handler {
	if o.Origin == nil {
		o.Origin = middleware.Origin
	}
	if o.LinkOrigin == nil {
		o.LinkOrigin = o.Origin
	}
	h := &handler{o}
	mux := http.NewServeMux()
	for pattern, do := range map[string]func(http.ResponseWriter, *http.Request) (status, error){
		"POST " + path: h.create, "GET " + path: h.poll, "POST " + path + "/take": h.take, "PUT " + path + "/session": h.report,
		"POST " + path + "/leave": h.leave, "POST " + path + "/return": h.giveBack, "POST " + path + "/back": h.takeBack,
	} {
		mux.Handle(pattern, middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			s, err := do(w, r)
			if err != nil {
				return err
			}
			code := http.StatusOK
			if s.Link != "" {
				code = http.StatusCreated
			}
			middleware.WriteJSON(w, code, s)
			return nil
		}))
	}
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
func (h *handler) create(w http.ResponseWriter, r *http.Request) (s status, err error) {
	var body struct {
		Page string `json:"page"`
		update
	}
	if err := read(w, r, &body); err != nil {
		return s, err
	}
	// A path without a leading slash would become part of the host.
	if !strings.HasPrefix(body.Page, "/") || len(body.Page) > maxPage || strings.ContainsAny(body.Page, "#\\ \r\n") {
		return s, middleware.Refuse(http.StatusBadRequest, "page must be a path of this site")
	}
	owner := credential{id: random(idLen), secret: random(secretLen), key: random(keyLen)}
	link := credential{id: owner.id, secret: random(secretLen)}
	sealed, err := h.seal(owner, r, body.update)
	if err != nil {
		return s, err
	}
	record := Record{
		State: Waiting, Owner: owner.hash(), Link: link.hash(), Key: seal(link.linkKey(), owner.name(), owner.key),
		Sealed: sealed, Until: h.Now().Add(linkLife),
	}
	url := h.LinkOrigin(r) + body.Page + "#cc-handover=" + link.String()
	qr, err := Matrix(url)
	if err != nil {
		return s, err
	}
	s = status{State: Waiting, Token: owner.String(), Link: url, QR: qr, Until: record.Until}
	return s, h.Store.Create(r.Context(), owner.name(), record)
}

// poll is both devices': the status. A phone's poll also shows that it is present.
func (h *handler) poll(_ http.ResponseWriter, r *http.Request) (s status, err error) {
	p, err := bearer(r)
	if err != nil {
		return s, err
	}
	record, err := h.Store.Get(r.Context(), p.name())
	switch {
	case err != nil:
	case p.matches(record.Guest):
		record, err = h.touch(r.Context(), p, record)
		return status{State: record.State}, err
	case !p.matches(record.Owner):
		err = errForeign
	}
	return h.complete(status{Present: h.present(record)}, r, p, record, err)
}

// touch notes that the phone is present.
func (h *handler) touch(ctx context.Context, p credential, record Record) (Record, error) {
	if !held(record.State) || h.Now().Sub(record.LastPoll) < presenceWrite {
		return record, nil
	}
	return h.Store.Change(ctx, p.name(), func(record *Record) error {
		record.LastPoll = h.Now()
		return nil
	})
}

// leave is the phone's, when its page is closed.
func (h *handler) leave(_ http.ResponseWriter, r *http.Request) (status, error) {
	return h.changeByGuest(r, func(_ credential, record *Record) error {
		record.LastPoll = time.Time{}
		return nil
	})
}

// take is the phone's: {secret} → {state, token, session, flow}, once.
func (h *handler) take(w http.ResponseWriter, r *http.Request) (s status, err error) {
	var body struct {
		Secret string `json:"secret"`
	}
	if err := read(w, r, &body); err != nil {
		return s, err
	}
	link, err := parseCredential(body.Secret, 0)
	if err != nil {
		return s, middleware.Refuse(http.StatusBadRequest, "secret must be a link's")
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
		record.LastPoll, record.Until = h.Now(), h.Now().Add(life)
		return nil
	})
	return h.complete(status{Token: guest.String(), Until: record.Until}, r, guest, record, err)
}

// report is the phone's: {session, flow} → {state}.
func (h *handler) report(w http.ResponseWriter, r *http.Request) (s status, err error) {
	var body update
	if err := read(w, r, &body); err != nil {
		return s, err
	}
	return h.updateByGuest(r, body, "")
}

// giveBack is the phone's: {session, flow, finished} → {state}.
func (h *handler) giveBack(w http.ResponseWriter, r *http.Request) (s status, err error) {
	var body struct {
		Finished bool `json:"finished"`
		update
	}
	if err := read(w, r, &body); err != nil {
		return s, err
	}
	next := Returned
	if body.Finished {
		next = Finished
	}
	return h.updateByGuest(r, body.update, next)
}

// updateByGuest stores the phone's update and the next state, "" for the same one.
func (h *handler) updateByGuest(r *http.Request, u update, next State) (status, error) {
	return h.changeByGuest(r, func(p credential, record *Record) error {
		// After the first device has taken the session back, its own state counts; but a
		// finished workflow is finished for both.
		if !held(record.State) && (record.State != Returned || next != Finished) {
			return nil
		}
		// What another key encrypts, the first device can't read.
		if err := fits(p, *record); err != nil {
			return err
		}
		sealed, err := h.seal(p, r, u)
		record.Sealed, record.State = sealed, cmp.Or(next, record.State)
		return err
	})
}

// changeByGuest changes a record for its phone.
func (h *handler) changeByGuest(r *http.Request, change func(credential, *Record) error) (s status, err error) {
	p, err := bearer(r)
	if err != nil {
		return s, err
	}
	record, err := h.Store.Change(r.Context(), p.name(), func(record *Record) error {
		if !p.matches(record.Guest) {
			return errForeign
		}
		return change(p, record)
	})
	return status{State: record.State}, err
}

// takeBack is the first device's: {force} → {state}, and the session when it has it. Without
// force a present phone is asked first, because an upload may be in flight.
func (h *handler) takeBack(w http.ResponseWriter, r *http.Request) (s status, err error) {
	var body struct {
		Force bool `json:"force"`
	}
	p, err := bearer(r)
	if err == nil {
		err = read(w, r, &body)
	}
	if err != nil {
		return s, err
	}
	record, err := h.Store.Change(r.Context(), p.name(), func(record *Record) error {
		switch {
		case !p.matches(record.Owner):
			return errForeign
		case fits(p, *record) != nil:
			return errKey
		case record.State == Waiting, held(record.State) && body.Force, record.State == Taken && !h.present(*record):
			record.State, record.Key = Returned, nil
		case record.State == Taken:
			record.State = Asked
		}
		return nil
	})
	if err == nil && record.State == Asked {
		return status{State: Asked}, nil
	}
	return h.complete(s, r, p, record, err)
}

// complete adds a record's state and session to a status, unless there is an error.
func (h *handler) complete(s status, r *http.Request, p credential, record Record, err error) (status, error) {
	if err != nil {
		return s, err
	}
	u, err := h.unseal(p, r, record.Sealed)
	s.State, s.Session, s.Flow = record.State, u.Session, u.Flow
	return s, err
}

// held reports whether the phone has the session.
func held(s State) bool { return s == Taken || s == Asked }

func (h *handler) present(r Record) bool {
	return held(r.State) && h.Now().Sub(r.LastPoll) < presenceTimeout
}

// bearer reads a device's token.
func bearer(r *http.Request) (credential, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p, err := parseCredential(token, keyLen)
	if !ok || err != nil {
		return p, middleware.Refuse(http.StatusUnauthorized, "Authorization must be Bearer and a device's token")
	}
	return p, nil
}

// read decodes a JSON body. If it has an update, session and flow must be objects.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	b, err := middleware.ReadJSON(w, r)
	if err != nil {
		return err
	}
	if json.Unmarshal(b, into) != nil {
		return middleware.Refuse(http.StatusBadRequest, "the body is not the JSON that is expected")
	}
	if u, has := into.(interface{ complete() bool }); has && !u.complete() {
		return middleware.Refuse(http.StatusBadRequest, "session and flow must be objects")
	}
	return nil
}

var (
	errUsed = middleware.Refuse(http.StatusConflict, "the link has been taken")
	errKey  = middleware.Refuse(http.StatusBadRequest, "the token's key doesn't decrypt the session")
	// errForeign means that the secret belongs to another handover.
	errForeign = ErrUnknown
)

// Matrix encodes a text as a QR code: rows of modules, 1 for dark and 0 for light, without
// the quiet zone. Level M survives the loss of 15 % of its codewords.
func Matrix(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	rows := make([]string, code.Size)
	for y := range rows {
		row := make([]byte, code.Size)
		for x := range row {
			row[x] = '0'
			if code.Black(x, y) {
				row[x] = '1'
			}
		}
		rows[y] = string(row)
	}
	return rows, nil
}
