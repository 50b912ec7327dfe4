package devserver

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
)

// granting is an authorization server: each token has a number, and lives for life.
type granting struct {
	grants atomic.Int64
	life   time.Duration
	takes  time.Duration
	answer func(n int64) (*http.Response, error) // instead; nil for a token
	asked  *http.Request                         // the last
	form   string
}

func (g *granting) RoundTrip(r *http.Request) (*http.Response, error) {
	n := g.grants.Add(1)
	body, _ := io.ReadAll(r.Body)
	g.asked, g.form = r, string(body)
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
	return saying(200, fmt.Sprintf(`{"access_token":"token-%d","token_type":"Bearer","expires_in":%d}`, n, int(g.life.Seconds()))), nil
}

func saying(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
}

func (g *granting) tokens() *tokens {
	u := &Upstream{Client: &http.Client{Transport: g}, agent: "Example/1.0"}
	u.authorizedBy("https://auth.example", "the client", func() (string, error) { return secret, nil })
	return u.tokens
}

func TestTheGrant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &granting{life: time.Hour}
		if token, err := g.tokens().get(t.Context()); token != "token-1" || err != nil {
			t.Fatalf("got %q, %v", token, err)
		}
		// RFC 6749, 2.3.1: both are escaped as in a form before they are put together.
		basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("the+client:"+secret))
		if g.asked.URL.String() != "https://auth.example/oauth2/token" || g.asked.Header.Get("Authorization") != basic ||
			g.asked.Header.Get("User-Agent") != "Example/1.0" || g.form != "grant_type=client_credentials" {
			t.Errorf("asked %s with %v, %s", g.asked.URL, g.asked.Header, g.form)
		}
	})
}

// TestTokensAreRenewedInTime: while a token serves, the next one is got beside it.
func TestTokensAreRenewedInTime(t *testing.T) {
	const moment = time.Second
	for _, tt := range []struct {
		name        string
		life, after time.Duration
		now, later  string // what is given then, and a moment later
	}{
		{"at once", time.Hour, moment, "token-1", "token-1"},
		{"just before the renewal", time.Hour, time.Hour - renewBefore - moment, "token-1", "token-1"},
		{"at the renewal", time.Hour, time.Hour - renewBefore, "token-1", "token-2"},
		{"just before the end", time.Hour, time.Hour - leeway - moment, "token-1", "token-2"},
		{"at the end", time.Hour, time.Hour - leeway, "token-2", "token-2"},
		{"a short one, just before its renewal", time.Minute, 45*time.Second - moment, "token-1", "token-1"},
		{"a short one, at its renewal", time.Minute, 45 * time.Second, "token-1", "token-2"},
		{"one that doesn't say how long", 0, usualLife - renewBefore - moment, "token-1", "token-1"},
		{"one that doesn't say how long, at the renewal", 0, usualLife - renewBefore, "token-1", "token-2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tokens := (&granting{life: tt.life}).tokens()
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

// TestOneGrantAtATime: many wait for the same one; who leaves does so at once.
func TestOneGrantAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &granting{life: time.Hour, takes: 5 * time.Second}
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
			t.Errorf("who leaves got %v after %v", err, time.Since(start))
		}
		time.Sleep(10 * time.Second)
		if n := g.grants.Load(); n != 1 {
			t.Errorf("%d grants for 51 who waited", n)
		}
	})
}

// TestAGrantThatFails: the old token goes on as long as it lives, nobody is told a
// secret, and the service isn't asked again and again.
func TestAGrantThatFails(t *testing.T) {
	words := `{"error":"invalid_client","error_description":"` + secret + `"}`
	for _, tt := range []struct {
		name   string
		answer func() (*http.Response, error)
		says   string
		quiet  time.Duration
	}{
		{"refused", func() (*http.Response, error) { return saying(401, words), nil }, "401, invalid_client", longPause},
		{"refused, with a code of its own", func() (*http.Response, error) { return saying(400, `{"error":"`+secret+`"}`), nil }, "400", longPause},
		{"too many", func() (*http.Response, error) { return saying(429, secret), nil }, "429", pause},
		{"broken", func() (*http.Response, error) { return saying(500, secret), nil }, "500", pause},
		{"redirected", func() (*http.Response, error) { return saying(307, secret), nil }, "307", pause},
		{"away", func() (*http.Response, error) { return nil, errors.New("no route") }, "no route", pause},
		{"no JSON", func() (*http.Response, error) { return saying(200, secret), nil }, "OAuth2", pause},
		{"no token", func() (*http.Response, error) { return saying(200, `{"expires_in":1,"x":"`+secret+`"}`), nil }, "OAuth2", pause},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := &granting{life: time.Hour}
				tokens := g.tokens()
				var told []error
				tokens.granted = func(err error) { told = append(told, err) }
				if _, err := tokens.get(t.Context()); err != nil {
					t.Fatal(err)
				}
				g.answer = func(int64) (*http.Response, error) { return tt.answer() }
				time.Sleep(time.Hour - renewBefore)
				for range 5 {
					if token, err := tokens.get(t.Context()); token != "token-1" || err != nil {
						t.Fatalf("the old token lives, and got %q, %v", token, err)
					}
					synctest.Wait()
				}
				if n := g.grants.Load(); n != 2 {
					t.Errorf("%d grants: it failed just now", n-1)
				}
				time.Sleep(renewBefore)
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
				if int64(len(told)) != g.grants.Load() || told[0] != nil || told[1] == nil {
					t.Errorf("told of %v", told)
				}
			})
		})
	}
}

func TestForgottenTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := (&granting{life: time.Hour}).tokens()
		for _, tt := range []struct{ refused, next string }{
			{"token-0", "token-1"}, // an older one: somebody else has seen to it
			{"token-1", "token-2"},
			{"token-1", "token-2"},
		} {
			if _, err := tokens.get(t.Context()); err != nil {
				t.Fatal(err)
			}
			tokens.forget(tt.refused)
			if token, err := tokens.get(t.Context()); token != tt.next || err != nil {
				t.Errorf("after %s was refused: got %q, %v, want %s", tt.refused, token, err, tt.next)
			}
		}
	})
}

// TestAGrantEnds: a service that says nothing is given up.
func TestAGrantEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := (&granting{life: time.Hour, takes: time.Hour}).tokens().get(t.Context())
		if err == nil || time.Since(start) != grantTime {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}
