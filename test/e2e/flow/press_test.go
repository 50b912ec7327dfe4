package flow

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/e2e/drive"
)

// TestFlow_doubleClicks captures all parts with the camera and double-clicks every button: nothing
// happens twice.
func TestFlow_doubleClicks(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, Motion: true})
	p.OnScreen("start")
	pressTwice(p, "start")
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		if part != "BACK" { // for which the camera stays open
			p.At("instruction", part)
			pressTwice(p, "camera")
		}
		p.At("camera", part)
		pressTwice(p, "shutter")
		p.At("review", part)
		pressTwice(p, "use")
	}
	p.At("instruction", "DOCUMENT")
	pressTwice(p, "camera")
	p.At("camera", "DOCUMENT")
	pressTwice(p, "shutter")
	p.At("review", "DOCUMENT")
	pressTwice(p, "use")
	p.At("document", "DOCUMENT")
	p.Shoot("DOCUMENT")
	p.PressAt("review", "DOCUMENT", "retake")
	p.PressAt("camera", "DOCUMENT", "shutter")
	p.PressAt("review", "DOCUMENT", "back")
	p.PressAt("document", "DOCUMENT", "look") // at the first page
	p.PressAt("review", "DOCUMENT", "use")
	p.At("document", "DOCUMENT")
	pressTwice(p, "upload")
	p.Fill("firstName", "Ada")
	pressTwice(p, "submit-data")
	p.OnScreen("overview")
	pressTwice(p, "finalize")
	p.OnScreen("done")
	a := p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	for part, want := range map[string]int{"FRONT": 1, "BACK": 1, "FACE": 1, "DOCUMENT": 2} {
		if n := len(a.All(part)); n != want {
			t.Errorf("%d of %s arrived, want %d", n, part, want)
		}
	}
	if front, _ := a.Part("FRONT"); front.Width != drive.CameraSize.X || front.Height != drive.CameraSize.Y {
		t.Errorf("the front is %d×%d, want the camera's whole picture", front.Width, front.Height)
	}
	p.Fired("captured", 6)
	p.Fired("part", 5)
	drive.Is(p, "sessions that were opened", "executions.length", 1)
}

