package flow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// languages of the demo's page: German, the others' longest words, and from right to left. A
// sweep has all that the menu offers.
var languages = []string{"de", "ta", "hy", "ar"}

// TestDemo_language opens the demo in the first language of the browser that there is, and changes
// it by the menu: the page and the element follow, no other language is loaded, and the first button is in a small phone's window.
func TestDemo_language(t *testing.T) {
	small := drive.Viewport{Width: 360, Height: 640}
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: small,
		Before: `Object.defineProperty(navigator, "languages", {get: () => ["eo", "fr-CA", "en"]})`})
	in := func(code string) {
		t.Helper()
		p.Wait("page and element are in "+code, fmt.Sprintf(`document.documentElement.dataset.words === %q && %s.querySelector(".card")?.lang === %[1]q`, code, drive.InElement))
	}
	p.OnScreen("start")
	in("fr")
	drive.Is(p, "languages that are loaded", `performance.getEntriesByType("resource").map(({name}) => new URL(name).pathname).filter(path => path.startsWith("/locales/"))`, []string{"/locales/fr.js"})
	codes := languages
	if drive.Sweep != "" {
		p.Eval(`[...document.querySelector("#language").options].map(o => o.value)`, &codes)
	}
	for _, code := range codes {
		p.Eval(fmt.Sprintf(`(() => { const menu = document.querySelector("#language"); menu.value = %q; menu.dispatchEvent(new Event("change")); })()`, code), nil)
		in(code)
		var got struct {
			Title, Address, Page, Element, Sandbox string
			Bottom, Over                           float64
		}
		p.Eval(`(() => {
			const start = `+drive.InElement+`.querySelector("[data-action=start]"), page = document.documentElement;
			const banner = document.querySelector(".sandbox"), high = banner.getBoundingClientRect().height;
			return {Sandbox: banner.hidden || high > 18 ? "" : banner.textContent, Title: document.title.startsWith(document.querySelector("h1").textContent) ? document.title : "", Address: location.search,
				Page: page.dir, Element: `+drive.InElement+`.querySelector(".card").dir,
				Bottom: start.getBoundingClientRect().bottom, Over: page.scrollWidth - innerWidth};
		})()`, &got)
		if got.Sandbox == "" {
			t.Errorf("%s: no line of the header says that the sandbox answers", code)
		}
		if got.Page != got.Element || got.Title == "" || got.Address != "?lang="+code {
			t.Errorf("%s: %+v", code, got)
		}
		if got.Bottom > float64(small.Height) || got.Over > 0 {
			t.Errorf("%s: the first button ends at %.0f of %d px, and the page scrolls sideways by %.0f px", code, got.Bottom, small.Height, got.Over)
		}
	}
	p.Reload()
	in(codes[len(codes)-1])
}

// TestIntegratorsPanel starts a session with other parts, and renews it with the same ones.
func TestIntegratorsPanel(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Path: "/demo/integrator.html"})
	p.Expect("401")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.OnScreen("start")
	p.Eval(`(() => {
		const form = document.querySelector("#order");
		form.elements.id.value = "PASSPORT";
		form.elements.DOCUMENT.checked = form.elements.DATA.checked = false;
		form.requestSubmit();
	})()`, nil)
	p.At("instruction", "FRONT")
	drive.Is(p, "steps, of a passport's page and a face", drive.CountOf(".meter li"), 2)
	drive.Control(t, "expire", map[string]any{"execution": p.Execution()})
	p.ByFile("FRONT", picture)
	p.ByFile("FACE", picture)
	p.Finish()
	p.Delivered(t, "FRONT", "FACE")
	p.Eval(`(() => { const form = document.querySelector("#attributes"); form.elements.theme.value = "dark"; form.dispatchEvent(new Event("change")); })()`, nil)
	p.Wait("the element is dark, and so is the tag", `document.querySelector("credential-capture").theme === "dark" && document.querySelector("#tag").textContent.includes('theme="dark"')`)
	if events := drive.Value[string](p, `document.querySelector("#events").innerText`); !strings.Contains(events, "part FRONT") || !strings.Contains(events, "finalized") {
		t.Errorf("the panel's events are %q", events)
	}
	for _, view := range []drive.Viewport{drive.Phone, drive.Desktop} {
		p.Do("change the window", chromedp.EmulateViewport(view.Width, view.Height))
		p.NoSidewaysScroll()
	}
}
