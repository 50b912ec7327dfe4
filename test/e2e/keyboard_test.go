package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/dom"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyboard goes from start to done with Tab, Enter and Space alone.
func TestKeyboard(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	picture := file(t, "card.jpg", card().bytes())
	p.answerFileDialogs(picture)
	p.onScreen("start")
	p.tabTo("start")
	p.key(kb.Enter)
	for i, part := range []string{"FRONT", "BACK", "FACE"} {
		p.at("instruction", part)
		p.tabTo("choose-file")
		p.key([]string{kb.Enter, " ", kb.Enter}[i])
		p.at("review", part)
		p.tabTo("use")
		p.key(" ")
	}
	p.at("instruction", "DOCUMENT")
	p.tabTo("choose-file")
	p.key(kb.Enter)
	p.at("document", "DOCUMENT")
	p.tabTo("upload")
	p.key(kb.Enter)
	p.at("data", "PREPARED_DATA")
	p.tabUntil("the first name has the focus", `?.closest("[data-field=firstName]")`)
	p.key("Ada")
	p.key(kb.Enter) // sends the form from a field
	p.onScreen("overview")
	p.tabTo("finalize")
	p.key(kb.Enter)
	p.onScreen("done")
	p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
}

func (p *page) key(keys string) {
	p.t.Helper()
	p.do("press a key", chromedp.KeyEvent(keys))
}

// tabTo presses Tab until a button has the focus, and checks that one sees it.
func (p *page) tabTo(action string) {
	p.t.Helper()
	p.tabUntil(action+" has the focus", fmt.Sprintf(`?.matches('[data-action=%q]')`, action))
	var outline string
	p.eval(`getComputedStyle(`+focused+`).outlineStyle`, &outline)
	if outline != "solid" {
		p.fail("%s has the focus, but no outline shows it", action)
	}
}

// focused is the element that has the focus, inside the shadow root.
const focused = inElement + `.activeElement`

func (p *page) tabUntil(what, condition string) {
	p.t.Helper()
	for range 40 {
		var there bool
		p.eval("!!"+focused+condition, &there)
		if there {
			return
		}
		p.key(kb.Tab)
	}
	p.fail("40 Tabs, and not yet: %s", what)
}

// answerFileDialogs chooses a file in every file dialog that opens.
func (p *page) answerFileDialogs(path string) {
	p.t.Helper()
	chromedp.ListenTarget(p.ctx, func(event any) {
		opened, ok := event.(*cdppage.EventFileChooserOpened)
		if !ok {
			return
		}
		go func() {
			_ = chromedp.Run(p.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
				return dom.SetFileInputFiles([]string{path}).WithBackendNodeID(opened.BackendNodeID).Do(ctx)
			}))
		}()
	})
	p.do("intercept file dialogs", cdppage.SetInterceptFileChooserDialog(true))
}
