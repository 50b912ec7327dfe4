package gateway

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/sync/singleflight"
)

const (
	grantTimeout = 15 * time.Second
	// refreshBefore is how long before its end a token is refreshed: a quarter of its life,
	// but at most this. The old token is used meanwhile.
	refreshBefore = 5 * time.Minute
	// leeway is subtracted from a token's life, for clock skew and latency.
	leeway = 10 * time.Second
	// defaultLife is that of a token without expires_in, from the service's guide.
	defaultLife = time.Hour
	// A failed grant is repeated after retryAfter; one that the service refused, after
	// retryRefusedAfter, because repeated attempts may lock the client.
	retryAfter, retryRefusedAfter = 2 * time.Second, 30 * time.Second
)

// tokenSource caches the server's OAuth2 access token. The grant is golang.org/x/oauth2's;
// its cache is not used, because it can't drop a revoked token, doesn't use the old token
// while a refresh fails, and its waiters can't be cancelled.
type tokenSource struct {
	url, id string
	secret  secretSource
	client  *http.Client
	granted func(error) // called after each grant; may be nil

	flight    singleflight.Group
	mu        sync.Mutex
	token     string
	refreshAt time.Time
	end       time.Time
	err       error // of the last grant
	retryAt   time.Time
}

// get returns an access token. At most one grant is in flight.
func (t *tokenSource) get(ctx context.Context) (string, error) {
	token, refresh, err := t.cached()
	if err != nil || token != "" && !refresh {
		return token, err
	}
	done := t.flight.DoChan("", t.refresh)
	if token != "" {
		return token, nil
	}
	select {
	case r := <-done:
		if r.Err != nil {
			return "", r.Err
		}
		return r.Val.(string), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// cached returns the token that may be used now, and whether it is time for the next. Its
// error is the last grant's, while it is too early for another.
func (t *tokenSource) cached() (token string, refresh bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	wait := now.Before(t.retryAt)
	switch {
	case t.token != "" && now.Before(t.end):
		return t.token, !now.Before(t.refreshAt) && !wait, nil
	case wait:
		return "", false, t.err
	}
	return "", true, nil
}

// forget drops a token that was refused, unless there is a newer one.
func (t *tokenSource) forget(refused string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == refused {
		t.token = ""
	}
}

func (t *tokenSource) refresh() (any, error) {
	// Another grant may have ended since get called cached.
	if token, refresh, err := t.cached(); err != nil || token != "" && !refresh {
		return token, err
	}
	start := time.Now()
	token, err := t.grant()
	if t.granted != nil {
		t.granted(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.err, t.retryAt = err, time.Now().Add(retryAfter)
		var s *statusError
		if errors.As(err, &s) && s.status/100 == 4 && s.status != http.StatusTooManyRequests {
			t.retryAt = time.Now().Add(retryRefusedAfter)
		}
		return "", err
	}
	life := defaultLife
	if !token.Expiry.IsZero() {
		life = token.Expiry.Sub(start)
	}
	t.token, t.err = token.AccessToken, nil
	t.end = start.Add(life - min(leeway, life/4))
	t.refreshAt = start.Add(life - min(refreshBefore, life/4))
	return t.token, nil
}

// grant is the client credentials grant. Its timeout is its own, because many may wait for
// it, and one may leave.
func (t *tokenSource) grant() (*oauth2.Token, error) {
	secret, err := t.secret()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), grantTimeout)
	defer cancel()
	c := clientcredentials.Config{ClientID: t.id, ClientSecret: secret, TokenURL: t.url, AuthStyle: oauth2.AuthStyleInHeader}
	token, err := c.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return nil, withoutBody(err)
	}
	return token, nil
}

// oauthErrors are those of RFC 6749, 5.2. Any other code is free text of the service.
var oauthErrors = []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}

// withoutBody reduces oauth2's error, which contains the answer's body, to status and code.
func withoutBody(err error) error {
	var r *oauth2.RetrieveError
	if errors.As(err, &r) && r.Response != nil && r.Response.StatusCode/100 != 2 {
		s := &statusError{status: r.Response.StatusCode}
		if slices.Contains(oauthErrors, r.ErrorCode) {
			s.code = r.ErrorCode
		}
		return s
	}
	if cause := withoutURL(err); cause != err {
		return cause // of the network
	}
	return errNoToken
}
