package camera

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// hidden lists texts and buttons of the review that are out of the window, and what the bar of buttons covers.
const hidden = `(() => {
	const root = ` + drive.InElement + `, bar = root.querySelector(".stay"), b = bar.getBoundingClientRect(), wrong = [];
	const name = e => e.tagName + " " + e.innerText.slice(0, 30);
	for (const e of root.querySelectorAll("h2, .checked li, .stay button, .frame button")) {
		const {top, bottom, left, right} = e.getBoundingClientRect();
		if (top < 0 || bottom > innerHeight || left < 0 || right > innerWidth) wrong.push(name(e) + " is at " + [top, bottom, left, right].map(Math.round));
	}
	for (const e of root.querySelectorAll(".screen :is(h2, p, li, strong, label)")) {
		const {top, bottom} = e.getBoundingClientRect();
		if (!bar.contains(e) && bottom > top && bottom > b.top + 1 && top < b.bottom - 1) wrong.push(name(e) + " is under the buttons");
	}
	const zoom = root.querySelector(".frame button").getBoundingClientRect();
	for (const e of bar.children) {
		const {top, bottom, left, right} = e.getBoundingClientRect();
		if (zoom.bottom > top && zoom.top < bottom && zoom.right > left && zoom.left < right) wrong.push("the zoom's button is under " + name(e));
	}
	return wrong;
})()`

// TestReview_verdict gives pictures as files and by the camera. The verdict is the first thing on the
// review, in view without scrolling and covered by nothing, and the primary button follows it.
func TestReview_verdict(t *testing.T) {
	const question = "Can you read every word?"
	nothing := docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, 2).Image
	person := facescene.Paint(1, facescene.Fine, 480, 640, 3).Image
	p := withFakes(t, `{deviceId: "b", label: "", facing: "environment"}`)
	p.ShowScene(nothing, "environment")
	p.Eval(`void fakes.shift()`, nil)
	p.AwaitAdvice()
	p.Set("auto-capture", "off")
	p.Eval(`document.querySelectorAll("header, h1, .intro, details, footer").forEach(e => e.remove())`, nil) // what the page has around it
	p.StartWith("ID")
	for _, tt := range []struct {
		name, file       string // no file: the camera
		heading, primary string
		line             string // below the heading
	}{
		{"fine", sceneFile(t, docscene.Fine, 4), question, "use", "Sharp and complete."},
		{"blurred", sceneFile(t, docscene.Blurred, 3), "Not sharp. Hold the phone still and retake it.", "retake", ""},
		{"scan without an outline", drive.PictureFile(t, nothing), question, "use", "Fit the document into the frame."},
		{"camera without a document", "", "No document in this photo. Place it in the frame and retake it.", "retake", ""},
		{"person", drive.PictureFile(t, person), "No document in this photo. Place it in the frame and retake it.", "retake", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.At("instruction", "FRONT")
			if tt.file != "" {
				p.Choose(tt.file)
			} else {
				p.OpenCamera()
				p.Press("shutter")
			}
			p.At("review", "FRONT")
			got := drive.Value[struct{ Heading, Line, Primary, Focus, Said string }](p, `(() => {
				const root = `+drive.InElement+`, text = s => root.querySelector(s)?.innerText.trim() ?? "";
				return {Heading: text("h2"), Line: text(".checked"), Primary: root.querySelector(".stay .primary").dataset.action,
					Focus: root.activeElement?.tagName, Said: text("[role=status]")};
			})()`)
			if got.Heading != tt.heading || got.Primary != tt.primary || got.Line != tt.line {
				t.Errorf("heading %q, line %q, primary button %q; want %q, %q, %q", got.Heading, got.Line, got.Primary, tt.heading, tt.line, tt.primary)
			}
			if got.Focus != "H2" || got.Said != tt.line {
				t.Errorf("the focus is on %s and %q is announced, want the heading and %q", got.Focus, got.Said, tt.line)
			}
			layouts := sizes
			if drive.Sweep == "" && (tt.name == "blurred" || tt.name == "person") { // as with the other headings
				layouts = sizes[:1]
			}
			for _, size := range layouts {
				p.Do("resize", chromedp.EmulateViewport(size.Width, size.Height))
				p.Settle()
				p.Eval(drive.InElement+`.querySelector(".screens").scrollIntoView()`, nil) // as when it is shown
				if wrong := drive.Value[[]string](p, hidden); len(wrong) > 0 {
					t.Errorf("%v: %s", size, strings.Join(wrong, "\n"))
				}
				p.NoSidewaysScroll()
			}
			if tt.primary == "retake" {
				p.SetLocale("de")
				p.Do("resize", chromedp.EmulateViewport(360, 640))
				lines := drive.Value[string](p, `[...`+drive.InElement+`.querySelectorAll(".stay button span")].map(e => e.innerText + " " + e.getClientRects()[0].height / parseFloat(getComputedStyle(e).lineHeight)).join()`)
				if lines != "Neu aufnehmen 1,Trotzdem verwenden 1" {
					t.Errorf("German buttons and their lines at 360 px: %s, want one each", lines)
				}
				p.SetLocale("en")
			}
			p.Press("back")
		})
	}
}

