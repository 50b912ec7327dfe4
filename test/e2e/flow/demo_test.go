package flow

import (
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestDemo_sessionChooser starts a session with other parts, and renews it with the same ones.
func TestDemo_sessionChooser(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("401")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.OnScreen("start")
	p.Eval(`(() => {
		document.querySelector(".integrator").open = true;
		const form = document.querySelector("#order");
		form.elements.id.value = "PASSPORT";
		form.elements.DOCUMENT.checked = form.elements.DATA.checked = false;
		form.requestSubmit();
	})()`, nil)
	p.At("instruction", "FRONT")
	if n := count(p, ".meter li"); n != 2 {
		t.Errorf("%d steps, want a passport's page and a face", n)
	}
	drive.Control(t, "expire", map[string]any{"execution": p.Execution()})
	p.ByFile("FRONT", picture)
	p.ByFile("FACE", picture)
	p.Finish()
	p.Delivered(t, "FRONT", "FACE")
	p.Eval(`(() => { const l = document.querySelector("#theme"); l.value = "dark"; l.dispatchEvent(new Event("change")); })()`, nil)
	p.Wait("the element is dark", `document.querySelector("credential-capture").theme === "dark"`)
	for _, view := range []drive.Viewport{drive.Phone, drive.Desktop} {
		p.Do("change the window", chromedp.EmulateViewport(view.Width, view.Height))
		p.Eval(`document.querySelector(".site").scrollIntoView()`, nil)
		p.Picture("demo-" + view.String())
		var over float64
		if p.Eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
			t.Errorf("%v: the page scrolls sideways by %.0f px", view, over)
		}
		p.Eval(`document.querySelector(".integrator").scrollIntoView()`, nil)
		p.Picture("demo-integrator-" + view.String())
	}
}
