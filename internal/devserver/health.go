package devserver

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// health answers those who watch over the server. Live is whether it runs at all; ready,
// whether sessions and uploads would work.
type health struct {
	u        *Upstream // nil: the sandbox in this process, which is always ready
	draining <-chan struct{}

	mu      sync.Mutex
	checked time.Time
	told    []check
}

// check is one thing that has to work.
type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
}

const (
	// checkedFor is how long a look at the service counts, whoever asks however often.
	checkedFor = 10 * time.Second
	// checkTime is what one look may take, less than a probe usually waits.
	checkTime = 4 * time.Second
)

func (h *health) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { tell(w, true, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-h.draining:
			tell(w, false, []check{{"draining", false}})
			return
		default:
		}
		checks, ok := h.look(), true
		for _, c := range checks {
			ok = ok && c.OK
		}
		tell(w, ok, checks)
	})
	return mux
}

func tell(w http.ResponseWriter, ok bool, checks []check) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !ok {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": ok, "checks": append([]check{}, checks...)})
}

// look says whether the service can be used. One look is under way at a time, in a time
// of its own: a probe that has given up must not make the next one see a failure.
func (h *health) look() []check {
	if h.u == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.checked.IsZero() && time.Since(h.checked) < checkedFor {
		return h.told
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	_, err := h.u.tokens.get(ctx)
	token := check{"token", err == nil}
	if err != nil {
		slog.Warn("not ready", "check", "token", "error", err)
	}
	err = h.u.reach(ctx)
	api := check{"api", err == nil}
	if err != nil {
		slog.Warn("not ready", "check", "api", "error", err)
	}
	h.told, h.checked = []check{token, api}, time.Now()
	return h.told
}

// reach sees whether the origin of the operations answers at all. What it answers to a
// request for nothing doesn't matter.
func (u *Upstream) reach(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, u.API+"/", nil)
	if err != nil {
		return err
	}
	r.Header.Set("User-Agent", u.agent)
	resp, err := u.Client.Do(r)
	if err != nil {
		return withoutURL(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<10))
	return resp.Body.Close()
}
