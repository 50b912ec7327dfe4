package devserver

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Hosts refuses requests for a host name that isn't this server's. Without it a page
// elsewhere could make its own name lead here (DNS rebinding): to a browser it
// would then be of one origin with this server, and read what arrived. An address in
// numbers can't be made to lead elsewhere, and localhost is every machine's own.
func Hosts(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ownHost(r.Host, names) {
			problem(w, http.StatusMisdirectedRequest, "this server has another name; -host adds one")
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
