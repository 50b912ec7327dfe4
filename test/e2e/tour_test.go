package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/testpic"
)

// variant is a way to look at a screen.
type variant struct {
	view viewport
	dark bool
}

var variants = []variant{{phone, false}, {phone, true}, {desktop, false}, {desktop, true}}

func (v variant) String() string {
	name := v.view.String()
	if v.dark {
		name += "-dark"
	}
	return name
}

// as shows the page at a size and in a theme, and waits until it has come to rest.
func (p *page) as(v variant) {
	p.t.Helper()
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	p.do("look at it as "+v.String(), chromedp.EmulateViewport(v.view.width, v.view.height), emulateScheme(scheme))
	p.settle()
}

// settle waits until what moves once has come to rest.
func (p *page) settle() {
	p.t.Helper()
	p.eval(`(async () => {
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		const moving = document.getAnimations().concat(`+inElement+`.getAnimations()).filter(a => a.effect.getTiming().iterations === 1);
		await Promise.all(moving.map(a => a.finished.catch(() => {})));
	})()`, nil)
}

// openTour opens the page in a language, and keeps the screens that pass by.
func openTour(t *testing.T, o openOptions, locale string) *page {
	t.Helper()
	p := open(t, o)
	p.onScreen("start")
	p.setLocale(locale)
	p.wait("the words are there", fmt.Sprintf(`%s.querySelector(".card").lang === %q`, inElement, locale))
	p.eval(`(() => {
		window.passed = {};
		new MutationObserver(changes => {
			for (const {removedNodes} of changes) for (const node of removedNodes) {
				if (["busy", "checking"].includes(node.dataset?.screen)) passed[node.dataset.screen] = node;
			}
		}).observe(`+inElement+`.querySelector(".screens"), {childList: true});
	})()`, nil)
	return p
}

// tour goes through the flow to its end and stops at every screen.
func (p *page) tour(visit func(screen string)) {
	p.t.Helper()
	t := p.t
	for _, fault := range []string{"401", "405", "500"} {
		p.expect(fault)
	}
	photo := file(t, "photo.jpg", fits().bytes())
	visit("start")
	p.startWithOrder(
		map[string]any{"category": "ID", "country": map[string]any{"values": []string{"AUT", "CHE", "DEU"}}},
		map[string]any{"category": "SELFIE"}, map[string]any{"category": "DOCUMENT", "type": "UB"}, map[string]any{"category": "DATA"})
	p.at("choice", "FRONT")
	visit("choice")
	p.pressType("ID_CARD")
	visit("choice-without-country")
	p.eval(inElement+`.querySelector("select").value = "AUT"`, nil)
	p.pressType("ID_CARD")
	p.at("instruction", "FRONT")
	visit("instruction")
	p.press("camera")
	p.live()
	visit("camera")
	p.press("shutter")
	p.at("review", "FRONT")
	visit("review")
	p.press("zoom")
	visit("review-large")
	p.press("use")
	p.at("instruction", "BACK")
	p.choose(file(t, "small.jpg", testpic.JPEG(testpic.Scene(200, 100), testpic.JPEGOptions{})))
	p.problem()
	visit("too-small")
	p.choose(file(t, "half.jpg", card().bytes()[:9000]))
	p.wait("it is another problem", inElement+`.querySelector('[data-code="truncated"]')`)
	visit("truncated")
	p.choose(file(t, "large.jpg", testpic.JPEG(testpic.Scene(9000, 1200), testpic.JPEGOptions{})))
	p.at("review", "BACK")
	visit("review-downscaled")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	p.press("use")
	p.at("instruction", "FACE")
	p.problem()
	visit("server-error")
	p.press("retry")
	p.sent("BACK")
	visit("instruction-face")
	p.press("camera")
	p.live()
	visit("camera-face")
	p.choose(photo)
	p.at("review", "FACE")
	visit("review-portrait")
	p.press("use")
	p.at("instruction", "DOCUMENT")
	visit("instruction-document")
	p.press("camera")
	p.live()
	visit("camera-document")
	p.choose(photo, file(t, "page.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.at("document", "DOCUMENT")
	visit("document")
	p.press("upload")
	p.at("data", "PREPARED_DATA")
	visit("data")
	p.press("submit-data")
	p.problem()
	visit("data-problem")
	p.details()
	p.onScreen("overview")
	visit("overview")
	p.press("finalize")
	p.onScreen("done")
	visit("done")
	p.passedBy(visit)
}

// passedBy shows the screens again that only pass by, as they were when they went:
// now they stay for as long as anybody looks.
func (p *page) passedBy(visit func(screen string)) {
	p.t.Helper()
	var names []string
	p.eval(`Object.keys(passed).sort()`, &names)
	if !slices.Equal(names, []string{"busy", "checking"}) {
		p.fail("the screens that passed by are %v", names)
	}
	for _, name := range names {
		p.eval(fmt.Sprintf(`%s.querySelector(".screens").replaceChildren(passed[%q])`, inElement, name), nil)
		visit(name)
	}
}

// tourOfTrouble stops at the screens without a camera or a session, at the start after
// the page was loaded again, and at those of another device.
func tourOfTrouble(t *testing.T, o openOptions, locale string, visit func(p *page, screen string)) {
	t.Helper()
	for _, c := range []camera{cameraDenied, cameraNone} {
		o.camera = c
		p := openTour(t, o, locale)
		p.start()
		p.at("instruction", "FRONT")
		p.press("camera")
		p.problem()
		visit(p, "camera-"+string(c))
	}
	p := openTour(t, o, locale)
	p.expect("405") // of /nowhere
	p.eval(`document.querySelector("credential-capture").sessionURL = "/nowhere"`, nil)
	p.start()
	p.problem()
	visit(p, "no-session")
	p = openTour(t, o, locale)
	p.before(journalTools)
	p.before(peek)
	p.reload()
	p.start()
	p.at("instruction", "FRONT")
	p.holds(`s.place.screen === "instruction"`)
	p.reload()
	p.onScreen("start")
	p.setLocale(locale)
	p.wait("the words are there", fmt.Sprintf(`%s.querySelector(".card").lang === %q`, inElement, locale))
	p.wait("it offers to go on", button("resume"))
	visit(p, "start-again")
	tourOfHandover(t, o, locale, visit)
}
