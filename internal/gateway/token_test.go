package gateway

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/test/must"
)

// fakeAuth is an authorization server whose tokens are numbered and live for life.
type fakeAuth struct {
	grants  atomic.Int64
	life    time.Duration
	takes   time.Duration
	answer  func(n int64) (*http.Response, error) // instead; nil for a token
	request *http.Request                         // the last
	form    string
}

func (g *fakeAuth) RoundTrip(r *http.Request) (*http.Response, error) {
	n := g.grants.Add(1)
	body, _ := io.ReadAll(r.Body)
	g.request, g.form = r, string(body)
	select {
	case <-time.After(g.takes):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if g.answer != nil {
		if resp, err := g.answer(n); resp != nil || err != nil {
			return resp, err
		}
	}
	return response(200, fmt.Sprintf(`{"access_token":"token-%d","token_type":"Bearer","expires_in":%d}`, n, int(g.life.Seconds()))), nil
}

func (g *fakeAuth) tokens() *tokenSource {
	u := &Upstream{Client: &http.Client{Transport: g}, userAgent: "Example/1.0"}
	u.setClient("https://auth.example", "the client", func() (string, error) { return secret, nil })
	return u.tokens
}

func TestTokenSource_grant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &fakeAuth{life: time.Hour}
		if token, err := g.tokens().get(t.Context()); token != "token-1" || err != nil {
			t.Fatalf("got %q, %v", token, err)
		}
		// RFC 6749, 2.3.1: both are escaped as in a form before they are put together.
		basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("the+client:"+secret))
		if g.request.URL.String() != "https://auth.example/oauth2/token" || g.request.Header.Get("Authorization") != basic ||
			g.request.Header.Get("User-Agent") != "Example/1.0" || g.form != "grant_type=client_credentials" {
			t.Errorf("asked %s with %v, %s", g.request.URL, g.request.Header, g.form)
		}
	})
}

// TestTokenSource_refresh: the old token is used while the next one is requested.
func TestTokenSource_refresh(t *testing.T) {
	const moment = time.Second
	for _, tt := range []struct {
		name        string
		life, after time.Duration
		now, later  string // what is given then, and a moment later
	}{
		{"at once", time.Hour, moment, "token-1", "token-1"},
		{"just before the renewal", time.Hour, time.Hour - refreshBefore - moment, "token-1", "token-1"},
		{"at the renewal", time.Hour, time.Hour - refreshBefore, "token-1", "token-2"},
		{"just before the end", time.Hour, time.Hour - leeway - moment, "token-1", "token-2"},
		{"at the end", time.Hour, time.Hour - leeway, "token-2", "token-2"},
		{"a short life, just before its renewal", time.Minute, 45*time.Second - moment, "token-1", "token-1"},
		{"a short life, at its renewal", time.Minute, 45 * time.Second, "token-1", "token-2"},
		{"an unknown life, just before the renewal", 0, defaultLife - refreshBefore - moment, "token-1", "token-1"},
		{"an unknown life, at the renewal", 0, defaultLife - refreshBefore, "token-1", "token-2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tokens := (&fakeAuth{life: tt.life}).tokens()
				give := func() string {
					token, err := tokens.get(t.Context())
					if err != nil {
						t.Error(err)
					}
					return token
				}
				give()
				time.Sleep(tt.after)
				now := give()
				synctest.Wait()
				if later := give(); now != tt.now || later != tt.later {
					t.Errorf("got %s, then %s; want %s, then %s", now, later, tt.now, tt.later)
				}
			})
		})
	}
}

// TestTokenSource_singleFlight: many wait for one grant, and each can be cancelled.
func TestTokenSource_singleFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &fakeAuth{life: time.Hour, takes: 5 * time.Second}
		tokens := g.tokens()
		for range 50 {
			go func() {
				if token, err := tokens.get(t.Context()); token != "token-1" || err != nil {
					t.Errorf("got %q, %v", token, err)
				}
			}()
		}
		synctest.Wait()
		left, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		start := time.Now()
		if _, err := tokens.get(left); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("a cancelled waiter got %v after %v", err, time.Since(start))
		}
		time.Sleep(10 * time.Second)
		if n := g.grants.Load(); n != 1 {
			t.Errorf("%d grants for 51 waiters", n)
		}
	})
}

