package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// TestZoom enlarges the picture on the review by the button, a click, the keys and
// two fingers; what is around it stays where it is.
func TestZoom(t *testing.T) {
	for _, view := range []viewport{phone, desktop} {
		t.Run(view.String(), func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: view})
			p.startWith("SELFIE")
			p.at("instruction", "FACE")
			p.choose(file(t, "photo.jpg", fits().bytes()))
			p.at("review", "FACE")
			image := inElement + `.querySelector(".enlarge img")`
			p.wait("the picture is there", image+".naturalWidth > 0")
			width := func() (w float64) {
				p.eval(image+".getBoundingClientRect().width", &w)
				return w
			}
			top := func() (y float64) {
				p.eval(`Math.round(`+inElement+`.querySelector("figcaption").getBoundingClientRect().top + scrollY)`, &y)
				return y
			}
			p.wait("the screen has come to rest", inElement+`.getAnimations().length === 0`)
			small, place := width(), top()
			p.press("zoom")
			if w := width(); w < small*1.1 || top() != place {
				t.Errorf("the button made %.0f px of %.0f, and moved the buttons from %.0f to %.0f", w, small, place, top())
			}
			p.press("zoom")
			if w := width(); w != small {
				t.Errorf("back it is %.0f px wide, was %.0f", w, small)
			}
			x, y := p.findAt(image)
			p.do("click on the picture", chromedp.MouseClickXY(x, y))
			if w := width(); w < small*1.1 {
				t.Errorf("a click made it %.0f px wide, was %.0f", w, small)
			}
			p.eval(inElement+`.querySelector(".enlarge").focus()`, nil)
			p.key("0")
			p.key("+")
			p.key("+")
			p.key("+")
			if w := width(); w < small*1.1 {
				t.Errorf("+ made it %.0f px wide, was %.0f", w, small)
			}
			p.key("0")
			fingers := func(apart float64) []*input.TouchPoint {
				return []*input.TouchPoint{{X: x - apart, Y: y, ID: 1}, {X: x + apart, Y: y, ID: 2}}
			}
			p.do("pinch",
				input.DispatchTouchEvent(input.TouchStart, fingers(20)),
				input.DispatchTouchEvent(input.TouchMove, fingers(30)),
				input.DispatchTouchEvent(input.TouchMove, fingers(100)),
				input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))
			p.wait("two fingers enlarge it", image+`.style.inlineSize !== ""`)
		})
	}
}

// drag takes what one expression finds to where the other is, by mouse.
func (p *page) drag(what, to string) {
	p.t.Helper()
	x, y := p.findAt(what)
	var at struct{ X, Y float64 }
	p.eval(`(() => { const r = `+to+`.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + 5}; })()`, &at)
	move := func(x, y float64) chromedp.Action {
		return input.DispatchMouseEvent(input.MouseMoved, x, y).WithButton(input.Left).WithButtons(1)
	}
	p.do("drag",
		input.DispatchMouseEvent(input.MousePressed, x, y).WithButton(input.Left).WithButtons(1).WithClickCount(1),
		move(x, y-20), move(at.X, (y+at.Y)/2), move(at.X, at.Y),
		input.DispatchMouseEvent(input.MouseReleased, at.X, at.Y).WithButton(input.Left).WithClickCount(1))
}
