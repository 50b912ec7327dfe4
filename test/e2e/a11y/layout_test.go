package a11y

import (
	"fmt"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// inAll begins a script that collects what is wrong with the elements of the page
// and of the shadow root that are shown.
const inAll = `(() => {
	const wrong = [], root = ` + drive.InElement + `;
	const all = s => [...document.querySelectorAll("body " + s), ...root.querySelectorAll(s)].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".away"));
	const name = e => e.tagName.toLowerCase() + " " + (e.dataset.action ?? e.name ?? e.className ?? "") + " " + JSON.stringify((e.innerText ?? "").slice(0, 40));
`

const smallTargets = inAll + `
	for (const e of all("button, input, select, textarea, summary, a[href], [tabindex='0']")) {
		const {width, height} = e.getBoundingClientRect();
		if (width < 44 || height < 44) wrong.push(name(e) + " " + width.toFixed(1) + "×" + height.toFixed(1));
	}
	return wrong;
})()`

// cutOff finds what can't be reached: what scrolls sideways, stands out of the
// window, is clipped by its box, or overlaps the button beside it.
const cutOff = inAll + `
	// Scrolled to its end nothing is under the actions that stay in sight.
	scrollTo(0, document.scrollingElement.scrollHeight);
	const over = document.scrollingElement.scrollWidth - innerWidth;
	if (over > 0) wrong.push("the page scrolls sideways by " + over + " px");
	for (const e of all("*")) {
		const {left, right, width} = e.getBoundingClientRect();
		const style = getComputedStyle(e);
		if (width && (left < -1 || right > innerWidth + 1) && !e.closest("ol, .view, .shade, .enlarge")) wrong.push(name(e) + " is at " + left.toFixed(0) + "…" + right.toFixed(0));
		const hides = [style.overflowX, style.overflowY].some(o => o === "hidden" || o === "clip");
		if (hides && e.innerText && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)) wrong.push(name(e) + " is clipped");
	}
	const buttons = all("button").map(e => [e, e.getBoundingClientRect()]);
	for (const [a, p] of buttons) for (const [b, q] of buttons) {
		if (a !== b && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1) wrong.push(name(a) + " overlaps " + name(b));
	}
	return wrong;
})()`

// spaced runs a check with the text spacing that WCAG 1.4.12 asks for.
func spaced(check string) string {
	return fmt.Sprintf(`(() => {
		const sheets = [document.body, %s].map(at => {
			const sheet = document.createElement("style");
			sheet.textContent = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";
			at.append(sheet);
			return sheet;
		});
		try { return %s; } finally { for (const sheet of sheets) sheet.remove(); }
	})()`, drive.InElement, check)
}

// unseen finds what only a background draws: with forced colours the system removes it.
const unseen = inAll + `
	if (!matchMedia("(forced-colors: active)").matches) wrong.push("colours are not forced");
	for (const e of all("button, input, progress")) {
		const style = getComputedStyle(e);
		const canvas = getComputedStyle(root.querySelector(".card")).backgroundColor;
		if (style.borderTopStyle === "none" || style.borderTopWidth === "0px" || style.borderTopColor === canvas) wrong.push(name(e) + " has no border");
	}
	for (const e of all("svg.icon *, svg.drawing *")) {
		const {stroke} = getComputedStyle(e);
		if (stroke === getComputedStyle(root.querySelector(".card")).backgroundColor) wrong.push("a drawing is not seen");
	}
	return wrong;
})()`

// moving finds animations in spite of reduced motion. The spinner may turn in steps.
const moving = inAll + `
	for (const a of root.getAnimations()) {
		const t = a.effect.getComputedTiming();
		if (t.duration > 20 && !a.effect.target.classList.contains("spinner")) wrong.push(name(a.effect.target) + " moves for " + t.duration + " ms");
		if (a.effect.target.classList.contains("spinner") && !a.effect.getKeyframes().every(k => k.easing.startsWith("steps") || k.offset === 1)) {
			const easing = getComputedStyle(a.effect.target).animationTimingFunction;
			if (!easing.startsWith("steps")) wrong.push("the spinner turns smoothly");
		}
	}
	return wrong;
})()`

// TestScreens_findsMistakes makes mistakes that each check of the layout and axe-core must find.
func TestScreens_findsMistakes(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, NoCSP: true})
	p.Start()
	p.At("instruction", "FRONT")
	as(p, views[2], media[2])
	for _, tt := range []struct{ name, mistake, check string }{
		{"small target", `[data-action="choose-file"] { block-size: 40px; min-block-size: 0 }`, smallTargets},
		{"fixed width", `.lead { inline-size: 400px }`, cutOff},
		{"clipped text", `.lead { block-size: 1.5em; overflow: hidden }`, cutOff},
		{"no room for spacing", `h2 { white-space: nowrap; overflow: hidden; inline-size: max-content; max-inline-size: 100% }`, spaced(cutOff)},
		{"overlap", `[data-action="choose-file"] { margin-block-start: -40px }`, cutOff},
		{"no border", `.button { border: 0 }`, unseen},
		{"motion", `.drawing { animation: turn 1s infinite }`, moving},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Eval(fmt.Sprintf(`(() => { const s = document.createElement("style"); s.id = "mistake"; s.textContent = %q; %s.append(s); })()`, strings.NewReplacer(";", " !important;", " }", " !important }").Replace(tt.mistake), drive.InElement), nil)
			wrong := drive.Value[[]string](p, tt.check)
			p.Eval(drive.InElement+`.querySelector("#mistake").remove()`, nil)
			if len(wrong) == 0 {
				t.Error("it is not found")
			}
		})
	}
	as(p, drive.Phone, media[0])
	t.Run("axe-core", func(t *testing.T) {
		source := drive.AxeSource(t)
		if source == "" {
			t.Skip("there is no axe-core")
		}
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
	})
}
