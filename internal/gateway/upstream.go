package gateway

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
)

// defaultUserAgent names the integrator. The service refuses requests without a User-Agent.
const defaultUserAgent = "CredentialCapture/0.1 (reference server)"

// Upstream is the API behind this server: the service, or a handler in this process.
type Upstream struct {
	Account, API         string // origins; API is "" for a handler in this process
	Client               *http.Client
	userAgent            string
	origin               string             // the page's; "" for the one that a request came to
	uploads              *middleware.Places // forwarded at a time
	metrics              *observe.Metrics
	tokens               *tokenSource
	workflowDefinitionID json.Number
}

// regions are the service's data centers.
var regions = []string{"amer-1", "emea-1", "apac-1"}

// newUpstream makes an Upstream of a region, or of one origin that serves everything.
// Template is nil when the page says which credentials it wants.
func newUpstream(api string, getenv func(string) string, template *Template) (*Upstream, error) {
	auth, account, credentials, err := originsOf(api)
	if err != nil {
		return nil, err
	}
	id, err := SettingOf(getenv, "CREDENTIALS_CLIENT_ID")
	if err != nil {
		return nil, err
	}
	clientSecret, err := secretOf(getenv, "CREDENTIALS_CLIENT_SECRET")
	if err != nil {
		return nil, err
	}
	key, agent := getenv("CREDENTIALS_WORKFLOW_KEY"), cmp.Or(getenv("CREDENTIALS_USER_AGENT"), defaultUserAgent)
	switch {
	case id == "" || clientSecret == nil || key == "" && template == nil:
		return nil, errors.New("set CREDENTIALS_CLIENT_ID, CREDENTIALS_CLIENT_SECRET (or …_FILE) and, without -account, CREDENTIALS_WORKFLOW_KEY in the environment")
	case key != "" && template != nil:
		return nil, errors.New("CREDENTIALS_WORKFLOW_KEY is set, and -account's template has a workflow key too: leave one out")
	case strings.Trim(key, "0123456789") != "":
		return nil, errors.New("CREDENTIALS_WORKFLOW_KEY must be a number")
	case len(agent) > 200 || strings.IndexFunc(agent, func(r rune) bool { return r < ' ' || r > '~' }) >= 0:
		return nil, errors.New("CREDENTIALS_USER_AGENT must be 1 to 200 printable ASCII characters, such as Example/1.0 (onboarding@example.com)")
	}
	u := &Upstream{Account: account, API: credentials, Client: newClient(), userAgent: agent, workflowDefinitionID: json.Number(key)}
	u.setClient(auth, id, clientSecret)
	return u, nil
}

// setClient says where access tokens come from.
func (u *Upstream) setClient(auth, id string, clientSecret secretSource) {
	client := *u.Client
	client.Transport = withHeaders{u.Client.Transport, u.userAgent}
	u.tokens = &tokenSource{url: auth + "/oauth2/token", id: id, secret: clientSecret, client: &client, granted: u.metrics.Granted}
}

// InProcess makes an Upstream whose API is a handler in this process.
func InProcess(api http.Handler, id, clientSecret string) *Upstream {
	u := &Upstream{
		Account: "http://sandbox", Client: &http.Client{Transport: handlerTransport{api}},
		userAgent: defaultUserAgent, workflowDefinitionID: json.Number("1"),
	}
	u.setClient("http://sandbox", id, func() (string, error) { return clientSecret, nil })
	return u
}

// handlerTransport calls a handler instead of the network.
type handlerTransport struct{ http.Handler }

