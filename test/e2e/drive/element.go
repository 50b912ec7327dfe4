package drive

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/chrome"
	"credential-capture/test/must"
)

// InElement is the element's shadow root, or null.
const InElement = `(document.querySelector("credential-capture")?.shadowRoot ?? document)`

// OnScreen waits until the element shows one of the screens and returns which.
func (p *Page) OnScreen(names ...string) string {
	p.T.Helper()
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	p.Wait("the screen is "+strings.Join(names, " or "),
		fmt.Sprintf(`[%s].includes(%s.querySelector("[data-screen]")?.dataset.screen)`, strings.Join(quoted, ","), InElement))
	return Value[string](p, InElement+`.querySelector("[data-screen]").dataset.screen`)
}

// Offers checks whether a button is there and can be pressed.
func (p *Page) Offers(action string, want bool) {
	p.T.Helper()
	Is(p, action+" can be pressed", "!!"+Button(action), want)
}

// Button is JavaScript that finds a button that can be pressed.
func Button(action string) string {
	return fmt.Sprintf(`[...%s.querySelectorAll('[data-action=%q]')].find(b => !b.disabled && b.getAttribute("aria-disabled") !== "true" && b.getClientRects().length)`, InElement, action)
}

// Press clicks a button with the mouse, at its middle, as a person does.
func (p *Page) Press(action string) {
	p.T.Helper()
	x, y := p.Find(action)
	p.Do("press "+action, chromedp.MouseClickXY(x, y))
}

// Find waits for a button that can be pressed and has come to rest, scrolls to it
// and returns its middle.
func (p *Page) Find(action string) (x, y float64) {
	p.T.Helper()
	return p.FindAt(Button(action))
}

// FindAt does so for whatever a JavaScript expression finds.
func (p *Page) FindAt(element string) (x, y float64) {
	p.T.Helper()
	p.Wait("there is "+element, "!!"+element)
	at := Value[struct{ X, Y float64 }](p, fmt.Sprintf(`(async () => {
		for (let before; ;) {
			const b = %s;
			b?.scrollIntoView({block: "center", behavior: "instant"});
			const r = b?.getBoundingClientRect();
			if (r && before && r.x === before.x && r.y === before.y) return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
			before = r;
			await new Promise(requestAnimationFrame);
		}
	})()`, element))
	return at.X, at.Y
}

// Choose gives files to the element's file input, as the file dialog would.
func (p *Page) Choose(paths ...string) {
	p.T.Helper()
	input := InElement + `.querySelector("input[type=file]:not([capture], .notices *)")`
	p.Wait("there is a file input", "!!"+input)
	p.Do("choose files", chrome.SetFiles(input, paths...))
}

// AwaitAdvice has the element wait for the advice on a picture for as long as it takes, instead of 2 s.
func (p *Page) AwaitAdvice() {
	p.T.Helper()
	p.Eval(`{ const real = setTimeout; window.setTimeout = (f, ms, ...more) => real(f, ms === 2000 ? 120_000 : ms, ...more); }`, nil)
}

// Problem returns the code and the words of the problem that is shown, after it has opened
// the details of failed uploads.
func (p *Page) Problem() (code, words string) {
	p.T.Helper()
	p.Wait("a problem is shown", "!!"+InElement+`.querySelector("[data-code]")`)
	p.Eval(InElement+`.querySelector('[data-action="details"][aria-expanded="false"]')?.click()`, nil)
	shown := Value[struct{ Code, Words string }](p, `(() => { const e = `+InElement+`.querySelector("[data-code]"); return {Code: e.dataset.code, Words: e.innerText}; })()`)
	return shown.Code, shown.Words
}

// ProblemIs checks the code of the problem that is shown, and that its text has the words.
func (p *Page) ProblemIs(code string, words ...string) {
	p.T.Helper()
	got, text := p.Problem()
	missing := slices.ContainsFunc(words, func(each string) bool { return !strings.Contains(text, each) })
	if got != code || missing {
		p.T.Errorf("the problem is %s %q, want %s with %q", got, text, code, words)
	}
}

// CountOf is JavaScript that counts what a selector finds inside the element.
func CountOf(selector string) string {
	return fmt.Sprintf("%s.querySelectorAll(%q).length", InElement, selector)
}

// Said returns what the element's live region says.
func (p *Page) Said() string {
	p.T.Helper()
	return Value[string](p, InElement+`.querySelector("[role=status]").textContent`)
}

// The methods below are what the person does.

// Start begins the flow, with the session that the server gives to everybody.
func (p *Page) Start() {
	p.T.Helper()
	p.OnScreen("start")
	p.Press("start")
}