// TestReview_crop shows a distant card as large as the room is, leaves the file as it is, and shows the
// rest when the picture is made smaller. The overview's thumbnails show the card, and the last screen the reference.
func TestReview_crop(t *testing.T) {
	scene := docscene.Paint(docscene.Card, docscene.Far, 640, 480, 3)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.AwaitAdvice()
	p.StartWith("ID")
	p.Choose(drive.PictureFile(t, scene.Image))
	p.At("review", "FRONT")
	p.Find("zoom")
	shown := func() struct{ W, H float64 } {
		return drive.Value[struct{ W, H float64 }](p, `(() => {
			const view = `+drive.InElement+`.querySelector(".enlarge"), v = view.getBoundingClientRect(), i = view.firstChild.getBoundingClientRect();
			return {W: v.width / i.width, H: v.height / i.height};
		})()`)
	}
	if s := shown(); s.W > .8 || s.H > .8 {
		t.Errorf("%.2f × %.2f of the picture are shown, want the card", s.W, s.H)
	}
	p.Eval(drive.InElement+`.querySelector(".enlarge").focus()`, nil)
	for range 4 {
		p.Key("-")
	}
	if s := shown(); s.W < 1 || s.H < 1 {
		t.Errorf("made smaller, %.2f × %.2f of the picture are shown, want all", s.W, s.H)
	}
	p.Key("0")
	if s := shown(); s.W > .8 || s.H > .8 {
		t.Errorf("%.2f × %.2f of the picture are shown again, want the card", s.W, s.H)
	}
	p.Press("use")
	p.ByFile("BACK", drive.PictureFile(t, scene.Image))
	p.OnScreen("overview")
	p.Settle()
	thumbs := drive.Value[[]struct{ Covers, Cut bool }](p, `[...`+drive.InElement+`.querySelectorAll(".thumb img")].map(image => {
		const i = image.getBoundingClientRect(), t = image.closest(".thumb").getBoundingClientRect();
		return {Covers: i.left <= t.left + 1 && i.right >= t.right - 1 && i.top <= t.top + 1 && i.bottom >= t.bottom - 1, Cut: i.width > 1.25 * t.width};
	})`)
	if len(thumbs) != 2 || !thumbs[0].Covers || !thumbs[0].Cut || !thumbs[1].Covers || !thumbs[1].Cut {
		t.Errorf("thumbnails %+v, want the card in both", thumbs)
	}
	p.Do("force colours", emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}))
	drive.Is(p, "with forced colours the primary button looks like the others", `(() => {
		const border = s => getComputedStyle(`+drive.InElement+`.querySelector(s)).borderWidth;
		return border(".button.primary") === border(".button.quiet");
	})()`, false)
	p.Picture("overview-forced")
	p.Do("let colours be", emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "none"}}))
	p.Picture("overview-crop")
	p.Finish()
	p.Picture("done-reference")
	reference := drive.Value[string](p, drive.InElement+`.querySelector("[part=reference]").innerText`)
	if want := p.Events("finalized")[0].Execution; want == "" || !strings.HasSuffix(reference, want) {
		t.Errorf("the last screen says %q, want the reference %q", reference, want)
	}
}

