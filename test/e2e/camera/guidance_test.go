package camera

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// watchGuidance keeps every sentence of the hint and of the live region, in order, with
// when it came, and what the page's frames took.
const watchGuidance = `(() => {
	const root = ` + drive.InElement + `;
	const add = (list, text) => { if (text && list.at(-1)?.text !== text) list.push({text, at: performance.now()}); };
	window.told = {hints: [], said: [], frames: []};
	const look = () => {
		if (root.querySelector("[data-guidance]")) add(told.hints, root.querySelector(".hint").textContent);
		add(told.said, root.querySelector("[role=status]").textContent);
	};
	new MutationObserver(look).observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
	const frame = at => { if (root.querySelector("[data-guidance]")) told.frames.push(at); requestAnimationFrame(frame); };
	requestAnimationFrame(frame);
})()`

type sentence struct {
	Text string
	At   float64
}

// TestGuidance_film shows a table, a distant, a blurred and a good card: each has its advice, and
// the good one is captured once.
func TestGuidance_film(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraFilm, View: drive.Phone})
	p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.At("instruction", "FRONT")
	p.Eval(watchGuidance, nil)
	p.Press("camera")
	p.Live()
	p.At("review", "FRONT")
	var told struct {
		Hints, Said []sentence
		Frames      []float64
	}
	p.Eval(`told`, &told)
	want := []string{
		"No document found. Fit it into the frame.", "Too far away. Move closer.", "Not sharp. Hold still.", "Hold still…",
	}
	if got := texts(told.Hints); !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	for _, text := range want[1:3] {
		if !slices.Contains(texts(told.Said), text) {
			t.Errorf("a screen reader isn't told %q: %q", text, texts(told.Said))
		}
	}
	for i, s := range told.Said[1:] {
		if d := s.At - told.Said[i].At; d < 1900 && strings.HasPrefix(s.Text, "Too far") {
			t.Errorf("%q is said %.0f ms after what came before", s.Text, d)
		}
	}
	frameRate(p, told.Frames)
	// What was taken is the good card, not one of the others.
	isScene(p, drive.Film[3])
	if captured := p.Events("captured"); len(captured) != 1 {
		t.Errorf("%d pictures were taken", len(captured))
	}
	var doubts int
	if p.Eval(drive.InElement+`.querySelectorAll(".advice").length`, &doubts); doubts > 0 {
		t.Error("the good card is doubted")
	}
}

func texts(all []sentence) (list []string) {
	for _, s := range all {
		list = append(list, s.Text)
	}
	return list
}

// frameRate says how many frames a second the page showed while it analysed, and fails
// when it stuttered: 28 are promised.
func frameRate(p *drive.Page, at []float64) {
	p.T.Helper()
	if len(at) < 30 {
		p.T.Fatalf("%d frames", len(at))
	}
	var gaps []float64
	for i := range at[1:] {
		gaps = append(gaps, at[i+1]-at[i])
	}
	slices.Sort(gaps)
	rate := float64(len(gaps)) * 1000 / (at[len(at)-1] - at[0])
	p.T.Logf("the page shows %.1f frames a second while it analyses; p95 between two: %.0f ms", rate, gaps[len(gaps)*95/100])
	if rate < 28 {
		p.T.Errorf("%.1f frames a second", rate)
	}
}

// isScene compares the picture on review with an act of the film.
func isScene(p *drive.Page, act drive.Act) {
	p.T.Helper()
	var data string
	p.Eval(`(() => {
		const picture = `+drive.InElement+`.querySelector(".picture img"), canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
		canvas.getContext("2d").drawImage(picture, 0, 0);
		return canvas.toDataURL("image/png").split(",")[1];
	})()`, &data)
	file, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		p.T.Fatal(err)
	}
	got, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		p.T.Fatal(err)
	}
	if got.Bounds().Size() != image.Pt(640, 480) {
		p.T.Fatalf("the picture is %v", got.Bounds())
	}
	// The way through the camera changes levels a little; another act differs by far more.
	distance := make([]float64, len(drive.Film))
	for k, a := range drive.Film {
		scene := docscene.Paint(a.Kind, a.Trouble, 640, 480, a.Seed).Image
		for i := range 640 * 480 {
			g := color.GrayModel.Convert(got.At(i%640, i/640)).(color.Gray).Y
			w := color.GrayModel.Convert(scene.At(i%640, i/640)).(color.Gray).Y
			distance[k] += float64(max(g, w)-min(g, w)) / (640 * 480)
		}
		if drive.Film[k] != act && distance[k] < 25 {
			p.T.Errorf("act %d differs by %.1f levels only", k, distance[k])
		}
		if drive.Film[k] == act && distance[k] > 15 {
			p.T.Errorf("what was taken differs from the act by %.1f levels", distance[k])
		}
	}
	p.T.Logf("what was taken differs from the acts by %.1f levels", distance)
}

