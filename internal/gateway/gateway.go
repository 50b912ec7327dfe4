// Package gateway is what stands before the real service: it gets access tokens by OAuth2,
// creates accounts, opens sessions, and forwards the seven operations under the page's own
// origin. docs/production.md is its manual.
//
// The client secret stays in this package. A browser gets tokens for one workflow only.
package gateway

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
)

// Config configures New.
type Config struct {
	// API is a region such as "emea-1", or the service's origin.
	API string
	// Getenv reads the client's id and secret, and other settings that are not flags.
	Getenv func(string) string
	// Account is the template of accounts. Default: the page says which credentials it wants.
	Account *Template
	// Origin is the page's origin where a proxy in front ends TLS. Default: the origin that a
	// request came to.
	Origin string
	// MaxUploads is how many uploads are forwarded at a time. Default: DefaultMaxUploads.
	MaxUploads int
	// SessionRate is how many sessions one address may open in a minute. Default:
	// DefaultSessionRate.
	SessionRate int
	// Limiter makes the limiter of the sessions. Default: in memory, for this copy alone.
	Limiter func(name string, perMinute int) middleware.Limiter
	// Ready are further conditions of /readyz by name, such as a store's.
	Ready map[string]func(context.Context) error
	// Draining, when closed, makes /readyz fail.
	Draining <-chan struct{}
	// Observer logs and counts. Default: nothing.
	Observer *observe.Observer
}

const (
	// DefaultMaxUploads is what 2 cores forward with time to spare; each takes less than
	// 100 kB of memory.
	DefaultMaxUploads = 512
	// DefaultSessionRate is far more than a household behind one router needs, and far less
	// than fills the memory.
	DefaultSessionRate = 60
)

// NewLimiter returns Config.Limiter's, or one in memory by the clock now.
func (c Config) NewLimiter(name string, perMinute int, now func() time.Time) middleware.Limiter {
	if c.Limiter != nil {
		return c.Limiter(name, perMinute)
	}
	return middleware.NewLimiter(perMinute, now)
}

// New returns a handler of /session, /api/v1/, /healthz and /readyz.
func New(c Config) (http.Handler, error) {
	u, err := newUpstream(c.API, c.Getenv, c.Account)
	if err != nil {
		return nil, err
	}
	u.origin = c.Origin
	if c.Observer != nil {
		u.metrics = c.Observer.Metrics
	}
	u.tokens.granted = u.metrics.Granted
	u.uploads = middleware.NewPlaces(cmp.Or(c.MaxUploads, DefaultMaxUploads))
	target, err := url.Parse(u.API)
	if err != nil {
		return nil, err
	}
	open, authorized := u.openRequested, func(*http.Request) bool { return false }
	if c.Account != nil {
		accounts, err := newAccounts(u, c.Account, c.Getenv)
		if err != nil {
			return nil, err
		}
		open, authorized = accounts.open, accounts.authorized
		if accounts.key != nil && c.Origin == "" {
			slog.Warn("hrefs get the name by which the back end calls /session: -origin sets the page's origin")
		}
	}
	sessions := session(u, open)
	limited := middleware.Limit(c.NewLimiter("session", cmp.Or(c.SessionRate, DefaultSessionRate), time.Now), sessions)
	// The integrator's back end opens all sessions from one address, and shows a key. SameOrigin is
	// before the rate, which another site's page could use up for all who share an address.
	byKeyOrRate := middleware.SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if authorized(r) {
			sessions.ServeHTTP(w, r)
		} else {
			limited.ServeHTTP(w, r)
		}
	}))
	mux := http.NewServeMux()
	// MinUploadRate is outermost, so that the observer sees what it cuts.
	mux.Handle("/session", middleware.MinUploadRate(c.Observer.Handler(func(*http.Request) string { return "session" }, byKeyOrRate)))
	mux.Handle("/api/v1/", middleware.MinUploadRate(c.Observer.Handler(operationOf, newProxy(u, target))))
	health := Health(u, c.Draining, c.Ready)
	mux.Handle("/healthz", health)
	mux.Handle("/readyz", health)
	return mux, nil
}
