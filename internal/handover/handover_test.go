package handover

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"credential-capture/test/must"
)

// TestHandler_roundTrip: the newest session arrives in both directions, with each device's own
// hrefs.
func TestHandler_roundTrip(t *testing.T) {
	s := newServer(t, 10)
	owner, secret := s.create()
	if got := s.state(owner); got.State != Waiting || got.Present {
		t.Fatalf("before: %+v", got)
	}
	status, got := s.take(secret)
	if status != 200 || got.State != Taken || string(got.Session) != strings.ReplaceAll(session, desk, hand) || string(got.Flow) != `{"at":"FRONT 1"}` {
		t.Fatalf("take: %d %s %s", status, got.Session, got.Flow)
	}
	if got := s.state(owner); got.State != Taken || !got.Present || string(got.Session) != session {
		t.Errorf("the desktop sees %+v", got)
	}
	const newer = `{"token":"newer","href":"http://hand.example/api/v1/x"}`
	for _, path := range []struct{ method, path, body string }{
		{"PUT", "/handover/session", `{"session":` + newer + `,"flow":{"at":"BACK 1"}}`},
		{"POST", "/handover/return", `{"session":` + newer + `,"flow":{"at":"BACK 1"}}`},
	} {
		if status, _, raw := s.ask(hand, path.method, path.path, got.Token, path.body); status != 200 {
			t.Fatalf("%s: %d %s", path.path, status, raw)
		}
		if now := s.state(owner); string(now.Session) != strings.ReplaceAll(newer, hand, desk) || string(now.Flow) != `{"at":"BACK 1"}` {
			t.Errorf("after %s the desktop sees %s %s", path.path, now.Session, now.Flow)
		}
	}
	if now := s.state(owner); now.State != Returned {
		t.Errorf("returned: %+v", now)
	}
}

// TestTake_once: one of many concurrent requests takes a link.
func TestTake_once(t *testing.T) {
	s := newServer(t, 10)
	_, secret := s.create()
	const tries = 20
	statuses := make(chan int, tries)
	var all sync.WaitGroup
	for range tries {
		all.Go(func() { status, _ := s.take(secret); statuses <- status })
	}
	all.Wait()
	close(statuses)
	count := map[int]int{}
	for status := range statuses {
		count[status]++
	}
	if count[200] != 1 || count[409] != tries-1 {
		t.Errorf("statuses %v, want 200 once and else 409", count)
	}
}

// TestTake_expiry: a link and a handover, just before their ends and at them.
func TestTake_expiry(t *testing.T) {
	for before, want := range map[time.Duration]int{1: 200, 0: 410} {
		s := newServer(t, 10)
		_, secret := s.create()
		s.clock.advance(linkLife - before)
		if status, _ := s.take(secret); status != want {
			t.Errorf("the link %v before its end: got %d, want %d", before, status, want)
		}
		owner, guest := s.taken()
		s.clock.advance(life - before)
		for _, token := range []string{owner, guest} {
			if status, _, _ := s.ask(desk, "GET", "/handover", token, ""); status != want {
				t.Errorf("%v before the end of all: got %d, want %d", before, status, want)
			}
		}
	}
}

