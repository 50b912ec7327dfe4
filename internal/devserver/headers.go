package devserver

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Policy is what of the headers a host may choose.
type Policy struct {
	Connect   []string // origins besides the page's own that it may talk to
	Ancestors []string // who may show the page in a frame, as FrameAncestor returns them. Default: nobody
}

// Secure adds the headers that a page with a camera and identity documents should have.
func Secure(next http.Handler, p Policy) http.Handler {
	ancestors := p.Ancestors
	if len(ancestors) == 0 {
		ancestors = []string{"'none'"}
	}
	policy := strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"worker-src 'self'",
		"style-src 'self'",
		"img-src 'self' blob:",
		"media-src 'self' blob:",
		"connect-src " + strings.Join(append([]string{"'self'"}, p.Connect...), " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors " + strings.Join(ancestors, " "),
		"require-trusted-types-for 'script'",
		"trusted-types credential-capture", // our own worker's; see web/capture/connection.js
	}, "; ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// FrameAncestor reads who may show the page in a frame: "self", or an origin that browsers
// trust, https or http on loopback. A wildcard, or anything that could end the directive, is
// refused.
func FrameAncestor(text string) (string, error) {
	if text == "self" {
		return "'self'", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Path != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(text, "#") ||
		!plainHost(u.Hostname()) || !plainPort(u) || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return "", errors.New("-frame-ancestor must be self, or an origin such as https://bank.example")
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// plainHost accepts names of letters, digits, hyphens and dots, and addresses.
func plainHost(name string) bool {
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.Zone() == ""
	}
	return name != "" && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-.") == ""
}

func plainPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && n > 0
}

func loopback(name string) bool {
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}

// SameOrigin refuses what another site's page asks for. Browsers say where a
// request comes from; a client that says nothing is no browser.
func SameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
		foreign := site != "" && site != "same-origin" && site != "none"
		// Behind a proxy that ends TLS this server can't know which it is; with its own it can,
		// and what came over plain HTTP may be of somebody on the way.
		plain := r.TLS == nil && origin == "http://"+r.Host
		if origin != "" && origin != "https://"+r.Host && !plain {
			foreign = true
		}
		if foreign {
			problem(w, http.StatusForbidden, "only this site's own pages may ask")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// problem answers with an error in the API's own shape.
func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}
