package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// accessLifetime is that of an OAuth2 access token.
const accessLifetime = 60 * time.Minute

// issueToken is the OAuth2 client credentials grant (RFC 6749, 4.4).
func (s *Sandbox) issueToken(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if err := r.ParseForm(); err != nil {
		return refuse(http.StatusBadRequest, "the body is no form")
	}
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	if !same(id, s.options.ClientID) || !same(secret, s.options.ClientSecret) {
		w.Header().Set("WWW-Authenticate", `Basic realm="sandbox"`)
		return refuse(http.StatusUnauthorized, "wrong client id or secret")
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		return refuse(http.StatusBadRequest, "grant_type must be client_credentials")
	}
	return s.answer(w, func() (map[string]any, error) {
		token, now := newSecret(), s.options.Now()
		s.store.sweep(now)
		s.store.grant(token, now, s.options.MaxAccess)
		return map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": int(accessLifetime.Seconds())}, nil
	})
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func bearer(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token
	}
	return ""
}

// access checks the OAuth2 access token. The caller holds the lock.
func (s *Sandbox) access(r *http.Request) error {
	if strings.TrimSpace(r.Header.Get("User-Agent")) == "" {
		return refuse(http.StatusForbidden, "the User-Agent header is missing")
	}
	end, ok := s.store.access[bearer(r)]
	if !ok || s.options.Now().After(end) {
		return refuse(http.StatusUnauthorized, "no valid access token")
	}
	return nil
}

// accountRequest is the body of an account's creation or update. What else the vendor
// documents, such as web, reportingCriteria, capabilities and predefinedType, is ignored.
type accountRequest struct {
	CustomerInternalReference string `json:"customerInternalReference"`
	UserReference             string `json:"userReference"`
	CallbackURL               string `json:"callbackUrl"`
	TokenLifetime             string `json:"tokenLifetime"`
	WorkflowDefinition        struct {
		Key         json.Number         `json:"key"`
		Credentials []credentialRequest `json:"credentials"`
	} `json:"workflowDefinition"`
	UserConsent json.RawMessage `json:"userConsent"`
}

type credentialRequest struct {
	Category string `json:"category"`
	Country  choice `json:"country"`
	Type     choice `json:"type"`
}

// choice is a string, or {"values": [string]} of which the person has one.
type choice []string

func (c *choice) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*c = choice{s}
		return nil
	}
	var several struct{ Values []string }
	err := json.Unmarshal(b, &several)
	*c = several.Values
	return err
}

// one returns the only value, or "".
func (c choice) one() string {
	if len(c) == 1 {
		return strings.ToUpper(c[0])
	}
	return ""
}

// defaultCredentials are those of an account that names none.
var defaultCredentials = []credentialRequest{{Category: "ID"}, {Category: "SELFIE"}}

// openAccount starts a workflow for a new account, or for the one in the path.
func (s *Sandbox) openAccount(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err != nil {
		return refuse(http.StatusRequestEntityTooLarge, "the body is too large")
	}
	return s.answer(w, func() (map[string]any, error) {
		if err := s.access(r); err != nil {
			return nil, err
		}
		var c accountRequest
		if err := json.Unmarshal(body, &c); err != nil {
			return nil, refuse(http.StatusBadRequest, "the body is not the JSON that is expected")
		}
		lifetime, err := c.check()
		account := r.PathValue("account")
		if err == nil && account != "" {
			err = s.known(account)
		}
		if err != nil {
			return nil, err
		}
		if account == "" {
			account = newID()
		}
		e := s.execution(account, lifetime, c)
		s.store.sweep(e.created)
		s.store.add(e, s.options.MaxExecutions, s.options.SessionIdle)
		return s.created(hrefsOf(r), e), nil
	})
}

func (s *Sandbox) known(account string) error {
	if !isUUID(account) {
		return refuse(http.StatusBadRequest, "the account's id is not a UUID")
	}
	if !s.store.hasAccount(account) {
		return refuse(http.StatusNotFound, "no such account")
	}
	return nil
}

func (c *accountRequest) check() (lifetime time.Duration, err error) {
	if c.CustomerInternalReference == "" || len(c.CustomerInternalReference) > 100 {
		return 0, refuse(http.StatusBadRequest, "customerInternalReference is required, 100 characters at most")
	}
	if len(c.UserReference) > 100 {
		return 0, refuse(http.StatusBadRequest, "userReference must have at most 100 characters")
	}
	if c.WorkflowDefinition.Key == "" || len(c.WorkflowDefinition.Key) > 20 {
		return 0, refuse(http.StatusBadRequest, "workflowDefinition.key is required, 20 digits at most")
	}
	if len(c.WorkflowDefinition.Credentials) == 0 { // absent or [], as the vendor's guide writes it
		c.WorkflowDefinition.Credentials = defaultCredentials
	}
	if len(c.WorkflowDefinition.Credentials) > 20 {
		return 0, refuse(http.StatusBadRequest, "workflowDefinition.credentials must have at most 20 entries")
	}
	for _, o := range c.WorkflowDefinition.Credentials {
		if classifiers[o.Category] == nil {
			return 0, refuse(http.StatusBadRequest, "workflowDefinition.credentials has an unknown category")
		}
	}
	return tokenLifetime(c.TokenLifetime)
}

// tokenLifetime parses "5m" to "60d", also as "300s".
func tokenLifetime(s string) (time.Duration, error) {
	if s == "" {
		return 30 * time.Minute, nil
	}
	unit, is := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.Atoi(s[:len(s)-1])
	if err == nil && is && n > 0 && n <= int(60*24*time.Hour/unit) {
		if d := time.Duration(n) * unit; d >= 5*time.Minute {
			return d, nil
		}
	}
	return 0, refuse(http.StatusBadRequest, "tokenLifetime must be 5m to 60d")
}

func (s *Sandbox) execution(account string, lifetime time.Duration, of accountRequest) *execution {
	now := s.options.Now()
	e := &execution{
		id: newID(), account: account, created: now, touched: now, lifetime: lifetime, report: newSecret(),
		definitionKey: of.WorkflowDefinition.Key.String(), userReference: of.UserReference, customerInternalReference: of.CustomerInternalReference,
	}
	for _, o := range of.WorkflowDefinition.Credentials {
		c := &credential{
			id: newID(), category: o.Category, country: o.Country.one(), countries: o.Country,
			documentID: o.Type.one(), documentIDs: o.Type, parts: map[string][]*part{},
		}
		c.rotate(token{}, now.Add(lifetime))
		e.credentials = append(e.credentials, c)
	}
	return e
}

// created is the answer of an account's creation.
func (s *Sandbox) created(h hrefs, e *execution) map[string]any {
	var list []map[string]any
	for _, c := range e.credentials {
		entry := map[string]any{
			"id": c.id, "category": c.category, "allowedChannels": []string{"API"}, "api": h.api(e, c),
		}
		for name, values := range map[string]choice{"country": c.countries, "type": c.documentIDs} {
			if one := values.one(); one != "" {
				entry[name] = one
			} else if len(values) > 1 {
				entry[name] = map[string]any{"values": values}
			}
		}
		list = append(list, entry)
	}
	answer := envelope(e.created, e)
	answer["workflowExecution"] = map[string]any{"id": e.id, "credentials": list}
	return answer
}
