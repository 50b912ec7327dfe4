package module

import (
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// kind is a file that people have, and the expected outcome of fit.
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

// seen is the outcome of fit in a page.
type seen struct {
	Action, Type, Name string
	Width, Height      int
	Animated, Trailing bool
	Look               [4][3]int
	Code, Message      string
	Details            map[string]any
	Fallbacks          int
}

// seeKind fits the file under test and decodes the outcome with the browser's own decoder.
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
			k.goes = false // the page can't observe what the worker loads
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

// lookOf applies f to the stored colours.
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

// drawn copies img into another kind of image.
func drawn(into draw.Image, img image.Image) image.Image {
	draw.Draw(into, into.Bounds(), img, img.Bounds().Min, draw.Src)
	return into
}

// small makes a picture of 400 px too large, which means a new encode; eighths makes
// it so much too large that it is decoded to a part of its size.
const (
	small   = "{limits: {maxSide: 384}}"
	eighths = "{limits: {maxSide: 304}}"
)

var (
	whole  = image.Pt(400, 320)
	scaled = map[string]image.Point{"": whole, small: {X: 384, Y: 307}, eighths: {X: 304, Y: 243}}
)

// kinds is every kind of colour and container; orientations has the ways up.
func kinds() []kind {
	img := quadrants(400, 320, 255)
	noise := testpic.Noise(400, 320, 1)
	p3, adobe := testpic.DisplayP3, testpic.AdobeRGB
	asStored, half := stored, lookOf(onWhite)
	jpeg := func(o testpic.JPEGOptions) []byte {
		o.Quality = 98
		return testpic.JPEG(img, o)
	}
	blocks := func(k testpic.JPEGKind, o testpic.JPEGOptions) []byte { return testpic.Blocks(img, k, o) }
	png := func(m image.Image, o testpic.PNGOptions) []byte { return testpic.PNG(m, o) }
	deep := drawn(image.NewNRGBA64(img.Rect), img)
	var all []kind
	// tooLarge is for one kind small, for the next eighths, and both where all is swept. The tests of
	// internal/canvas decode every kind in every size.
	n := 0
	tooLarge := func() []string {
		n++
		if drive.Sweep == "all" {
			return []string{small, eighths}
		}
		return []string{small, eighths}[n%2:][:1]
	}
	// both adds a kind that passes as it is, and is encoded anew when it is too large.
	both := func(name string, content []byte, action, ending string, seen [4]testpic.Corner, animate bool) {
		for _, options := range append(tooLarge(), "") {
			k := kind{name: name + "." + ending, mime: mimes[ending], content: content, options: options,
				action: action, output: name + "." + ending + " " + mimes[ending], size: scaled[options], look: seen, animate: animate}
			if options != "" {
				k.name, k.action, k.output = name+" large."+ending, "downscaled", name+" large.jpg image/jpeg"
			}
			all = append(all, k)
		}
	}
	both("plain", jpeg(testpic.JPEGOptions{}), "untouched", "jpg", asStored, false)
	both("p3", jpeg(testpic.JPEGOptions{Profile: p3, GPS: true}), "stripped", "jpg", lookOf(p3.ToSRGB), false)
	both("adobe", jpeg(testpic.JPEGOptions{Profile: adobe, GPS: true}), "stripped", "jpg", lookOf(adobe.ToSRGB), false)
	both("p3 png", png(img, testpic.PNGOptions{Profile: p3, Text: true}), "stripped", "png", lookOf(p3.ToSRGB), false)
	both("adobe png", png(img, testpic.PNGOptions{Profile: adobe}), "untouched", "png", lookOf(adobe.ToSRGB), false)
	both("cmyk", blocks(testpic.CMYK, testpic.JPEGOptions{Comment: true}), "stripped", "jpg", asStored, false)
	both("ycck", blocks(testpic.YCCK, testpic.JPEGOptions{}), "untouched", "jpg", asStored, false)
	both("grey", blocks(testpic.Grey, testpic.JPEGOptions{GPS: true}), "stripped", "jpg", lookOf(grey), false)
	both("progressive", blocks(testpic.Progressive, testpic.JPEGOptions{GPS: true}), "stripped", "jpg", asStored, false)
	both("16 bit", png(deep, testpic.PNGOptions{}), "untouched", "png", asStored, false)
	both("16 bit p3", png(deep, testpic.PNGOptions{Profile: p3}), "untouched", "png", lookOf(p3.ToSRGB), false)
	both("16 bit grey", png(drawn(image.NewGray16(img.Rect), img), testpic.PNGOptions{}), "untouched", "png", lookOf(grey), false)
	both("palette", png(drawn(image.NewPaletted(img.Rect, fourColours()), img), testpic.PNGOptions{}), "untouched", "png", asStored, false)
	both("apng", testpic.APNG(nil, img, noise), "stripped", "png", asStored, true)
	both("apng own", testpic.APNG(img, noise, noise), "stripped", "png", asStored, true)
	both("mpf", testpic.MPF(img, testpic.JPEGOptions{Quality: 98}, jpeg(testpic.JPEGOptions{})), "stripped", "jpg", asStored, false)
	both("motion", jpeg(testpic.JPEGOptions{Trailing: testpic.Video(100_000)}), "stripped", "jpg", asStored, false)

	converted := func(name string, content []byte, ending string, seen [4]testpic.Corner, spread int, animate bool) {
		for _, options := range append(tooLarge(), "") {
			all = append(all, kind{name: name + "." + ending, mime: mimes[ending], content: content, options: options,
				action: "converted", output: name + ".jpg image/jpeg", size: scaled[options], look: seen, spread: spread, animate: animate})
		}
	}
	converted("animated", testpic.GIF(img, 3), "gif", asStored, 40, true) // of 256 colours
	converted("still", testpic.GIF(img, 1), "gif", asStored, 40, false)
	converted("animated", testpic.AnimatedWebP(0, img, noise), "webp", asStored, 0, true)
	converted("p3", testpic.WebP(img, testpic.WebPOptions{Profile: p3}), "webp", lookOf(p3.ToSRGB), 0, false)
	converted("half seen", testpic.WebP(quadrants(400, 320, 128), testpic.WebPOptions{}), "webp", half, 0, false)
	converted("plain", testpic.BMP(img), "bmp", asStored, 0, false)

	// Alpha becomes white wherever there is a new encode; a PNG that fits keeps it.
	all = append(all, kind{name: "half seen.png", mime: "image/png", content: png(quadrants(400, 320, 128), testpic.PNGOptions{}),
		options: small, action: "downscaled", output: "half seen.jpg image/jpeg", size: scaled[small], look: half})

	return append(append(all, misnamed(img)...), refused(img)...)
}

// onWhite is a colour of 50 % opacity on white.
func onWhite(c testpic.Corner) testpic.Corner {
	half := func(v uint8) uint8 { return uint8((int(v) + 255) / 2) }
	return testpic.Corner{R: half(c.R), G: half(c.G), B: half(c.B)}
}

var mimes = map[string]string{"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp", "tiff": "image/tiff"}

// fourColours is a palette of what quadrants shows, among others.
func fourColours() color.Palette {
	p := append(color.Palette{}, palette.WebSafe[:100]...)
	for _, c := range stored {
		p = append(p, color.RGBA{c.R, c.G, c.B, 255})
	}
	return p
}

// misnamed are files with wrong or missing names and types.
func misnamed(img image.Image) []kind {
	jpeg, png := testpic.JPEG(img, testpic.JPEGOptions{}), testpic.PNG(img, testpic.PNGOptions{})
	all := []kind{
		{name: "a jpeg.png", mime: "image/png", content: jpeg, action: "untouched", output: "a jpeg.jpg image/jpeg", size: whole},
		{name: "a png.jpg", mime: "image/jpeg", content: png, action: "untouched", output: "a png.png image/png", size: whole},
		{name: "no type.JPEG", mime: "", content: jpeg, action: "untouched", output: "no type.JPEG image/jpeg", size: whole},
		{name: "text.txt", mime: "text/plain", content: jpeg, action: "untouched", output: "text.txt.jpg image/jpeg", size: whole},
		{name: "a gif.heic", mime: "image/heic", content: testpic.GIF(img, 1), action: "converted", output: "a gif.jpg image/jpeg", size: whole},
		{name: "", mime: "", content: png, action: "untouched", output: "picture.png image/png", size: whole},
	}
	for i := range all {
		all[i].look, all[i].spread = stored, 40
	}
	return all
}

// refused are files that no codec here decodes. They are refused before fallback.wasm is loaded.
func refused(img image.Image) []kind {
	blocks := func(k testpic.JPEGKind) []byte { return testpic.Blocks(img, k, testpic.JPEGOptions{}) }
	return []kind{
		{name: "arithmetic.jpg", content: blocks(testpic.Arithmetic), code: "unsupported_format", detail: "arithmetic-coded"},
		{name: "12 bit.jpg", content: blocks(testpic.TwelveBit), code: "unsupported_format", detail: "12-bit"},
		{name: "lossless.jpg", content: blocks(testpic.Lossless), code: "unsupported_format", detail: "lossless"},
		{name: "live.heic", mime: "image/heic", content: testpic.HEIC(400, 320, 6), code: "unsupported_format", detail: "HEIC"},
		{name: "heic.jpg", mime: "image/jpeg", content: testpic.HEIC(400, 320, 1), code: "unsupported_format", detail: "HEIC"},
		{name: "no pixels.avif", mime: "image/avif", content: testpic.AVIF(400, 320, 1), code: "unsupported_format", detail: "AVIF"},
	}
}

// orientations is all eight in every container that has them, as they are kept and as
// they are turned. Go's codec turns PNG, WebP and TIFF, the same everywhere: it turns one of
// them in each orientation, and all where all is swept.
func orientations() []kind {
	img := quadrants(400, 320, 255)
	p3 := testpic.DisplayP3
	var all []kind
	for o := 1; o <= 8; o++ {
		size := whole
		if o >= 5 {
			size = image.Pt(320, 400)
		}
		jpeg := testpic.JPEG(img, testpic.JPEGOptions{Quality: 98, Orientation: o, GPS: true, Profile: p3})
		png := testpic.PNG(img, testpic.PNGOptions{Orientation: o, Profile: p3})
		for _, k := range []kind{
			{name: "jpg", content: jpeg, action: "stripped"},
			{name: "jpg", content: jpeg, action: "reencoded", options: `{orientation: "bake"}`},
			{name: "png", content: png, action: "untouched"},
			{name: "png", content: png, action: "converted", options: `{orientation: "bake"}`, goes: o > 1},
			{name: "webp", content: testpic.WebP(img, testpic.WebPOptions{Orientation: o, Profile: p3}), action: "converted", goes: o > 1},
			{name: "tiff", content: testpic.TIFFWith(img, o, p3), action: "converted", goes: true},
		} {
			if k.goes && k.name != turned[o] && drive.Sweep == "" {
				continue
			}
			if o == 1 && k.options != "" {
				k.action, k.options = map[string]string{"jpg": "stripped", "png": "untouched"}[k.name], ""
			}
			k.mime, k.size = mimes[k.name], size
			for i, from := range shown[o] {
				k.look[i] = p3.ToSRGB(stored[from])
			}
			k.output = fmt.Sprintf("%d.jpg image/jpeg", o)
			if k.action == "untouched" {
				k.output = fmt.Sprintf("%d.png image/png", o)
			}
			k.name = fmt.Sprintf("%d.%s", o, k.name)
			all = append(all, k)
		}
	}
	// An animated WebP that lies down is the one that needs both.
	return append(all, kind{name: "lying.webp", mime: "image/webp", content: testpic.AnimatedWebP(6, img, img),
		action: "converted", output: "lying.jpg image/jpeg", size: image.Pt(320, 400), animate: true, goes: true,
		look: [4]testpic.Corner{stored[2], stored[0], stored[3], stored[1]}})
}

// turned is what Go's codec turns in each orientation.
var turned = [9]string{1: "tiff", 2: "png", 3: "webp", 4: "tiff", 5: "png", 6: "tiff", 7: "webp", 8: "png"}

// shown says, for every EXIF orientation, which quadrant of the stored picture is seen
// at the top left, top right, bottom left and bottom right.
var shown = [9][4]int{
	1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1},
	5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2},
}
