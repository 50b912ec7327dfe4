package sandbox

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

// accessLifetime is how long an OAuth2 access token is good.
const accessLifetime = 60 * time.Minute

// issueToken is the OAuth2 client credentials grant (RFC 6749, 4.4).
func (s *Sandbox) issueToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if err := r.ParseForm(); err != nil {
		refuse(http.StatusBadRequest, "the body is no form").write(w)
		return
	}
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	if !same(id, s.options.ClientID) || !same(secret, s.options.ClientSecret) {
		w.Header().Set("WWW-Authenticate", `Basic realm="sandbox"`)
		refuse(http.StatusUnauthorized, "wrong client id or secret").write(w)
		return
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		refuse(http.StatusBadRequest, "grant_type must be client_credentials").write(w)
		return
	}
	token := newSecret()
	s.store.mu.Lock()
	now := s.options.Now()
	s.store.sweep(now)
	s.store.grant(token, now.Add(accessLifetime), s.options.MaxAccess)
	s.store.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{
		"access_token": token, "token_type": "Bearer", "expires_in": int(accessLifetime.Seconds()),
	})
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func bearer(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}

// access reports whether r carries a living OAuth2 access token. The caller holds
// the lock.
func (s *Sandbox) access(r *http.Request) *problem {
	if strings.TrimSpace(r.Header.Get("User-Agent")) == "" {
		return refuse(http.StatusForbidden, "the User-Agent header is missing")
	}
	end, ok := s.store.access[bearer(r)]
	if !ok || s.options.Now().After(end) {
		return refuse(http.StatusUnauthorized, "no valid access token")
	}
	return nil
}
