package devserver

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"credential-capture/internal/handover"
	"credential-capture/internal/middleware"
)

// maxHandovers takes at most 64 MiB of memory, and usually 10 MB.
const maxHandovers = 1000

// handoverRate is how many links an address may make in a minute, and how many it may take.
// Two devices that poll every second and report need 150 requests.
const handoverRate, handoverPolls = 60, 1200

// handovers is /handover.
type handovers struct {
	http.Handler
	offset atomic.Int64 // ns by which a test has advanced the clock
}

func newHandovers(c Config) *handovers {
	h := &handovers{}
	now := func() time.Time { return time.Now().Add(time.Duration(h.offset.Load())) }
	store := c.Handovers
	if store == nil {
		store = handover.NewMemory(maxHandovers, now)
	}
	all := handover.Handler("/handover", handover.Options{
		Store: store, Now: now, Origin: c.origin, LinkOrigin: c.LinkOrigin, Rewrite: rewriteOrigin,
	})
	mux := http.NewServeMux()
	polled := middleware.Limit(c.NewLimiter("handover", handoverPolls, now), all)
	mux.Handle("/handover", polled)
	mux.Handle("/handover/", polled)
	// Secrets can't be guessed at any rate, but the store could be filled.
	for _, path := range []string{"POST /handover", "POST /handover/take"} {
		mux.Handle(path, middleware.Limit(c.NewLimiter(path, handoverRate, now), all))
	}
	h.Handler = middleware.MinUploadRate(middleware.SameOrigin(mux))
	return h
}

// rewriteOrigin replaces an origin in a session: in its hrefs, and where it stands alone.
// Some writers of JSON escape the slashes of hrefs.
func rewriteOrigin(session []byte, from, to string) []byte {
	for _, slash := range []string{"/", `\/`} {
		old, by := strings.ReplaceAll(from+"/", "/", slash), strings.ReplaceAll(to+"/", "/", slash)
		session = bytes.ReplaceAll(session, []byte(old), []byte(by))
	}
	return bytes.ReplaceAll(session, []byte(`"`+from+`"`), []byte(`"`+to+`"`))
}

// setClock is test control: {"minutes"} advances the handovers' clock.
func (h *handovers) setClock(w http.ResponseWriter, r *http.Request) {
	var by struct{ Minutes int64 }
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 100)).Decode(&by) != nil || by.Minutes < 1 || by.Minutes > 60 {
		middleware.Problem(w, http.StatusBadRequest, "minutes must be 1 to 60")
		return
	}
	h.offset.Add(by.Minutes * int64(time.Minute))
	w.WriteHeader(http.StatusNoContent)
}
