//go:build js && wasm

package canvas

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func scene() []byte { return testpic.JPEG(testpic.Scene(160, 96), testpic.JPEGOptions{}) }

func TestProbe_passes(t *testing.T) {
	if renders, err := probe(context.Background()); err != nil || !renders {
		t.Errorf("renders: %v, %v", renders, err)
	}
}

func TestProbe_randomisedReadback(t *testing.T) {
	for _, tt := range []struct {
		name string
		off  int
		want fault.Code
	}{
		{"one level is not seen", 1, ""},
		{"two levels", 2, fault.Codec},
		{"a hundred", 100, fault.Codec},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noise(t, tt.off)
			_, err := decodeWith(t, New(), scene(), imageproc.Size{})
			must.Code(t, err, tt.want)
			if err != nil && !strings.Contains(err.Error(), "came back changed") {
				t.Errorf("got %v: not the probe's word", err)
			}
		})
	}
}

// TestProbe_randomisedEncoder: only the encoder is randomised, not getImageData.
func TestProbe_randomisedEncoder(t *testing.T) {
	replace(t, prototype("OffscreenCanvas"), "convertToBlob", `original => function (options) {
		const c = this.getContext('2d');
		c.fillStyle = 'rgb(1 2 3)';
		c.fillRect(3, 3, 1, 1);
		return original.call(this, options);
	}`)
	_, err := decodeWith(t, New(), scene(), imageproc.Size{})
	must.Code(t, err, fault.Codec)
}

func TestProbe_blockedCanvas(t *testing.T) {
	const blocked = `() => function () { throw new DOMException('blocked', 'SecurityError') }`
	for _, method := range []string{"getImageData", "putImageData", "createImageData"} {
		t.Run(method, func(t *testing.T) {
			replace(t, prototype("OffscreenCanvasRenderingContext2D"), method, blocked)
			_, err := decodeWith(t, New(), scene(), imageproc.Size{})
			must.Code(t, err, fault.Codec)
		})
	}
}

func TestProbe_runsOnce(t *testing.T) {
	for _, tt := range []struct {
		name    string
		verdict error
		want    fault.Code
	}{
		{"and passes", nil, ""},
		{"and fails", errors.New("noise"), fault.Codec},
	} {
		t.Run(tt.name, func(t *testing.T) {
			runs := 0
			c := newWith(options{Probe: func(context.Context) (bool, error) { runs++; return false, tt.verdict }})
			for range 3 {
				_, err := decodeWith(t, c, scene(), imageproc.Size{})
				must.Code(t, err, tt.want)
			}
			if runs != 1 {
				t.Errorf("%d runs, want 1", runs)
			}
		})
	}
}

func TestProbe_cancelledHasNoVerdict(t *testing.T) {
	runs := 0
	ctx, cancel := context.WithCancel(context.Background())
	c := newWith(options{Probe: func(ctx context.Context) (bool, error) {
		runs++
		cancel()
		return false, ctx.Err()
	}})
	src := blobFrom(t, scene())
	if _, err := c.Decode(ctx, src, inspect(t, src), imageproc.Size{Width: 160, Height: 96}); err != context.Canceled {
		t.Errorf("got %v, want context.Canceled", err)
	}
	mustDecode(t, c, scene(), imageproc.Size{})
	if runs != 2 {
		t.Errorf("%d runs, want 2", runs)
	}
}

