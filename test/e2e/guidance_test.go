package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// watchGuidance keeps every sentence of the hint and of the live region, in order, with
// when it came, and what the page's frames took.
const watchGuidance = `(() => {
	const root = ` + inElement + `;
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

// TestGuidanceAndAutoCapture shows the camera a table, a card far away, a blurred card and
// a good one: it says what is wrong in exactly these words, and takes the good one by
// itself, once.
func TestGuidanceAndAutoCapture(t *testing.T) {
	p := open(t, openOptions{camera: cameraFilm, view: phone})
	p.startWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.at("instruction", "FRONT")
	p.eval(watchGuidance, nil)
	p.press("camera")
	p.live()
	p.at("review", "FRONT")
	var told struct {
		Hints, Said []sentence
		Frames      []float64
	}
	p.eval(`told`, &told)
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
	p.frameRate(told.Frames)
	// What was taken is the good card, not one of the others.
	p.isScene(film[3])
	if captured := p.events("captured"); len(captured) != 1 {
		t.Errorf("%d pictures were taken", len(captured))
	}
	var doubts int
	if p.eval(inElement+`.querySelectorAll(".advice").length`, &doubts); doubts > 0 {
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
func (p *page) frameRate(at []float64) {
	p.t.Helper()
	if len(at) < 30 {
		p.t.Fatalf("%d frames", len(at))
	}
	var gaps []float64
	for i := range at[1:] {
		gaps = append(gaps, at[i+1]-at[i])
	}
	slices.Sort(gaps)
	rate := float64(len(gaps)) * 1000 / (at[len(at)-1] - at[0])
	p.t.Logf("the page shows %.1f frames a second while it analyses; p95 between two: %.0f ms", rate, gaps[len(gaps)*95/100])
	if rate < 28 {
		p.t.Errorf("%.1f frames a second", rate)
	}
}

// isScene compares the picture on review with an act of the film.
func (p *page) isScene(act act) {
	p.t.Helper()
	var data string
	p.eval(`(() => {
		const picture = `+inElement+`.querySelector(".picture img"), canvas = document.createElement("canvas");
		[canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
		canvas.getContext("2d").drawImage(picture, 0, 0);
		return canvas.toDataURL("image/png").split(",")[1];
	})()`, &data)
	file, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		p.t.Fatal(err)
	}
	got, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		p.t.Fatal(err)
	}
	if got.Bounds().Size() != image.Pt(640, 480) {
		p.t.Fatalf("the picture is %v", got.Bounds())
	}
	// The way through the camera changes levels a little; another act differs by far more.
	distance := make([]float64, len(film))
	for k, a := range film {
		scene := docscene.Paint(a.kind, a.trouble, 640, 480, a.seed).Image
		for i := range 640 * 480 {
			g := color.GrayModel.Convert(got.At(i%640, i/640)).(color.Gray).Y
			w := color.GrayModel.Convert(scene.At(i%640, i/640)).(color.Gray).Y
			distance[k] += float64(max(g, w)-min(g, w)) / (640 * 480)
		}
		if film[k] != act && distance[k] < 25 {
			p.t.Errorf("act %d differs by %.1f levels only", k, distance[k])
		}
		if film[k] == act && distance[k] > 15 {
			p.t.Errorf("what was taken differs from the act by %.1f levels", distance[k])
		}
	}
	p.t.Logf("what was taken differs from the acts by %.1f levels", distance)
}

// TestAutoCaptureIsOff tells what to do, takes nothing by itself, and offers help after a
// while; the shutter is there all the time.
func TestAutoCaptureIsOff(t *testing.T) {
	source := axeSource(t)
	p := open(t, openOptions{camera: cameraNone, view: phone, noCSP: true})
	p.eval(fakeCameras, nil)
	p.showScene(docscene.Paint(docscene.Card, docscene.Fine, 640, 480, 4).Image, "environment")
	p.eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off")`, nil)
	p.startWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.wait("all is well", inElement+`.querySelector('[data-guidance="ok"]')`)
	p.wait("the outline is drawn", inElement+`.querySelector(".found path").getAttribute("d").length > 20`)
	p.wait("help is offered", `!!`+inElement+`.querySelector(".help")`)
	if screen := p.onScreen("camera", "review"); screen != "camera" {
		t.Fatal("a picture was taken")
	}
	for _, found := range p.axe(source) {
		t.Errorf("%s", found)
	}
	p.press("shutter")
	p.at("review", "FRONT")
}

