package flow

import (
	"encoding/base64"
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// TestFlow_files captures all parts from files; the document has two pages.
func TestFlow_files(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Desktop, Path: "/demo/integrator.html"})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.Start()
	p.ByFile("FRONT", picture)
	p.ByFile("BACK", drive.File(t, "back.png", testpic.PNG(testpic.Scene(900, 600), testpic.PNGOptions{EXIF: true, GPS: true})))
	p.ByFile("FACE", drive.File(t, "me.jpg", drive.Fits()))
	p.Document(picture, drive.File(t, "page.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.Details()
	p.Finish()
	a := p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	if pages := a.All("DOCUMENT"); len(pages) != 2 || pages[1].Height != 1754 {
		t.Errorf("pages that arrived: %+v", pages)
	}
	p.Wait("the page shows what arrived", `document.querySelectorAll("#parts li").length === 6 && [...document.querySelectorAll("#parts img")].every(i => i.naturalWidth > 0)`)
	for _, c := range a.Credentials {
		if c.Category != "DATA" {
			continue
		}
		if c.Data["firstName"] != "Ada" || c.Data["dateOfBirth"] != "1815-12-10" {
			t.Errorf("prepared data: %v", c.Data)
		}
	}
}

// TestFlow_pdf rejects a picture and a PDF together and a PDF with a password, says what a portfolio
// and an XFA form lack, and sends a PDF that opens without its password.
func TestFlow_pdf(t *testing.T) {
	root := func(more string) []byte {
		return testpdf.Raw("", "<</Type/Catalog/Pages 2 0 R"+more+">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page)
	}
	encrypted := testpdf.Encrypted()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.StartWith("DOCUMENT")
	for _, tt := range []struct {
		code  string
		files []string
	}{
		{"mixed_document", []string{drive.File(t, "card.jpg", drive.Card()), drive.File(t, "bill.pdf", testpdf.New(3, testpdf.Options{}))}},
		{"pdf_encrypted", []string{drive.File(t, "locked.pdf", encrypted["r6-aes-256-user"])}},
	} {
		p.Choose(tt.files...)
		p.ProblemIs(tt.code)
		p.Press("again")
		p.At("instruction", "DOCUMENT")
	}
	for _, tt := range []struct {
		name, more, advice string
	}{
		{"form.pdf", "/NeedsRendering true/AcroForm<</XFA[]/Fields[]>>", "This form may arrive empty."},
		{"portfolio.pdf", "/Collection<</View/D>>", "This PDF only holds other files."},
	} {
		p.Choose(drive.File(t, tt.name, root(tt.more)))
		p.At("document", "DOCUMENT")
		p.Wait(tt.advice, fmt.Sprintf(`%s.querySelector(".fine.advice")?.textContent.startsWith(%q)`, drive.InElement, tt.advice))
		p.Press("delete-all")
		p.At("instruction", "DOCUMENT")
	}
	p.Document(drive.File(t, "protected.pdf", encrypted["r6-aes-256-owner"]))
	p.Finish()
	if pages := p.Delivered(t, "DOCUMENT").All("DOCUMENT"); len(pages) != 1 || pages[0].Type != "application/pdf" {
		t.Errorf("what arrived: %+v", pages)
	}
}

// TestFiles_gone deletes and changes a chosen file before it is checked: the problem says so, nothing is unhandled in
// the page, and another file goes on. That one is deleted on the review, and is sent nevertheless.
func TestFiles_gone(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.StartWith("SELFIE")
	for _, tt := range []struct {
		name   string
		known  string // what the page reads of the file before that
		change func(file string) error
		code   string
		words  string
	}{
		{"deleted", "chosen.files[0].size", os.Remove, "file_changed", "Choose it again"},
		{"deleted before its size is known", "chosen", os.Remove, "empty", "This file is empty."},
		{"changed", "chosen.files[0].size", func(file string) error { return os.WriteFile(file, drive.Card(), 0o644) }, "file_changed", "Choose it again"},
	} {
		p.Eval(`window.chosen = null; `+drive.InElement+`.addEventListener("change", e => { e.stopImmediatePropagation(); window.chosen = e.target; }, {capture: true, once: true})`, nil)
		file := drive.File(t, "me.jpg", drive.Selfie())
		p.Choose(file)
		p.Wait("a file is chosen", `!!window.chosen && (`+tt.known+`, true)`)
		must.Succeed(t, tt.change(file))
		p.Eval(`void chosen.dispatchEvent(new Event("change", {bubbles: true}))`, nil)
		becomes(p, tt.code)
		p.ProblemIs(tt.code, tt.words)
		p.Offers("retry", false)
	}
	again := drive.File(t, "again.jpg", drive.Fits())
	p.Choose(again)
	p.At("review", "FACE")
	must.Succeed(t, os.Remove(again))
	p.Press("use")
	p.Finish()
	p.Delivered(t, "FACE")
}

// TestDropAndPaste gives a picture by drag and drop, and one by the clipboard. The hint about dropping files is shown
// with a mouse, and not with touch.
func TestDropAndPaste(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.Eval(fmt.Sprintf(`(async () => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		window.transfer = new DataTransfer();
		transfer.items.add(new File([bytes], "card.jpg", {type: "image/jpeg"}));
	})()`, base64.StdEncoding.EncodeToString(drive.Card())), nil)
	p.StartWith("ID")
	drive.Is(p, "the element takes files", `(() => {
		const card = `+drive.InElement+`.querySelector("[data-screen]");
		const over = new DragEvent("dragover", {bubbles: true, cancelable: true, dataTransfer: transfer});
		card.dispatchEvent(over);
		card.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer}));
		return over.defaultPrevented;
	})()`, true)
	p.PressAt("review", "FRONT", "use")
	p.At("instruction", "BACK")
	const hint = `matchMedia("(pointer: coarse)").matches + " " + ` + drive.InElement + `.querySelector(".note").checkVisibility()`
	drive.Is(p, "a coarse pointer, and the hint, with a mouse", hint, "false true")
	p.Do("have fingers", chromedp.EmulateViewport(drive.Desktop.Width, drive.Desktop.Height, chromedp.EmulateMobile, chromedp.EmulateTouch))
	drive.Is(p, "a coarse pointer, and the hint, with touch", hint, "true false")
	p.Do("have a mouse again", chromedp.EmulateViewport(drive.Desktop.Width, drive.Desktop.Height))
	// The element leaves alone a paste into a field of the page, and swallows a drop beside the card.
	var left, prevented bool
	p.Eval(`(() => {
		const field = document.body.appendChild(document.createElement("input"));
		field.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, composed: true, clipboardData: transfer}));
		field.remove();
		return `+drive.InElement+`.querySelector("[data-screen]").dataset.screen === "instruction";
	})()`, &left)
	p.Eval(`(() => {
		const drop = new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer});
		document.body.dispatchEvent(drop);
		return drop.defaultPrevented;
	})()`, &prevented)
	if !left || !prevented {
		t.Errorf("a paste into the host's field is left alone: %v; a drop beside the card doesn't leave the page: %v", left, prevented)
	}
	p.Eval(`document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}))`, nil)
	p.PressAt("review", "BACK", "use")
	p.Finish()
	p.Delivered(t, "FRONT", "BACK")
}
