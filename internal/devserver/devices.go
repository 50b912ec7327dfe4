package devserver

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"

	"credential-capture/internal/handover"
)

// mostHandovers is how many there may be at a time: 64 MiB at the very most, and 10 MB
// as a rule.
const mostHandovers = 1000

// handoverRate is how many links an address may make in a minute, and how many it may try.
const handoverRate = 60

// devices is /handover: the session goes on with another device, and comes back. A real
// service whose copies share the work gives it a store that they share.
type devices struct {
	http.Handler
	store *handover.Memory
	ahead atomic.Int64 // ns that a test has set the clock forward
}

func newDevices(c Config) *devices {
	d := &devices{}
	now := func() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }
	d.store = handover.NewMemory(mostHandovers, now)
	all := handover.Handler("/handover", handover.Options{
		Store: d.store, Now: now, Origin: c.origin, LinkOrigin: c.LinkOrigin, Move: moveSession, Done: c.Done,
	})
	mux := http.NewServeMux()
	mux.Handle("/handover", all)
	mux.Handle("/handover/", all)
	// No secret can be guessed at any rate, but the store could be filled.
	for _, path := range []string{"POST /handover", "POST /handover/take"} {
		mux.Handle(path, Rated(handoverRate, now, all))
	}
	d.Handler = SameOrigin(mux)
	return d
}

// moveSession replaces an origin in a snapshot of a session: in its hrefs, and where it
// says by itself which origin its tokens may be sent to.
func moveSession(session []byte, from, to string) []byte {
	return bytes.ReplaceAll(moveHrefs(session, from, to), []byte(`"`+from+`"`), []byte(`"`+to+`"`))
}

// setClock is test control: {"minutes"} sets the handovers' clock forward.
func (d *devices) setClock(w http.ResponseWriter, r *http.Request) {
	var by struct{ Minutes int64 }
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 100)).Decode(&by) != nil || by.Minutes < 1 || by.Minutes > 60 {
		problem(w, http.StatusBadRequest, "minutes must be 1 to 60")
		return
	}
	d.ahead.Add(by.Minutes * int64(time.Minute))
	d.store.Wake()
	w.WriteHeader(http.StatusNoContent)
}
