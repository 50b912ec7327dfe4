package a11y

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestReview_zoom enlarges the picture by the button, a click, the keys and two fingers; the rest
// stays in place.
func TestReview_zoom(t *testing.T) {
	for _, view := range []drive.Viewport{drive.Phone, drive.Desktop} {
		t.Run(view.String(), func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: view})
			p.StartWith("SELFIE")
			p.Choose(drive.File(t, "photo.jpg", drive.Card()))
			p.At("review", "FACE")
			image := drive.InElement + `.querySelector(".enlarge img")`
			p.Wait("the picture is there", image+".naturalWidth > 0")
			width := func() float64 { return drive.Value[float64](p, image+".getBoundingClientRect().width") }
			top := func() float64 {
				return drive.Value[float64](p, `Math.round(`+drive.InElement+`.querySelector("[part=list]").getBoundingClientRect().top + scrollY)`)
			}
			p.Wait("the screen has come to rest", drive.InElement+`.getAnimations().length === 0`)
			small, place := width(), top()
			p.Press("zoom")
			if w := width(); w < small*1.1 || top() != place {
				t.Errorf("the button made %.0f px of %.0f, and moved the buttons from %.0f to %.0f", w, small, place, top())
			}
			p.Press("zoom")
			if w := width(); w != small {
				t.Errorf("back it is %.0f px wide, was %.0f", w, small)
			}
			x, y := p.FindAt(image)
			p.Do("click on the picture", chromedp.MouseClickXY(x, y))
			if w := width(); w < small*1.1 {
				t.Errorf("a click made it %.0f px wide, was %.0f", w, small)
			}
			p.Eval(drive.InElement+`.querySelector(".enlarge").focus()`, nil)
			p.Key("0")
			p.Key("+")
			p.Key("+")
			p.Key("+")
			if w := width(); w < small*1.1 {
				t.Errorf("+ made it %.0f px wide, was %.0f", w, small)
			}
			p.Key("0")
			fingers := func(apart float64) []*input.TouchPoint {
				return []*input.TouchPoint{{X: x - apart, Y: y, ID: 1}, {X: x + apart, Y: y, ID: 2}}
			}
			p.Do("pinch",
				input.DispatchTouchEvent(input.TouchStart, fingers(20)),
				input.DispatchTouchEvent(input.TouchMove, fingers(30)),
				input.DispatchTouchEvent(input.TouchMove, fingers(100)),
				input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))
			p.Wait("two fingers enlarge it", image+`.style.inlineSize !== ""`)
		})
	}
}