// TestGuidance_autoCaptureOff gives advice, captures nothing, and offers help after a while.
func TestGuidance_autoCaptureOff(t *testing.T) {
	source := drive.AxeSource(t)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, NoCSP: true})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 640, 480, 4).Image, "environment")
	p.Eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off")`, nil)
	p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.Live()
	p.Wait("all is well", drive.InElement+`.querySelector('[data-guidance="ok"]')`)
	p.Wait("the outline is drawn", drive.InElement+`.querySelector(".found path").getAttribute("d").length > 20`)
	p.Wait("help is offered", `!!`+drive.InElement+`.querySelector(".help")`)
	if screen := p.OnScreen("camera", "review"); screen != "camera" {
		t.Fatal("a picture was taken")
	}
	for _, found := range p.Axe(source) {
		t.Errorf("%s", found)
	}
	p.Press("shutter")
	p.At("review", "FRONT")
}

// TestGuidance_outlineFollowsAdvice shows a distant card for less than the advice needs to
// change: nothing is outlined while it says that there is no document.
func TestGuidance_outlineFollowsAdvice(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, 4).Image, "environment")
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Far, 640, 480, 4).Image, "")
	p.Eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off")`, nil)
	p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.Live()
	p.Wait("there is no document", drive.InElement+`.querySelector('[data-guidance="no_document"]')`)
	var seen struct{ Said, Both int }
	p.Eval(`(async () => {
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
	})()`, &seen)
	if seen.Said == 0 || seen.Both > 0 {
		t.Errorf("%d frames said that there is no document, and %d of these had an outline", seen.Said, seen.Both)
	}
	p.Wait("the card is outlined", drive.InElement+`.querySelector(".view:not([data-guidance='no_document']) .found path")?.getAttribute("d").length > 20`)
}

// TestGuidance_selfie advises two people that one should leave, and captures one.
func TestGuidance_selfie(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(facescene.Paint(2, facescene.Fine, 640, 480, 1).Image, "user")
	p.StartWith("SELFIE")
	p.At("instruction", "FACE")
	p.Press("camera")
	p.Live()
	p.Wait("two are seen", drive.InElement+`.querySelector('[data-guidance="multiple_faces"]')`)
	var hint string
	if p.Eval(drive.InElement+`.querySelector(".hint").textContent`, &hint); hint != "More than one face. Only you should be in the picture." {
		t.Errorf("it says %q", hint)
	}
	p.ShowScene(facescene.Paint(1, facescene.Fine, 640, 480, 1).Image, "user")
	p.Eval(`fakes[0].paint = fakes[1].paint`, nil)
	p.At("review", "FACE")
	var doubts int
	if p.Eval(drive.InElement+`.querySelectorAll(".advice").length`, &doubts); doubts > 0 {
		t.Error("the selfie is doubted")
	}
}

// TestGuidance_off loads no module of the guidance.
func TestGuidance_off(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone})
	p.Eval(`document.querySelector("credential-capture").guidance = "off"`, nil)
	p.StartWith("ID")
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.Live()
	p.Press("shutter")
	p.At("review", "FRONT")
	var loaded int
	if p.Eval(`performance.getEntriesByType("resource").filter(r => /guidance|analyze/.test(r.name)).length`, &loaded); loaded > 0 {
		t.Error("the guidance was loaded")
	}
}
