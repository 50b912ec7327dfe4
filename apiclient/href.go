package apiclient

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"credential-capture/internal/fault"
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

// splitHref takes an href apart into a normal origin and a path under apiRoot.
func splitHref(href string) (origin, path string, err *fault.Error) {
	if len(href) > maxHref {
		return "", "", fault.New(fault.Forbidden, "an href is too long").With("limit", maxHref)
	}
	u, parseErr := url.Parse(href)
	if parseErr != nil {
		// The cause would quote the address.
		return "", "", fault.New(fault.Forbidden, "an href is not an address")
	}
	origin, err = normalOrigin(u)
	if err != nil {
		err.Code = fault.Forbidden
		return "", "", err
	}
	if !plainPath(u.EscapedPath()) || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", "", fault.New(fault.Forbidden, "an href is not a plain path under %s", apiRoot)
	}
	return origin, u.Path, nil
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
	u, err := url.Parse(s)
	if err != nil {
		return "", fault.New(fault.BadOption, "not an origin")
	}
	origin, bad := normalOrigin(u)
	if bad != nil {
		return "", bad
	}
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", fault.New(fault.BadOption, "an origin has no path, query or fragment")
	}
	return origin, nil
}

// normalOrigin accepts https, and http on loopback, where browsers trust it too.
func normalOrigin(u *url.URL) (string, *fault.Error) {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	switch {
	case u.Opaque != "" || host == "" || !plainHost(host):
		return "", fault.New(fault.BadOption, "an address needs a plain host name")
	case u.User != nil:
		return "", fault.New(fault.BadOption, "an address must not hold a name or password")
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(host)):
		return "", fault.New(fault.BadOption, "an address must be https, or http on loopback")
	case strings.HasSuffix(u.Host, ":") || port != "" && !plainPort(port):
		return "", fault.New(fault.BadOption, "an address has an odd port")
	}
	if u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		port = ""
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	return u.Scheme + "://" + host, nil
}

func plainPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0 && port[0] != '0'
}

func plainHost(host string) bool {
	for i := range len(host) {
		c := host[i]
		if c != '.' && c != '-' && c != ':' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
