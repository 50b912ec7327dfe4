package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDoubleClicks presses every button of the way twice, as fast as a mouse can:
// nothing happens twice.
func TestDoubleClicks(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted})
	p.onScreen("start")
	p.pressTwice("start")
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.at("instruction", part)
		p.pressTwice("camera")
		p.at("camera", part)
		p.pressTwice("shutter")
		p.at("review", part)
		p.pressTwice("use")
	}
	p.at("instruction", "DOCUMENT")
	p.pressTwice("camera")
	p.at("camera", "DOCUMENT")
	p.pressTwice("shutter")
	p.at("document", "DOCUMENT")
	p.pressTwice("upload")
	p.fill("firstName", "Ada")
	p.pressTwice("submit-data")
	p.onScreen("overview")
	p.pressTwice("finalize")
	p.onScreen("done")
	a := p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	for _, part := range []string{"FRONT", "BACK", "FACE", "DOCUMENT"} {
		if n := len(a.all(part)); n != 1 {
			t.Errorf("%d of %s arrived, want 1", n, part)
		}
	}
	if n := len(p.events("captured")); n != 4 {
		t.Errorf("%d pictures were taken, want 4", n)
	}
	if n := len(p.events("part")); n != 5 {
		t.Errorf("%d parts were accepted, want 5", n)
	}
	var sessions int
	if p.eval("executions.length", &sessions); sessions != 1 {
		t.Errorf("%d sessions were opened, want 1", sessions)
	}
}

// pressTwice double-clicks where a button is; the second click hits whatever is
// there by then.
func (p *page) pressTwice(action string) {
	p.t.Helper()
	x, y := p.find(action)
	p.do("press "+action+" twice", chromedp.MouseClickXY(x, y, chromedp.ClickCount(1)), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
}

// TestBack goes back from everywhere: to the screen before, and to the step
// before, which has been sent and is kept.
func TestBack(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted, view: phone})
	picture := file(t, "card.jpg", card().bytes())
	p.start()
	p.at("instruction", "FRONT")
	p.press("camera")
	p.at("camera", "FRONT")
	p.press("back")
	p.at("instruction", "FRONT")
	p.choose(picture)
	p.at("review", "FRONT")
	p.press("back")
	p.byFile("FRONT", picture)
	p.at("instruction", "BACK")
	p.press("back")
	p.at("instruction", "FRONT")
	if p.hasAction("back") {
		t.Error("there is a way back that would lose what was sent")
	}
	p.press("keep")
	p.byFile("BACK", picture)
	p.byFile("FACE", picture)
	p.at("instruction", "DOCUMENT")
	p.choose(picture)
	p.at("document", "DOCUMENT")
	p.press("back")
	p.at("instruction", "DOCUMENT")
	p.press("back")
	p.at("instruction", "FACE")
	p.press("keep")
	p.at("document", "DOCUMENT") // the page that was added is still there, and not yet sent
	p.press("upload")
	p.fill("firstName", "Ada")
	p.press("back")
	p.at("document", "DOCUMENT")
	p.press("keep")
	p.details()
	p.onScreen("overview")
	p.press("replace") // of the first part
	p.at("instruction", "FRONT")
	p.press("back")
	p.onScreen("overview")
	p.press("delete")
	p.onScreen("overview")
	p.press("add")
	p.byFile("FRONT", picture)
	p.finish()
	p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
}

// TestCancel leaves from the first step, where there is nothing to lose.
func TestCancel(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.start()
	p.at("instruction", "FRONT")
	p.press("back")
	p.onScreen("start")
	if n := len(p.events("cancel")); n != 1 {
		t.Errorf("%d cancel events, want 1", n)
	}
	p.press("start")
	p.at("instruction", "FRONT")
}
