//go:build js && wasm

package canvas

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// quadrants is a picture of testpic's four colours, flat, so that it can be compared within a few
// levels.
func quadrants(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range stored {
		at := image.Pt(i%2*w/2, i/2*h/2)
		draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(w/2, h/2))}, image.NewUniform(color.RGBA{c.R, c.G, c.B, 255}), image.Point{}, draw.Src)
	}
	return img
}

// wantColours compares the middles of the quadrants with what they look like in sRGB.
func wantColours(t *testing.T, img image.Image, look func(testpic.Corner) testpic.Corner, maxOff int) {
	t.Helper()
	for i, got := range corners(img) {
		want := look(stored[i])
		for _, off := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B)} {
			if off > maxOff || off < -maxOff {
				t.Errorf("quadrant %d is %v, want %v", i, got, want)
				break
			}
		}
	}
}

// shownAs encodes a Bitmap and returns what the browser shows of it, in sRGB.
func shownAs(t *testing.T, b imageproc.Bitmap, format imageproc.Format) (image.Image, imageproc.Info) {
	t.Helper()
	src := must.Get(b.Encode(context.Background(), format, 0.95))(t)
	picture := must.Get(createImageBitmap(context.Background(), src.(*jsbridge.Blob).Value(), map[string]any{}))(t)
	defer closeBitmap(picture)
	size := sizeOf(picture)
	s, err := newSurface(size, true)
	if err == nil {
		err = s.do("drawImage", picture, 0, 0)
	}
	img := image.NewNRGBA(image.Rect(0, 0, size.Width, size.Height))
	if err == nil {
		err = s.pixels(img.Pix)
	}
	must.Succeed(t, err)
	return img, inspect(t, src)
}

func asStored(c testpic.Corner) testpic.Corner { return c }

func asGrey(c testpic.Corner) testpic.Corner {
	y := color.GrayModel.Convert(color.RGBA{c.R, c.G, c.B, 255}).(color.Gray).Y
	return testpic.Corner{R: y, G: y, B: y}
}

// drawn is img with other memory behind it.
func drawn(into draw.Image, img image.Image) image.Image {
	draw.Draw(into, into.Bounds(), img, img.Bounds().Min, draw.Src)
	return into
}

// TestDecode_keepsColours: every kind of picture, decoded in every way and encoded in either
// format, looks as its colour space says.
func TestDecode_keepsColours(t *testing.T) {
	img := quadrants(160, 96)
	other := image.NewRGBA(img.Rect)
	var palette color.Palette
	for _, c := range stored {
		palette = append(palette, color.RGBA{c.R, c.G, c.B, 255})
	}
	p3, adobe := testpic.DisplayP3, testpic.AdobeRGB
	jpeg := func(p *testpic.Profile) []byte {
		return testpic.JPEG(img, testpic.JPEGOptions{Quality: 98, Profile: p, EXIF: true})
	}
	for _, tt := range []struct {
		name string
		file []byte
		look func(testpic.Corner) testpic.Corner
	}{
		{"JPEG", jpeg(nil), asStored},
		{"Display P3 JPEG", jpeg(p3), p3.ToSRGB},
		{"Adobe RGB JPEG", jpeg(adobe), adobe.ToSRGB},
		{"Display P3 PNG", testpic.PNG(img, testpic.PNGOptions{Profile: p3}), p3.ToSRGB},
		{"Adobe RGB PNG", testpic.PNG(img, testpic.PNGOptions{Profile: adobe}), adobe.ToSRGB},
		{"Display P3 WebP", testpic.WebP(img, testpic.WebPOptions{Profile: p3}), p3.ToSRGB},
		{"Adobe RGB WebP", testpic.WebP(img, testpic.WebPOptions{Profile: adobe}), adobe.ToSRGB},
		{"baseline", testpic.Blocks(img, testpic.Baseline, testpic.JPEGOptions{}), asStored},
		{"grey", testpic.Blocks(img, testpic.Grey, testpic.JPEGOptions{}), asGrey},
		{"progressive", testpic.Blocks(img, testpic.Progressive, testpic.JPEGOptions{}), asStored},
		{"progressive in P3", testpic.Blocks(img, testpic.Progressive, testpic.JPEGOptions{Profile: p3}), p3.ToSRGB},
		{"CMYK", testpic.Blocks(img, testpic.CMYK, testpic.JPEGOptions{}), asStored},
		{"YCCK", testpic.Blocks(img, testpic.YCCK, testpic.JPEGOptions{}), asStored},
		{"16-bit PNG", testpic.PNG(drawn(image.NewNRGBA64(img.Rect), img), testpic.PNGOptions{}), asStored},
		{"16-bit PNG in P3", testpic.PNG(drawn(image.NewNRGBA64(img.Rect), img), testpic.PNGOptions{Profile: p3}), p3.ToSRGB},
		{"palette PNG", testpic.PNG(drawn(image.NewPaletted(img.Rect, palette), img), testpic.PNGOptions{}), asStored},
		{"grey PNG", testpic.PNG(drawn(image.NewGray(img.Rect), img), testpic.PNGOptions{}), asGrey},
		{"16-bit grey PNG", testpic.PNG(drawn(image.NewGray16(img.Rect), img), testpic.PNGOptions{}), asGrey},
		{"APNG", testpic.APNG(nil, img, other), asStored},
		{"animated WebP", testpic.AnimatedWebP(0, img, other), asStored},
		{"MPF", testpic.MPF(img, testpic.JPEGOptions{Quality: 98}, jpeg(nil)), asStored},
	} {
		for _, way := range []struct {
			eighths     int
			transferred bool
			format      imageproc.Format
		}{
			{8, false, imageproc.JPEG}, {5, false, imageproc.PNG}, {4, false, imageproc.JPEG},
			{8, true, imageproc.PNG}, {5, true, imageproc.JPEG}, {4, true, imageproc.PNG},
		} {
			t.Run(fmt.Sprintf("%s, %d eighths, transferred %v, as %s", tt.name, way.eighths, way.transferred, way.format), func(t *testing.T) {
				c := newWith(options{Probe: func(context.Context) (bool, error) { return way.transferred, nil }})
				target := imageproc.Size{Width: 160 * way.eighths / 8, Height: 96 * way.eighths / 8}
				got, info := shownAs(t, mustDecode(t, c, tt.file, target), way.format)
				wantColours(t, got, tt.look, 6)
				if info.Metadata.HasPersonalData() || info.Animated {
					t.Errorf("the output says %+v, animated %v", info.Metadata, info.Animated)
				}
			})
		}
	}
}

