package flow

import (
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// drag takes what one expression finds to where the other is, by mouse.
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