func (t handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	w := httptest.NewRecorder()
	t.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// originsOf returns the origins of the three APIs.
func originsOf(api string) (auth, account, credentials string, err error) {
	if slices.Contains(regions, api) {
		return "https://auth." + api + ".jumio.ai", "https://account." + api + ".jumio.ai", "https://api." + api + ".jumio.ai", nil
	}
	base, err := middleware.ParseOrigin(api)
	if err != nil {
		return "", "", "", fmt.Errorf("-api must be sandbox, %s, or the URL of a service, which %w", strings.Join(regions, ", "), err)
	}
	origin := middleware.OriginOf(base)
	return origin, origin, origin, nil
}

// newClient makes the client that sends the client secret. It follows no redirect, which
// could send the secret elsewhere: callers see a refusal.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       30 * time.Second,
		Transport:     newTransport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newTransport is net/http's default with a timeout for each wait, and with more idle
// connections: its two a host would cost most uploads a TLS handshake.
//
// It speaks HTTP/1.1. With HTTP/2 all uploads share one connection and its window, so that
// one slow upload stops the others: with THROUGH=tls make check NAME=load, 50 uploads of 5 MB took 30 s
// and seven failed; over HTTP/1.1 they take one second.
func newTransport() *http.Transport {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	return &http.Transport{
		Protocols:              &http1,
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  60 * time.Second,
		IdleConnTimeout:        45 * time.Second, // below the usual 60 s of load balancers
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    128,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// withHeaders sets the headers that the service expects with every request.
type withHeaders struct {
	http.RoundTripper
	userAgent string
}

func (t withHeaders) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", t.userAgent)
	r.Header.Set("Accept", "application/json")
	return t.RoundTripper.RoundTrip(r)
}

// openAccount creates an account, or updates the one whose id is not "", and returns the
// answer. Host is the page's own, from which a handler in this process makes its hrefs.
func (u *Upstream) openAccount(ctx context.Context, host, account string, body []byte) ([]byte, error) {
	answer, token, err := u.openAccountOnce(ctx, host, account, body)
	var s *statusError
	if errors.As(err, &s) && s.status == http.StatusUnauthorized && token != "" {
		u.tokens.forget(token) // the service revoked it before its end
		answer, _, err = u.openAccountOnce(ctx, host, account, body)
	}
	return answer, err
}

func (u *Upstream) openAccountOnce(ctx context.Context, host, account string, body []byte) (answer []byte, token string, err error) {
	token, err = u.tokens.get(ctx)
	if err != nil {
		return nil, "", &callError{"get an access token", err}
	}
	method, href, call := http.MethodPost, u.Account+"/api/v1/accounts", "create the account"
	if account != "" {
		method, href, call = http.MethodPut, href+"/"+account, "update the account"
	}
	r, err := http.NewRequestWithContext(ctx, method, href, bytes.NewReader(body))
	if err != nil {
		return nil, token, err
	}
	if u.API == "" {
		r.Host = host
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	if answer, err = u.send(r); err != nil {
		return nil, token, &callError{call, err}
	}
	return answer, token, nil
}

func (u *Upstream) send(r *http.Request) ([]byte, error) {
	r.Header.Set("User-Agent", u.userAgent)
	r.Header.Set("Accept", "application/json")
	resp, err := u.Client.Do(r)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer resp.Body.Close()
	body, err := readAnswer(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = &statusError{status: resp.StatusCode, retryAfter: waitOf(resp.Header)}
	}
	return body, err
}

// withoutURL unwraps the cause of a failed request, because the URL has an account's id.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// callError names the call that failed: a wrong secret and a wrong template may have the same status.
type callError struct {
	name string
	error
}

func (e *callError) Error() string { return e.name + ": " + e.error.Error() }
func (e *callError) Unwrap() error { return e.error }

// statusError is an answer of the upstream that isn't a success.
type statusError struct {
	status     int
	code       string // of OAuth2; "" for none
	retryAfter string // s; "" for none
}

// waitOf is Retry-After in seconds, at most a day: what the service has sent isn't
// passed on as it is.
func waitOf(h http.Header) string {
	value := h.Get("Retry-After")
	seconds, err := strconv.ParseUint(value, 10, 64)
	if at, bad := http.ParseTime(value); bad == nil {
		now := time.Now()
		if served, err := http.ParseTime(h.Get("Date")); err == nil {
			now = served
		}
		seconds, err = uint64(max(at.Sub(now), 0)/time.Second), nil
	}
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return ""
	}
	return strconv.FormatUint(min(seconds, 24*60*60), 10)
}

func (e *statusError) Error() string {
	if e.code != "" {
		return fmt.Sprintf("the API answered %d, %s", e.status, e.code)
	}
	return fmt.Sprintf("the API answered %d", e.status)
}
