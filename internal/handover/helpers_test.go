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

// clock is what a test sets forward.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// server is a handover's requests, answered by a handler with a clock of its own.
type server struct {
	t *testing.T
	http.Handler
	clock *clock
	store *Memory
}

func newServer(t *testing.T, most int) *server {
	c := &clock{t: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}
	store := NewMemory(most, c.now)
	return &server{t: t, clock: c, store: store, Handler: Handler("/handover", Options{
		Store: store, Now: c.now,
		Move: func(session []byte, from, to string) []byte {
			return []byte(strings.ReplaceAll(string(session), from+"/", to+"/"))
		},
	})}
}

const session = `{"token":"hush-hush","href":"http://desk.example/api/v1/x"}`

// ask makes a request as the page of a host.
func (s *server) ask(host, method, path, token, body string) (status int, t told, raw string) {
	s.t.Helper()
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed && w.Header().Get("Cache-Control") != "no-store" {
		s.t.Errorf("%s %s may be kept by a cache", method, path)
	}
	_ = json.Unmarshal(w.Body.Bytes(), &t) // a refusal has none of it
	return w.Code, t, w.Body.String()
}

const desk, hand = "desk.example", "hand.example"

// create makes a link and returns the first device's token and the link's secret.
func (s *server) create() (token, secret string) {
	s.t.Helper()
	status, t, raw := s.ask(desk, "POST", "/handover", "", `{"page":"/open?lang=de","session":`+session+`,"flow":{"at":"FRONT 1"}}`)
	if status != 201 {
		s.t.Fatalf("create: %d %s", status, raw)
	}
	_, secret, _ = strings.Cut(t.Link, "#cc-handover=")
	return t.Token, secret
}

// take takes a link on the phone.
func (s *server) take(secret string) (status int, t told) {
	s.t.Helper()
	status, t, _ = s.ask(hand, "POST", "/handover/take", "", `{"secret":"`+secret+`"}`)
	return status, t
}

// taken is a handover that the phone has.
func (s *server) taken() (owner, guest string) {
	s.t.Helper()
	owner, secret := s.create()
	status, t := s.take(secret)
	if status != 200 {
		s.t.Fatalf("take: %d", status)
	}
	return owner, t.Token
}

// state is how things stand for a device.
func (s *server) state(token string) told {
	s.t.Helper()
	status, t, raw := s.ask(desk, "GET", "/handover", token, "")
	if status != 200 {
		s.t.Fatalf("follow: %d %s", status, raw)
	}
	return t
}
