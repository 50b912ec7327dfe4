package flow

import (
	"slices"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// TestUpload_background delays an upload: the next step shows at once with its progress, and the
// end waits for it.
func TestUpload_background(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("ID", "SELFIE")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "latencyMs": 2500, "times": 3})
	p.ByFile("FRONT", picture)
	p.At("instruction", "BACK")
	if n := len(p.Events("part")); n != 0 {
		t.Errorf("the next step came only after %d parts had been answered", n)
	}
	p.Wait("the bar of the front says that it is on its way", drive.InElement+`.querySelector('.meter [data-part="FRONT"]:is([data-state="waiting"], [data-state="sending"]) progress')`)
	p.ByFile("BACK", picture)
	p.ByFile("FACE", picture)
	p.OnScreen("overview")
	p.Press("finalize")
	p.OnScreen("busy")
	p.OnScreen("done")
	p.Delivered(t, "FRONT", "BACK", "FACE")
}

// TestUpload_replacedWhilePending takes another picture during an upload: the service has the
// second one only.
func TestUpload_replacedWhilePending(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWith("SELFIE")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "latencyMs": 1500})
	p.ByFile("FACE", drive.File(t, "card.jpg", drive.Card()))
	p.OnScreen("overview")
	p.Press("replace")
	p.ByFile("FACE", drive.File(t, "me.jpg", drive.Selfie()))
	p.Finish()
	if faces := p.Delivered(t, "FACE").All("FACE"); len(faces) != 1 {
		t.Errorf("%d faces arrived, want 1", len(faces))
	}
}

// TestUpload_failureTwoStepsLater fails an upload while the person is two steps ahead: the error
// shows there and interrupts nothing.
func TestUpload_failureTwoStepsLater(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("500")
	p.Expect("400")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("ID", "SELFIE")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	p.ByFile("FRONT", picture)
	p.At("instruction", "BACK")
	if code, words := p.Problem(); code != "server" || !strings.Contains(words, "Front of your ID card") {
		t.Errorf("got %s %q", code, words)
	}
	p.At("instruction", "BACK") // still
	p.ByFile("BACK", picture)
	p.At("instruction", "FACE")
	p.Press("retry")
	p.Sent("FRONT")
	if n := count(p, "[data-code]"); n != 0 {
		t.Errorf("%d problems are shown after it was sent", n)
	}
	// What the service refuses for good is asked for anew.
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 400})
	p.ByFile("FACE", picture)
	p.OnScreen("overview")
	if code, _ := p.Problem(); code != "rejected" {
		t.Errorf("got %s", code)
	}
	p.Press("finalize") // doesn't get past it
	p.OnScreen("overview")
	p.Press("again")
	p.ByFile("FACE", drive.File(t, "me.jpg", drive.Selfie()))
	p.Finish()
	p.Delivered(t, "FRONT", "BACK", "FACE")
}

// TestPages_order removes a page of a document, orders the others by buttons and by dragging,
// adds one after the upload, and retakes one, which keeps its place.
func TestPages_order(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	page := func(height int) string {
		return drive.File(t, "page.jpg", testpic.JPEG(testpic.Scene(900, height), testpic.JPEGOptions{}))
	}
	p.StartWith("DOCUMENT")
	p.Choose(page(500), page(501), page(502), page(503))
	p.At("document", "DOCUMENT")
	p.Press("remove-page") // the first
	p.Wait("three pages are left", drive.InElement+`.querySelectorAll(".pages li").length === 3`)
	p.Press("page-down") // 502 501 503
	p.Wait("it is said", `/2/.test(`+drive.InElement+`.querySelector("[role=status]").textContent)`)
	drag(p, `[...`+drive.InElement+`.querySelectorAll(".pages img")].at(-1)`, `[...`+drive.InElement+`.querySelectorAll(".pages img")].at(0)`) // 503 502 501
	p.Wait("the last page is the first", drive.InElement+`.querySelector(".pages img").naturalHeight === 503`)
	p.Press("upload")
	p.OnScreen("overview")
	p.Sent("DOCUMENT")
	p.Press("replace")
	p.At("document", "DOCUMENT")
	p.Choose(page(504))
	p.Wait("four pages", drive.InElement+`.querySelectorAll(".pages li").length === 4`)
	p.Press("look") // at the first
	p.At("review", "DOCUMENT")
	p.Press("retake")
	p.At("document", "DOCUMENT")
	p.Choose(page(505))
	p.Wait("it has the place of the first", drive.InElement+`.querySelectorAll(".pages li").length === 4 && `+drive.InElement+`.querySelector(".pages img").naturalHeight === 505`)
	p.Press("upload")
	p.Finish()
	var heights []int
	for _, held := range p.Delivered(t, "DOCUMENT").All("DOCUMENT") {
		heights = append(heights, held.Height)
	}
	if !slices.Equal(heights, []int{505, 502, 501, 504}) {
		t.Errorf("pages of %v px arrived, want 505 502 501 504", heights)
	}
}

// TestPages_removeAll removes all pages, before and after their upload.
func TestPages_removeAll(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("DOCUMENT")
	p.Choose(picture, picture)
	p.At("document", "DOCUMENT")
	p.Press("delete-all")
	p.At("instruction", "DOCUMENT")
	p.Choose(picture)
	p.At("document", "DOCUMENT")
	p.Press("upload")
	p.OnScreen("overview")
	p.Sent("DOCUMENT")
	p.Press("replace")
	p.At("document", "DOCUMENT")
	p.Press("delete-all")
	p.OnScreen("overview")
	if held := drive.Arrived(t, p.Execution()).All("DOCUMENT"); len(held) != 0 {
		t.Errorf("the service still holds %d pages", len(held))
	}
	if p.HasAction("finalize") {
		t.Error("a workflow without its document can be sent off")
	}
	p.Press("add")
	p.At("instruction", "DOCUMENT")
	p.Choose(picture)
	p.At("document", "DOCUMENT")
	p.Press("upload")
	p.Finish()
	p.Delivered(t, "DOCUMENT")
}
