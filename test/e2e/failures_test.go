package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/testpic"
)

// TestFilesThatWontDo chooses files that fail: each is named in words that help,
// and another file goes on from there to the end.
func TestFilesThatWontDo(t *testing.T) {
	good := file(t, "card.jpg", card().bytes())
	half := card().bytes()[:len(card().bytes())/2]
	broken := testpic.PNG(testpic.Scene(640, 400), testpic.PNGOptions{})
	broken[len(broken)/2] ^= 0x55
	for _, tt := range []struct {
		name    string
		content []byte
		code    string
		words   string
	}{
		{"empty.jpg", nil, "empty", "This file is empty."},
		{"words.jpg", []byte("no picture at all"), "unsupported_format", "Choose a JPEG or PNG picture"},
		{"half.jpg", half, "truncated", "This file is not complete."},
		{"broken.png", broken, "corrupt", "This file is damaged."},
		{"small.jpg", testpic.JPEG(testpic.Scene(300, 200), testpic.JPEGOptions{}), "too_small", "too small to be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: phone})
			p.startWith("SELFIE")
			p.at("instruction", "FACE")
			p.choose(file(t, tt.name, tt.content))
			code, words := p.problem()
			if code != tt.code || !strings.Contains(words, tt.words) {
				t.Errorf("got %s %q, want %s with %q", code, words, tt.code, tt.words)
			}
			if p.hasAction("retry") {
				t.Error("the same file again is offered, but it can't succeed")
			}
			p.choose(good)
			p.at("review", "FACE")
			p.press("use")
			p.finish()
			p.delivered(t, "FACE")
		})
	}
}

// TestPhotosThatAreTooLarge are made to fit, and the person is told.
func TestPhotosThatAreTooLarge(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content func() []byte
		action  string
	}{
		{"9000 px wide", func() []byte { return testpic.JPEG(testpic.Scene(9000, 1200), testpic.JPEGOptions{}) }, "downscaled"},
		{"20 MB", heavy().bytes, "reencoded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone})
			p.startWith("SELFIE")
			p.at("instruction", "FACE")
			p.choose(file(t, "photo.jpg", tt.content()))
			p.at("review", "FACE")
			p.press("use")
			p.finish()
			part, _ := p.delivered(t, "FACE").part("FACE")
			if part.Bytes > 15_000_000 || part.Width > 8000 || part.Height > 8000 {
				t.Errorf("what arrived is over the limits: %+v", part)
			}
			if e := p.events("captured"); len(e) != 1 || e[0].Action != tt.action {
				t.Errorf("got %+v, want it %s", e, tt.action)
			}
		})
	}
}

// TestServerError answers 500 until the module gives up: the picture is still
// there, and the same bytes go up when the person tries again.
func TestServerError(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.expect("500")
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	p.choose(file(t, "card.jpg", card().bytes()))
	p.at("review", "FACE")
	p.press("use")
	code, words := p.problem()
	if code != "server" || !strings.Contains(words, "Your picture is still here") {
		t.Errorf("got %s %q", code, words)
	}
	if said := p.said(); strings.Contains(said, "Sent") {
		t.Errorf("screen readers are told %q", said)
	}
	p.press("retry")
	p.onScreen("overview")
	p.sent("FACE")
	if said := p.said(); said != "Sent." {
		t.Errorf("screen readers are told %q", said)
	}
	p.finish()
	p.delivered(t, "FACE")
}

// TestLostAnswer cuts the connection after a part has been stored. The picture goes
// up again in the same workflow: the 409 says that it is there, and it is replaced by
// the same bytes; the person notices nothing.
func TestLostAnswer(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	for _, fault := range []string{"ERR_", "409"} {
		p.expect(fault)
	}
	picture := file(t, "card.jpg", card().bytes())
	p.start()
	p.byFile("FRONT", picture)
	p.at("instruction", "BACK")
	first := p.execution()
	control(t, "inject", map[string]any{"path": first, "method": "POST", "drop": "answer"})
	p.byFile("BACK", picture)
	p.at("instruction", "FACE")
	p.sent("FRONT")
	p.sent("BACK")
	if p.execution() != first {
		t.Error("a fresh session was asked for")
	}
	a := arrived(t, first)
	for _, part := range []string{"FRONT", "BACK"} {
		if n := len(a.all(part)); n != 1 {
			t.Errorf("%d pictures of %s arrived, want 1", n, part)
		}
	}
}