// TestTakeBack: in each state.
func TestTakeBack(t *testing.T) {
	back := func(s *server, token, body string) (int, status) {
		status, got, _ := s.ask(desk, "POST", "/handover/back", token, body)
		return status, got
	}
	t.Run("nobody has taken it: the link is dead", func(t *testing.T) {
		s := newServer(t, 10)
		owner, secret := s.create()
		if status, got := back(s, owner, `{}`); status != 200 || got.State != Returned || string(got.Session) != session {
			t.Errorf("%d %+v", status, got)
		}
		if status, _ := s.take(secret); status != 410 {
			t.Errorf("the link is still answered %d", status)
		}
	})
	t.Run("the phone is there: it is asked first", func(t *testing.T) {
		s := newServer(t, 10)
		owner, guest := s.taken()
		s.clock.advance(presenceTimeout - 1)
		if _, got := back(s, owner, `{}`); got.State != Asked || got.Session != nil {
			t.Fatalf("%+v", got)
		}
		if got := s.state(guest); got.State != Asked || got.Session != nil {
			t.Errorf("the phone is told %+v", got)
		}
		if _, got := back(s, owner, `{}`); got.State != Asked {
			t.Errorf("asked twice: %+v", got)
		}
		if _, got := back(s, owner, `{"force":true}`); got.State != Returned || string(got.Session) != session {
			t.Errorf("forced: %+v", got)
		}
	})
	t.Run("the phone has gone", func(t *testing.T) {
		s := newServer(t, 10)
		owner, _ := s.taken()
		s.clock.advance(presenceTimeout)
		if _, got := back(s, owner, `{}`); got.State != Returned {
			t.Errorf("%+v", got)
		}
	})
	t.Run("what the phone says later doesn't count, but the end does", func(t *testing.T) {
		s := newServer(t, 10)
		owner, guest := s.taken()
		back(s, owner, `{"force":true}`)
		const late = `{"session":{"token":"late"},"flow":{}`
		if _, got, _ := s.ask(hand, "PUT", "/handover/session", guest, late+`}`); got.State != Returned {
			t.Errorf("the phone is told %q", got.State)
		}
		if got := s.state(owner); strings.Contains(string(got.Session), "late") {
			t.Error("the phone has overwritten what the desktop goes on with")
		}
		if _, got, _ := s.ask(hand, "POST", "/handover/return", guest, late+`,"finished":true}`); got.State != Finished {
			t.Errorf("finished: %q", got.State)
		}
		if got := s.state(owner); got.State != Finished {
			t.Errorf("the desktop is told %q", got.State)
		}
	})
}

// TestPoll_presence: the first device sees whether the phone polls, and its session.
func TestPoll_presence(t *testing.T) {
	s := newServer(t, 10)
	owner, guest := s.taken()
	check := func(when string, want bool) {
		t.Helper()
		if got := s.state(owner); got.Present != want || got.State != Taken || string(got.Session) != session {
			t.Errorf("%s: got %+v, want present %v", when, got, want)
		}
	}
	check("taken", true)
	s.clock.advance(presenceTimeout)
	check("no poll", false)
	if got := s.state(guest); got.Session != nil || got.Present {
		t.Errorf("the phone gets its own session back: %+v", got)
	}
	check("a poll", true)
	s.clock.advance(presenceWrite - 1)
	s.state(guest)
	s.clock.advance(presenceTimeout - presenceWrite + 1)
	check("a poll that was too early to be stored", false)
	s.state(guest)
	if code, _, _ := s.ask(hand, "POST", "/handover/leave", guest, ""); code != 200 {
		t.Errorf("leave: %d", code)
	}
	check("it has left", false)
	s.state(guest)
	check("it is back", true)
	if code, _, _ := s.ask(desk, "POST", "/handover/leave", owner, ""); code != 410 {
		t.Errorf("the first device leaves: %d", code)
	}
	s.ask(hand, "POST", "/handover/return", guest, `{"session":{"token":"3"},"flow":{}}`)
	if got := s.state(owner); got.State != Returned || got.Present || string(got.Session) != `{"token":"3"}` {
		t.Errorf("returned: %+v", got)
	}
}

