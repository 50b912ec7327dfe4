package a11y

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
)

// TestA11y_announcements checks the announcements and the focus of each screen: each message
// once.
func TestA11y_announcements(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.OnScreen("start")
	p.Eval(drive.ListenLive, nil)
	p.AwaitAdvice()
	p.StartWith("SELFIE", "DATA")
	if _, focus := p.Heard(); focus != "H2 Selfie" {
		t.Errorf("on the instruction the focus is on %q", focus)
	}
	p.Choose(drive.File(t, "half.jpg", drive.Card()[:9000]))
	p.Problem()
	said, focus := p.Heard()
	p.SaidOnce(t, said, "The lower part of this photo is missing.")
	p.SaidOnce(t, said, "The file may not have been copied to the end.")
	if focus != "H2 Selfie" {
		t.Errorf("on the problem the focus is on %q", focus)
	}
	p.Press("again")
	p.Press("camera")
	p.Problem()
	said, focus = p.Heard()
	p.SaidOnce(t, said, "No camera was found.")
	p.SaidOnce(t, said, "choose a file instead")
	if !strings.HasPrefix(focus, "H2") {
		t.Errorf("without a camera the focus is on %q", focus)
	}
	p.Choose(drive.File(t, "card.jpg", drive.Card()))
	p.At("review", "FACE")
	if _, focus := p.Heard(); focus != "H2 No face found. Look into the camera." {
		t.Errorf("on the review the focus is on %q", focus)
	}
	p.Press("use")
	p.At("data", "PREPARED_DATA")
	p.Sent("FACE")
	p.Wait("it is said that the picture has been sent", `heard.includes("Sent.")`)
	said, _ = p.Heard()
	p.SaidOnce(t, said, "Sent.")
	p.Fill("email", "nobody")
	p.Fill("firstName", "Ada")
	p.Press("submit-data")
	p.Problem()
	said, focus = p.Heard()
	// The focus moves to the field, whose description is the error: nothing else may say it too.
	if text := strings.Join(said, "\n"); strings.Contains(text, "ada@example.com") {
		t.Errorf("the error is read with the field and said besides: %q", said)
	}
	if focus != "INPUT email" {
		t.Errorf("the focus is on %q", focus)
	}
	described := drive.Value[string](p, `(() => { const e = `+drive.Focused+`; return e.getAttribute("aria-describedby").split(" ").map(id => `+drive.InElement+`.getElementById(id).textContent).join("|"); })()`)
	if !strings.Contains(described, "ada@example.com") || strings.Contains(described, "document") {
		t.Errorf("the field is described by %q", described)
	}
	// From within the field the focus doesn't move, so the error has to be said.
	p.Key(kb.Enter)
	p.Wait("the error is said", `heard.join().includes("ada@example.com")`)
	said, _ = p.Heard()
	p.SaidOnce(t, said, "ada@example.com")
}

// TestA11y_tabOrder walks through a screen with Tab and back with Shift+Tab: the same stops in
// reverse.
func TestA11y_tabOrder(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWith("DATA")
	p.At("data", "PREPARED_DATA")
	stop := func() string {
		return drive.Value[string](p, `(() => { const e = `+drive.InElement+`.activeElement; return e ? e.dataset.action ?? e.name : document.activeElement.id || document.activeElement.tagName; })()`)
	}
	var forward []string
	for range 60 {
		p.Key(kb.Tab)
		at := stop()
		forward = append(forward, at)
		if at == "submit-data" {
			break
		}
	}
	if forward[len(forward)-1] != "submit-data" {
		t.Fatalf("Tab never comes to the button: %v", forward)
	}
	for i := len(forward) - 2; i >= 0; i-- {
		// The parts of a date are stops of their own, and have one name.
		shiftTab(p)
		if at := stop(); at != forward[i] {
			t.Errorf("going back, stop %d is %s, going forward it was %s", i, at, forward[i])
		}
	}
}

func shiftTab(p *drive.Page) {
	p.T.Helper()
	for _, kind := range []input.KeyType{input.KeyRawDown, input.KeyUp} {
		p.Do("press Shift+Tab", chromedp.ActionFunc(input.DispatchKeyEvent(kind).WithKey("Tab").WithCode("Tab").
			WithWindowsVirtualKeyCode(9).WithModifiers(input.ModifierShift).Do))
	}
}

// TestA11y_keyboard completes a flow with Tab, Enter and Space.
func TestA11y_keyboard(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	picture := drive.File(t, "card.jpg", drive.Card())
	answerFileDialogs(p, picture)
	p.OnScreen("start")
	p.TabTo("start")
	p.Key(kb.Enter)
	for i, part := range []string{"FRONT", "BACK", "FACE"} {
		p.At("instruction", part)
		p.TabTo("choose-file")
		p.Key([]string{kb.Enter, " ", kb.Enter}[i])
		p.At("review", part)
		p.TabTo("use")
		p.Key(" ")
	}
	p.At("instruction", "DOCUMENT")
	p.TabTo("choose-file")
	p.Key(kb.Enter)
	p.At("document", "DOCUMENT")
	p.TabTo("upload")
	p.Key(kb.Enter)
	p.At("data", "PREPARED_DATA")
	p.TabUntil("the first name has the focus", `?.closest("[data-field=firstName]")`)
	p.Key("Ada")
	p.Key(kb.Enter) // sends the form from a field
	p.OnScreen("overview")
	p.TabTo("finalize")
	p.Key(kb.Enter)
	p.OnScreen("done")
	p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
}

// answerFileDialogs chooses a file in every file dialog that opens.
func answerFileDialogs(p *drive.Page, path string) {
	p.T.Helper()
	chromedp.ListenTarget(p.Ctx, func(event any) {
		opened, ok := event.(*cdppage.EventFileChooserOpened)
		if !ok {
			return
		}
		go func() {
			_ = chromedp.Run(p.Ctx, chromedp.ActionFunc(func(ctx context.Context) error {
				return dom.SetFileInputFiles([]string{path}).WithBackendNodeID(opened.BackendNodeID).Do(ctx)
			}))
		}()
	})
	p.Do("intercept file dialogs", cdppage.SetInterceptFileChooserDialog(true))
}
