package e2e

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// inElement is the element's shadow root, or null.
const inElement = `(document.querySelector("credential-capture")?.shadowRoot ?? document)`

func emulateScheme(scheme string) chromedp.Action {
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})
}

// onScreen waits until the element shows one of the screens and returns which.
func (p *page) onScreen(names ...string) string {
	p.t.Helper()
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	p.wait("the screen is "+strings.Join(names, " or "),
		fmt.Sprintf(`[%s].includes(%s.querySelector("[data-screen]")?.dataset.screen)`, strings.Join(quoted, ","), inElement))
	var name string
	p.eval(inElement+`.querySelector("[data-screen]").dataset.screen`, &name)
	return name
}

// hasAction reports whether a button is there and can be pressed.
func (p *page) hasAction(action string) bool {
	p.t.Helper()
	var there bool
	p.eval(fmt.Sprintf(`!!%s`, button(action)), &there)
	return there
}

func button(action string) string {
	return fmt.Sprintf(`[...%s.querySelectorAll('[data-action=%q]')].find(b => !b.disabled && b.getAttribute("aria-disabled") !== "true" && b.getClientRects().length)`, inElement, action)
}

// press clicks a button with the mouse, at its middle, as a person does.
func (p *page) press(action string) {
	p.t.Helper()
	x, y := p.find(action)
	p.do("press "+action, chromedp.MouseClickXY(x, y))
}

// find waits for a button that can be pressed and has come to rest, scrolls to it
// and returns its middle.
func (p *page) find(action string) (x, y float64) {
	p.t.Helper()
	return p.findAt(button(action))
}

// findAt does so for whatever a JavaScript expression finds.
func (p *page) findAt(element string) (x, y float64) {
	p.t.Helper()
	p.wait("there is "+element, "!!"+element)
	var at struct{ X, Y float64 }
	p.eval(fmt.Sprintf(`(async () => {
		for (let before; ;) {
			const b = %s;
			b?.scrollIntoView({block: "center", behavior: "instant"});
			const r = b?.getBoundingClientRect();
			if (r && before && r.x === before.x && r.y === before.y) return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
			before = r;
			await new Promise(requestAnimationFrame);
		}
	})()`, element), &at)
	return at.X, at.Y
}

// choose gives files to the element's file input, as the file dialog would.
func (p *page) choose(paths ...string) {
	p.t.Helper()
	input := inElement + `.querySelector("input[type=file]:not([capture])")`
	p.wait("there is a file input", "!!"+input)
	p.do("choose files", chromedp.ActionFunc(func(ctx context.Context) error {
		object, exception, err := runtime.Evaluate(input).Do(ctx)
		if err != nil {
			return err
		}
		if exception != nil {
			return exception
		}
		return dom.SetFileInputFiles(paths).WithObjectID(object.ObjectID).Do(ctx)
	}))
}

// problem returns the code and the words of the problem that is shown.
func (p *page) problem() (code, words string) {
	p.t.Helper()
	p.wait("a problem is shown", "!!"+inElement+`.querySelector("[data-code]")`)
	var shown struct{ Code, Words string }
	p.eval(`(() => { const e = `+inElement+`.querySelector("[data-code]"); return {Code: e.dataset.code, Words: e.innerText}; })()`, &shown)
	return shown.Code, shown.Words
}

// said returns what the element's live region says.
func (p *page) said() (text string) {
	p.t.Helper()
	p.eval(inElement+`.querySelector("[role=status]").textContent`, &text)
	return text
}
