package flow

import (
	"os"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// TestFiles_gone deletes and changes a chosen file before it is checked: the problem says so, nothing is unhandled in
// the page, and another file goes on. That one is deleted on the review, and is sent nevertheless.
func TestFiles_gone(t *testing.T) {
	for _, tt := range []struct {
		name   string
		known  string // what the page reads of the file before that
		change func(file string) error
		code   string
		words  string
	}{
		{"deleted before its size is known", "chosen", os.Remove, "empty", "This file is empty."},
		{"deleted", "chosen.files[0].size", os.Remove, "file_changed", "Choose it again"},
		{"changed", "chosen.files[0].size", func(file string) error { return os.WriteFile(file, drive.Card(), 0o644) }, "file_changed", "Choose it again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
			p.StartWith("SELFIE")
			p.Eval(drive.InElement+`.addEventListener("change", e => { e.stopImmediatePropagation(); window.chosen = e.target; }, {capture: true, once: true})`, nil)
			file := drive.File(t, "me.jpg", drive.Fits())
			p.Choose(file)
			p.Wait("a file is chosen", `!!window.chosen && (`+tt.known+`, true)`)
			must.Succeed(t, tt.change(file))
			p.Eval(`void chosen.dispatchEvent(new Event("change", {bubbles: true}))`, nil)
			p.ProblemIs(tt.code, tt.words)
			if p.HasAction("retry") {
				t.Error("the same file again is offered, but it can't succeed")
			}
			again := drive.File(t, "again.jpg", drive.Fits())
			p.Choose(again)
			p.At("review", "FACE")
			must.Succeed(t, os.Remove(again))
			p.Press("use")
			p.Finish()
			p.Delivered(t, "FACE")
		})
	}
}
