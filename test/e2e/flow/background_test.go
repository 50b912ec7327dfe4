package flow

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
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
	p.Fired("part", 0)
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

// TestUpload_failureTwoStepsLater fails an upload while the person is two steps ahead: one line says so
// there and interrupts nothing, and opens the details. A refused one can be replaced from them.
func TestUpload_failureTwoStepsLater(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("500")
	p.Expect("400")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("ID", "SELFIE")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	p.ByFile("FRONT", picture)
	p.At("instruction", "BACK")
	p.Wait("the line says so", drive.InElement+`.querySelector('[data-action="details"]')?.innerText === "Not sent"`)
	p.Offers("retry", false)
	p.ProblemIs("server", "Front of your ID card", "Your photo is still here.")
	if said := p.Said(); strings.Contains(said, "Sent") {
		t.Errorf("screen readers are told %q", said)
	}
	p.At("instruction", "BACK") // still
	p.ByFile("BACK", picture)
	p.PressAt("instruction", "FACE", "details")
	p.Press("retry")
	p.Sent("FRONT")
	p.Wait("it is announced", drive.InElement+`.querySelector("[role=status]").textContent === "Sent."`)
	drive.Is(p, "problems after it was sent", drive.CountOf("[data-code]"), 0)
	// What the service refuses for good is asked for anew.
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 400})
	p.ByFile("FACE", picture)
	p.OnScreen("overview")
	p.ProblemIs("rejected")
	p.Wait("the title is true", drive.InElement+`.querySelector("h2").textContent === "Something is still missing"`)
	p.Offers("finalize", false)
	p.Offers("again", true)
	p.Do("choose a file", chrome.SetFiles(drive.InElement+`.querySelector(".notices input")`, drive.File(t, "me.jpg", drive.Selfie())))
	p.PressAt("review", "FACE", "use")
	p.Finish()
	p.Delivered(t, "FRONT", "BACK", "FACE")
}

// TestUpload_rateLimited refuses an upload for 120 s, which is longer than the client waits: the line says so at once, and
// the upload goes on by itself. It refuses another for 20 s: the line says so when 5 s have passed, which the page's clock
// skips, and with the seconds that are left. A form that is refused is shown as being sent.
func TestUpload_rateLimited(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("429")
	p.Eval(`(() => {
		const now = Date.now, later = setTimeout;
		let skipped = 0;
		Date.now = () => now() + skipped;
		window.setTimeout = (f, ms, ...more) => {
			if (ms === 120_000) return window.over = f;
			const skip = ms > 4000 && ms <= 5000 ? ms : 0;
			skipped += skip;
			return later(f, ms - skip, ...more);
		};
	})()`, nil)
	p.StartWith("SELFIE", "DOCUMENT", "DATA")
	card := drive.File(t, "card.jpg", drive.Card())
	limit := func(seconds string) {
		drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 429, "retryAfter": seconds})
	}
	line := drive.InElement + `.querySelector('[part="status"]').innerText`
	limit("120")
	p.ByFile("FACE", card)
	p.At("instruction", "DOCUMENT")
	p.Wait("the line says so", line+` === "Trying again in 2 minutes."`)
	p.Wait("the bar waits", drive.InElement+`.querySelector('.meter [data-part="FACE"]').dataset.state === "offline"`)
	p.Eval(`over()`, nil)
	p.Sent("FACE")
	limit("20")
	p.Document(card)
	p.At("data", "PREPARED_DATA")
	p.Wait("the line says so", `/^Trying again in 1[0-6] seconds.$/.test(`+line+`)`)
	if said := p.Said(); !strings.HasPrefix(said, "Trying again in ") {
		t.Errorf("screen readers are told %q", said)
	}
	p.Fill("firstName", "Ada")
	limit("20")
	p.Press("submit-data")
	p.Wait("the form's bar says that it is being sent", drive.InElement+`.querySelector('.meter [data-part="PREPARED_DATA"]').dataset.state === "sending"`)
}

