package gateway

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"credential-capture/internal/middleware"
)

// health answers probes: /healthz when the server runs, /readyz when sessions and uploads
// would work.
type health struct {
	u        *Upstream // nil for an API in this process, which is always ready
	draining <-chan struct{}

	mu      sync.Mutex
	checked time.Time
	result  []check
}

// check is one condition of readiness.
type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
}

const (
	// checkInterval is how long the result of a check is reused.
	checkInterval = 10 * time.Second
	// checkTimeout is less than probes usually wait.
	checkTimeout = 4 * time.Second
)

// Health returns a handler of /healthz and /readyz. Upstream is nil for an API in this
// process. When draining is closed, /readyz fails.
func Health(u *Upstream, draining <-chan struct{}) http.Handler {
	h := &health{u: u, draining: draining}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeChecks(w, []check{}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		select {
		case <-h.draining:
			writeChecks(w, []check{{"draining", false}})
		default:
			writeChecks(w, h.check())
		}
	})
	return mux
}

func writeChecks(w http.ResponseWriter, checks []check) {
	status, ok := http.StatusOK, true
	for _, c := range checks {
		if !c.OK {
			status, ok = http.StatusServiceUnavailable, false
		}
	}
	middleware.WriteJSON(w, status, map[string]any{"ok": ok, "checks": checks})
}

// check asks the service, once at a time. It has its own timeout, so that a probe that gave
// up doesn't make the next one fail.
func (h *health) check() []check {
	if h.u == nil {
		return []check{}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.checked.IsZero() && time.Since(h.checked) < checkInterval {
		return h.result
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
	defer cancel()
	_, err := h.u.tokens.get(ctx)
	h.result = []check{newCheck("token", err), newCheck("api", h.u.reach(ctx))}
	h.checked = time.Now()
	return h.result
}

func newCheck(name string, err error) check {
	if err != nil {
		slog.Warn("not ready", "check", name, "reason", reasonOf(err))
	}
	return check{name, err == nil}
}

// reach checks that the API answers at all, with whatever status.
func (u *Upstream) reach(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, u.API+"/", nil)
	if err != nil {
		return err
	}
	r.Header.Set("User-Agent", u.userAgent)
	resp, err := u.Client.Do(r)
	if err != nil {
		return withoutURL(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<10))
	return resp.Body.Close()
}
