package devserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// userAgent names the integrator: the service refuses requests without one.
const userAgent = "CredentialCapture/0.1 (reference server)"

// Upstream is the API behind this server: the sandbox in this process, or the
// service itself.
type Upstream struct {
	Auth, Account, API   string // origins
	ClientID, Secret     string
	Client               *http.Client
	mu                   sync.Mutex
	token                string
	tokenEnd             time.Time
	workflowDefinitionID json.Number
}

// Regions are the service's data centers.
var regions = []string{"amer-1", "emea-1", "apac-1"}

// NewUpstream makes an Upstream of a region's name or of one base URL that serves
// everything. The secret comes from the environment, never from a flag: flags show
// in the list of processes.
func NewUpstream(api string, getenv func(string) string) (*Upstream, error) {
	u := &Upstream{
		ClientID: getenv("CREDENTIALS_CLIENT_ID"), Secret: getenv("CREDENTIALS_CLIENT_SECRET"),
		Client:               newClient(),
		workflowDefinitionID: json.Number(getenv("CREDENTIALS_WORKFLOW_KEY")),
	}
	if u.ClientID == "" || u.Secret == "" || u.workflowDefinitionID == "" {
		return nil, errors.New("set CREDENTIALS_CLIENT_ID, CREDENTIALS_CLIENT_SECRET and CREDENTIALS_WORKFLOW_KEY in the environment")
	}
	for _, r := range regions {
		if api == r {
			u.Auth, u.Account, u.API = "https://auth."+r+".jumio.ai", "https://account."+r+".jumio.ai", "https://api."+r+".jumio.ai"
			return u, nil
		}
	}
	base, err := url.Parse(api)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && base.Scheme != "http" ||
		base.Path != "" && base.Path != "/" || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("-api must be sandbox, %s, or a URL of an origin alone, such as https://api.example", strings.Join(regions, ", "))
	}
	origin := base.Scheme + "://" + strings.ToLower(base.Host)
	u.Auth, u.Account, u.API = origin, origin, origin
	return u, nil
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

// newTransport is net/http's default, with an end to each wait.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 60 * time.Second,
		IdleConnTimeout:       90 * time.Second,
	}
}

// refusal is an answer of the upstream that isn't a success.
type refusal struct{ status int }

func (r *refusal) Error() string { return fmt.Sprintf("the API answered %d", r.status) }

// Create makes an account and returns what the browser is to be given. Host is the
// page's own, which the sandbox makes its hrefs of.
func (u *Upstream) Create(ctx context.Context, host string, body []byte) ([]byte, error) {
	answer, err := u.create(ctx, host, body)
	var r *refusal
	if errors.As(err, &r) && r.status == http.StatusUnauthorized && u.forget() {
		answer, err = u.create(ctx, host, body) // the service has forgotten the token before its end
	}
	if err == nil && !json.Valid(answer) {
		return nil, errors.New("create the account: the answer is no JSON")
	}
	return answer, err
}

func (u *Upstream) create(ctx context.Context, host string, body []byte) ([]byte, error) {
	token, err := u.access(ctx)
	if err != nil {
		return nil, fmt.Errorf("get an access token: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.Account+"/api/v1/accounts", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if u.API == "" {
		r.Host = host
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := u.send(r)
	if err != nil {
		return nil, fmt.Errorf("create the account: %w", err)
	}
	return answer, nil
}

// forget drops the access token, and reports whether there was one.
func (u *Upstream) forget() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	had := u.token != ""
	u.token = ""
	return had
}

// access returns an OAuth2 access token, a new one a minute before the old ends.
func (u *Upstream) access(ctx context.Context) (string, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.token != "" && time.Until(u.tokenEnd) > time.Minute {
		return u.token, nil
	}
	form := strings.NewReader("grant_type=client_credentials")
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.Auth+"/oauth2/token", form)
	if err != nil {
		return "", err
	}
	r.SetBasicAuth(u.ClientID, u.Secret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := u.send(r)
	if err != nil {
		return "", err
	}
	var t struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := json.Unmarshal(answer, &t); err != nil || t.AccessToken == "" {
		return "", errors.New("the token's answer is not what OAuth2 says")
	}
	u.token, u.tokenEnd = t.AccessToken, time.Now().Add(time.Duration(t.ExpiresIn)*time.Second)
	return u.token, nil
}

func (u *Upstream) send(r *http.Request) ([]byte, error) {
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Accept", "application/json")
	resp, err := u.Client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := readAnswer(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		return nil, &refusal{resp.StatusCode}
	}
	return body, nil
}
