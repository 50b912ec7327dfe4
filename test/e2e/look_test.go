package e2e

import (
	"flag"
	"fmt"
	"testing"
)

var allScreens = flag.Bool("all-screens", false, "TestLook takes pictures of every screen in every variant: make screenshots")

// TestLook goes through every screen and takes a picture of each: build/screens.
// None may scroll sideways. Without -all-screens it looks at a phone only.
func TestLook(t *testing.T) {
	locales, views := []string{"en"}, []variant{{phone, false}}
	if *allScreens {
		locales, views = []string{"en", "ar"}, variants
	}
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) { look(t, locale, views) })
	}
}

func look(t *testing.T, locale string, views []variant) {
	n := 0
	visit := func(p *page, screen string) {
		t.Helper()
		n++
		for _, v := range views {
			p.as(v)
			p.eval(inElement+`.querySelector(".card").scrollIntoView({block: "start", behavior: "instant"})`, nil)
			p.picture(fmt.Sprintf("%s-%s-%02d-%s", locale, v, n, screen))
			var over float64
			if p.eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
				t.Errorf("%s as %s scrolls sideways by %.0f px", screen, v, over)
			}
		}
	}
	o := openOptions{camera: cameraGranted, view: phone}
	p := openTour(t, o, locale)
	p.tour(func(screen string) { visit(p, screen) })
	p.eval(`(() => { const d = document.querySelector(".integrator"); d.open = true; d.scrollIntoView(); })()`, nil)
	p.wait("the page shows what arrived", `[...document.querySelectorAll("#parts img")].length > 0 && [...document.querySelectorAll("#parts img")].every(i => i.naturalWidth > 0)`)
	p.picture(locale + "-integrator")
	tourOfTrouble(t, o, locale, visit)
}