// TestTokenSource_failedGrant: the old token is used to its end, errors have no secret, and
// grants are retried with a pause.
func TestTokenSource_failedGrant(t *testing.T) {
	words := `{"error":"invalid_client","error_description":"` + secret + `"}`
	for _, tt := range []struct {
		name   string
		answer func() (*http.Response, error)
		says   string
		quiet  time.Duration
	}{
		{"refused", func() (*http.Response, error) { return response(401, words), nil }, "401, invalid_client", retryRefusedAfter},
		{"refused, with an unknown code", func() (*http.Response, error) { return response(400, `{"error":"`+secret+`"}`), nil }, "400", retryRefusedAfter},
		{"too many", func() (*http.Response, error) { return response(429, secret), nil }, "429", retryAfter},
		{"broken", func() (*http.Response, error) { return response(500, secret), nil }, "500", retryAfter},
		{"redirected", func() (*http.Response, error) { return response(307, secret), nil }, "307", retryAfter},
		{"away", func() (*http.Response, error) { return nil, errors.New("no route") }, "no route", retryAfter},
		{"no JSON", func() (*http.Response, error) { return response(200, secret), nil }, "OAuth2", retryAfter},
		{"no token", func() (*http.Response, error) { return response(200, `{"expires_in":1,"x":"`+secret+`"}`), nil }, "OAuth2", retryAfter},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := &fakeAuth{life: time.Hour}
				tokens := g.tokens()
				var granted []error
				tokens.granted = func(err error) { granted = append(granted, err) }
				must.Get(tokens.get(t.Context()))(t)
				g.answer = func(int64) (*http.Response, error) { return tt.answer() }
				time.Sleep(time.Hour - refreshBefore)
				for range 5 {
					if token, err := tokens.get(t.Context()); token != "token-1" || err != nil {
						t.Fatalf("the old token lives, and got %q, %v", token, err)
					}
					synctest.Wait()
				}
				if n := g.grants.Load(); n != 2 {
					t.Errorf("%d grants: it failed just now", n-1)
				}
				time.Sleep(refreshBefore)
				_, err := tokens.get(t.Context())
				if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), secret) {
					t.Errorf("got %v, want it to say %s", err, tt.says)
				}
				before := g.grants.Load()
				time.Sleep(tt.quiet - time.Millisecond)
				if _, again := tokens.get(t.Context()); again != err || g.grants.Load() != before {
					t.Errorf("asked again after %d grants, %v", g.grants.Load(), again)
				}
				g.answer = nil
				time.Sleep(time.Millisecond)
				if token, err := tokens.get(t.Context()); token == "" || err != nil {
					t.Errorf("it works again, and got %q, %v", token, err)
				}
				if int64(len(granted)) != g.grants.Load() || granted[0] != nil || granted[1] == nil {
					t.Errorf("the hook got %v", granted)
				}
			})
		})
	}
}

func TestTokenSource_forget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := (&fakeAuth{life: time.Hour}).tokens()
		for _, tt := range []struct{ refused, next string }{
			{"token-0", "token-1"}, // an older one: somebody else has seen to it
			{"token-1", "token-2"},
			{"token-1", "token-2"},
		} {
			must.Get(tokens.get(t.Context()))(t)
			tokens.forget(tt.refused)
			if token, err := tokens.get(t.Context()); token != tt.next || err != nil {
				t.Errorf("after %s was refused: got %q, %v, want %s", tt.refused, token, err, tt.next)
			}
		}
	})
}

// TestTokenSource_timeout: a grant ends when the service is silent.
func TestTokenSource_timeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := (&fakeAuth{life: time.Hour, takes: time.Hour}).tokens().get(t.Context())
		if err == nil || time.Since(start) != grantTimeout {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}
