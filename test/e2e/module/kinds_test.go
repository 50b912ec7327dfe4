package module

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// kind is one kind of picture that people have, and what becomes of it.
type kind struct {
	name    string // of the file
	mime    string // what its File says; "" is what unknown endings get
	content []byte
	options string // of fit, "" for none
	action  string // "" when it is refused
	output  string // name and type
	size    image.Point
	look    [4]testpic.Corner // of the quadrants, as they are seen; zero is not looked at
	spread  int               // by how much a level may be off, default 6
	goes    bool              // to fallback.wasm
	animate bool              // the report says so
	code    string            // of the refusal
	detail  string            // in its details, and in its message when it isn't lower case
}

// seen is what a page tells of a kind.
type seen struct {
	Action, Type, Name string
	Width, Height      int
	Animated, Trailing bool
	Look               [4][3]int
	Code, Message      string
	Details            map[string]any
	Fallbacks          int
}

// seeKind fits the bytes under test and looks at the outcome as a person does: through
// the browser's own decoder.
const seeKind = `window.see = async (name, type, options) => {
	const bytes = await document.querySelector("#files").files[0].arrayBuffer();
	const loaded = () => performance.getEntriesByName(new URL("fallback.wasm", location.href).href).length;
	const before = loaded();
	try {
		const r = await capture.fit(new File([bytes], name, {type}), options);
		const picture = await createImageBitmap(r.blob);
		const c = new OffscreenCanvas(picture.width, picture.height).getContext("2d", {willReadFrequently: true});
		c.drawImage(picture, 0, 0);
		const look = [[1, 1], [3, 1], [1, 3], [3, 3]].map(([x, y]) =>
			[...c.getImageData(Math.floor(picture.width * x / 4), Math.floor(picture.height * y / 4), 1, 1).data.slice(0, 3)]);
		return {action: r.action, type: r.blob.type, name: r.name, width: picture.width, height: picture.height,
			animated: r.report.animated, trailing: r.report.metadata.includes("trailing"), look, fallbacks: loaded() - before,
			code: r.width === picture.width && r.height === picture.height && r.bytes === r.blob.size ? "" : "figures differ"};
	} catch (e) {
		return {code: e.code ?? e.name, message: e.message, details: e.details ?? {}, fallbacks: loaded() - before};
	}
}; performance.setResourceTimingBufferSize(5000)`

// TestKinds_page fits every kind of picture on the page's thread, where what is loaded can be
// observed.
func TestKinds_page(t *testing.T) {
	p := drive.SharedModule(t, "{worker: false}")
	p.Eval(seeKind, nil)
	for _, k := range append(kinds(), orientations()...) {
		t.Run(k.title(), func(t *testing.T) { checkKind(p, t, k) })
	}
}

// TestKinds_worker fits one of each kind in the worker.
func TestKinds_worker(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Eval(seeKind, nil)
	for _, k := range append(kinds(), orientations()...) {
		switch k.name {
		case "p3 large.jpg", "cmyk large.jpg", "apng own.png", "still.gif", "p3.webp", "plain.bmp", "6.tiff", "arithmetic.jpg", "live.heic":
			k.goes = false // it can't be seen from here
			t.Run(k.title(), func(t *testing.T) { checkKind(p, t, k) })
		}
	}
}

func (k kind) title() string { return strings.TrimSpace(fmt.Sprintf("%q %s", k.name, k.options)) }

func checkKind(p *drive.Page, t *testing.T, k kind) {
	t.Helper()
	p.Give(drive.File(t, "x", k.content))
	if k.options == "" {
		k.options = "{}"
	}
	got := drive.Value[seen](p, fmt.Sprintf("see(%q, %q, %s)", k.name, k.mime, k.options))
	wantLoads := 0
	if k.goes {
		wantLoads = 1
	}
	if got.Fallbacks != wantLoads {
		t.Errorf("fallback.wasm was loaded %d times, want %d", got.Fallbacks, wantLoads)
	}
	if got.Code != k.code {
		t.Fatalf("got %q %s, want %q", got.Code, got.Message, k.code)
	}
	if k.code != "" {
		for _, detail := range strings.Fields(k.detail) {
			if !strings.Contains(fmt.Sprint(got.Details), ":"+strings.ToLower(detail)) || !strings.Contains(got.Message, detail) {
				t.Errorf("got %q, %v, want %s in both", got.Message, got.Details, detail)
			}
		}
		return
	}
	if text := got.Name + " " + got.Type; got.Action != k.action || text != k.output {
		t.Errorf("got %s %s, want %s %s", got.Action, text, k.action, k.output)
	}
	if size := image.Pt(got.Width, got.Height); size != k.size {
		t.Errorf("got %v px, want %v", size, k.size)
	}
	if got.Animated != k.animate {
		t.Errorf("animated is %v, want %v", got.Animated, k.animate)
	}
	k.checkLook(t, got.Look)
}

func (k kind) checkLook(t *testing.T, got [4][3]int) {
	t.Helper()
	if k.spread == 0 {
		k.spread = 6
	}
	for i, want := range k.look {
		for c, level := range []uint8{want.R, want.G, want.B} {
			if off := got[i][c] - int(level); off > k.spread || off < -k.spread {
				t.Errorf("quadrant %d is %v, want %v ± %d", i, got[i], want, k.spread)
				break
			}
		}
	}
}

// stored are the colours of the quadrants of every picture here.
var stored = [4]testpic.Corner{testpic.TopLeft, testpic.TopRight, testpic.BottomLeft, testpic.BottomRight}

// lookOf is stored as it looks when f is done to it.
func lookOf(f func(testpic.Corner) testpic.Corner) (seen [4]testpic.Corner) {
	for i, c := range stored {
		seen[i] = f(c)
	}
	return seen
}

func grey(c testpic.Corner) testpic.Corner {
	y := color.GrayModel.Convert(color.RGBA{c.R, c.G, c.B, 255}).(color.Gray).Y
	return testpic.Corner{R: y, G: y, B: y}
}

// quadrants is a picture of the four colours, each flat; of some alpha in 255ths.
func quadrants(w, h int, alpha uint8) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i, c := range stored {
		at := image.Pt(i%2*w/2, i/2*h/2)
		draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(w/2, h/2))},
			image.NewUniform(color.NRGBA{c.R, c.G, c.B, alpha}), image.Point{}, draw.Src)
	}
	return img
}

// drawn is img with other memory behind it.
func drawn(into draw.Image, img image.Image) image.Image {
	draw.Draw(into, into.Bounds(), img, img.Bounds().Min, draw.Src)
	return into
}
