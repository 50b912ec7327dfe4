package apiclient

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// Content is a source of bytes to send. It allows random access, so that each attempt
// can start again. In the browser it may be a Blob, whose bytes stay outside of Go's
// memory.
type Content interface {
	io.ReaderAt
	Size() int64 // bytes
}

// Transport sends one request and reads one answer. It follows no redirect to another
// origin and sends no cookie and no referrer. See [NewTransport].
type Transport interface {
	// RoundTrip returns an error only if there is no answer: ctx.Err(), or an error
	// with code fault.Offline or fault.Network. Every HTTP status is an answer.
	RoundTrip(ctx context.Context, r *Request) (*Response, error)
}

// Request is one attempt.
type Request struct {
	Method     string
	URL        string            // absolute
	Header     map[string]string // without Content-Length
	Body       []Content         // concatenated; nil for no body
	OnProgress func(sent int64)  // bytes of the body sent so far; may be nil
}

// Format prints method and URL for every verb, because the header contains a token.
func (r *Request) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.Method+" "+r.URL) }

// Response is an answer with its body.
type Response struct {
	Status     int
	RetryAfter string // the header, "" if absent or not exposed by CORS
	Date       string
	Body       []byte // at most maxAnswer bytes
}

// maxAnswer limits the body of an answer, in bytes. The API's are under 10 kB.
const maxAnswer = 1 << 20

// bearerToken is the token of a credential. It prints as REDACTED, and inside a struct
// at most as a pointer.
type bearerToken struct {
	// A pointer, because fmt prints unexported fields without calling methods.
	secret *string
}

const redacted = "REDACTED"

// maxToken limits a token, in bytes. A signed one has about 1 kB.
const maxToken = 16 << 10

// newToken accepts printable ASCII without blanks (RFC 6750), which is safe in a
// header.
func newToken(s string) (bearerToken, bool) {
	if s == "" || len(s) > maxToken {
		return bearerToken{}, false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return bearerToken{}, false
		}
	}
	return bearerToken{&s}, true
}

// reveal returns the secret: for the Authorization header, the snapshot, and the
// search for an echoed token in an error's reason.
func (t bearerToken) reveal() string {
	if t.secret == nil {
		return ""
	}
	return *t.secret
}

func (t bearerToken) empty() bool { return t.secret == nil }

// String returns REDACTED.
func (t bearerToken) String() string { return redacted }

// GoString returns REDACTED.
func (t bearerToken) GoString() string { return redacted }

// Format prints REDACTED for every verb.
func (t bearerToken) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText makes encoding/json and other encoders write REDACTED.
func (t bearerToken) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// apiRoot is the path prefix of the API.
const apiRoot = "/api/v1/"

// maxHref limits an href, in bytes. Real ones have about 200.
const maxHref = 2 << 10

// origins defines where requests may go. Both are normalized by parseOrigin.
type origins struct {
	api   string // origin of the hrefs
	proxy string // replaces api in requests, "" for none
}

// base is the origin that requests are sent to.
func (o origins) base() string {
	if o.proxy != "" {
		return o.proxy
	}
	return o.api
}

// follow converts an href to the URL of a request, or fails with fault.Forbidden. It
// builds the URL from validated parts, because Go and browsers parse some malformed
// URLs differently.
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

// allows reports whether follow accepts all hrefs.
func (o origins) allows(hrefs ...string) bool {
	return !slices.ContainsFunc(hrefs, func(href string) bool {
		_, err := o.follow(href)
		return err != nil
	})
}

// splitHref splits an href into a normalized origin and a path under apiRoot.
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

// plainPath accepts the characters of the API's paths: UUIDs and names. Without
// escapes and dots, no server or proxy can interpret it as another path.
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

// parseOrigin normalizes "https://host[:port]", with an optional final slash, to lower
// case without a default port.
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

// splitOrigin splits a URL into its normalized origin and the rest. It accepts https,
// and http on loopback, which browsers trust as well. It doesn't use net/url, which
// would add to the wasm and accepts much that is rejected here.
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

// splitPort keeps the brackets of an IPv6 address.
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
		return len(parseIP(ip)) == 16
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
	return isLoopback(parseIP(host))
}