// TestDecode_firstFrame: a GIF's palette has 256 colours, so the tolerance is wider.
func TestDecode_firstFrame(t *testing.T) {
	for _, size := range []imageproc.Size{{Width: 160, Height: 96}, {Width: 80, Height: 48}} {
		got, _ := encoded(t, mustDecode(t, New(), testpic.GIF(quadrants(160, 96), 3), size), imageproc.JPEG)
		wantColours(t, got, asStored, 40)
	}
}

// TestDecode_HEIC: one browser reads HEIC, as Safari does, and one doesn't.
func TestDecode_HEIC(t *testing.T) {
	file := testpic.HEIC(160, 96, 6)
	target := imageproc.Size{Width: 48, Height: 80}
	t.Run("it can't", func(t *testing.T) {
		_, err := decodeWith(t, New(), file, target)
		must.Code(t, err, fault.UnsupportedFormat)
		var e *fault.Error
		if !errors.As(err, &e) || e.Details["format"] != "heic" || !strings.Contains(e.Message, "HEIC") {
			t.Errorf("got %+v, want HEIC named and in the details", err)
		}
	})
	t.Run("it can", func(t *testing.T) {
		// It gets the whole file with its media type, and turns the picture.
		js.Global().Set("heicShows", quadrantsUpright(t))
		replace(t, js.Global(), "createImageBitmap", `original => (from, ...rest) =>
			original(from.type === 'image/heic' ? heicShows : from, ...rest)`)
		got, _ := encoded(t, mustDecode(t, New(), file, target), imageproc.JPEG)
		wantUpright(t, got, 6)
	})
}

// quadrantsUpright is what a decoder makes of a HEIC of orientation 6.
func quadrantsUpright(t *testing.T) js.Value {
	img, upright := quadrants(160, 96), image.NewRGBA(image.Rect(0, 0, 96, 160))
	for y := range 160 {
		for x := range 96 {
			upright.Set(x, y, img.At(y, 95-x))
		}
	}
	return blobFrom(t, testpic.PNG(upright, testpic.PNGOptions{})).Value()
}

// TestDecode_transfersWideGamut: one browser fails the probe, and one loses the profile of a
// transferred bitmap.
func TestDecode_transfersWideGamut(t *testing.T) {
	wide := testpic.JPEG(quadrants(160, 96), testpic.JPEGOptions{Quality: 98, Profile: testpic.DisplayP3})
	handed := func(file []byte) bool {
		c := newWith(options{Probe: trusting})
		b := mustDecode(t, c, file, imageproc.Size{})
		got, _ := shownAs(t, b, imageproc.JPEG)
		look := asStored
		if c.wideProbed {
			look = testpic.DisplayP3.ToSRGB
		}
		if b.(*bitmap).surface.c2d.Truthy() || !c.wideProbed {
			wantColours(t, got, look, 6)
		}
		return !b.(*bitmap).surface.c2d.Truthy()
	}
	t.Run("it keeps them", func(t *testing.T) {
		if !handed(wide) {
			t.Error("painted")
		}
	})
	t.Run("sRGB asks for no probe", func(t *testing.T) {
		if !handed(testpic.JPEG(quadrants(160, 96), testpic.JPEGOptions{Quality: 98})) {
			t.Error("painted")
		}
	})
	t.Run("it has only sRGB", func(t *testing.T) {
		replace(t, prototype("OffscreenCanvas"), "getContext", `original => function (kind, {colorSpace, ...rest} = {}) {
			return original.call(this, kind, rest) }`)
		if handed(wide) {
			t.Error("handed over, though nothing is known of it")
		}
	})
	t.Run("it loses them", func(t *testing.T) {
		replace(t, prototype("ImageBitmapRenderingContext"), "transferFromImageBitmap", `original => function (bitmap) {
			this.canvas.shows = true; original.call(this, bitmap) }`)
		replace(t, prototype("OffscreenCanvas"), "convertToBlob", `original => function (options) {
			if (!this.shows) return original.call(this, options);
			const other = new OffscreenCanvas(this.width, this.height), c = other.getContext('2d');
			c.fillStyle = 'rgb(117 251 76)'; c.fillRect(0, 0, this.width, this.height);
			return original.call(other, options) }`)
		if handed(wide) {
			t.Error("handed over")
		}
	})
}
