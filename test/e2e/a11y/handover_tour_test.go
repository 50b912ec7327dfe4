package a11y

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// tourOfHandover stops at the screens of both devices.
func tourOfHandover(t *testing.T, o drive.Options, locale string, visit func(p *drive.Page, screen string)) {
	t.Helper()
	o.Lends = true
	d := openTour(t, o, locale)
	d.Expect("410")
	d.StartWith("SELFIE")
	link := d.Link()
	visit(d, "handover")
	drive.Control(t, "handover", map[string]any{"minutes": 5})
	d.OnScreen("handover-expired")
	visit(d, "handover-expired")
	d.Press("new-link")
	o.Path = link // which is over: the phone is told so
	m := openTourOfPhone(t, o, locale)
	visit(m, "handover-arrive")
	m.Press("take")
	m.Problem()
	visit(m, "handover-too-late")
	o.Path = d.ShownLink()
	m = openTourOfPhone(t, o, locale)
	m.Press("take")
	m.At("instruction", "FACE")
	visit(m, "handover-instruction")
	d.OnScreen("handover-follow")
	visit(d, "handover-follow")
	m.Eval(drive.InElement+`.host.remove()`, nil) // nobody follows there any more
	d.Problem()
	visit(d, "handover-away")
	d.Press("here")
	d.At("instruction", "FACE")
	o.Path = d.Link()
	m = openTourOfPhone(t, o, locale)
	m.Press("take")
	m.ByFile("FACE", drive.File(t, "me.jpg", drive.Fits()))
	m.OnScreen("overview")
	visit(m, "handover-overview")
	m.Press("give-back")
	m.OnScreen("handover-end")
	visit(m, "handover-end")
	d.OnScreen("overview")
	d.Press("back")
	o.Path = d.Link()
	m = openTourOfPhone(t, o, locale)
	m.Press("take")
	m.Finish()
	visit(m, "handover-done")
	d.OnScreen("done")
}

// openTourOfPhone opens a link in a language.
func openTourOfPhone(t *testing.T, o drive.Options, locale string) *drive.Page {
	t.Helper()
	p := drive.Open(t, o)
	p.Expect("410")
	p.OnScreen("handover-arrive")
	p.SetLocale(locale)
	return p
}
