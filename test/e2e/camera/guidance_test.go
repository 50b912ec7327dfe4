package camera

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// watchGuidance keeps every text of the hint and of the live region, in order.
const watchGuidance = `(() => {
	const root = ` + drive.InElement + `;
	const add = (list, text) => { if (text && list.at(-1) !== text) list.push(text); };
	window.told = {hints: [], said: []};
	const look = () => {
		if (root.querySelector("[data-guidance]") && !root.querySelector(".help")) add(told.hints, root.querySelector(".hint").textContent);
		add(told.said, root.querySelector("[role=status]").textContent);
	};
	new MutationObserver(look).observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
})()`

// scenes are shown to the camera one after the other, with the advice on each.
var scenes = []struct {
	kind    docscene.Kind
	trouble docscene.Trouble
	seed    uint64
	advice  string
}{
	{docscene.Nothing, docscene.Fine, 2, "Fit the document into the frame."},
	{docscene.Card, docscene.Far, 3, "Too far away. Move closer."},
	{docscene.Card, docscene.Blurred, 3, "Not sharp. Hold still."},
	{docscene.Card, docscene.Fine, 4, "Hold still…"},
}

// TestGuidance_scenes shows a table, a distant, a blurred and a good card: each has its advice,
// and the good one is captured once.
func TestGuidance_scenes(t *testing.T) {
	p := withFakes(t)
	emulate(p, drive.Desktop, false) // whose window shows the whole picture
	painted := make([]*image.RGBA, len(scenes))
	for i, s := range scenes {
		painted[i] = docscene.Paint(s.kind, s.trouble, 640, 480, s.seed).Image
		p.ShowScene(painted[i], map[bool]string{true: "environment"}[i == 0])
	}
	p.StartWith("ID")
	p.Eval(watchGuidance, nil)
	p.Eval(`window.scenes = fakes.splice(1).map(f => f.paint)`, nil)
	p.OpenCamera()
	var want []string
	for i, s := range scenes {
		if want = append(want, s.advice); i > 0 {
			p.Eval(fmt.Sprintf(`fakes[0].paint = scenes[%d]`, i-1), nil)
		}
		p.Wait(s.advice, fmt.Sprintf(`told.hints.at(-1) === %q`, s.advice))
		if i == 2 {
			p.Wait("a screen reader is told "+s.advice, fmt.Sprintf(`told.said.at(-1) === %q`, s.advice))
		}
	}
	p.At("review", "FRONT")
	drive.Is(p, "the hints", `told.hints`, want)
	isScene(p, painted, len(painted)-1)
	p.Fired("captured", 1)
	drive.Is(p, "advice on the good card", drive.CountOf(".advice"), 0)
}

// isScene checks that the picture on review is one of the scenes.
func isScene(p *drive.Page, scenes []*image.RGBA, want int) {
	p.T.Helper()
	data := drive.Value[string](p, `(() => {
		const picture = `+drive.InElement+`.querySelector(".picture img"), canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
		canvas.getContext("2d").drawImage(picture, 0, 0);
		return canvas.toDataURL("image/png").split(",")[1];
	})()`)
	file := must.Get(base64.StdEncoding.DecodeString(data))(p.T)
	got, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		p.T.Fatal(err)
	}
	if got.Bounds().Size() != image.Pt(640, 480) {
		p.T.Fatalf("the picture is %v", got.Bounds())
	}
	// The way through the camera changes levels a little; another scene differs by far more.
	for k, scene := range scenes {
		distance := 0.0
		for i := range 640 * 480 {
			g := color.GrayModel.Convert(got.At(i%640, i/640)).(color.Gray).Y
			w := color.GrayModel.Convert(scene.At(i%640, i/640)).(color.Gray).Y
			distance += float64(max(g, w)-min(g, w)) / (640 * 480)
		}
		if k == want && distance > 8 || k != want && distance < 20 {
			p.T.Errorf("the picture differs from scene %d by %.1f levels, and should be scene %d", k, distance, want)
		}
	}
}