// firstPart is the part that a category's first step captures.
var firstPart = map[string]string{"ID": "FRONT", "SELFIE": "FACE", "DOCUMENT": "DOCUMENT"}

// StartWith begins the flow with a session for those categories only, set by the
// integrator as a property, and waits for the first step.
func (p *Page) StartWith(categories ...string) {
	p.T.Helper()
	var credentials []map[string]any
	for _, c := range categories {
		credential := map[string]any{"category": c}
		if c == "ID" {
			credential["type"] = "ID_CARD"
		}
		credentials = append(credentials, credential)
	}
	p.StartWithOrder(credentials...)
	if part := firstPart[categories[0]]; part != "" {
		p.At("instruction", part)
	}
}

// StartWithCamera does what StartWith does, and opens the camera.
func (p *Page) StartWithCamera(categories ...string) {
	p.T.Helper()
	p.StartWith(categories...)
	p.OpenCamera()
}

// StartWithOrder begins the flow with a session for credentials as POST /session takes them.
func (p *Page) StartWithOrder(credentials ...map[string]any) {
	p.T.Helper()
	body := must.Get(json.Marshal(map[string]any{"credentials": credentials}))(p.T)
	p.OnScreen("start")
	p.Eval(fmt.Sprintf(`fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: %q})
		.then(r => r.json()).then(init => { document.querySelector("credential-capture").session = init; })`, body), nil)
	p.Press("start")
}

// At waits for a screen of a part.
func (p *Page) At(screen, part string) {
	p.T.Helper()
	p.Wait(fmt.Sprintf("the screen is %s of %s", screen, part),
		fmt.Sprintf(`%s.querySelector('[data-screen=%q][data-part=%q]')`, InElement, screen, part))
}

// PressAt presses a button on a screen of a part.
func (p *Page) PressAt(screen, part, action string) {
	p.T.Helper()
	p.At(screen, part)
	p.Press(action)
}

// ByFile gives a picture as a file and confirms it.
func (p *Page) ByFile(part string, paths ...string) {
	p.T.Helper()
	p.At("instruction", part)
	p.Choose(paths...)
	p.PressAt("review", part, "use")
}

// Document gives the pages of a document as files and confirms them.
func (p *Page) Document(paths ...string) {
	p.T.Helper()
	p.At("instruction", "DOCUMENT")
	p.Choose(paths...)
	p.PressAt("document", "DOCUMENT", "upload")
}

// Bill gives a document of one page.
func (p *Page) Bill(t *testing.T) {
	t.Helper()
	p.Document(File(t, "bill.jpg", Card()))
}

// Sent waits until the service has a part.
func (p *Page) Sent(part string) {
	p.T.Helper()
	p.Wait(part+" has been sent", fmt.Sprintf(`%s.querySelector('.meter [data-part=%q][data-state="sent"]')`, InElement, part))
}

// ByCamera takes a picture and confirms it.
func (p *Page) ByCamera(part string) {
	p.T.Helper()
	p.At("instruction", part)
	p.Shoot(part)
	p.PressAt("review", part, "use")
}

// OpenCamera opens the camera and waits for its picture.
func (p *Page) OpenCamera() {
	p.T.Helper()
	p.Press("camera")
	p.Live()
}

// PressShutter takes a picture and waits for its review.
func (p *Page) PressShutter(part string) {
	p.T.Helper()
	p.Press("shutter")
	p.At("review", part)
}

// Shoot opens the camera and presses the shutter.
func (p *Page) Shoot(part string) {
	p.T.Helper()
	p.Press("camera")
	p.PressAt("camera", part, "shutter")
}

// Fill types into a field of the form; a date is YYYY-MM-DD.
func (p *Page) Fill(field, value string) {
	p.T.Helper()
	p.At("data", "PREPARED_DATA")
	p.Eval(fmt.Sprintf(`(() => {
		const field = %s.querySelector('[data-field=%q]'), value = %q, date = field.querySelector(".date");
		const put = (input, text) => { input.value = text; input.dispatchEvent(new Event("input", {bubbles: true})); };
		if (!date) return put(field.querySelector("input") ?? field.querySelector("select"), value);
		value.split("-").forEach((text, i) => put(date.querySelector(["[name$=year]", "[name$=month]", "[name$=day]"][i]), text));
	})()`, InElement, field, value), nil)
}

// Details fills in the form and sends it.
func (p *Page) Details() {
	p.T.Helper()
	p.Fill("firstName", "Ada")
	p.Fill("lastName", "Lovelace")
	p.Fill("dateOfBirth", "1815-12-10")
	p.Fill("address.country", "GBR")
	p.Press("submit-data")
}

