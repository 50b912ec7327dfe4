package e2e

import (
	"strings"
	"testing"

	"credential-capture/test/testpic"
)

// TestUploadInTheBackground answers slowly: the person is at the next step at
// once, sees how far the picture is, and the end waits for it.
func TestUploadInTheBackground(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	picture := file(t, "card.jpg", card().bytes())
	p.startWith("ID", "SELFIE")
	p.at("instruction", "FRONT")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "latencyMs": 2500, "times": 3})
	p.byFile("FRONT", picture)
	p.at("instruction", "BACK")
	if n := len(p.events("part")); n != 0 {
		t.Errorf("the next step came only after %d parts had been answered", n)
	}
	p.wait("the bar of the front says that it is on its way", inElement+`.querySelector('.meter [data-part="FRONT"]:is([data-state="waiting"], [data-state="sending"]) progress')`)
	p.byFile("BACK", picture)
	p.byFile("FACE", picture)
	p.onScreen("overview")
	p.press("finalize")
	p.onScreen("busy")
	p.onScreen("done")
	p.delivered(t, "FRONT", "BACK", "FACE")
}

// TestReplacedOnItsWay takes another picture while the first is going up: what
// arrives in the end is the second, once.
func TestReplacedOnItsWay(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "latencyMs": 1500})
	p.byFile("FACE", file(t, "card.jpg", card().bytes()))
	p.onScreen("overview")
	p.press("replace")
	p.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	p.finish()
	if faces := p.delivered(t, "FACE").all("FACE"); len(faces) != 1 {
		t.Errorf("%d faces arrived, want 1", len(faces))
	}
}

// TestFailureIsShownWhereOneIs has an upload fail while the person is two steps
// further: it is told there, and nothing of what they do is interrupted.
func TestFailureIsShownWhereOneIs(t *testing.T) {
	for _, view := range []viewport{phone, desktop} {
		t.Run(view.String(), func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: view})
			p.expect("500")
			p.expect("400")
			picture := file(t, "card.jpg", card().bytes())
			p.startWith("ID", "SELFIE")
			p.at("instruction", "FRONT")
			control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
			p.byFile("FRONT", picture)
			p.at("instruction", "BACK")
			if code, words := p.problem(); code != "server" || !strings.Contains(words, "Front of your ID card") {
				t.Errorf("got %s %q", code, words)
			}
			p.at("instruction", "BACK") // still
			p.byFile("BACK", picture)
			p.at("instruction", "FACE")
			p.press("retry")
			p.sent("FRONT")
			if n := p.count("[data-code]"); n != 0 {
				t.Errorf("%d problems are shown after it was sent", n)
			}
			// What the service refuses for good is asked for anew.
			control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "status": 400})
			p.byFile("FACE", picture)
			p.onScreen("overview")
			if code, _ := p.problem(); code != "rejected" {
				t.Errorf("got %s", code)
			}
			p.press("finalize") // doesn't get past it
			p.onScreen("overview")
			p.press("again")
			p.byFile("FACE", file(t, "me.jpg", fits().bytes()))
			p.finish()
			p.delivered(t, "FRONT", "BACK", "FACE")
		})
	}
}

// TestPagesInOrder puts the pages of a document in order, with the buttons and by
// dragging, takes them all out, and adds others later.
func TestPagesInOrder(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	page := func(height int) string {
		return file(t, "page.jpg", testpic.JPEG(testpic.Scene(900, height), testpic.JPEGOptions{}))
	}
	p.startWith("DOCUMENT")
	p.at("instruction", "DOCUMENT")
	p.choose(page(501), page(502), page(503))
	p.at("document", "DOCUMENT")
	p.press("page-down") // 502 501 503
	p.wait("it is said", `/2/.test(`+inElement+`.querySelector("[role=status]").textContent)`)
	p.drag(`[...`+inElement+`.querySelectorAll(".pages img")].at(-1)`, `[...`+inElement+`.querySelectorAll(".pages img")].at(0)`) // 503 502 501
	p.wait("the last page is the first", inElement+`.querySelector(".pages li").textContent.includes("503")`)
	p.press("upload")
	p.onScreen("overview")
	p.sent("DOCUMENT")
	p.press("replace")
	p.at("document", "DOCUMENT")
	p.choose(page(504))
	p.wait("four pages", inElement+`.querySelectorAll(".pages li").length === 4`)
	p.press("upload")
	p.finish()
	var heights []int
	for _, held := range p.delivered(t, "DOCUMENT").all("DOCUMENT") {
		heights = append(heights, held.Height)
	}
	if len(heights) != 4 || heights[0] != 503 || heights[1] != 502 || heights[2] != 501 || heights[3] != 504 {
		t.Errorf("pages of %v px arrived, want 503 502 501 504", heights)
	}
}

// TestAllPagesDeleted takes all pages back, before and after they were sent.
func TestAllPagesDeleted(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	picture := file(t, "card.jpg", card().bytes())
	p.startWith("DOCUMENT")
	p.at("instruction", "DOCUMENT")
	p.choose(picture, picture)
	p.at("document", "DOCUMENT")
	p.press("delete-all")
	p.at("instruction", "DOCUMENT")
	p.choose(picture)
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.onScreen("overview")
	p.sent("DOCUMENT")
	p.press("replace")
	p.at("document", "DOCUMENT")
	p.press("delete-all")
	p.onScreen("overview")
	if held := arrived(t, p.execution()).all("DOCUMENT"); len(held) != 0 {
		t.Errorf("the service still holds %d pages", len(held))
	}
	if p.hasAction("finalize") {
		t.Error("a workflow without its document can be sent off")
	}
	p.press("add")
	p.at("instruction", "DOCUMENT")
	p.choose(picture)
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.finish()
	p.delivered(t, "DOCUMENT")
}