// TestUpload_offline loses the connection after the first picture: one line counts what waits, Submit
// waits for the connection, can be cancelled, and finalizes once when it returns.
func TestUpload_offline(t *testing.T) {
	var offline atomic.Bool
	var finalized atomic.Int32
	origin := drive.Proxy(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if offline.Load() && r.Method != http.MethodGet {
			panic(http.ErrAbortHandler)
		}
		if r.Method == http.MethodPut && r.ContentLength == 0 {
			finalized.Add(1)
		}
		return true
	})
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Origin: origin})
	p.Expect("ERR_")
	connect := func(on bool) {
		offline.Store(!on)
		p.Do("change the connection", network.OverrideNetworkState(!on, 0, -1, -1))
		p.Wait("the page knows", fmt.Sprintf("navigator.onLine === %v", on))
	}
	line := func(text string) {
		t.Helper()
		p.Wait("the line says "+text, fmt.Sprintf(`%s.querySelector('[part="status"]').innerText === %q`, drive.InElement, text))
	}
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("ID", "SELFIE")
	p.ByFile("FRONT", picture)
	p.Sent("FRONT")
	connect(false)
	p.ByFile("BACK", picture)
	line("1 photo waiting for a connection")
	if said := p.Said(); said != "1 photo waiting for a connection" {
		t.Errorf("screen readers are told %q", said)
	}
	p.ByFile("FACE", picture)
	p.OnScreen("overview")
	line("2 photos waiting for a connection")
	for range 2 {
		p.Press("finalize")
		p.Wait("the button says that it waits", drive.InElement+`.querySelector('[data-action="finalize"]:disabled')?.textContent === "Waiting for a connection…"`)
		p.Press("cancel")
	}
	p.Press("finalize")
	connect(true)
	p.OnScreen("done")
	p.Delivered(t, "FRONT", "BACK", "FACE")
	if n := finalized.Load(); n != 1 {
		t.Errorf("finalized %d times, want once", n)
	}
}

// TestPages_order removes a page of a document, orders the others by buttons and by dragging,
// adds one after the upload, and retakes one, which keeps its place, and stays when the person changes their mind.
func TestPages_order(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	page := func(height int) string {
		return drive.File(t, "page.jpg", testpic.JPEG(testpic.Scene(900, height), testpic.JPEGOptions{}))
	}
	p.StartWith("DOCUMENT")
	p.Choose(page(500), page(501), page(502), page(503))
	p.PressAt("document", "DOCUMENT", "remove-page") // the first
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
	first := drive.InElement + `.querySelector(".pages img")?.naturalHeight`
	for _, way := range []string{"back", ""} {
		p.Press("look") // at the first
		p.PressAt("review", "DOCUMENT", "retake")
		p.At("instruction", "DOCUMENT")
		if way != "" {
			p.Press(way)
			p.At("document", "DOCUMENT")
			p.Wait("it is still the first", first+` === 503`)
		}
	}
	p.Choose(page(505))
	p.Wait("it has the place of the first", drive.InElement+`.querySelectorAll(".pages li").length === 4 && `+first+` === 505`)
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

// TestPages_removeAll removes all pages, before and after their upload, with an undo between.
func TestPages_removeAll(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("DOCUMENT")
	p.Choose(picture, picture)
	p.PressAt("document", "DOCUMENT", "delete-all")
	p.Document(picture)
	p.OnScreen("overview")
	p.Sent("DOCUMENT")
	p.Press("replace")
	p.PressAt("document", "DOCUMENT", "delete-all")
	p.OnScreen("overview")
	p.Offers("finalize", false)
	p.Press("undo")
	p.Find("finalize")
	p.Press("delete")
	p.Press("add")
	p.At("instruction", "DOCUMENT")
	p.Wait("the service has deleted it", fmt.Sprintf(`(await (await fetch("/sandbox/executions/%s")).json()).credentials.every(each => !each.parts?.length)`, p.Execution()))
	p.Document(picture)
	p.Finish()
	p.Delivered(t, "DOCUMENT")
}

// drag drags an element to another by mouse; both are JavaScript.
func drag(p *drive.Page, what, to string) {
	p.T.Helper()
	x, y := p.FindAt(what)
	at := drive.Value[struct{ X, Y float64 }](p, `(() => { const r = `+to+`.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + 5}; })()`)
	move := func(x, y float64) chromedp.Action {
		return input.DispatchMouseEvent(input.MouseMoved, x, y).WithButton(input.Left).WithButtons(1)
	}
	p.Do("drag",
		input.DispatchMouseEvent(input.MousePressed, x, y).WithButton(input.Left).WithButtons(1).WithClickCount(1),
		move(x, y-20), move(at.X, (y+at.Y)/2), move(at.X, at.Y),
		input.DispatchMouseEvent(input.MouseReleased, at.X, at.Y).WithButton(input.Left).WithClickCount(1))
}
