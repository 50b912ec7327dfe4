package middleware

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

type originKey struct{}

// WithOrigin sets the page's origin, where a proxy in front ends TLS. "" leaves it to each
// request.
func WithOrigin(origin string, next http.Handler) http.Handler {
	if origin == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), originKey{}, origin)))
	})
}

// Origin returns the page's origin, or the one that a request came to.
func Origin(r *http.Request) string {
	if origin, is := r.Context().Value(originKey{}).(string); is {
		return origin
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// OriginOf returns a URL's origin in lower case, without the scheme's default port.
func OriginOf(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return scheme + "://" + strings.TrimSuffix(host, map[string]string{"https": ":443", "http": ":80"}[scheme])
}

// ParseOrigin parses an origin: a scheme, a host, and no path but "/". It accepts http only
// for loopback.
func ParseOrigin(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("must be an origin, such as https://service.example")
	case u.Scheme != "https" && !(u.Scheme == "http" && IsLoopback(u.Hostname())):
		return nil, errors.New("must be https; http is accepted for localhost only")
	}
	return u, nil
}

// IsLoopback reports whether a host name is this machine's own.
func IsLoopback(name string) bool {
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}

// SameOrigin refuses requests of other sites' pages, by Origin and Sec-Fetch-Site. A client
// that sends neither is not a browser, and passes.
func SameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
		foreign := site != "" && site != "same-origin" && site != "none"
		if origin != "" && !isOwn(r, origin) {
			foreign = true
		}
		if foreign {
			Problem(w, http.StatusForbidden, "only this site's own pages may ask")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isOwn reports whether an origin is the page's. Without a set one, a proxy in front may end
// TLS, so that both schemes are the page's own; when this server ends TLS itself, a page of
// plain HTTP may be an attacker's.
func isOwn(r *http.Request, origin string) bool {
	if set, is := r.Context().Value(originKey{}).(string); is {
		return origin == set
	}
	return origin == "https://"+r.Host || r.TLS == nil && origin == "http://"+r.Host
}

// Hosts refuses requests for any host name but localhost, IP addresses and the given names.
// Otherwise another site could point its own name here (DNS rebinding), and its pages would
// count as same-origin.
func Hosts(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ownHost(r.Host, names) {
			Problem(w, http.StatusMisdirectedRequest, "this server has another name; -host adds one")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func ownHost(host string, names []string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, open := strings.CutPrefix(host, "["); open {
		host = strings.TrimSuffix(ip, "]")
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, host) })
}
