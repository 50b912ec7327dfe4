package devserver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// accounts opens sessions by the integrator's template. Whose session it is says the
// integrator's own back end, which shows the key; a browser can't say it.
type accounts struct {
	u        *Upstream
	template *Template
	key      secretSource // nil when the template asks for no values: then a page may ask by itself
}

// minKey is in characters: 128 bits as hex.
const minKey = 32

// accountsOf checks that a template that asks for values has somebody to ask.
func accountsOf(u *Upstream, template *Template, getenv func(string) string) (*accounts, error) {
	key, err := secretOf(getenv, "CREDENTIALS_SESSION_KEY")
	if err != nil {
		return nil, err
	}
	if key == nil && len(template.names) > 0 {
		return nil, fmt.Errorf("the template asks for %v: set CREDENTIALS_SESSION_KEY (or …_FILE), with which your back end opens sessions", template.names)
	}
	if key != nil {
		if k, err := key(); err != nil || len(k) < minKey {
			return nil, errors.Join(err, fmt.Errorf("CREDENTIALS_SESSION_KEY must have %d characters at least, such as openssl rand -hex 32 makes", minKey))
		}
	}
	return &accounts{u, template, key}, nil
}

// trusts reports whether a request shows the key.
func (a *accounts) trusts(r *http.Request) bool {
	if a.key == nil {
		return false
	}
	shown, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	key, err := a.key()
	if !is || err != nil {
		return false
	}
	// Hashes are of one length, so that the time tells nothing.
	want, got := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(shown))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// accountOrder is the body of POST /session with a template.
type accountOrder struct {
	Account string            `json:"account"` // of a person who is known: it is updated
	Values  map[string]string `json:"values"`
}

// open answers a session's request, as openSession does.
func (a *accounts) open(ctx context.Context, host string, r *http.Request, body []byte) (answer []byte, refused int, detail string, err error) {
	trusted := a.trusts(r)
	if a.key != nil && !trusted {
		return nil, http.StatusUnauthorized, "sessions are opened by the site's own back end", nil
	}
	var o accountOrder
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if d.Decode(&o) != nil || d.Decode(new(any)) != io.EOF || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nil, http.StatusBadRequest, `the body must be {} or {"account", "values": {…}}: the account's template says what is asked for`, nil
	}
	switch {
	case !trusted && (o.Account != "" || o.Values != nil):
		return nil, http.StatusBadRequest, "the body must be {}: whose session it is can only be said with the key", nil
	case o.Account != "" && (len(o.Account) != 36 || uuid.Validate(o.Account) != nil):
		return nil, http.StatusBadRequest, "account must be a UUID", nil
	}
	filled, err := a.template.Fill(o.Values, time.Now())
	if err != nil {
		return nil, http.StatusBadRequest, err.Error(), nil
	}
	answer, err = a.u.open(ctx, host, o.Account, filled)
	var r404 *refusal
	if o.Account != "" && errors.As(err, &r404) && r404.status == http.StatusNotFound {
		return nil, http.StatusNotFound, "the service has no such account", nil
	}
	return answer, 0, "", err
}
