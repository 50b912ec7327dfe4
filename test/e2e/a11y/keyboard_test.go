package a11y

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/dom"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
)

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
