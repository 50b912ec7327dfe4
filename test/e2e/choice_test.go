package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// pressType presses the card of a kind of document.
func (p *page) pressType(kind string) {
	p.t.Helper()
	x, y := p.findAt(fmt.Sprintf(`%s.querySelector('[data-action="choose"][data-type=%q]')`, inElement, kind))
	p.do("choose "+kind, chromedp.MouseClickXY(x, y))
}

// TestTwelveTaps goes from load to done with the camera and counts what a person
// has to press: an ID whose kind the session leaves open, both sides, and a selfie.
func TestTwelveTaps(t *testing.T) {
	for _, view := range []viewport{phone, desktop} {
		t.Run(view.String(), func(t *testing.T) {
			p := open(t, openOptions{camera: cameraGranted, view: view})
			p.eval(`(() => { window.taps = 0; addEventListener("click", e => { taps += e.isTrusted; }, true); })()`, nil)
			p.startWithOrder(map[string]any{"category": "ID"}, map[string]any{"category": "SELFIE"})
			p.at("choice", "FRONT")
			p.pressType("DRIVING_LICENSE")
			for _, part := range []string{"FRONT", "BACK", "FACE"} {
				p.byCamera(part)
			}
			p.finish()
			p.delivered(t, "FRONT", "BACK", "FACE")
			var taps int
			p.eval("taps", &taps)
			t.Logf("%d taps", taps)
			if taps > 12 {
				t.Errorf("%d taps from load to done, want 12 at most", taps)
			}
		})
	}
}

// TestAPassportHasNoBack chooses another document after both sides were taken: the
// back goes, here and at the service.
func TestAPassportHasNoBack(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	picture := file(t, "card.jpg", card().bytes())
	p.startWithOrder(map[string]any{"category": "ID"}, map[string]any{"category": "SELFIE"})
	p.at("choice", "FRONT")
	p.pressType("ID_CARD")
	p.byFile("FRONT", picture)
	p.byFile("BACK", picture)
	p.at("instruction", "FACE")
	p.sent("BACK")
	for _, part := range []string{"BACK", "FRONT"} {
		p.press("back")
		p.at("instruction", part)
	}
	p.press("back")
	p.at("choice", "FRONT")
	p.pressType("PASSPORT")
	p.at("instruction", "FACE")
	if n := p.count(`.meter li`); n != 2 {
		t.Errorf("%d steps are left of front and face", n)
	}
	p.byFile("FACE", picture)
	p.finish()
	a := p.delivered(t, "FRONT", "FACE")
	if backs := a.all("BACK"); len(backs) != 0 {
		t.Errorf("the service holds a back: %+v", backs)
	}
}

// TestOnlyTheKindsThatAreOffered asks for country and kind where the session has
// several, and for nothing where it has one.
func TestOnlyTheKindsThatAreOffered(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	picture := file(t, "card.jpg", card().bytes())
	p.startWithOrder(map[string]any{
		"category": "ID",
		"country":  map[string]any{"values": []string{"DEU", "AUT"}},
		"type":     map[string]any{"values": []string{"PASSPORT", "VISA"}},
	})
	p.at("choice", "FRONT")
	if n := p.count(`[data-action="choose"]`); n != 2 {
		t.Errorf("%d kinds are offered, want 2", n)
	}
	p.pressType("PASSPORT")
	var error string
	p.eval(inElement+`.querySelector(".error").textContent`, &error)
	if error == "" {
		t.Error("no country was chosen, and nothing is said")
	}
	p.eval(`(() => { const s = `+inElement+`.querySelector("select"); s.value = "AUT"; })()`, nil)
	p.pressType("PASSPORT")
	p.byFile("FRONT", picture)
	p.finish()
	p.delivered(t, "FRONT")
}

// count counts elements inside the element.
func (p *page) count(selector string) (n int) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`%s.querySelectorAll(%q).length`, inElement, selector), &n)
	return n
}