// TestReview_autoAccept captures a card by itself, again and again. What the person does ends the countdown, after
// which the picture is used; so do a hidden page, and a reload. With
// auto-accept="off" there is no countdown.
func TestReview_autoAccept(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Motion: true, Before: drive.JournalTools})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 720, 1280, 72).Image, "environment")
	p.AwaitAdvice()
	p.Set("auto-accept", "off")
	p.StartWith("ID")
	p.Press("camera")
	p.At("review", "FRONT")
	p.Offers("pause", false)
	p.Set("auto-accept", "on")
	p.Press("retake")
	const hide = `(on => { Object.defineProperty(document, "hidden", {configurable: true, value: on}); document.dispatchEvent(new Event("visibilitychange")); })`
	for _, tt := range []struct{ name, stop string }{
		{"the focused button", drive.InElement + `.activeElement.click()`},
		{"a touch of the picture", drive.InElement + `.querySelector(".enlarge").dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}))`},
		{"another tab", hide + `(true)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.T = t
			var got struct {
				Label, Focus  string
				Before, After int
				Seen          bool
			}
			p.Eval(`(async () => {
				const root = `+drive.InElement+`, use = () => root.querySelector(".review [data-action=use]");
				while (!use()?.getAnimations().length) await new Promise(requestAnimationFrame);
				const pause = root.querySelector("[data-action=pause]");
				const got = {Label: root.activeElement === pause ? pause.innerText : "", Before: use().getAnimations().length};
				`+tt.stop+`;
				return {...got, After: use().getAnimations().length, Seen: pause.checkVisibility({visibilityProperty: true}), Focus: root.activeElement?.tagName ?? ""};
			})()`, &got)
			if got.Label != "Pause" || got.Before != 1 || got.After != 0 || got.Seen || got.Focus != "H2" {
				t.Errorf("%+v: want the focus on Pause, a countdown that ends, and then the focus on the heading", got)
			}
			if tt.name == "another tab" {
				p.Wait("the camera that waits for the back is off", `opened.length === 1 && opened[0].track.readyState === "ended"`)
			}
			p.Eval(hide+`(false)`, nil)
			p.Press("retake")
		})
	}
	p.T = t
	p.At("review", "FRONT")
	p.Wait("it counts", drive.InElement+`.querySelector("[data-action=use]").getAnimations()[0]?.pause() === undefined && `+drive.InElement+`.activeElement?.dataset.action === "pause"`)
	p.Holds(`s.place.screen === "review" && s.parts["FRONT 1"]?.draft.length === 1`)
	p.Reload()
	p.Resume()
	p.At("review", "FRONT")
	p.Offers("pause", false)
	p.Press("back")
	p.At("instruction", "FRONT")
	p.Fired("part", 0)
}

// sceneFile writes a painted card to a file.
func sceneFile(t *testing.T, trouble docscene.Trouble, seed uint64) string {
	t.Helper()
	return drive.PictureFile(t, docscene.Paint(docscene.Card, trouble, 640, 480, seed).Image)
}

// TestAdvice_files chooses files: advice on a blurred picture, which only strict guidance blocks. A picture that can't be
// analyzed passes with a message, and is a problem with strict guidance.
func TestAdvice_files(t *testing.T) {
	blurred, good := sceneFile(t, docscene.Blurred, 3), sceneFile(t, docscene.Fine, 4)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.AwaitAdvice()
	p.StartWith("ID")
	for _, tt := range []struct {
		name, guidance, file string
		advice               string // "" for none
		use                  string // what the button says; "" when it can't be pressed
	}{
		{"a good card", "advise", good, "", "Use photo"},
		{"a blurred card", "advise", blurred, "Not sharp. Hold the phone still and retake it.", "Use anyway"},
		{"a blurred card, and the host is strict", "strict", blurred, "Not sharp. Hold the phone still and retake it.|This photo can’t be used. Please retake it.", ""},
		{"a good card, and the host is strict", "strict", good, "", "Use photo"},
		{"a blurred card, and the host doesn't ask", "off", blurred, "", "Use photo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Set("guidance", tt.guidance)
			p.At("instruction", "FRONT")
			p.Choose(tt.file)
			p.At("review", "FRONT")
			var got struct {
				Advice, Use string
				Can         bool
			}
			p.Eval(`(() => {
				const root = `+drive.InElement+`, use = root.querySelector('[data-action="use"]');
				return {Advice: [...root.querySelectorAll(".advice")].map(e => e.innerText.trim()).join("|"), Use: use.innerText.trim(), Can: !use.disabled};
			})()`, &got)
			if (got.Advice == "") != (tt.advice == "") || !strings.Contains(got.Advice, tt.advice) {
				t.Errorf("advice %q, want %q", got.Advice, tt.advice)
			}
			if got.Can != (tt.use != "") || got.Can && got.Use != tt.use {
				t.Errorf("the button says %q and can be pressed: %v; want %q", got.Use, got.Can, tt.use)
			}
			p.Press("retake")
		})
	}
	// The worker gets a file that is no picture.
	p.Eval(`for (const kind of [Worker, MessagePort]) {
		const post = kind.prototype.postMessage;
		kind.prototype.postMessage = function (message, ...rest) {
			if (message.name === "analyze") message = {...message, args: [new Blob(["x"]), ...message.args.slice(1)]};
			return post.call(this, message, ...rest);
		};
	}`, nil)
	p.Set("guidance", "advise")
	p.At("instruction", "FRONT")
	p.Choose(good)
	p.At("review", "FRONT")
	if advice := drive.Value[string](p, drive.InElement+`.querySelector(".advice")?.innerText ?? ""`); !strings.Contains(advice, "couldn’t be checked") {
		t.Errorf("advice %q", advice)
	}
	p.Press("retake")
	p.At("instruction", "FRONT")
	p.Set("guidance", "strict")
	p.Choose(good)
	p.ProblemIs("codec")
}
