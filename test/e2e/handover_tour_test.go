package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// tourOfHandover stops at the screens of both devices.
func tourOfHandover(t *testing.T, o openOptions, locale string, visit func(p *page, screen string)) {
	t.Helper()
	o.lends = true
	d := openTour(t, o, locale)
	d.expect("410")
	d.startWith("SELFIE")
	d.at("instruction", "FACE")
	link := d.link()
	visit(d, "handover")
	control(t, "handover", map[string]any{"minutes": 5})
	d.onScreen("handover-expired")
	visit(d, "handover-expired")
	d.press("new-link")
	o.path = link // which is over: the phone is told so
	m := openTourOfPhone(t, o, locale)
	visit(m, "handover-arrive")
	m.press("take")
	m.problem()
	visit(m, "handover-too-late")
	o.path = d.shownLink()
	m = openTourOfPhone(t, o, locale)
	m.press("take")
	m.at("instruction", "FACE")
	visit(m, "handover-instruction")
	d.onScreen("handover-follow")
	visit(d, "handover-follow")
	m.eval(inElement+`.host.remove()`, nil) // nobody follows there any more
	d.problem()
	visit(d, "handover-away")
	d.press("here")
	d.at("instruction", "FACE")
	o.path = d.link()
	m = openTourOfPhone(t, o, locale)
	m.press("take")
	m.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	m.onScreen("overview")
	visit(m, "handover-overview")
	m.press("give-back")
	m.onScreen("handover-end")
	visit(m, "handover-end")
	d.onScreen("overview")
	d.press("back")
	o.path = d.link()
	m = openTourOfPhone(t, o, locale)
	m.press("take")
	m.finish()
	visit(m, "handover-done")
	d.onScreen("done")
}

// openTourOfPhone opens a link in a language.
func openTourOfPhone(t *testing.T, o openOptions, locale string) *page {
	t.Helper()
	p := open(t, o)
	p.expect("410")
	p.onScreen("handover-arrive")
	p.setLocale(locale)
	p.wait("the words are there", fmt.Sprintf(`%s.querySelector(".card").lang === %q`, inElement, locale))
	return p
}

// TestHandoverByKeyboard goes to the phone and back with keys alone, and listens to what
// is said.
func TestHandoverByKeyboard(t *testing.T) {
	d := open(t, openOptions{camera: cameraNone, lends: true})
	d.startWith("SELFIE")
	d.at("instruction", "FACE")
	d.eval(listenLive, nil)
	d.tabTo("handover")
	d.key(kb.Enter)
	d.onScreen("handover")
	if _, focus := d.heard(); focus != "H2 Continue on your phone" {
		t.Errorf("the focus is on %q", focus)
	}
	d.key(kb.Escape)
	d.at("instruction", "FACE")
	m := opens(t, d.link())
	m.tabTo("take")
	m.key(kb.Enter)
	m.at("instruction", "FACE")
	d.onScreen("handover-follow")
	said, focus := d.heard()
	if focus != "H2 Continue on your phone" {
		t.Errorf("the focus is on %q", focus)
	}
	d.saidOnce(t, said, "Your phone is connected")
	d.tabTo("here")
	d.key(kb.Enter)
	m.onScreen("handover-end")
	d.at("instruction", "FACE")
}
