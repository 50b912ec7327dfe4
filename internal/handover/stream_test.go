package handover

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// listen follows a handover as a page does. Next returns what the next event says;
// the channel is closed with the stream.
func listen(t *testing.T, site, token string) (events <-chan told, leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", site+"/handover", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || kind != "text/event-stream" {
		t.Fatalf("%d %s", resp.StatusCode, kind)
	}
	c := make(chan told, 10)
	go func() {
		defer close(c)
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e told
				if json.Unmarshal([]byte(data), &e) == nil {
					c <- e
				}
			}
		}
	}()
	t.Cleanup(cancel)
	return c, cancel
}

// until waits for the event that has a state and says whether the phone is there.
func until(t *testing.T, events <-chan told, state State, present bool) told {
	t.Helper()
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatalf("the stream ended before %s", state)
			}
			if e.State == state && e.Present == present {
				return e
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no event says %s, present %v", state, present)
		}
	}
}

// ended waits for the end of a stream.
func ended(t *testing.T, events <-chan told) {
	t.Helper()
	for {
		select {
		case _, more := <-events:
			if !more {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the stream goes on")
		}
	}
}

// TestStream follows both sides through a handover, over a real connection.
func TestStream(t *testing.T) {
	s := newServer(t, 10)
	site := httptest.NewServer(s)
	defer site.Close()
	owner, secret := s.create()
	atDesk, _ := listen(t, site.URL, owner)
	until(t, atDesk, Waiting, false)
	_, got := s.take(secret)
	until(t, atDesk, Taken, true)
	atHand, leave := listen(t, site.URL, got.Token)
	if e := until(t, atHand, Taken, false); e.Session != nil {
		t.Error("the phone is told what it has said itself")
	}
	leave()
	until(t, atDesk, Taken, false)
	atHand, _ = listen(t, site.URL, got.Token)
	until(t, atDesk, Taken, true)
	s.ask(hand, "PUT", "/handover/session", got.Token, `{"session":{"token":"2"},"flow":{"at":"BACK 1"}}`)
	if e := until(t, atDesk, Taken, true); string(e.Session) != `{"token":"2"}` {
		t.Errorf("the desktop is told %s", e.Session)
	}
	s.ask(desk, "POST", "/handover/back", owner, `{}`)
	until(t, atHand, Asked, false)
	s.ask(hand, "POST", "/handover/return", got.Token, `{"session":{"token":"3"},"flow":{}}`)
	if e := until(t, atDesk, Returned, false); string(e.Session) != `{"token":"3"}` {
		t.Errorf("the desktop gets %s", e.Session)
	}
	ended(t, atDesk)
	ended(t, atHand)
}

// TestStreamOfALinkThatEnds: nobody came.
func TestStreamOfALinkThatEnds(t *testing.T) {
	s := newServer(t, 10)
	site := httptest.NewServer(s)
	defer site.Close()
	owner, _ := s.create()
	events, _ := listen(t, site.URL, owner)
	until(t, events, Waiting, false)
	s.clock.forward(LinkLife)
	s.store.Wake()
	until(t, events, Expired, false)
	ended(t, events)
}

// TestStreamsLetTheServerStop: Done ends them.
func TestStreamsLetTheServerStop(t *testing.T) {
	s := newServer(t, 10)
	done := make(chan struct{})
	site := httptest.NewServer(Handler("/handover", Options{Store: s.store, Now: s.clock.now, Done: done}))
	defer site.Close()
	owner, _ := s.create()
	events, _ := listen(t, site.URL, owner)
	until(t, events, Waiting, false)
	close(done)
	ended(t, events)
}
