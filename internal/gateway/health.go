package gateway

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"credential-capture/internal/middleware"
)

// health answers probes: /healthz when the server runs, /readyz when sessions and uploads
// would work.
type health struct {
	u        *Upstream // nil for the sandbox, which is always ready
	draining <-chan struct{}
	more     map[string]func(context.Context) error

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

// Health returns a handler of /healthz and /readyz. When draining is closed, /readyz fails. More
// are further conditions by name. A nil u stands for the sandbox, which /readyz names.
func Health(u *Upstream, draining <-chan struct{}, more map[string]func(context.Context) error) http.Handler {
	h := &health{u: u, draining: draining, more: more}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { h.write(w, []check{}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		select {
		case <-h.draining:
			h.write(w, []check{{"draining", false}})
		default:
			h.write(w, h.check())
		}
	})
	return mux
}

func (h *health) write(w http.ResponseWriter, checks []check) {
	status, ok := http.StatusOK, true
	for _, c := range checks {
		if !c.OK {
			status, ok = http.StatusServiceUnavailable, false
		}
	}
	answer := map[string]any{"ok": ok, "checks": checks}
	if h.u == nil {
		answer["sandbox"] = true
	}
	middleware.WriteJSON(w, status, answer)
}

// check asks the service, once at a time. It has its own timeout, so that a probe that gave
// up doesn't make the next one fail.
func (h *health) check() []check {
	type condition struct {
		name string
		ask  func(context.Context) error
	}
	conditions := []condition{}
	if h.u != nil {
		conditions = append(conditions,
			condition{"token", func(ctx context.Context) error { _, err := h.u.tokens.get(ctx); return err }})
		// One origin may serve both.
		if h.u.Account != "" && h.u.Account != h.u.API {
			conditions = append(conditions, condition{"account", func(ctx context.Context) error { return h.u.reach(ctx, h.u.Account) }})
		}
		conditions = append(conditions, condition{"api", func(ctx context.Context) error { return h.u.reach(ctx, h.u.API) }})
	}
	for _, name := range slices.Sorted(maps.Keys(h.more)) {
		conditions = append(conditions, condition{name, h.more[name]})
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.checked.IsZero() && time.Since(h.checked) < checkInterval {
		return h.result
	}
	h.result = make([]check, len(conditions))
	var checks sync.WaitGroup
	for i, c := range conditions {
		// Each has the whole time, so that one that hangs doesn't fail the other.
		checks.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
			defer cancel()
			h.result[i] = newCheck(c.name, c.ask(ctx))
		})
	}
	checks.Wait()
	h.checked = time.Now()
	return h.result
}

func newCheck(name string, err error) check {
	if err != nil {
		slog.Warn("not ready", "check", name, "reason", reasonOf(err))
	}
	return check{name, err == nil}
}

// reach checks that an origin answers at all, with whatever status.
func (u *Upstream) reach(ctx context.Context, origin string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, origin+"/", nil)
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
