package devserver

import (
	"errors"
	"net/http"
	"net/url"
	"time"
)

// service mounts what stands before the real service.
func (c Config) service(mux *http.ServeMux) error {
	u, err := NewUpstream(c.API, c.Getenv, c.Account)
	if err != nil {
		return err
	}
	u.page = c.Page
	if c.Observer != nil {
		u.metrics = c.Observer.Metrics
	}
	u.tokens.granted = u.metrics.Granted
	if c.Uploads == 0 {
		c.Uploads = DefaultUploads
	}
	u.uploads = make(gate, c.Uploads)
	var byTemplate *accounts
	if c.Account != nil {
		if byTemplate, err = accountsOf(u, c.Account, c.Getenv); err != nil {
			return err
		}
	}
	proxy, err := Proxy(u)
	if err != nil {
		return err
	}
	mux.Handle("/session", c.Observer.Handler(func(*http.Request) string { return "session" }, c.sessions(u, byTemplate)))
	// The pace is kept closest to the connection; who looks on is told what it cut.
	mux.Handle("/api/v1/", Paced(c.Observer.Handler(operationOf, proxy)))
	watch := &health{u: u, draining: c.Done}
	mux.Handle("/healthz", watch.handler())
	mux.Handle("/readyz", watch.handler())
	return nil
}

// sessions limits those who ask by themselves. The site's own back end, which asks for
// everybody from one address, shows a key instead.
func (c Config) sessions(u *Upstream, byTemplate *accounts) http.Handler {
	all := Session(u, byTemplate)
	rated := Rated(c.SessionRate, time.Now, all)
	if byTemplate == nil {
		return rated
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if byTemplate.trusts(r) {
			all.ServeHTTP(w, r)
			return
		}
		rated.ServeHTTP(w, r)
	})
}

// PageOrigin checks the origin that browsers see, such as https://onboarding.example.
func PageOrigin(s string) (origin, host string, err error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return "", "", errors.New("must be an origin alone, such as https://onboarding.example")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return "", "", errors.New("must be https: browsers open a camera for nothing else")
	}
	return originOf(u), u.Hostname(), nil
}
