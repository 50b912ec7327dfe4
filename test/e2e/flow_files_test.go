package e2e

import (
	"testing"

	"credential-capture/test/testpic"
)

// TestFlowByFiles goes all the way with files; the document has two pages.
func TestFlowByFiles(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: desktop})
	picture := file(t, "card.jpg", card().bytes())
	p.start()
	p.byFile("FRONT", picture)
	p.byFile("BACK", file(t, "back.png", testpic.PNG(testpic.Scene(900, 600), testpic.PNGOptions{EXIF: true, GPS: true})))
	p.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	p.at("instruction", "DOCUMENT")
	p.choose(picture, file(t, "page.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.details()
	p.finish()
	p.eval(`(() => { document.querySelector(".integrator").open = true; })()`, nil)
	p.wait("the page shows what arrived", `document.querySelectorAll("#parts li").length === 6 && [...document.querySelectorAll("#parts img")].every(i => i.naturalWidth > 0)`)
	a := p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	for _, c := range a.Credentials {
		if c.Category != "DATA" {
			continue
		}
		if c.Data["firstName"] != "Ada" || c.Data["dateOfBirth"] != "1815-12-10" {
			t.Errorf("prepared data: %v", c.Data)
		}
	}
	if pages := a.all("DOCUMENT"); len(pages) != 2 || pages[1].Height != 1754 {
		t.Errorf("pages that arrived: %+v", pages)
	}
}

// TestFlowWithPDF sends a document as one PDF, after a page of a picture was tried.
func TestFlowWithPDF(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	pdf := file(t, "bill.pdf", testpic.PDF(3, testpic.PDFOptions{}))
	p.startWith("DOCUMENT")
	p.at("instruction", "DOCUMENT")
	p.choose(file(t, "card.jpg", card().bytes()), pdf)
	if code, _ := p.problem(); code != "mixed_document" {
		t.Fatalf("a picture and a PDF together: got %s", code)
	}
	p.press("again")
	p.at("instruction", "DOCUMENT")
	p.choose(pdf)
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.finish()
	a := p.delivered(t, "DOCUMENT")
	if pages := a.all("DOCUMENT"); len(pages) != 1 || pages[0].Type != "application/pdf" {
		t.Errorf("what arrived: %+v", pages)
	}
}

// TestPagesCanBeRemoved takes a page out of a document before it is sent.
func TestPagesCanBeRemoved(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.startWith("DOCUMENT")
	p.at("instruction", "DOCUMENT")
	p.choose(file(t, "card.jpg", card().bytes()), file(t, "page.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.at("document", "DOCUMENT")
	p.press("remove-page") // the first
	p.wait("one page is left", inElement+`.querySelectorAll(".pages li").length === 1`)
	p.press("upload")
	p.finish()
	if pages := p.delivered(t, "DOCUMENT").all("DOCUMENT"); len(pages) != 1 || pages[0].Height != 1754 {
		t.Errorf("what arrived: %+v", pages)
	}
}
