package e2e

import "testing"

// TestButtonsStayWhereTheyAre looks for layout shifts on the review: a button that
// moves away under the finger is pressed wrongly.
func TestButtonsStayWhereTheyAre(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.choose(file(t, "photo.jpg", fits().bytes()))
	p.at("review", "FACE")
	var before, after float64
	top := `Math.round(` + inElement + `.querySelector('[data-action="use"]').getBoundingClientRect().top + scrollY - ` +
		inElement + `.querySelector('[data-screen]').getBoundingClientRect().top)`
	p.eval(`(() => { const i = `+inElement+`.querySelector("img"); window.url = i.src; i.src = ""; return `+top+`; })()`, &before)
	p.eval(`(async () => { const i = `+inElement+`.querySelector("img"); i.src = url; await i.decode(); return `+top+`; })()`, &after)
	if before != after {
		t.Errorf("the button moves from %.0f to %.0f px when the picture appears", before, after)
	}
}