// pressTwice double-clicks at a button's place: the second click hits what is there by then.
func pressTwice(p *drive.Page, action string) {
	p.T.Helper()
	x, y := p.Find(action)
	p.Do("press "+action+" twice", chromedp.MouseClickXY(x, y, chromedp.ClickCount(1)), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
}

// TestFlow_back goes back from every screen and to a step that was sent, which is kept. Back on the first step cancels.
func TestFlow_back(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.Start()
	p.PressAt("instruction", "FRONT", "back")
	p.OnScreen("start")
	p.Fired("cancel", 1)
	p.Press("start")
	p.PressAt("instruction", "FRONT", "camera")
	p.PressAt("camera", "FRONT", "back")
	p.At("instruction", "FRONT")
	p.Choose(picture)
	p.PressAt("review", "FRONT", "back")
	p.ByFile("FRONT", picture)
	p.PressAt("instruction", "BACK", "back")
	p.PressAt("instruction", "FRONT", "back") // loses nothing of what was sent
	p.OnScreen("overview")
	p.Press("replace")
	p.PressAt("instruction", "FRONT", "keep")
	p.ByFile("BACK", picture)
	p.ByFile("FACE", picture)
	p.At("instruction", "DOCUMENT")
	p.Choose(picture)
	p.PressAt("document", "DOCUMENT", "back")
	p.PressAt("instruction", "DOCUMENT", "back")
	p.PressAt("instruction", "FACE", "keep")
	p.At("document", "DOCUMENT") // the page that was added is still there, and not yet sent
	p.Press("upload")
	p.Fill("firstName", "Ada")
	p.Press("back")
	p.PressAt("document", "DOCUMENT", "keep")
	p.Details()
	p.OnScreen("overview")
	p.Press("replace") // of the first part
	p.PressAt("instruction", "FRONT", "back")
	p.OnScreen("overview")
	p.Press("delete")
	p.OnScreen("overview")
	p.Press("add")
	p.ByFile("FRONT", picture)
	p.Finish()
	p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
}

// TestHistory goes back with the browser: one screen at a time, also with an entry of the page between, from the
// first screen out of the page, and after the element is gone.
func TestHistory(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone, Path: "/selftest.html"})
	p.Do("go to the element's page", chromedp.Navigate(drive.Site.URL+"/"))
	back := func() { p.T.Helper(); p.Eval("void setTimeout(() => history.back())", nil) }
	arrives := func(why, path string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(p.Ctx, drive.Patience)
		defer cancel()
		at := fmt.Sprintf(`location.pathname === %q && document.readyState === "complete"`, path)
		for chromedp.Run(ctx, chrome.Wait(at)) != nil { // the document that is left answers with an error
			if ctx.Err() != nil {
				p.Fail("%s: the page isn't %s", why, path)
			}
		}
	}
	leaves := func(why string) {
		t.Helper()
		back()
		arrives(why, "/selftest.html")
		p.Eval("void setTimeout(() => history.forward())", nil)
		arrives("forward", "/")
		p.OnScreen("start")
	}
	picture := drive.File(t, "card.jpg", drive.Card())
	leaves("the first screen")
	p.StartWith("ID")
	p.Wait("Back is known", `history.state?.["credential-capture"]?.index === 1`)
	p.Press("camera")
	p.At("camera", "FRONT")
	back()
	p.At("instruction", "FRONT")
	p.Eval("void setTimeout(() => history.forward())", nil)
	p.Wait("forward changes nothing", `history.state["credential-capture"].index === 2`)
	p.Choose(picture)
	p.At("review", "FRONT")
	p.Eval(`history.pushState({page: 1}, "")`, nil)
	p.Press("use")
	p.At("instruction", "BACK")
	back() // passes the element's entry, which is over the page's
	p.At("instruction", "FRONT")
	p.Sent("FRONT")
	p.Press("keep")
	p.At("instruction", "BACK")
	p.Choose(picture)
	p.At("review", "BACK")
	back()
	p.At("instruction", "BACK")
	back()
	p.At("instruction", "FRONT")
	back()
	p.Wait("the page's own entry is gone", `!history.state.page`)
	p.At("instruction", "FRONT")
	leaves("the first step")
	p.Press("resume")
	p.OnScreen("instruction", "review") // of the newest state that could be stored
	p.Set("history", "off")
	leaves("history is off")
	p.StartWith("ID")
	p.Press("camera")
	p.At("camera", "FRONT")
	p.Eval(`document.querySelector("credential-capture").remove()`, nil)
	back()
	arrives("the element is gone", "/selftest.html")
}

// TestStart_ahead requests the session when the pointer reaches the button: a failure is requested again, and an
// answer that comes after the person has left opens nothing.
func TestStart_ahead(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.OnScreen("start")
	p.Eval(`window.calls = 0, document.querySelector("credential-capture").session = () => new Promise((...ends) => { calls++; [window.answer, window.refuse] = ends; })`, nil)
	x, y := p.Find("start")
	p.Do("point at the button", chromedp.MouseEvent(input.MouseMoved, x, y))
	p.Wait("the session is requested", "calls === 1")
	p.Eval(`refuse(new Error("away"))`, nil)
	p.Press("start")
	p.OnScreen("busy")
	p.Press("back")
	p.OnScreen("start")
	p.Eval(`fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}).then(r => r.json()).then(answer)`, nil)
	p.Eval(`document.querySelector("credential-capture").session = undefined`, nil)
	p.Press("start")
	p.At("instruction", "FRONT")
	drive.Is(p, "calls of session()", "calls", 2)
	if ready, problems := len(p.Events("ready")), len(p.Events("problem")); ready != 1 || problems != 0 {
		t.Errorf("%d ready and %d problem events, want 1 and none", ready, problems)
	}
}