// TestExpiredSession ends the session's tokens in the middle: the element gets a
// fresh one, sends what it has again, and asks for nothing twice.
func TestExpiredSession(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.expect("401")
	picture := file(t, "card.jpg", card().bytes())
	p.start()
	p.byFile("FRONT", picture)
	p.at("instruction", "BACK")
	first := p.execution()
	control(t, "expire", map[string]any{"execution": first})
	p.byFile("BACK", picture)
	p.byFile("FACE", picture)
	p.at("instruction", "DOCUMENT")
	p.choose(picture)
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.details()
	p.finish()
	p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	if p.execution() == first {
		t.Error("the session was not renewed")
	}
	if n := len(p.events("captured")); n != 4 {
		t.Errorf("%d pictures were asked for, want 4", n)
	}
}

// TestExpiredSessionAfterTheForm ends the tokens when the form was sent already, once
// more after it was sent another time: what was filled in last goes to the fresh
// session, and the form isn't asked again; not even when the page was loaded again.
func TestExpiredSessionAfterTheForm(t *testing.T) {
	// The form comes first, and the selfie finds that the session has expired.
	const host = `(() => {
		const e = document.querySelector("credential-capture");
		e.setAttribute("steps", "PREPARED_DATA,FACE");
		e.session = async () => (await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"},
			body: JSON.stringify({credentials: [{category: "SELFIE"}, {category: "DATA"}]})})).json();
	})()`
	for _, reload := range []bool{false, true} {
		t.Run(fmt.Sprintf("reload %v", reload), func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone})
			p.before(journalTools)
			p.before(peek)
			p.reload()
			p.expect("401")
			p.eval(host, nil)
			p.start()
			p.details()
			p.at("instruction", "FACE")
			p.press("back")
			p.fill("firstName", "Augusta")
			p.press("submit-data")
			p.at("instruction", "FACE")
			first := p.execution()
			if reload {
				p.holds(`s.parts["PREPARED_DATA 1"]?.data?.firstName === "Augusta" && s.place.key === "FACE 1"`)
				p.reload()
				p.onScreen("start")
				p.eval(host, nil)
				p.press("resume")
			}
			control(t, "expire", map[string]any{"execution": first})
			p.eval(`(() => { window.shown = []; addEventListener("step", e => shown.push(e.screen)); })()`, nil)
			p.byFile("FACE", file(t, "card.jpg", card().bytes()))
			p.sent("FACE")
			p.sent("PREPARED_DATA")
			p.finish()
			a := p.delivered(t, "FACE")
			if p.execution() == first {
				t.Error("the session was not renewed")
			}
			var shown []string
			if p.eval("shown", &shown); slices.Contains(shown, "data") {
				t.Errorf("the form was asked again: %v", shown)
			}
			var names []string
			for _, c := range a.Credentials {
				if c.Data != nil {
					names = append(names, fmt.Sprint(c.Data["firstName"]))
				}
			}
			if fmt.Sprint(names) != "[Augusta]" {
				t.Errorf("the service holds the data of %v", names)
			}
		})
	}
}

// TestNoFreshSession ends the tokens of a session whose host has no other: the
// person is told, and can begin anew.
func TestNoFreshSession(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.expect("401")
	p.expect("405") // of /nowhere
	picture := file(t, "card.jpg", card().bytes())
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.eval(`document.querySelector("credential-capture").sessionURL = "/nowhere"`, nil)
	control(t, "expire", map[string]any{"execution": p.execution()})
	p.byFile("FACE", picture)
	code, words := p.problem()
	if code != "expired" || !strings.Contains(words, "Your session has ended.") {
		t.Errorf("got %s %q", code, words)
	}
	p.press("restart")
	p.eval(`document.querySelector("credential-capture").sessionURL = "/session"`, nil)
	p.startWith("SELFIE")
	p.byFile("FACE", picture)
	p.finish()
	p.delivered(t, "FACE")
}

// TestRenewalFails gets the fresh session only at the second try: the picture is
// still there.
func TestRenewalFails(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.expect("401")
	p.start()
	p.at("instruction", "FRONT")
	first := p.execution()
	control(t, "expire", map[string]any{"execution": first})
	p.eval(`(() => { const real = window.fetch; window.fetch = async () => { window.fetch = real; return new Response("", {status: 502}); }; })()`, nil)
	p.byFile("FRONT", file(t, "card.jpg", card().bytes()))
	if code, words := p.problem(); code != "server" || !strings.Contains(words, "Your picture is still here") {
		t.Errorf("got %s %q", code, words)
	}
	p.press("retry")
	p.sent("FRONT")
	if n := len(arrived(t, p.execution()).all("FRONT")); n != 1 || p.execution() == first {
		t.Errorf("%d fronts arrived, want 1, in a fresh execution", n)
	}
}

// TestNoSession presses start while the site's server gives no session.
func TestNoSession(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.expect("502")
	control(t, "inject", map[string]any{"path": "/accounts", "method": "POST", "status": 500})
	p.start()
	if code, _ := p.problem(); code != "server" {
		t.Errorf("got %s", code)
	}
	p.press("retry")
	p.at("instruction", "FRONT")
}
