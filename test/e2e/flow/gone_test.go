package flow

import (
	"os"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestFiles_gone deletes a chosen file at several points: the problem says so, nothing is unhandled in the
// page, and another file goes on.
func TestFiles_gone(t *testing.T) {
	for _, tt := range []struct {
		name   string
		code   string
		words  string
		delete func(p *drive.Page, file string)
	}{
		{"before its size is known", "empty", "This file is empty.", func(p *drive.Page, file string) {
			p.Eval(drive.InElement+`.addEventListener("change", e => { e.stopImmediatePropagation(); window.chosen = e.target; }, {capture: true, once: true})`, nil)
			p.Choose(file)
			p.Wait("a file is chosen", `!!window.chosen`)
			os.Remove(file)
			p.Eval(`void chosen.dispatchEvent(new Event("change", {bubbles: true}))`, nil)
		}},
		{"on review", "unreadable", "can’t be read any more", func(p *drive.Page, file string) {
			p.Choose(file)
			p.At("review", "FACE")
			os.Remove(file)
			p.Press("use")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
			p.Expect("ERR_FILE_NOT_FOUND") // the browser's own line for the upload
			p.StartWith("SELFIE")
			tt.delete(p, drive.File(t, "me.jpg", drive.Fits()))
			if code, words := p.Problem(); code != tt.code || !strings.Contains(words, tt.words) {
				t.Errorf("got %s %q", code, words)
			}
			if p.HasAction("retry") {
				t.Error("the same file again is offered, but it can't succeed")
			}
			if tt.code == "unreadable" {
				p.Press("replace")
				p.At("instruction", "FACE")
			}
			p.Choose(drive.File(t, "again.jpg", drive.Fits()))
			p.At("review", "FACE")
			p.Press("use")
			p.Finish()
			p.Delivered(t, "FACE")
		})
	}
}
