package flow

import (
	"slices"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// countTaps counts the person's clicks in window.taps, and lists the screens in window.screens.
const countTaps = `(() => {
	window.taps = 0;
	window.screens = [];
	addEventListener("click", e => { taps += e.isTrusted; }, true);
	document.querySelector("credential-capture").addEventListener("step", e => screens.push(e.screen + (e.step ? " " + e.step.part : "")));
})()`

// listen lists the announcements in window.said, each with its time, ms.
const listen = `(() => {
	window.said = [];
	new MutationObserver(() => {
		const text = ` + drive.InElement + `.querySelector("[role=status]").textContent;
		if (text && said.at(-1)?.Text !== text) said.push({Text: text, At: performance.now()});
	}).observe(` + drive.InElement + `, {subtree: true, childList: true, characterData: true});
})()`

// TestTaps_shutter counts the taps for both sides of an ID and a selfie that the person takes, from the first
// instruction to the overview. The element is moved while its camera fills the window: the camera stays live.
func TestTaps_shutter(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone})
	p.StartWith("ID", "SELFIE")
	p.Eval(countTaps, nil)
	p.ByCamera("FRONT")
	p.PressAt("camera", "BACK", "shutter")
	p.PressAt("review", "BACK", "use")
	p.At("instruction", "FACE")
	p.OpenCamera()
	p.Eval(`(() => { const other = document.createElement("div"); document.body.append(other); other.append(document.querySelector("credential-capture")); })()`, nil)
	p.Wait("the dialog of the element that was moved is modal", drive.InElement+`.querySelector("dialog:modal")`)
	p.PressShutter("FACE")
	p.Press("use")
	p.OnScreen("overview")
	if taps := drive.Value[int](p, "taps"); taps > 8 {
		t.Errorf("%d taps, want 8 at most", taps)
	}
	p.Finish()
	p.Delivered(t, "FRONT", "BACK", "FACE")
}

// TestTaps_auto shows a portrait camera both sides of a card and a face. They are captured and accepted by themselves;
// the camera stays open between the sides, and takes the back only when the card has been turned over. Counted are the
// taps from load to done, with the choice of the document, and what a screen reader hears.
func TestTaps_auto(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Motion: true})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 720, 1280, 72).Image, "environment")
	p.ShowScene(facescene.Paint(1, facescene.Fine, 720, 1280, 1).Image, "user")
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 720, 1280, 76).Image, "")
	p.AwaitAdvice()
	p.Eval(countTaps, nil)
	p.StartWithOrder(map[string]any{"category": "ID"}, map[string]any{"category": "SELFIE"})
	p.At("choice", "FRONT")
	p.PressType("ID_CARD")
	p.At("instruction", "FRONT")
	p.Eval(listen, nil)
	p.Press("camera")
	p.At("review", "FRONT")
	p.Wait("it can be paused", drive.InElement+`.activeElement?.dataset.action === "pause"`)
	p.At("camera", "BACK")
	p.Wait("the front is seen again", drive.InElement+`.querySelector('[data-guidance="turn"]')`)
	var shown struct {
		Hint          string
		Turn          bool
		Covered       float64 // share of the frame that the drawing covers
		Moved         float64 // px that the frame moves once the drawing has gone
		Opened, Ended int
	}
	p.Eval(`(async () => {
		// After 5 s the drawing stays only because the front is seen, steady for longer than a capture takes.
		const root = `+drive.InElement+`, real = performance.now;
		performance.now = () => real.call(performance) + 5000;
		await new Promise(done => {
			let frames = 0;
			new MutationObserver((all, looking) => {
				if ((frames += all.length) > 10) done(looking.disconnect());
			}).observe(root.querySelector(".view"), {attributeFilter: ["data-guidance"]});
		});
		performance.now = real;
		const drawing = root.querySelector(".turn"), turn = drawing.getBoundingClientRect(), Turn = drawing.checkVisibility(), place = () => root.querySelector(".guide .under").getBoundingClientRect(), frame = place();
		drawing.hidden = true;
		const Moved = Math.abs(place().top - frame.top) + Math.abs(place().width - frame.width);
		drawing.hidden = false;
		return {Moved, Turn, Covered: Math.max(0, Math.min(turn.bottom, frame.bottom) - Math.max(turn.top, frame.top)) * turn.width / frame.width / frame.height, Hint: root.querySelector(".hint").textContent, Opened: opened.length, Ended: opened.filter(o => o.track.readyState === "ended").length};
	})()`, &shown)
	if shown.Covered > .1 || shown.Moved > 1 || shown.Hint != "Turn it over" || !shown.Turn || shown.Opened != 1 || shown.Ended != 0 {
		t.Errorf("while the front is seen: %+v, want the words, the drawing beside the frame and the same camera", shown)
	}
	p.Eval(`fakes[0].paint = fakes[2].paint`, nil)
	p.At("review", "BACK")
	p.At("instruction", "FACE")
	p.Wait("the rear camera is off", `opened.length === 1 && opened[0].track.readyState === "ended"`)
	p.Press("camera")
	p.At("review", "FACE")
	p.Finish()
	var got struct {
		Taps    int
		Screens []string
		Said    []struct {
			Text string
			At   float64
		}
	}
	p.Eval(`({Taps: taps, Screens: screens, Said: said})`, &got)
	if got.Taps > 5 {
		t.Errorf("%d taps from load to done, want 5 at most", got.Taps)
	}
	want := []string{"camera FRONT", "checking FRONT", "review FRONT", "camera BACK", "checking BACK", "review BACK", "instruction FACE"}
	if at := slices.Index(got.Screens, want[0]); at < 0 || !slices.Equal(got.Screens[at:min(len(got.Screens), at+len(want))], want) {
		t.Errorf("screens %q, want %q among them", got.Screens, want)
	}
	heard := 0
	for i, said := range got.Said {
		if said.Text == "Sharp and complete." {
			heard++
		}
		if i >= 6 && said.At < got.Said[i-6].At+10_000 {
			t.Errorf("7 announcements in 10 s, want 6 at most: %+v", got.Said[i-6:i+1])
		}
	}
	if heard != 3 {
		t.Errorf("%d verdicts are announced, want 3: %+v", heard, got.Said)
	}
	p.Delivered(t, "FRONT", "BACK", "FACE")
	p.Fired("captured", 3)
}
