package devserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"credential-capture/internal/observe"
)

// userAgent names the integrator: the service refuses requests without one.
const userAgent = "CredentialCapture/0.1 (reference server)"

// Upstream is the API behind this server: the sandbox in this process, or the
// service itself.
type Upstream struct {
	Account, API         string // origins
	Client               *http.Client
	agent                string // User-Agent
	page                 string // the page's origin; "" for where a request came to
	uploads              gate
	metrics              *observe.Metrics
	tokens               *tokens
	workflowDefinitionID json.Number
}

// Regions are the service's data centers.
var regions = []string{"amer-1", "emea-1", "apac-1"}

// NewUpstream makes an Upstream of a region's name or of one base URL that serves
// everything. Template is nil when the page itself says what it asks for.
func NewUpstream(api string, getenv func(string) string, template *Template) (*Upstream, error) {
	auth, account, credentials, err := hostsOf(api)
	if err != nil {
		return nil, err
	}
	id, err := valueOf(getenv, "CREDENTIALS_CLIENT_ID")
	if err != nil {
		return nil, err
	}
	hush, err := secretOf(getenv, "CREDENTIALS_CLIENT_SECRET")
	if err != nil {
		return nil, err
	}
	key := getenv("CREDENTIALS_WORKFLOW_KEY")
	if id == "" || hush == nil || key == "" && template == nil {
		return nil, errors.New("set CREDENTIALS_CLIENT_ID, CREDENTIALS_CLIENT_SECRET (or …_FILE) and, without -account, CREDENTIALS_WORKFLOW_KEY in the environment")
	}
	if key != "" && template != nil {
		return nil, errors.New("CREDENTIALS_WORKFLOW_KEY is set, and -account's template has a workflow key too: leave one out")
	}
	if strings.Trim(key, "0123456789") != "" {
		return nil, errors.New("CREDENTIALS_WORKFLOW_KEY must be a number")
	}
	agent := getenv("CREDENTIALS_USER_AGENT")
	if agent == "" {
		agent = userAgent
	}
	if !printable(agent) {
		return nil, errors.New("CREDENTIALS_USER_AGENT must be 1 to 200 printable ASCII characters, such as Example/1.0 (onboarding@example.com)")
	}
	u := &Upstream{Account: account, API: credentials, Client: newClient(), agent: agent, workflowDefinitionID: json.Number(key)}
	u.authorizedBy(auth, id, hush)
	return u, nil
}

// authorizedBy says where access tokens come from.
func (u *Upstream) authorizedBy(auth, id string, hush secretSource) {
	client := *u.Client
	client.Transport = named{u.Client.Transport, u.agent}
	u.tokens = &tokens{url: auth + "/oauth2/token", id: id, secret: hush, client: &client, granted: u.metrics.Granted}
}

// hostsOf finds the three origins.
func hostsOf(api string) (auth, account, credentials string, err error) {
	for _, r := range regions {
		if api == r {
			return "https://auth." + r + ".jumio.ai", "https://account." + r + ".jumio.ai", "https://api." + r + ".jumio.ai", nil
		}
	}
	base, err := url.Parse(api)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && base.Scheme != "http" ||
		base.Path != "" && base.Path != "/" || base.RawQuery != "" || base.Fragment != "" {
		return "", "", "", fmt.Errorf("-api must be sandbox, %s, or a URL of an origin alone, such as https://api.example", strings.Join(regions, ", "))
	}
	if base.Scheme == "http" && !loopback(base.Hostname()) {
		return "", "", "", errors.New("-api must be https: the client's secret goes there, and http is for this machine alone (127.0.0.1, localhost)")
	}
	origin := originOf(base)
	return origin, origin, origin, nil
}

func printable(s string) bool {
	return s != "" && len(s) <= 200 && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// newClient makes the client that carries the secret. A redirect would take it
// elsewhere, so that none is followed: to the callers it is a refusal.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       30 * time.Second,
		Transport:     newTransport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newTransport is net/http's default, with an end to each wait, and connections enough
// to keep for many who upload: its two a host would be a TLS handshake for each part.
//
// It speaks HTTP/1.1. With HTTP/2 all uploads would share one connection and its window:
// one that the service is slow to take stops all others. Measured with make load
// THROUGH=tls, 50 uploads of 5 MB took 30 s, and seven of them failed; so they take one.
func newTransport() *http.Transport {
	var plain http.Protocols
	plain.SetHTTP1(true)
	return &http.Transport{
		Protocols:              &plain,
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  60 * time.Second,
		IdleConnTimeout:        45 * time.Second, // less than balancers keep theirs, a minute as a rule
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    128,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// named sends every request under the integrator's name.
type named struct {
	http.RoundTripper
	agent string
}

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", n.agent)
	r.Header.Set("Accept", "application/json")
	return n.RoundTripper.RoundTrip(r)
}

// refusal is an answer of the upstream that isn't a success.
type refusal struct {
	status int
	code   string // of OAuth2; "" for none
}

func (r *refusal) Error() string {
	if r.code != "" {
		return fmt.Sprintf("the API answered %d, %s", r.status, r.code)
	}
	return fmt.Sprintf("the API answered %d", r.status)
}