// TestDecode_brokenDecoder: decoders resolve with something other than the picture. The probe,
// which would notice, is skipped.
func TestDecode_brokenDecoder(t *testing.T) {
	white := image.NewRGBA(image.Rect(0, 0, 160, 96))
	draw.Draw(white, white.Bounds(), image.White, image.Point{}, draw.Src)
	const blank = `original => (from, o) => original(new ImageData(o.resizeWidth ?? 160, o.resizeHeight ?? 96))`
	const noisy = `original => () => original(new ImageData(new Uint8ClampedArray(160 * 96 * 4).map((_, i) =>
		i % 4 === 3 ? 250 : i * 7919 % 251), 160, 96))`
	const blackWhenLarge = `original => (from, o) => o.resizeWidth === 64 ? original(from, o) :
		original(new ImageData(new Uint8ClampedArray(160 * 96 * 4).map((_, i) => i % 4 === 3 ? 255 : 0), 160, 96))`
	for _, tt := range []struct {
		name   string
		create string
		file   []byte
		target imageproc.Size
		want   fault.Code
	}{
		{"transparent", blank, scene(), imageproc.Size{}, fault.Codec},
		{"hardly transparent", noisy, scene(), imageproc.Size{}, fault.Codec},
		{"black", blackWhenLarge, scene(), imageproc.Size{}, fault.Codec},
		{"not scaled", `original => from => original(from)`, scene(), imageproc.Size{Width: 81, Height: 49}, fault.Codec},
		{"one px more", `original => (from, o) => original(from, {...o, resizeWidth: 82})`, scene(), imageproc.Size{Width: 81, Height: 49}, fault.Codec},
		{"throws", `() => () => { throw new TypeError('no') }`, scene(), imageproc.Size{}, fault.Codec},
		{"rejects", `() => () => Promise.reject()`, scene(), imageproc.Size{}, fault.Codec},
		{"nothing wrong: the file is white", `original => original`, testpic.JPEG(white, testpic.JPEGOptions{}), imageproc.Size{}, ""},
		{"nothing wrong: the file is transparent", `original => original`,
			testpic.PNG(image.NewNRGBA(image.Rect(0, 0, 160, 96)), testpic.PNGOptions{}), imageproc.Size{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			replace(t, js.Global(), "createImageBitmap", tt.create)
			_, err := decodeWith(t, newWith(options{Probe: trusting}), tt.file, tt.target)
			must.Code(t, err, tt.want)
		})
	}
}

// trusting and painting are probes that pass; the second has every picture painted on a 2d
// canvas.
func trusting(context.Context) (bool, error) { return true, nil }
func painting(context.Context) (bool, error) { return false, nil }

// TestDecode_brokenCanvas: canvases fail like those that are too large for a browser.
func TestDecode_brokenCanvas(t *testing.T) {
	const context2d = "OffscreenCanvasRenderingContext2D"
	for _, tt := range []struct {
		name, class, method, replacement string
	}{
		{"stays blank", context2d, "drawImage", `original => function (...args) {
			if (this.canvas.width <= 64) original.apply(this, args) }`},
		{"an eighth stays blank", context2d, "drawImage", `original => function (...args) {
			original.apply(this, args);
			if (this.canvas.width > 64) this.fillRect(0, 84, 160, 12) }`},
		{"throws", context2d, "drawImage", `() => function () { throw new DOMException('too large', 'InvalidStateError') }`},
		{"has no context", "OffscreenCanvas", "getContext", `() => () => null`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "has no context" { // nor has an element
				replace(t, prototype("HTMLCanvasElement"), "getContext", `() => () => null`)
			}
			replace(t, prototype(tt.class), tt.method, tt.replacement)
			_, err := decodeWith(t, newWith(options{Probe: painting}), scene(), imageproc.Size{})
			must.Code(t, err, fault.Codec)
		})
	}
}

func TestEncode_lostCanvas(t *testing.T) {
	b := mustDecode(t, newWith(options{Probe: painting}), scene(), imageproc.Size{})
	b.(*bitmap).surface.c2d.Call("fillRect", 0, 0, 160, 96)
	_, err := b.Encode(context.Background(), imageproc.JPEG, 0.9)
	must.Code(t, err, fault.Codec)
}

func TestEncode_brokenEncoder(t *testing.T) {
	for _, tt := range []struct{ name, convert string }{
		{"another type", `original => function () { return original.call(this, {type: 'image/png'}) }`},
		{"another type under the right name", `original => async function (o) {
			return new Blob([await original.call(this, {type: 'image/png'})], {type: o.type}) }`},
		{"another picture", `original => function (o) { const c = new OffscreenCanvas(160, 96);
			c.getContext('2d').fillRect(0, 0, 160, 96); return original.call(c, o) }`},
		{"noise under the first row of blocks", `original => function (o) { const c = new OffscreenCanvas(160, 96), x = c.getContext('2d');
			x.drawImage(this, 0, 0); const p = x.getImageData(0, 16, 160, 48);
			crypto.getRandomValues(p.data); p.data.forEach((_, i) => { if (i % 4 === 3) p.data[i] = 255 });
			x.putImageData(p, 0, 16); return original.call(c, o) }`},
		{"other sides", `original => function (o) { return original.call(new OffscreenCanvas(160, 95), o) }`},
		{"no bytes", `() => o => Promise.resolve(new Blob([], {type: o.type}))`},
		{"bytes that are no picture", `() => o => Promise.resolve(new Blob(['x'], {type: o.type}))`},
		{"a file cut off in its head", `original => async function (o) {
			const blob = await original.call(this, o); return blob.slice(0, 100, blob.type) }`},
		{"null", `() => () => Promise.resolve(null)`},
		{"rejects", `() => () => Promise.reject(new DOMException('no', 'EncodingError'))`},
		{"throws", `() => () => { throw new DOMException('no', 'SecurityError') }`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := mustDecode(t, New(), scene(), imageproc.Size{})
			replace(t, prototype("OffscreenCanvas"), "convertToBlob", tt.convert)
			_, err := b.Encode(context.Background(), imageproc.JPEG, 0.9)
			must.Code(t, err, fault.Codec)
		})
	}
}