// TestGuidance_autoCaptureOff shows a card in the middle of a picture of which the window shows a part: the outline is
// drawn around the card, and the frames that were analyzed are of that part. The window of a phone has advice, captures
// nothing, tells the person to do so, and offers help after 10 s.
func TestGuidance_autoCaptureOff(t *testing.T) {
	source := drive.AxeSource(t)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Viewport{Width: 390, Height: 520}, NoCSP: true})
	const w, h = 720, 1280
	scene := docscene.Paint(docscene.Card, docscene.Fine, w, h, 72)
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(scene.Image, "environment")
	p.Set("auto-capture", "off")
	p.StartWithCamera("ID")
	view := drive.Value[struct{ X, Y, Width, Height float64 }](p, `(({x, y, width, height}) => ({X: x, Y: y, Width: width, Height: height}))(`+drive.InElement+`.querySelector(".view").getBoundingClientRect())`)
	scale := max(view.Width/w, view.Height/h)
	shares := make([]string, 4)
	for i, c := range scene.Quad {
		x := (c.X-w/2)*scale/view.Width + .5
		y := (c.Y-h/2)*scale/view.Height + .5
		shares[i] = fmt.Sprintf("[%.4f, %.4f]", x, y)
	}
	p.Wait("the card is outlined", `(() => {
		const drawn = `+drive.InElement+`.querySelector(".found path")?.getAttribute("d").match(/[\d.]+/g)?.map(Number) ?? [];
		return drawn.length === 8 && [`+strings.Join(shares, ",")+`].every(([x, y], i) => Math.hypot(drawn[2 * i] - x, drawn[2 * i + 1] - y) < .03);
	})()`)
	if math.Abs(view.Width/view.Height-w/float64(h)) < .1 {
		t.Errorf("the view is %v, and nothing of the picture is cut off", view)
	}
	emulate(p, drive.Phone, false)
	p.Wait("all is well", drive.InElement+`.querySelector('[data-guidance="ok"]') && `+drive.InElement+`.querySelector(".hint").textContent === "Take photo"`)
	p.Wait("the outline is drawn", drive.InElement+`.querySelector(".found path").getAttribute("d").length > 20`)
	p.Eval(`void (() => { const now = performance.now.bind(performance); performance.now = () => now() + 10_000; })()`, nil)
	p.Wait("help is offered", `!!`+drive.InElement+`.querySelector(".help")`)
	if screen := p.OnScreen("camera", "review"); screen != "camera" {
		t.Fatal("a picture was taken")
	}
	for _, found := range p.Axe(source) {
		t.Errorf("%s", found)
	}
	p.PressShutter("FRONT")
}

// TestGuidance_outlineFollowsAdvice shows a distant card for less than the advice needs to
// change: nothing is outlined while it says that there is no document. With auto capture, a hazy card is left to the
// person, who holds still for 3 s at most.
func TestGuidance_outlineFollowsAdvice(t *testing.T) {
	p := withFakes(t)
	p.ShowScene(docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, 4).Image, "environment")
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Far, 640, 480, 4).Image, "")
	p.Set("auto-capture", "off")
	p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.PressAt("instruction", "FRONT", "camera")
	p.Live()
	p.Wait("there is no document", drive.InElement+`.querySelector('[data-guidance="no_document"]')`)
	seen := drive.Value[struct{ Said, Both int }](p, `(async () => {
		const view = `+drive.InElement+`.querySelector(".view"), path = view.querySelector(".found path");
		const [table, card] = fakes.map(f => f.paint);
		const seen = {Said: 0, Both: 0};
		for (let i = 0, both = 0; i < 150; i++) {
			fakes[0].paint = i % 20 < 6 ? card : table;
			await new Promise(requestAnimationFrame);
			const said = view.dataset.guidance === "no_document", outlined = path.getAttribute("d").length > 20;
			seen.Said += said;
			both = said && outlined ? both + 1 : 0;
			seen.Both += both > 2; // it takes a frame to be drawn
		}
		fakes[0].paint = card;
		return seen;
	})()`)
	if seen.Said == 0 || seen.Both > 0 {
		t.Errorf("%d frames said that there is no document, and %d of these had an outline", seen.Said, seen.Both)
	}
	p.Wait("the card is outlined", drive.InElement+`.querySelector(".view:not([data-guidance='no_document']) .found path")?.getAttribute("d").length > 20`)

	emulate(p, drive.Desktop, false) // whose window shows the whole card
	hazy := docscene.Paint(docscene.Card, docscene.Fine, 640, 480, 4).Image
	for i, v := range hazy.Pix {
		hazy.Pix[i] = 80 + uint8(int(v)*175/255)
	}
	p.ShowScene(hazy, "")
	p.Set("auto-capture", "on")
	p.Eval(`fakes[0].paint = fakes[2].paint`, nil)
	hint := func(text string) string {
		return fmt.Sprintf(`%s.querySelector(".hint").textContent === %q`, drive.InElement, text)
	}
	p.Wait("the card is fine", hint("Hold still…"))
	p.Eval(`void (() => { const now = performance.now.bind(performance); performance.now = () => now() + 3000; })()`, nil)
	p.Wait("the person is asked to take it", hint("Take photo"))
}

// TestGuidance_selfie advises two people that one should leave, and captures one.
func TestGuidance_selfie(t *testing.T) {
	p := withFakes(t)
	emulate(p, drive.Desktop, false) // whose window shows the whole picture
	p.ShowScene(facescene.Paint(2, facescene.Fine, 640, 480, 1).Image, "user")
	p.StartWithCamera("SELFIE")
	p.Wait("two are seen", drive.InElement+`.querySelector('[data-guidance="multiple_faces"]')`)
	drive.Is(p, "the hint", drive.InElement+`.querySelector(".hint").textContent`, "More than one face. Only you should be in the photo.")
	p.ShowScene(facescene.Paint(1, facescene.Fine, 640, 480, 1).Image, "user")
	p.Eval(`fakes[0].paint = fakes[1].paint`, nil)
	p.At("review", "FACE")
	drive.Is(p, "advice on the selfie", drive.CountOf(".advice"), 0)
}

// TestGuidance_off loads no module of the guidance.
func TestGuidance_off(t *testing.T) {
	p := withFakes(t, rearCamera)
	p.Set("guidance", "off")
	p.StartWithCamera("ID")
	p.PressShutter("FRONT")
	drive.Is(p, "modules of the guidance that are loaded", `performance.getEntriesByType("resource").filter(r => /guidance|analyze/.test(r.name)).length`, 0)
}
