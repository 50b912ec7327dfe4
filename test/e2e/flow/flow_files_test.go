package flow

import (
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// TestFlow_files captures all parts from files; the document has two pages.
func TestFlow_files(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Desktop, Path: "/demo/integrator.html"})
	a := allParts(t, p)
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

// allParts captures all parts from files, and returns what has arrived of them. The document has two pages.
func allParts(t *testing.T, p *drive.Page) drive.Arrival {
	t.Helper()
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
	return a
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