func TestView_alike(t *testing.T) {
	flat := func(level uint8) []byte { return bytes.Repeat([]byte{level, level, level, 255}, side*side) }
	withField := func(level, field uint8) []byte {
		p := flat(level)
		for y := range side / fields {
			for x := range side / fields {
				p[(y*side+x)*4] = field
			}
		}
		return p
	}
	for _, tt := range []struct {
		name string
		a, b []byte
		want bool
	}{
		{"the same", flat(100), flat(100), true},
		{"just alike everywhere", flat(100), flat(100 + maxMeanOff), true},
		{"just too far everywhere", flat(100), flat(100 + maxMeanOff + 1), false},
		{"just alike in one field", flat(100), withField(100, 100+maxFieldOff), true},
		{"just too far in one field", flat(100), withField(100, 100+maxFieldOff+1), false},
		{"just too far below in one field", flat(100), withField(100, 100-maxFieldOff-1), false},
		{"noise and other noise", testpic.Noise(side, side, 1).Pix, testpic.Noise(side, side, 2).Pix, true},
		{"noise and black", testpic.Noise(side, side, 1).Pix, flat(0), false},
		{"noise and grey", testpic.Noise(side, side, 1).Pix, flat(128), true}, // that is what noise looks like from afar
		{"a scene and the other way round", testpic.Scene(side, side).Pix, reversed(testpic.Scene(side, side).Pix), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := viewOf(tt.a), viewOf(tt.b); a.alike(b) != tt.want || b.alike(a) != tt.want {
				t.Errorf("alike: %v and %v, want %v", a.alike(b), b.alike(a), tt.want)
			}
		})
	}
}

// reversed is the pixels in the opposite order: the picture turned by half.
func reversed(pix []byte) []byte {
	r := make([]byte, 0, len(pix))
	for i := len(pix) - 4; i >= 0; i -= 4 {
		r = append(r, pix[i:i+4]...)
	}
	return r
}

func TestView_flatAndOpaque(t *testing.T) {
	for _, tt := range []struct {
		name         string
		one          color.RGBA
		flat, opaque bool
	}{
		{"all white", color.RGBA{255, 255, 255, 255}, true, true},
		{"a pixel just as good as white", color.RGBA{255 - flatRange, 255, 255, 255}, true, true},
		{"a pixel just not", color.RGBA{255, 255, 255 - flatRange - 1, 255}, false, true},
		{"a transparent pixel looks white", color.RGBA{}, true, false},
		{"a pixel that is hardly transparent", color.RGBA{0, 0, 0, 254}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := bytes.Repeat([]byte{255}, 4*side*side)
			copy(p[4*(side*side-1):], []byte{tt.one.R, tt.one.G, tt.one.B, tt.one.A})
			if v := viewOf(p); v.flat != tt.flat || v.opaque != tt.opaque {
				t.Errorf("flat %v, opaque %v, want %v, %v", v.flat, v.opaque, tt.flat, tt.opaque)
			}
		})
	}
}

// TestEncode_topWithMostOfTheBytes: if nearly all bytes code the first rows, these are decoded from
// the whole file.
func TestEncode_topWithMostOfTheBytes(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 320, 2400))
	draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(picture, image.Rect(0, 0, 320, 80), testpic.Noise(320, 80, 1), image.Point{}, draw.Src)
	b := mustDecode(t, New(), testpic.PNG(picture, testpic.PNGOptions{}), imageproc.Size{})
	must.Get(b.Encode(context.Background(), imageproc.JPEG, 0.9))(t)
}
