package a11y

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// as shows the page in a window and a theme, and waits for the end of its animations.
func as(p *drive.Page, view drive.Viewport, m medium) {
	p.T.Helper()
	scheme := "light"
	if m.name == "dark" {
		scheme = "dark"
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	for name, value := range m.features {
		features = append(features, &emulation.MediaFeature{Name: name, Value: value})
	}
	p.Do("look at it", chromedp.EmulateViewport(view.Width, view.Height), emulation.SetEmulatedMedia().WithFeatures(features))
	p.Settle()
}

// tour goes through the flow to its end, by way of the faults, and stops at every screen.
func tour(p *drive.Page, visit func(screen string)) {
	p.T.Helper()
	p.OnScreen("start")
	visit("start")
	tourOfTrouble(p, visit)
	p.Eval(`(() => {
		window.passed = {};
		new MutationObserver(changes => {
			for (const {removedNodes} of changes) for (const node of removedNodes) {
				if (["busy", "checking"].includes(node.dataset?.screen)) passed[node.dataset.screen] = node;
			}
		}).observe(`+drive.InElement+`.querySelector(".screens"), {childList: true});
	})()`, nil)
	t := p.T
	p.Expect("401")
	p.Expect("500")
	photo := drive.File(t, "photo.jpg", testpic.JPEG(testpic.Scene(1200, 900), testpic.JPEGOptions{Orientation: 6}))
	p.StartWithOrder(
		map[string]any{"category": "ID", "country": map[string]any{"values": []string{"AUT", "CHE", "DEU"}}},
		map[string]any{"category": "SELFIE"}, map[string]any{"category": "DOCUMENT", "type": "UB"}, map[string]any{"category": "DATA"})
	p.At("choice", "FRONT")
	visit("choice")
	p.PressType("ID_CARD")
	visit("choice-without-country")
	p.Eval(drive.InElement+`.querySelector("select").value = "AUT"`, nil)
	p.PressType("ID_CARD")
	p.At("instruction", "FRONT")
	visit("instruction")
	p.OpenCamera()
	visit("camera")
	p.PressShutter("FRONT")
	visit("review")
	p.Press("zoom")
	visit("review-large")
	p.Press("use")
	p.At("camera", "BACK")
	p.Live()
	visit("camera-turn")
	p.Press("back")
	p.At("instruction", "BACK")
	p.Choose(drive.File(t, "small.jpg", testpic.JPEG(testpic.Scene(200, 100), testpic.JPEGOptions{})))
	p.Problem()
	visit("too-small")
	p.Choose(drive.File(t, "half.jpg", drive.Card()[:9000]))
	p.Wait("it is another problem", drive.InElement+`.querySelector('[data-code="truncated"]')`)
	visit("truncated")
	p.Choose(drive.File(t, "large.jpg", testpic.JPEG(testpic.Scene(9000, 1200), testpic.JPEGOptions{})))
	p.At("review", "BACK")
	visit("review-downscaled")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	p.Press("use")
	p.At("instruction", "FACE")
	p.Problem()
	visit("server-error")
	p.Press("retry")
	p.Sent("BACK")
	visit("instruction-face")
	p.OpenCamera()
	visit("camera-face")
	p.Choose(photo)
	p.At("review", "FACE")
	visit("review-portrait")
	p.Press("use")
	p.At("instruction", "DOCUMENT")
	visit("instruction-document")
	p.OpenCamera()
	visit("camera-document")
	p.Choose(photo, drive.File(t, "page.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.At("document", "DOCUMENT")
	visit("document")
	p.Press("upload")
	p.At("data", "PREPARED_DATA")
	visit("data")
	p.Press("submit-data")
	p.Problem()
	visit("data-problem")
	p.Details()
	p.OnScreen("overview")
	visit("overview")
	p.Press("finalize")
	p.OnScreen("done")
	visit("done")
	passedBy(p, visit)
}

// passedBy shows copies of the screens that are gone too soon to be judged.
func passedBy(p *drive.Page, visit func(screen string)) {
	p.T.Helper()
	names := drive.Value[[]string](p, `Object.keys(passed).sort()`)
	if !slices.Equal(names, []string{"busy", "checking"}) {
		p.Fail("the screens that passed by are %v", names)
	}
	for _, name := range names {
		p.Eval(fmt.Sprintf(`%s.querySelector(".screens").replaceChildren(passed[%q])`, drive.InElement, name), nil)
		visit(name)
	}
}

// tourOfTrouble stops at the screens without a session or a camera, and at the first screen after a
// reload.
func tourOfTrouble(p *drive.Page, visit func(screen string)) {
	p.T.Helper()
	p.Expect("405") // of /nowhere
	p.Set("session-url", "/nowhere")
	p.Start()
	p.Problem()
	visit("no-session")
	p.Set("session-url", "/session")
	p.Press("restart")
	p.Start()
	p.At("instruction", "FRONT")
	p.Eval(`(() => {
		navigator.permissions.query = async () => ({state: "denied", addEventListener() {}});
		navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", window.refusal); };
		window.refusal = "NotAllowedError";
	})()`, nil)
	p.Press("camera")
	p.Wait("the camera is denied", drive.InElement+`.querySelector('[data-code="camera_denied"]')`)
	visit("camera-denied")
	p.Eval(`refusal = "NotFoundError"`, nil)
	p.Press("retry")
	p.Wait("there is no camera", drive.InElement+`.querySelector('[data-code="camera_none"]')`)
	visit("camera-none")
	p.Press("back")
	p.At("instruction", "FRONT")
	p.Holds(`s.place.screen === "instruction"`)
	p.Reload()
	p.OnScreen("start")
	p.Wait("it offers to go on, and speaks of no photos", drive.Button("resume")+` && !`+drive.InElement+`.querySelector(".lead").textContent.includes("still here")`)
	visit("start-again")
}

// tourOfHandover stops at the screens of both devices: a phone m takes the links of d.
func tourOfHandover(d, m *drive.Page, visit func(p *drive.Page, screen string)) {
	t := d.T
	t.Helper()
	for _, p := range []*drive.Page{d, m} {
		p.Expect("410")
	}
	opened := 0
	open := func(link string) {
		t.Helper()
		opened++ // a link that differs after the # alone wouldn't load the page again
		m.Do("open the link", chromedp.Navigate(drive.Site.URL+strings.Replace(link, "/#", fmt.Sprintf("/?%d#", opened), 1)))
		m.OnScreen("handover-arrive")
	}
	d.Eval(`document.querySelector("credential-capture").reset()`, nil)
	d.Set("handover", "always")
	d.StartWith("SELFIE")
	link := d.Link()
	visit(d, "handover")
	drive.Control(t, "handover", map[string]any{"minutes": 5})
	d.OnScreen("handover-expired")
	visit(d, "handover-expired")
	d.Press("new-link")
	open(link) // which is over: the phone is told so
	visit(m, "handover-arrive")
	m.Press("take")
	m.Problem()
	visit(m, "handover-too-late")
	open(d.ShownLink())
	m.Press("take")
	m.At("instruction", "FACE")
	visit(m, "handover-instruction")
	d.OnScreen("handover-follow")
	visit(d, "handover-follow")
	m.Eval(drive.InElement+`.host.remove()`, nil) // nobody follows there any more
	d.Problem()
	visit(d, "handover-away")
	d.Press("here")
	d.At("instruction", "FACE")
	open(d.Link())
	m.Press("take")
	m.ByFile("FACE", drive.File(t, "me.jpg", drive.Card()))
	m.OnScreen("overview")
	visit(m, "handover-overview")
	m.Press("give-back")
	m.OnScreen("handover-end")
	visit(m, "handover-end")
	d.OnScreen("overview")
	d.Press("back")
	open(d.Link())
	m.Press("take")
	m.Finish()
	visit(m, "handover-done")
	d.OnScreen("done")
}