// TestOutlineAgreesWithTheSentence shows a card far away on an empty table, for too short a
// time for the sentence to change: nothing is outlined while it says that there is no document.
func TestOutlineAgreesWithTheSentence(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras, nil)
	p.showScene(docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, 4).Image, "environment")
	p.showScene(docscene.Paint(docscene.Card, docscene.Far, 640, 480, 4).Image, "")
	p.eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off")`, nil)
	p.startWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.wait("there is no document", inElement+`.querySelector('[data-guidance="no_document"]')`)
	var seen struct{ Said, Both int }
	p.eval(`(async () => {
		const view = `+inElement+`.querySelector(".view"), path = view.querySelector(".found path");
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
	p.wait("the card is outlined", inElement+`.querySelector(".view:not([data-guidance='no_document']) .found path")?.getAttribute("d").length > 20`)
}

// TestSelfieIsTaken tells two that one should go, and takes the selfie of one.
func TestSelfieIsTaken(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras, nil)
	p.showScene(facescene.Paint(2, facescene.Fine, 640, 480, 1).Image, "user")
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.press("camera")
	p.live()
	p.wait("two are seen", inElement+`.querySelector('[data-guidance="multiple_faces"]')`)
	var hint string
	if p.eval(inElement+`.querySelector(".hint").textContent`, &hint); hint != "More than one face. Only you should be in the picture." {
		t.Errorf("it says %q", hint)
	}
	p.showScene(facescene.Paint(1, facescene.Fine, 640, 480, 1).Image, "user")
	p.eval(`fakes[0].paint = fakes[1].paint`, nil)
	p.at("review", "FACE")
	var doubts int
	if p.eval(inElement+`.querySelectorAll(".advice").length`, &doubts); doubts > 0 {
		t.Error("the selfie is doubted")
	}
}

// showScene makes a camera that sees nothing but one scene.
func (p *page) showScene(scene image.Image, facing string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`(async () => {
		const bitmap = await createImageBitmap(%s);
		fakes.push({deviceId: "s", label: "Scene", facing: %q, width: bitmap.width, height: bitmap.height, paint: c => c.drawImage(bitmap, 0, 0)});
	})()`, blobOf(p.t, scene), facing), nil)
}

// sceneFile is a scene as a file of the person's.
func sceneFile(t *testing.T, trouble docscene.Trouble, seed uint64) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, docscene.Paint(docscene.Card, trouble, 640, 480, seed).Image); err != nil {
		t.Fatal(err)
	}
	return file(t, "card.png", b.Bytes())
}

// TestGuidanceIsOff says what it always said, and nothing of the guidance is loaded.
func TestGuidanceIsOff(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted, view: phone})
	p.eval(`document.querySelector("credential-capture").guidance = "off"`, nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.press("shutter")
	p.at("review", "FRONT")
	var loaded int
	if p.eval(`performance.getEntriesByType("resource").filter(r => /guidance|analyze/.test(r.name)).length`, &loaded); loaded > 0 {
		t.Error("the guidance was loaded")
	}
}

// TestAdvice looks at files: what the service would refuse may be used anyway, unless the
// host is strict; what is fine isn't spoken against.
func TestAdvice(t *testing.T) {
	blurred, good := sceneFile(t, docscene.Blurred, 3), sceneFile(t, docscene.Fine, 4)
	for _, tt := range []struct {
		name, guidance, file string
		advice               string // "" for none
		use                  string // what the button says; "" when it can't be pressed
	}{
		{"a good card", "advise", good, "", "Use it"},
		{"a blurred card", "advise", blurred, "Not sharp. Hold still.", "Use anyway"},
		{"a blurred card, and the host is strict", "strict", blurred, "Not sharp. Hold still.", ""},
		{"a good card, and the host is strict", "strict", good, "", "Use it"},
		{"a blurred card, and the host doesn't ask", "off", blurred, "", "Use it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: phone})
			p.eval(fmt.Sprintf(`document.querySelector("credential-capture").guidance = %q`, tt.guidance), nil)
			p.startWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
			p.at("instruction", "FRONT")
			p.choose(tt.file)
			p.at("review", "FRONT")
			var got struct {
				Advice, Use string
				Can         bool
			}
			p.eval(`(() => {
				const root = `+inElement+`, use = root.querySelector('[data-action="use"]');
				return {Advice: [...root.querySelectorAll(".advice")].map(e => e.innerText.trim()).join("|"), Use: use.innerText.trim(), Can: !use.disabled};
			})()`, &got)
			if (got.Advice == "") != (tt.advice == "") || !strings.Contains(got.Advice, tt.advice) {
				t.Errorf("advice %q, want %q", got.Advice, tt.advice)
			}
			if got.Can != (tt.use != "") || got.Can && got.Use != tt.use {
				t.Errorf("the button says %q and can be pressed: %v; want %q", got.Use, got.Can, tt.use)
			}
		})
	}
}
