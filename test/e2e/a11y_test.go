package e2e

import (
	"testing"
)

// TestA11yAxe runs axe-core on every screen, on a phone and a desktop, light and
// dark, from left to right and from right to left: no violations.
func TestA11yAxe(t *testing.T) {
	source := axeSource(t)
	for _, locale := range []string{"en", "ar"} {
		t.Run(locale, func(t *testing.T) {
			judged := 0
			visit := func(p *page, screen string) {
				t.Helper()
				for _, v := range variants {
					p.as(v)
					// Scrolled to its end nothing is under the actions that stay in sight.
					p.eval(`scrollTo(0, document.scrollingElement.scrollHeight)`, nil)
					judged++
					for _, found := range p.axe(source) {
						t.Errorf("%s as %s: %s", screen, v, found)
					}
				}
			}
			o := openOptions{camera: cameraGranted, view: phone, noCSP: true}
			p := openTour(t, o, locale)
			p.tour(func(screen string) { visit(p, screen) })
			tourOfTrouble(t, o, locale, visit)
			t.Logf("axe judged %d screens and variants", judged)
		})
	}
}

// TestA11yAxeSees makes mistakes inside the element: axe-core finds them there, so
// that its silence means something.
func TestA11yAxeSees(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone, noCSP: true})
	source := axeSource(t)
	p.start()
	p.at("instruction", "FRONT")
	p.settle()
	p.eval(`(() => {
		const find = s => `+inElement+`.querySelector(s);
		find("[data-action=back]").removeAttribute("aria-label");
		find(".lead").style.color = "#999";
		find(".count").setAttribute("aria-hidden", "perhaps");
	})()`, nil)
	found := map[string]bool{}
	for _, v := range p.axe(source) {
		found[v.ID] = true
	}
	for _, want := range []string{"button-name", "color-contrast", "aria-valid-attr-value"} {
		if !found[want] {
			t.Errorf("axe-core doesn't find %s", want)
		}
	}
}
