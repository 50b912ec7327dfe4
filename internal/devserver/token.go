package devserver

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
	// grantTime is what one grant may take.
	grantTime = 15 * time.Second
	// renewBefore is how long before its end a token is renewed, while the old one still
	// serves: a quarter of its life, but no more than this.
	renewBefore = 5 * time.Minute
	// leeway is kept free at the end of a token's life, for clocks and for the way.
	leeway = 10 * time.Second
	// usualLife is a token's whose answer doesn't say: what the service's guide says.
	usualLife = time.Hour
	// pause is kept after a grant that failed, longPause after one that will fail again: a
	// secret that is refused may lock the client when it is tried for each person.
	pause, longPause = 2 * time.Second, 30 * time.Second
)

// tokens has the server's own OAuth2 access token. The grant is golang.org/x/oauth2's. Its
// cache is not used: that can't be told that the service has forgotten a token, doesn't
// go on with the old one when getting the next fails, and lets nobody leave who waits.
type tokens struct {
	url, id string
	secret  secretSource
	client  *http.Client
	granted func(error) // is told of each grant; may be nil

	one     singleflight.Group
	mu      sync.Mutex
	held    string
	renewAt time.Time
	end     time.Time
	failure error // of the last grant
	quietTo time.Time
}

// get returns an access token. One grant is under way at a time, whoever waits for it.
func (t *tokens) get(ctx context.Context) (string, error) {
	held, renew, err := t.look()
	if err != nil || held != "" && !renew {
		return held, err
	}
	done := t.one.DoChan("", t.renew)
	if held != "" {
		return held, nil // the next one comes while this one serves
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

// look tells which token may be used now, and whether it is time for the next. The error
// is that of the last grant, when it is too early for another.
func (t *tokens) look() (held string, renew bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if t.held != "" && now.Before(t.end) {
		return t.held, !now.Before(t.renewAt) && !now.Before(t.quietTo), nil
	}
	if now.Before(t.quietTo) {
		return "", false, t.failure
	}
	return "", true, nil
}

// forget drops a token that was refused, unless there is a newer one already.
func (t *tokens) forget(refused string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held == refused {
		t.held = ""
	}
}

func (t *tokens) renew() (any, error) {
	// Somebody may have got one between look and here.
	if held, renew, err := t.look(); err != nil || held != "" && !renew {
		return held, err
	}
	began := time.Now()
	token, err := t.grant()
	if t.granted != nil {
		t.granted(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.failure, t.quietTo = err, time.Now().Add(pause)
		var r *refusal
		if errors.As(err, &r) && r.status/100 == 4 && r.status != http.StatusTooManyRequests {
			t.quietTo = time.Now().Add(longPause)
		}
		return "", err
	}
	life := usualLife
	if !token.Expiry.IsZero() {
		life = token.Expiry.Sub(began)
	}
	t.held, t.failure = token.AccessToken, nil
	t.end = began.Add(life - min(leeway, life/4))
	t.renewAt = began.Add(life - min(renewBefore, life/4))
	return t.held, nil
}

// grant is the client credentials grant. It has a time of its own: who waits for it may
// leave, the others go on waiting.
func (t *tokens) grant() (*oauth2.Token, error) {
	secret, err := t.secret()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), grantTime)
	defer cancel()
	c := clientcredentials.Config{ClientID: t.id, ClientSecret: secret, TokenURL: t.url, AuthStyle: oauth2.AuthStyleInHeader}
	token, err := c.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return nil, withoutBody(err)
	}
	return token, nil
}

// oauthErrors are those of RFC 6749, 5.2: an error that is none of them is the service's
// own words, and they may have anything in them.
var oauthErrors = []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}

// withoutBody is what may be said of a grant that failed: oauth2's error has the answer's
// body in it.
func withoutBody(err error) error {
	var r *oauth2.RetrieveError
	if errors.As(err, &r) && r.Response != nil && r.Response.StatusCode/100 != 2 {
		refused := &refusal{status: r.Response.StatusCode}
		if slices.Contains(oauthErrors, r.ErrorCode) {
			refused.code = r.ErrorCode
		}
		return refused
	}
	if cause := withoutURL(err); cause != err {
		return cause // the network's
	}
	return errors.New("the token's answer is not what OAuth2 says")
}
