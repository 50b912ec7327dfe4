package a11y

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestReview_zoom compares the buttons' places before and after the picture appears, and enlarges the picture by the
// button, a click, the keys and two fingers; the rest stays in place.
func TestReview_zoom(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWith("SELFIE")
	p.Choose(drive.File(t, "photo.jpg", drive.Card()))
	p.At("review", "FACE")
	use := `Math.round(` + drive.InElement + `.querySelector('[data-action="use"]').getBoundingClientRect().top + scrollY - ` +
		drive.InElement + `.querySelector('[data-screen]').getBoundingClientRect().top)`
	before := drive.Value[float64](p, `(() => { const i = `+drive.InElement+`.querySelector("img"); window.url = i.src; i.src = ""; return `+use+`; })()`)
	drive.Is(p, "the button's place when the picture appears, px", `(async () => { const i = `+drive.InElement+`.querySelector("img"); i.src = url; await i.decode(); return `+use+`; })()`, before)
	for _, view := range []drive.Viewport{drive.Phone, drive.Desktop} {
		t.Run(view.String(), func(t *testing.T) {
			p.Do("resize", chromedp.EmulateViewport(view.Width, view.Height))
			p.Settle()
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
			p.Key("0")
		})
	}
}

// TestUpload_noLayoutShift compares the buttons' places before and after an upload ends, in every
// language and on three widths.
func TestUpload_noLayoutShift(t *testing.T) {
	held := make(chan struct{})
	letGo := sync.OnceFunc(func() { close(held) })
	origin := drive.Proxy(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.Header.Get("Content-Type"), "multipart/") {
			<-held
		}
		return true
	})
	t.Cleanup(letGo)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Origin: origin})
	p.StartWith("ID")
	p.ByFile("FRONT", drive.File(t, "card.jpg", drive.Card()))
	p.At("instruction", "BACK")
	state := `[...` + drive.InElement + `.querySelectorAll('[data-part="FRONT"]')].find(e => e.closest(".meter")).dataset.state`
	p.Wait("the front waits for its answer", `["sending", "waiting"].includes(`+state+`)`)
	waiting := tops(p)
	letGo()
	p.Wait("the front is sent", state+` === "sent"`)
	sent := tops(p)
	if len(waiting) < 3*60 {
		t.Fatalf("%d screens were measured, want three in each of 60 languages", len(waiting))
	}
	for i, before := range waiting {
		if after := sent[i]; before != after {
			t.Errorf("%s, %d px wide: the button moves from %d to %d px", before.Language, before.Width, before.Top, after.Top)
		}
	}
	if slices.ContainsFunc(sent, func(at buttonTop) bool { return at.Top <= 0 }) {
		t.Error("a button was nowhere")
	}
}

// buttonTop is how far below the element's upper edge its first button of choice is, in px.
type buttonTop struct {
	Language   string
	Width, Top int
}

// tops measures the step that is shown, in every language and on three widths.
func tops(p *drive.Page) []buttonTop {
	p.T.Helper()
	return drive.Value[[]buttonTop](p, `(async () => {
		const {default: languages} = await import("/locales/index.js");
		const element = document.querySelector("credential-capture"), card = element.shadowRoot.querySelector(".card");
		const all = [];
		await Promise.all(element.shadowRoot.getAnimations().filter(a => a.animationName === "arrive").map(a => a.finished));
		for (const language of languages) {
			element.locale = language;
			while (card.lang !== language) await new Promise(requestAnimationFrame);
			for (const width of [320, 360, 390]) {
				card.style.inlineSize = width + "px";
				const of = (e) => Math.round(e.getBoundingClientRect().top);
				all.push({Language: language, Width: width, Top: of(card.querySelector('[data-action="camera"], [data-action="choose-file"]')) - of(card)});
			}
			card.style.inlineSize = "";
		}
		element.locale = "en";
		return all;
	})()`)
}