// Finish finalizes on the overview.
func (p *Page) Finish() {
	p.T.Helper()
	p.OnScreen("overview")
	p.Press("finalize")
	p.OnScreen("done")
}

// Delivered checks that the workflow is finalized and that what the service holds
// of each part is, byte for byte, what the element said it would send.
func (p *Page) Delivered(t *testing.T, parts ...string) Arrival {
	t.Helper()
	ends := p.Events("finalized")
	if len(ends) != 1 {
		t.Fatalf("finalized %d times, want once", len(ends))
	}
	a := Arrived(t, ends[0].Execution)
	if !a.Finalized {
		t.Error("the workflow isn't finalized")
	}
	for _, part := range parts {
		var sent, fitted []string
		for _, e := range p.Events("part") {
			if e.Part == part {
				sent = e.SHA256
			}
		}
		for _, e := range p.Events("captured") {
			if e.Part == part {
				fitted = append(fitted, e.SHA256...)
			}
		}
		var held []string
		for _, h := range a.All(part) {
			held = append(held, h.SHA256)
		}
		if len(held) == 0 || !slices.Equal(held, sent) {
			t.Errorf("%s: the service holds %v, the element sent %v", part, held, sent)
		}
		for _, h := range held {
			if !slices.Contains(fitted, h) {
				t.Errorf("%s: %s is not what fit returned: %v", part, h, fitted)
			}
		}
	}
	return a
}

// All returns the parts of a classifier: several are the pages of a document.
func (a Arrival) All(classifier string) []arrivedPart {
	var all []arrivedPart
	for _, c := range a.Credentials {
		for _, p := range c.Parts {
			if p.Classifier == classifier {
				all = append(all, p)
			}
		}
	}
	return all
}

// PressType presses the card of a kind of document.
func (p *Page) PressType(kind string) {
	p.T.Helper()
	x, y := p.FindAt(fmt.Sprintf(`%s.querySelector('[data-action="choose"][data-type=%q]')`, InElement, kind))
	p.Do("choose "+kind, chromedp.MouseClickXY(x, y))
}

func (p *Page) Key(keys string) {
	p.T.Helper()
	p.Do("press a key", chromedp.KeyEvent(keys))
}

// TabTo presses Tab until a button has the focus, and checks that it has an outline.
func (p *Page) TabTo(action string) {
	p.T.Helper()
	p.TabUntil(action+" has the focus", fmt.Sprintf(`?.matches('[data-action=%q]')`, action))
	if Value[string](p, `getComputedStyle(`+Focused+`).outlineStyle`) != "solid" {
		p.Fail("%s has the focus, but no outline shows it", action)
	}
}

// Focused is the element that has the focus, inside the shadow root.
const Focused = InElement + `.activeElement`

func (p *Page) TabUntil(what, condition string) {
	p.T.Helper()
	for range 40 {
		if Value[bool](p, "!!"+Focused+condition) {
			return
		}
		p.Key(kb.Tab)
	}
	p.Fail("40 Tabs, and not yet: %s", what)
}

// Set sets an attribute of the element.
func (p *Page) Set(attribute, value string) {
	p.T.Helper()
	p.Eval(fmt.Sprintf(`document.querySelector("credential-capture").setAttribute(%q, %q)`, attribute, value), nil)
}

// SetLocale changes the element's language and waits for its words.
func (p *Page) SetLocale(locale string) {
	p.T.Helper()
	p.Set("locale", locale)
	language, _, _ := strings.Cut(locale, "-")
	p.Wait("the words are there", fmt.Sprintf(`%s.querySelector(".card")?.lang.split("-")[0] === %q`, InElement, language))
}

// Link hands over from where the person is and returns the link, below the site.
func (p *Page) Link() string {
	p.T.Helper()
	p.Press("handover")
	return p.ShownLink()
}

// ShownLink returns the link on the screen, which also has its code.
func (p *Page) ShownLink() string {
	p.T.Helper()
	p.OnScreen("handover")
	link := Value[string](p, InElement+`.querySelector("#handover-link").value`)
	path, ours := strings.CutPrefix(link, Site.URL)
	if !ours || !strings.HasPrefix(path, "/#cc-handover=") {
		p.Fail("the link is %q", link)
	}
	if name := Value[string](p, InElement+`.querySelector("svg.qr").getAttribute("aria-label")`); name == "" {
		p.Fail("the code has no name")
	}
	return path
}
