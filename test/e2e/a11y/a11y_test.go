package a11y

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestA11yAxe runs axe-core on every screen, on a phone and a desktop, light and
// dark, from left to right and from right to left: no violations.
func TestA11yAxe(t *testing.T) {
	source := drive.AxeSource(t)
	for _, locale := range []string{"en", "ar"} {
		t.Run(locale, func(t *testing.T) {
			judged := 0
			visit := func(p *drive.Page, screen string) {
				t.Helper()
				for _, v := range variants {
					as(p, v)
					// Scrolled to its end nothing is under the actions that stay in sight.
					p.Eval(`scrollTo(0, document.scrollingElement.scrollHeight)`, nil)
					judged++
					for _, found := range p.Axe(source) {
						t.Errorf("%s as %s: %s", screen, v, found)
					}
				}
			}
			o := drive.Options{Camera: drive.CameraGranted, View: drive.Phone, NoCSP: true}
			p := openTour(t, o, locale)
			tour(p, func(screen string) { visit(p, screen) })
			tourOfTrouble(t, o, locale, visit)
			t.Logf("axe judged %d screens and variants", judged)
		})
	}
}

// TestA11yAxeSees makes mistakes inside the element: axe-core finds them there, so
// that its silence means something.
func TestA11yAxeSees(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, NoCSP: true})
	source := drive.AxeSource(t)
	p.Start()
	p.At("instruction", "FRONT")
	p.Settle()
	p.Eval(`(() => {
		const find = s => `+drive.InElement+`.querySelector(s);
		find("[data-action=back]").removeAttribute("aria-label");
		find(".lead").style.color = "#999";
		find(".count").setAttribute("aria-hidden", "perhaps");
	})()`, nil)
	found := map[string]bool{}
	for _, v := range p.Axe(source) {
		found[v.ID] = true
	}
	for _, want := range []string{"button-name", "color-contrast", "aria-valid-attr-value"} {
		if !found[want] {
			t.Errorf("axe-core doesn't find %s", want)
		}
	}
}
