package a11y

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// tourOfHandover stops at the screens of both devices: a phone m takes the links of d.
func tourOfHandover(d, m *drive.Page, visit func(p *drive.Page, screen string)) {
	t := d.T
	t.Helper()
	for _, p := range []*drive.Page{d, m} {
		p.Expect("410")
	}
	opened := 0
	open := func(link string) {
		t.Helper()
		opened++ // a link that differs after the # alone wouldn't load the page again
		m.Do("open the link", chromedp.Navigate(drive.Site.URL+strings.Replace(link, "/#", fmt.Sprintf("/?%d#", opened), 1)))
		m.OnScreen("handover-arrive")
	}
	d.Eval(`document.querySelector("credential-capture").reset()`, nil)
	d.Eval(`document.querySelector("credential-capture").setAttribute("handover", "always")`, nil)
	d.StartWith("SELFIE")
	link := d.Link()
	visit(d, "handover")
	drive.Control(t, "handover", map[string]any{"minutes": 5})
	d.OnScreen("handover-expired")
	visit(d, "handover-expired")
	d.Press("new-link")
	open(link) // which is over: the phone is told so
	visit(m, "handover-arrive")
	m.Press("take")
	m.Problem()
	visit(m, "handover-too-late")
	open(d.ShownLink())
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
	open(d.Link())
	m.Press("take")
	m.ByFile("FACE", drive.File(t, "me.jpg", drive.Card()))
	m.OnScreen("overview")
	visit(m, "handover-overview")
	m.Press("give-back")
	m.OnScreen("handover-end")
	visit(m, "handover-end")
	d.OnScreen("overview")
	d.Press("back")
	open(d.Link())
	m.Press("take")
	m.Finish()
	visit(m, "handover-done")
	d.OnScreen("done")
}