// TestHandler_tamperedKey presents tokens with the right secret and another key: nothing is stored, and
// the other device goes on.
func TestHandler_tamperedKey(t *testing.T) {
	s := newServer(t, 10)
	owner, guest := s.taken()
	tamper := func(token string) string {
		c := must.Get(parseCredential(token, keyLen))(t)
		c.key[0] ^= 1
		return c.String()
	}
	const update = `{"session":` + session + `,"flow":{"at":"BACK 1"},"force":true}`
	for _, tt := range []struct{ name, method, path, token string }{
		{"the first device polls", "GET", "/handover", owner},
		{"the first device takes back", "POST", "/handover/back", owner},
		{"the phone reports", "PUT", "/handover/session", guest},
		{"the phone returns", "POST", "/handover/return", guest},
	} {
		if code, _, raw := s.ask(hand, tt.method, tt.path, tamper(tt.token), update); code != 400 {
			t.Errorf("%s: %d %s, want 400", tt.name, code, raw)
		}
	}
	if code, now, raw := s.ask(desk, "GET", "/handover", owner, ""); code != 200 || now.State != Taken || string(now.Flow) != `{"at":"FRONT 1"}` {
		t.Errorf("the first device sees %d %s", code, raw)
	}
	if code, now, raw := s.ask(hand, "POST", "/handover/return", guest, update); code != 200 || now.State != Returned {
		t.Errorf("the phone returns: %d %s", code, raw)
	}
}

// TestHandler_problems: wrong secrets and bodies.
func TestHandler_problems(t *testing.T) {
	s := newServer(t, 10)
	owner, guest := s.taken()
	other, secret := s.create()
	strange := func(token string) string { return token[:25] + strings.Repeat("A", 10) + token[35:] }
	body := func(page string) string {
		return fmt.Sprintf(`{"page":%q,"session":{},"flow":{}}`, page)
	}
	const report = `{"session":{},"flow":{}}`
	for _, tt := range []struct {
		name, method, path, token, body string
		status                          int
	}{
		{"page of 500 bytes", "POST", "/handover", "", body("/" + strings.Repeat("a", 499)), 201},
		{"page of 501 bytes", "POST", "/handover", "", body("/" + strings.Repeat("a", 500)), 400},
		{"page that lengthens the host", "POST", "/handover", "", body(".evil.example/"), 400},
		{"page with a fragment", "POST", "/handover", "", body("/#x"), 400},
		{"page elsewhere", "POST", "/handover", "", body("https://evil.example/"), 400},
		{"no session", "POST", "/handover", "", `{"page":"/","flow":{}}`, 400},
		{"a session that is a text", "POST", "/handover", "", `{"page":"/","session":"x","flow":{}}`, 400},
		{"no JSON", "POST", "/handover", "", `{`, 400},
		{"64 KiB", "POST", "/handover", "", body("/") + strings.Repeat(" ", 64<<10-len(body("/"))), 201},
		{"over 64 KiB", "POST", "/handover", "", body("/") + strings.Repeat(" ", 64<<10-len(body("/"))+1), 413},
		{"a secret that is none", "POST", "/handover/take", "", `{"secret":"x"}`, 400},
		{"a token as a secret", "POST", "/handover/take", "", `{"secret":"` + owner + `"}`, 400},
		{"another secret of the same link", "POST", "/handover/take", "", `{"secret":"` + strange(secret) + `"}`, 410},
		{"a link that never was", "POST", "/handover/take", "", `{"secret":"` + strings.Repeat("A", 43-1) + `A"}`, 410},
		{"no token", "GET", "/handover", "", "", 401},
		{"a link's secret as a token", "GET", "/handover", secret, "", 401},
		{"a token that was changed", "GET", "/handover", strange(owner), "", 410},
		{"the desktop reports", "PUT", "/handover/session", owner, report, 410},
		{"another's desktop reports", "PUT", "/handover/session", other, report, 410},
		{"the phone takes back", "POST", "/handover/back", guest, `{}`, 410},
		{"the phone reports", "PUT", "/handover/session", guest, report, 200},
		{"another method", "DELETE", "/handover", owner, "", 405},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.t = t
			r, _, raw := s.ask(desk, tt.method, tt.path, tt.token, tt.body)
			if r != tt.status {
				t.Errorf("got %d %s, want %d", r, raw, tt.status)
			}
		})
	}
}
