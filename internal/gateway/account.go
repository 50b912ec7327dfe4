package gateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/middleware"
)

// accounts opens sessions by the integrator's template. Only the integrator's back end,
// which shows the session key, may name the person; a browser may not.
type accounts struct {
	u        *Upstream
	template *Template
	key      secretSource // nil when the template has no values: pages may open sessions
}

// minKey is in characters: 128 bits in hexadecimal.
const minKey = 32

func newAccounts(u *Upstream, template *Template, getenv func(string) string) (*accounts, error) {
	key, err := secretOf(getenv, "CREDENTIALS_SESSION_KEY")
	if err != nil {
		return nil, err
	}
	if key == nil && len(template.names) > 0 {
		return nil, fmt.Errorf("the template has the values %v: set CREDENTIALS_SESSION_KEY (or …_FILE), with which your back end opens sessions", template.names)
	}
	if key != nil {
		k, err := key()
		if err != nil {
			return nil, err
		}
		if len(k) < minKey {
			return nil, fmt.Errorf("CREDENTIALS_SESSION_KEY must have at least %d characters, as from openssl rand -hex 32", minKey)
		}
	}
	return &accounts{u, template, key}, nil
}

// authorized reports whether a request shows the session key.
func (a *accounts) authorized(r *http.Request) bool {
	if a.key == nil {
		return false
	}
	shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	key, err := a.key()
	if !ok || err != nil {
		return false
	}
	// Hashes have one length, so that the time doesn't depend on the key's.
	want, got := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(shown))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// accountRequest is the body of POST /session with a template.
type accountRequest struct {
	Account string            `json:"account"` // to update; "" creates one
	Values  map[string]string `json:"values"`
}

// open is an openFunc.
func (a *accounts) open(ctx context.Context, r *http.Request, body []byte) ([]byte, error) {
	authorized := a.authorized(r)
	if a.key != nil && !authorized {
		return nil, middleware.Refuse(http.StatusUnauthorized, "sessions are opened by the site's own back end")
	}
	var q accountRequest
	switch {
	case !decodeObject(body, &q):
		return nil, middleware.Refuse(http.StatusBadRequest, `the body must be {} or {"account", "values": {…}}, with the values of the template`)
	case !authorized && (q.Account != "" || q.Values != nil):
		return nil, middleware.Refuse(http.StatusBadRequest, "the body must be {}: account and values need the session key")
	case q.Account != "" && (len(q.Account) != 36 || uuid.Validate(q.Account) != nil):
		return nil, middleware.Refuse(http.StatusBadRequest, "account must be a UUID")
	}
	filled, err := a.template.Fill(q.Values, time.Now())
	if err != nil {
		return nil, middleware.Refuse(http.StatusBadRequest, err.Error())
	}
	answer, err := a.u.openAccount(ctx, r.Host, q.Account, filled)
	var s *statusError
	if q.Account != "" && errors.As(err, &s) && s.status == http.StatusNotFound {
		return nil, middleware.Refuse(http.StatusNotFound, "the service has no such account")
	}
	return answer, err
}

// decodeObject reads one JSON object that has no unknown member and nothing after it.
func decodeObject(b []byte, into any) bool {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	// Without the check for a brace, null would pass as an empty object.
	return bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) && d.Decode(into) == nil && atEnd(d)
}
