package handover

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is advanced by tests.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// server is a handler with a clock and a store.
type server struct {
	t *testing.T
	http.Handler
	clock *clock
	store *Memory
}

func newServer(t *testing.T, maxRecords int) *server {
	c := &clock{t: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}
	store := NewMemory(maxRecords, c.now)
	return &server{t: t, clock: c, store: store, Handler: Handler("/handover", Options{
		Store: store, Now: c.now,
		Rewrite: func(session []byte, from, to string) []byte {
			return []byte(strings.ReplaceAll(string(session), from+"/", to+"/"))
		},
	})}
}

const session = `{"token":"hush-hush","href":"http://desk.example/api/v1/x"}`

// ask sends a request of a page at a host.
func (s *server) ask(host, method, path, token, body string) (code int, t status, raw string) {
	s.t.Helper()
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed && w.Header().Get("Cache-Control") != "no-store" {
		s.t.Errorf("%s %s may be cached", method, path)
	}
	_ = json.Unmarshal(w.Body.Bytes(), &t) // a problem has other members
	return w.Code, t, w.Body.String()
}

const desk, hand = "desk.example", "hand.example"

// create makes a link and returns the first device's token and the link's secret.
func (s *server) create() (token, secret string) {
	s.t.Helper()
	code, t, raw := s.ask(desk, "POST", "/handover", "", `{"page":"/open?lang=de","session":`+session+`,"flow":{"at":"FRONT 1"}}`)
	if code != 201 {
		s.t.Fatalf("create: %d %s", code, raw)
	}
	_, secret, _ = strings.Cut(t.Link, "#cc-handover=")
	return t.Token, secret
}

// take takes a link on the phone.
func (s *server) take(secret string) (code int, t status) {
	s.t.Helper()
	code, t, _ = s.ask(hand, "POST", "/handover/take", "", `{"secret":"`+secret+`"}`)
	return code, t
}

// taken returns the tokens of a handover that the phone has taken.
func (s *server) taken() (owner, guest string) {
	s.t.Helper()
	owner, secret := s.create()
	code, t := s.take(secret)
	if code != 200 {
		s.t.Fatalf("take: %d", code)
	}
	return owner, t.Token
}

// state is the answer to a device's poll.
func (s *server) state(token string) status {
	s.t.Helper()
	code, t, raw := s.ask(desk, "GET", "/handover", token, "")
	if code != 200 {
		s.t.Fatalf("poll: %d %s", code, raw)
	}
	return t
}
