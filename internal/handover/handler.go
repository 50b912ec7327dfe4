package handover

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// Limits. A snapshot of ten credentials with tokens of 2 kB is 25 kB.
const (
	// LinkLife is how long a link may be taken.
	LinkLife = 5 * time.Minute
	// Life is how long it may go on after that; the service's tokens live as long.
	Life = 30 * time.Minute

	maxBody = 64 << 10 // bytes
	maxPage = 500      // bytes of the path in a link; a code of more is hard to read
	// beat is how often a stream says that it is alive, and that the phone is.
	beat = 10 * time.Second
	// away is after which silence the phone is taken for gone.
	away = 2*beat + beat/2
)

// Options say what Handler can't know.
type Options struct {
	Store Store
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Origin is the page's own, such as "https://bank.example"; default: as the request says.
	Origin func(*http.Request) string
	// LinkOrigin is where a phone finds the page; default: Origin. They differ where the
	// first device knows the server by a name of its own, such as localhost.
	LinkOrigin func(*http.Request) string
	// Move replaces an origin in the JSON of a session by another: its hrefs. Used where a
	// device's origin is another than that of the device before.
	Move func(session []byte, from, to string) []byte
	// Done, when it is closed, ends all streams, so that a server can stop.
	Done <-chan struct{}
}

type handler struct{ Options }

// Handler serves a handover's requests below a path such as /handover; mount it with
// and without a slash at its end. It must see requests of the site's own pages only, and
// not too many from one address.
func Handler(path string, o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Origin == nil {
		o.Origin = func(r *http.Request) string {
			if r.TLS != nil {
				return "https://" + r.Host
			}
			return "http://" + r.Host
		}
	}
	if o.LinkOrigin == nil {
		o.LinkOrigin = o.Origin
	}
	if o.Move == nil {
		o.Move = func(session []byte, _, _ string) []byte { return session }
	}
	h := &handler{o}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, h.create)
	mux.HandleFunc("GET "+path, h.follow)
	mux.HandleFunc("POST "+path+"/take", h.take)
	mux.HandleFunc("PUT "+path+"/session", h.report)
	mux.HandleFunc("POST "+path+"/return", h.giveBack)
	mux.HandleFunc("POST "+path+"/back", h.takeBack)
	return mux
}

// said is what a device sends of the session. Flow is the page's own: what was chosen,
// and where the person is; this package doesn't look into it.
type said struct {
	Session json.RawMessage `json:"session"`
	Flow    json.RawMessage `json:"flow"`
}

// told is what a device is answered, as far as it concerns it.
type told struct {
	State   State           `json:"state"`
	Present bool            `json:"present,omitempty"` // whether the phone is there
	Session json.RawMessage `json:"session,omitempty"`
	Flow    json.RawMessage `json:"flow,omitempty"`
	// Of a new link, or of one that was taken.
	Token string    `json:"token,omitempty"`
	Link  string    `json:"link,omitempty"`
	QR    []string  `json:"qr,omitempty"` // rows, 1 is dark
	Until time.Time `json:"until,omitzero"`
}

// stored is what is sealed.
type stored struct {
	Origin string `json:"origin"` // of the session's hrefs
	said
}

// sealed is what a device has said, for the store.
func (h *handler) sealed(p pass, r *http.Request, s said) ([]byte, error) {
	b, err := json.Marshal(stored{Origin: h.Origin(r), said: s})
	if err != nil {
		return nil, err
	}
	return seal(p.key, p.name(), b), nil
}

// opened is what the other device has said, with hrefs for this one.
func (h *handler) opened(p pass, r *http.Request, sealed []byte) (said, error) {
	b, err := unseal(p.key, p.name(), sealed)
	if err != nil {
		return said{}, err
	}
	var s stored
	if err := json.Unmarshal(b, &s); err != nil {
		return said{}, err
	}
	if to := h.Origin(r); to != s.Origin {
		s.Session = h.Move(s.Session, s.Origin, to)
	}
	return s.said, nil
}

// present reports whether the phone is there.
func (h *handler) present(r Record) bool {
	return (r.State == Taken || r.State == Asked) && h.Now().Sub(r.Heard) < away
}

var (
	errUsed    = errors.New("handover: the link has been taken")
	errForeign = errors.New("handover: the secret is another's")
)
