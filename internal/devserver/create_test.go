package devserver

import (
	"net/http"
	"strings"
	"testing"
)

// TestAccessTokenIsKept: one token serves many sessions, and a new one is got when the
// service has forgotten it; once, however often it is refused.
func TestAccessTokenIsKept(t *testing.T) {
	a := newRealAPI(t)
	u, err := NewUpstream(a.URL, getenv, nil)
	if err != nil {
		t.Fatal(err)
	}
	create := func() error {
		_, err := u.Create(t.Context(), "", order{Credentials: everything}.creation(u))
		return err
	}
	for _, tt := range []struct {
		name             string
		before           func()
		fails            bool
		tokens, accounts int // that were asked for by then
	}{
		{"the first", func() {}, false, 1, 1},
		{"another", func() {}, false, 1, 2},
		{"the service has forgotten the token", a.restart, false, 2, 4},
		{"another", func() {}, false, 2, 5},
		{"the service refuses each token", func() {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.instead["POST /api/v1/accounts"] = says(http.StatusUnauthorized, "")
		}, true, 3, 7},
	} {
		tt.before()
		if err := create(); (err != nil) != tt.fails || err != nil && !strings.Contains(err.Error(), "create the account: the API answered 401") {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tokens, accounts := a.asked("/oauth2/token"), a.asked("/api/v1/accounts"); tokens != tt.tokens || accounts != tt.accounts {
			t.Errorf("%s: %d tokens and %d accounts were asked for, want %d and %d", tt.name, tokens, accounts, tt.tokens, tt.accounts)
		}
	}
}

// TestErrorsHaveNoPersonInThem: the URL of an update has an account's id.
func TestErrorsHaveNoPersonInThem(t *testing.T) {
	const account = "11111111-1111-4111-8111-111111111111"
	a := newRealAPI(t)
	u, err := NewUpstream(a.URL, getenv, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.tokens.get(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Close()
	if _, err := u.open(t.Context(), "", account, []byte("{}")); err == nil || strings.Contains(err.Error(), account) || !strings.Contains(err.Error(), "update the account") {
		t.Errorf("got %v", err)
	}
}
