package apiclient

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// Content is bytes to be sent, read at random so that every attempt can start
// afresh. In the browser it is a Blob, whose bytes never enter Go's memory.
type Content interface {
	io.ReaderAt
	Size() int64 // bytes
}

// Transport sends one request and reads one answer: net/http natively, fetch in
// the browser (XMLHttpRequest where upload progress is asked for). It knows
// nothing of tokens, retries or JSON, follows no redirect to another origin,
// sends no cookie and no referrer.
type Transport interface {
	// RoundTrip fails only when there is no answer: with ctx.Err(), or an error
	// whose code is fault.Offline or fault.Network. Every status is an answer.
	RoundTrip(ctx context.Context, r *Request) (*Response, error)
}

// Request is one attempt.
type Request struct {
	Method   string
	URL      string            // absolute
	Header   map[string]string // without Content-Length
	Body     []Content         // sent one after the other; nil for no body
	Progress func(sent int64)  // bytes of the body sent so far, nil when nobody asked
}

// Format prints method and address for every verb: the header holds a token.
func (r *Request) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.Method+" "+r.URL) }

// Response is an answer with its body read, up to a cap.
type Response struct {
	Status     int
	RetryAfter string // the header, "" when absent or not exposed
	Date       string
	Body       []byte // at most maxAnswer bytes
}

// maxAnswer caps, in bytes, what is read of an answer: real ones are under 10 kB.
const maxAnswer = 1 << 20

// Token is a credential's bearer token. It prints as REDACTED however it is
// printed; a struct that holds one prints a pointer at most.
type Token struct {
	// A pointer, because fmt reads unexported fields without asking for methods.
	secret *string
}

const redacted = "REDACTED"

// maxToken is far above any real token (a signed one has about 1 kB), in bytes.
const maxToken = 16 << 10

// newToken refuses what can't stand in a header: RFC 6750 tokens are printable
// ASCII without blanks.
func newToken(s string) (Token, bool) {
	if s == "" || len(s) > maxToken {
		return Token{}, false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return Token{}, false
		}
	}
	return Token{&s}, true
}

// reveal returns the secret. Its callers are the Authorization header, the
// snapshot, and the search for an echoed token in an error's reason.
func (t Token) reveal() string {
	if t.secret == nil {
		return ""
	}
	return *t.secret
}

func (t Token) empty() bool { return t.secret == nil }

// String returns REDACTED.
func (t Token) String() string { return redacted }

// GoString returns REDACTED.
func (t Token) GoString() string { return redacted }

// Format prints REDACTED for every verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText makes encoding/json, where a program has it, and others write REDACTED.
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

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
