package devserver

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestHealthOfTheSandbox(t *testing.T) {
	done := make(chan struct{})
	h := siteOf(t, Config{Done: done})
	for _, tt := range []struct {
		name, method, path, header string
		status                     int
	}{
		{"live", "GET", "/healthz", "", 200},
		{"ready", "GET", "/readyz", "", 200},
		{"HEAD", "HEAD", "/readyz", "", 200},
		{"POST", "POST", "/readyz", "", 405},
		{"beyond", "GET", "/readyz/x", "", 404},
	} {
		if w := get(h, tt.method, tt.path, nil); w.Code != tt.status {
			t.Errorf("%s: got %d %s", tt.name, w.Code, w.Body)
		}
	}
	close(done)
	if w := get(h, "GET", "/readyz", nil); w.Code != 503 || !strings.Contains(w.Body.String(), "draining") {
		t.Errorf("draining: got %d %s", w.Code, w.Body)
	}
	if w := get(h, "GET", "/healthz", nil); w.Code != 200 {
		t.Errorf("who drains is alive: got %d", w.Code)
	}
}

// TestReadiness: what doesn't work is named, and the service is asked no more than once in
// a while however many probes there are.
func TestReadiness(t *testing.T) {
	for _, tt := range []struct {
		name       string
		token, api func(r *http.Request) (*http.Response, error)
		status     int
		says       string
		takes      time.Duration
	}{
		{"all well", nil, nil, 200, `{"checks":[{"name":"token","ok":true},{"name":"api","ok":true}],"ok":true}`, 0},
		{"wrong secret", answers(401, `{"error":"invalid_client"}`), nil, 503, `{"name":"token","ok":false},{"name":"api","ok":true}`, 0},
		{"no token", away, nil, 503, `{"name":"token","ok":false},{"name":"api","ok":true}`, 0},
		{"API away", nil, away, 503, `{"name":"token","ok":true},{"name":"api","ok":false}`, 0},
		{"API that refuses nothing in particular", nil, answers(404, ""), 200, `"ok":true}],"ok":true`, 0},
		{"API that says nothing", nil, silent, 503, `{"name":"api","ok":false}`, checkTime},
		{"nothing answers", silent, silent, 503, `{"name":"token","ok":false},{"name":"api","ok":false}`, checkTime},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := logged(t)
				g, asked := &granting{life: time.Hour}, 0
				if tt.token != nil {
					g.answer = func(int64) (*http.Response, error) { return tt.token(g.asked) }
				}
				u := &Upstream{API: "https://api.example", agent: userAgent, Client: &http.Client{Transport: g}}
				u.authorizedBy("https://auth.example", "id", func() (string, error) { return secret, nil })
				u.Client = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
					if asked++; tt.api != nil {
						return tt.api(r)
					}
					return saying(403, ""), nil
				})}
				h := (&health{u: u}).handler()
				began := time.Now()
				w := get(h, "GET", "/readyz", nil)
				if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) || time.Since(began) != tt.takes {
					t.Errorf("got %d %s after %v, want %d %s", w.Code, w.Body, time.Since(began), tt.status, tt.says)
				}
				for _, private := range []string{secret, "example"} {
					if strings.Contains(w.Body.String(), private) || strings.Contains(log.String(), secret) {
						t.Errorf("told %s, logged %s", w.Body, log)
					}
				}
				before := asked
				time.Sleep(checkedFor - time.Millisecond)
				for range 20 {
					get(h, "GET", "/readyz", nil)
				}
				if asked != before {
					t.Errorf("the service was asked %d times more", asked-before)
				}
				time.Sleep(time.Millisecond)
				if get(h, "GET", "/readyz", nil); asked == before {
					t.Error("the service is never asked again")
				}
				if w := get(h, "GET", "/healthz", nil); w.Code != 200 {
					t.Errorf("it is alive all the same: got %d", w.Code)
				}
				time.Sleep(time.Minute) // what is given up ends
			})
		})
	}
}

func answers(status int, body string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return saying(status, body), nil }
}

func away(*http.Request) (*http.Response, error) { return nil, errors.New("no route to host") }

func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}
