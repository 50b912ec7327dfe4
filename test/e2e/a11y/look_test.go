package a11y

import (
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestLook goes through every screen and takes a picture of each: build/screens.
// None may scroll sideways. Without -all-screens it looks at a phone only.
func TestLook(t *testing.T) {
	locales, views := []string{"en"}, []variant{{drive.Phone, false}}
	if *drive.AllScreens {
		locales, views = []string{"en", "ar"}, variants
	}
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) { look(t, locale, views) })
	}
}

func look(t *testing.T, locale string, views []variant) {
	n := 0
	visit := func(p *drive.Page, screen string) {
		t.Helper()
		n++
		for _, v := range views {
			as(p, v)
			p.Eval(drive.InElement+`.querySelector(".card").scrollIntoView({block: "start", behavior: "instant"})`, nil)
			p.Picture(fmt.Sprintf("%s-%s-%02d-%s", locale, v, n, screen))
			var over float64
			if p.Eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
				t.Errorf("%s as %s scrolls sideways by %.0f px", screen, v, over)
			}
		}
	}
	o := drive.Options{Camera: drive.CameraGranted, View: drive.Phone}
	p := openTour(t, o, locale)
	tour(p, func(screen string) { visit(p, screen) })
	p.Eval(`(() => { const d = document.querySelector(".integrator"); d.open = true; d.scrollIntoView(); })()`, nil)
	p.Wait("the page shows what arrived", `[...document.querySelectorAll("#parts img")].length > 0 && [...document.querySelectorAll("#parts img")].every(i => i.naturalWidth > 0)`)
	p.Picture(locale + "-integrator")
	tourOfTrouble(t, o, locale, visit)
}
