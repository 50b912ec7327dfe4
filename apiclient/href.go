package apiclient

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// apiRoot is the path that every address of the API lies under.
const apiRoot = "/api/v1/"

// maxHref is in bytes; a real one has about 200.
const maxHref = 2 << 10

// origins says where requests may go. Both are as parseOrigin returns them.
type origins struct {
	api   string // the hrefs' own origin
	proxy string // where requests are sent instead, "" for none
}

// base is the origin that requests are sent to.
func (o origins) base() string {
	if o.proxy != "" {
		return o.proxy
	}
	return o.api
}

// follow turns an href into the address to send a request to, or refuses it with
// fault.Forbidden. The address is put together anew from checked pieces: Go and
// a browser read some odd addresses differently, so no odd one is passed on.
func (o origins) follow(href string) (string, error) {
	from, path, err := splitHref(href)
	if err != nil {
		return "", err
	}
	if from != o.api && from != o.proxy {
		return "", fault.New(fault.Forbidden, "an href leads to another origin").With("origin", from)
	}
	return o.base() + path, nil
}

// lead reports whether hrefs may be followed, all of them.
func (o origins) lead(hrefs ...string) bool {
	return !slices.ContainsFunc(hrefs, func(href string) bool {
		_, err := o.follow(href)
		return err != nil
	})
}

// splitHref takes an href apart into a normal origin and a path under apiRoot.
func splitHref(href string) (origin, path string, err *fault.Error) {
	if len(href) > maxHref {
		return "", "", fault.New(fault.Forbidden, "an href is too long").With("limit", maxHref)
	}
	origin, path, err = splitOrigin(href)
	switch {
	case err != nil:
		err.Code = fault.Forbidden
		return "", "", err
	case !plainPath(path):
		return "", "", fault.New(fault.Forbidden, "an href is not a plain path under %s", apiRoot)
	}
	return origin, path, nil
}

// plainPath accepts what the API's own paths are made of: UUIDs and names. No
// escapes and no dots means nothing that a server or a proxy could read as
// another path.
func plainPath(p string) bool {
	if !strings.HasPrefix(p, apiRoot) || strings.Contains(p, "//") {
		return false
	}
	for i := range len(p) {
		c := p[i]
		plain := c == '/' || c == '-' || c == '_' ||
			'0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
		if !plain {
			return false
		}
	}
	return true
}

// parseOrigin reads "https://host[:port]", with at most a final slash, into its
// normal form: lower case, no default port.
func parseOrigin(s string) (string, *fault.Error) {
	origin, rest, err := splitOrigin(s)
	if err == nil && rest != "" && rest != "/" {
		err = fault.New(fault.BadOption, "an origin has no path, query or fragment")
	}
	if err != nil {
		return "", err
	}
	return origin, nil
}

// splitOrigin cuts an address into its normal origin and the rest. It accepts
// https, and http on loopback, where browsers trust it too. net/url isn't used:
// it would weigh more, and accepts a lot that would only have to be refused here.
func splitOrigin(address string) (origin, rest string, err *fault.Error) {
	scheme, authority, found := strings.Cut(address, "://")
	scheme = strings.ToLower(scheme)
	if end := strings.IndexAny(authority, `/\?#`); end >= 0 {
		authority, rest = authority[:end], authority[end:]
	}
	host, port, hasPort := splitPort(strings.ToLower(authority))
	switch {
	case !found:
		return "", "", fault.New(fault.BadOption, "an address needs a scheme and a host name")
	case strings.Contains(authority, "@"):
		return "", "", fault.New(fault.BadOption, "an address must not hold a name or password")
	case !plainHost(host):
		return "", "", fault.New(fault.BadOption, "an address needs a plain host name")
	case scheme != "https" && !(scheme == "http" && loopback(host)):
		return "", "", fault.New(fault.BadOption, "an address must be https, or http on loopback")
	case hasPort && !plainPort(port):
		return "", "", fault.New(fault.BadOption, "an address has an odd port")
	}
	if hasPort && !(scheme == "https" && port == "443") && !(scheme == "http" && port == "80") {
		host += ":" + port
	}
	return scheme + "://" + host, rest, nil
}

// splitPort leaves an IPv6 address its brackets.
func splitPort(authority string) (host, port string, hasPort bool) {
	if end := strings.Index(authority, "]:"); end >= 0 {
		return authority[:end+1], authority[end+2:], true
	}
	if strings.HasSuffix(authority, "]") {
		return authority, "", false
	}
	return strings.Cut(authority, ":")
}

func plainPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0 && port[0] != '0'
}

// plainHost accepts a name, an IPv4 address, or an IPv6 address in brackets.
func plainHost(host string) bool {
	if ip, ok := bracketed(host); ok {
		addr, err := netip.ParseAddr(ip)
		return err == nil && addr.Is6() && addr.Zone() == ""
	}
	for i := range len(host) {
		c := host[i]
		if c != '.' && c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return host != ""
}

func bracketed(host string) (ip string, ok bool) {
	ip, open := strings.CutPrefix(host, "[")
	ip, closed := strings.CutSuffix(ip, "]")
	return ip, open && closed
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	if ip, ok := bracketed(host); ok {
		host = ip
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
