package imageproc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// uprightCorners says where the quadrants of a stored picture are seen, in the order top
// left, top right, bottom left, bottom right (Exif 2.32, 4.6.5.1, orientation).
func uprightCorners(o int) [4]testpic.Corner {
	tl, tr, bl, br := testpic.TopLeft, testpic.TopRight, testpic.BottomLeft, testpic.BottomRight
	return [9][4]testpic.Corner{
		1: {tl, tr, bl, br}, 2: {tr, tl, br, bl}, 3: {br, bl, tr, tl}, 4: {bl, br, tl, tr},
		5: {tl, bl, tr, br}, 6: {bl, tl, br, tr}, 7: {br, tr, bl, tl}, 8: {tr, br, tl, bl},
	}[o]
}

// wantCorners compares the middles of an image's quadrants.
func wantCorners(t testing.TB, img image.Image, want [4]testpic.Corner) {
	t.Helper()
	b := img.Bounds()
	for i, c := range want {
		x := b.Min.X + b.Dx()/4 + i%2*b.Dx()/2
		y := b.Min.Y + b.Dy()/4 + i/2*b.Dy()/2
		wantColour(t, img, x, y, color.NRGBA{c.R, c.G, c.B, 255}, testpic.SceneSpread+8)
	}
}

func wantColour(t testing.TB, img image.Image, x, y int, want color.NRGBA, spread int) {
	t.Helper()
	got := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B), int(got.A) - int(want.A)} {
		if d > spread || d < -spread {
			t.Errorf("at %d,%d: %v, want %v ± %d", x, y, got, want, spread)
			return
		}
	}
}

// decoded runs b through the Go codec: as a JPEG of it is seen, or exactly what it holds.
func decoded(t testing.TB, b []byte, target Size, exact bool) image.Image {
	t.Helper()
	src := bytes.NewReader(b)
	info, err := Inspect(src)
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := NewGoCodec().Decode(context.Background(), src, *info, target)
	if err != nil {
		t.Fatal(err)
	}
	defer bitmap.Close()
	if bitmap.Size() != target {
		t.Errorf("decoded to %v, want %v", bitmap.Size(), target)
	}
	if exact {
		return bitmap.(*goBitmap).img
	}
	out, err := bitmap.Encode(context.Background(), JPEG, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	img := mustPixels(t, contents(t, out))
	if got := (Size{img.Rect.Dx(), img.Rect.Dy()}); got != target {
		t.Errorf("encoded as %v, want %v", got, target)
	}
	return img
}

func TestGoCodecOrientations(t *testing.T) {
	scene := testpic.Scene(48, 32)
	for o := 1; o <= 8; o++ {
		for format, b := range map[Format][]byte{
			JPEG: testpic.JPEG(scene, testpic.JPEGOptions{Orientation: o}),
			PNG:  testpic.PNG(scene, testpic.PNGOptions{Orientation: o}),
			TIFF: testpic.TIFF(scene, o),
			WebP: testpic.WebP(scene, testpic.WebPOptions{Orientation: o}),
		} {
			t.Run(fmt.Sprint(format, o), func(t *testing.T) {
				full, half := Size{48, 32}, Size{24, 16}
				if o >= 5 {
					full, half = Size{32, 48}, Size{16, 24}
				}
				wantCorners(t, decoded(t, b, full, false), uprightCorners(o))
				wantCorners(t, decoded(t, b, half, true), uprightCorners(o))
			})
		}
	}
}

// TestTurnMovesEveryPixel turns small odd-sized pictures, each px different.
func TestTurnMovesEveryPixel(t *testing.T) {
	for _, size := range []Size{{3, 2}, {1, 4}, {4, 1}, {1, 1}} {
		grey := image.NewGray(image.Rect(0, 0, size.Width, size.Height))
		rgba := image.NewRGBA(grey.Rect)
		for i := range grey.Pix {
			grey.Pix[i] = byte(i + 1)
			copy(rgba.Pix[4*i:], []byte{byte(i + 1), byte(i + 1), byte(i + 1), 255})
		}
		for o := Normal; o <= 8; o++ {
			want := slowTurn(grey, o)
			if got := turn(grey, o).(*image.Gray); got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("%v, orientation %d: grey %v, want %v", size, o, got.Pix, want.Pix)
			}
			got := turn(rgba, o).(*image.RGBA)
			for i, v := range want.Pix {
				if got.Rect != want.Rect || got.Pix[4*i] != v || got.Pix[4*i+3] != 255 {
					t.Errorf("%v, orientation %d: px %d is %v, want %d", size, o, i, got.Pix[4*i:4*i+4], v)
				}
			}
		}
	}
}

// slowTurn spells the orientations out: which stored px is seen at (x, y).
func slowTurn(p *image.Gray, o Orientation) *image.Gray {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	if o >= 5 {
		out = image.NewGray(image.Rect(0, 0, h, w))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			from := [9]image.Point{
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {y, h - 1 - x}, 7: {w - 1 - y, h - 1 - x}, 8: {w - 1 - y, x},
			}[o]
			out.Set(x, y, p.At(from.X, from.Y))
		}
	}
	return out
}

func TestGoCodecFormats(t *testing.T) {
	scene := testpic.Scene(40, 30)
	deep := image.NewNRGBA64(scene.Rect)
	for y := range 30 {
		for x := range 40 {
			deep.Set(x, y, scene.At(x, y))
		}
	}
	for _, tt := range []struct {
		name string
		b    []byte
	}{
		{"JPEG", testpic.JPEG(scene, testpic.JPEGOptions{})},
		{"PNG", testpic.PNG(scene, testpic.PNGOptions{})},
		{"PNG of 16 bits", testpic.PNG(deep, testpic.PNGOptions{})},
		{"GIF", testpic.GIF(scene, 1)},
		{"animated GIF", testpic.GIF(scene, 3)},
		{"WebP", testpic.WebP(scene, testpic.WebPOptions{})},
		{"BMP", testpic.BMP(scene)},
		{"TIFF", testpic.TIFF(scene, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			corners := uprightCorners(1)
			wantCorners(t, decoded(t, tt.b, Size{40, 30}, false), corners)
			wantCorners(t, decoded(t, tt.b, Size{20, 15}, false), corners)
			wantCorners(t, decoded(t, tt.b, Size{20, 15}, true), corners)
		})
	}
}

func TestGoCodecGrey(t *testing.T) {
	for name, b := range map[string][]byte{
		"8 bits":      testpic.PNG(image.NewGray(image.Rect(0, 0, 9, 7)), testpic.PNGOptions{}),
		"16 bits":     testpic.PNG(image.NewGray16(image.Rect(0, 0, 9, 7)), testpic.PNGOptions{}),
		"progressive": joinJPEG(progressiveJPEG(t)...),
	} {
		t.Run(name, func(t *testing.T) {
			img := decoded(t, b, Size{4, 3}, false)
			want := color.NRGBA{0, 0, 0, 255}
			if name == "progressive" {
				want = color.NRGBA{128, 128, 128, 255}
			}
			wantColour(t, img, 2, 1, want, 2)
		})
	}
}

// TestGoCodecCMYK has the four planes flat, so that the colour is known: Adobe's
// planes are inverted, 255 being no ink.
func TestGoCodecCMYK(t *testing.T) {
	planes := cmykPlanes() // 40, 90, 140, 190
	for _, tt := range []struct {
		name      string
		transform byte
		want      color.NRGBA
	}{
		// C, M, Y times K: 40·190/255 and so on.
		{"CMYK", 0, color.NRGBA{30, 67, 104, 255}},
		// Y 40, Cb 90, Cr 140 is RGB 57, 45, 0 (T.871, 7), and the planes that come
		// of it are 255 less that, as in libjpeg: 198·190/255 and so on.
		{"YCCK", 2, color.NRGBA{148, 157, 190, 255}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			img := decoded(t, cmykJPEG(t, tt.transform, planes), Size{8, 8}, true)
			wantColour(t, img, 4, 4, tt.want, 6)
		})
	}
}

func TestGoCodecTransparency(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = []byte{200, 0, 0, 128}[i%4]
		if i >= len(img.Pix)/2 {
			img.Pix[i] = 0
		}
	}
	for name, b := range map[string][]byte{
		"PNG":  testpic.PNG(img, testpic.PNGOptions{}),
		"WebP": testpic.WebP(img, testpic.WebPOptions{}),
	} {
		t.Run(name, func(t *testing.T) {
			flat := decoded(t, b, Size{16, 16}, false)
			wantColour(t, flat, 8, 3, color.NRGBA{227, 127, 127, 255}, 8)
			wantColour(t, flat, 8, 12, color.NRGBA{255, 255, 255, 255}, 2)
			kept := decoded(t, b, Size{16, 16}, true)
			wantColour(t, kept, 8, 3, color.NRGBA{200, 0, 0, 128}, 2)
			wantColour(t, kept, 8, 12, color.NRGBA{}, 0)
		})
	}
}

// TestGoCodecScaledTransparency: the ringing of the filter must not wrap around.
func TestGoCodecScaledTransparency(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(img.Pix); i += 4 {
		if i/4%64/8%2 == 0 {
			copy(img.Pix[i:], []byte{255, 255, 255, 255})
		}
	}
	flat := decoded(t, testpic.PNG(img, testpic.PNGOptions{}), Size{31, 31}, false)
	for y := range 31 {
		for x := range 31 {
			wantColour(t, flat, x, y, color.NRGBA{255, 255, 255, 255}, 3)
		}
	}
}

// TestGoCodecSmallFrame: a GIF whose only frame covers one corner.
func TestGoCodecSmallFrame(t *testing.T) {
	frame := image.NewPaletted(image.Rect(8, 8, 16, 16), palette.Plan9)
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, &gif.GIF{
		Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{Width: 16, Height: 16},
	}); err != nil {
		t.Fatal(err)
	}
	img := decoded(t, out.Bytes(), Size{16, 16}, false)
	wantColour(t, img, 2, 2, color.NRGBA{255, 255, 255, 255}, 6)
	wantColour(t, img, 13, 13, color.NRGBA{0, 0, 0, 255}, 6)
}

func TestGoCodecRefuses(t *testing.T) {
	scene := testpic.Scene(16, 16)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	pic := testpic.PNG(scene, testpic.PNGOptions{})
	bad := bytes.Clone(pic)
	bad[len(bad)-30] ^= 0x55
	size := Size{16, 16}
	for _, tt := range []struct {
		name   string
		b      []byte
		info   Info
		target Size
		max    int64
		want   fault.Code
	}{
		{"just as many px", jpg, Info{Format: JPEG, Width: 16, Height: 16}, size, 256, ""},
		{"one px too many", jpg, Info{Format: JPEG, Width: 16, Height: 16}, size, 255, fault.TooManyPixels},
		{"more px than 64 bits", jpg, Info{Format: PNG, Width: 1<<31 - 1, Height: 1<<31 - 1}, size, 0, fault.TooManyPixels},
		{"a target of too many px", jpg, Info{Format: JPEG, Width: 16, Height: 16}, Size{1 << 31, 1 << 31}, 0, fault.TooManyPixels},
		{"a target of nothing", jpg, Info{Format: JPEG, Width: 16, Height: 16}, Size{16, 0}, 0, fault.Codec},
		{"a picture of nothing", jpg, Info{Format: JPEG, Width: 0, Height: 16}, size, 0, fault.Codec},
		{"headers that disagree", jpg, Info{Format: JPEG, Width: 16, Height: 8}, size, 0, fault.Corrupt},
		{"a format that Go lacks", testpic.HEIC(16, 16, 1), Info{Format: HEIC, Width: 16, Height: 16}, size, 0, fault.UnsupportedFormat},
		{"a JPEG cut off", jpg[:300], Info{Format: JPEG, Width: 16, Height: 16}, size, 0, fault.Truncated},
		{"a PNG cut off", pic[:37], Info{Format: PNG, Width: 16, Height: 16}, size, 0, fault.Truncated},
		{"hardly any pixels", testpic.JPEGHeader(640, 480), Info{Format: JPEG, Width: 640, Height: 480}, size, 0, fault.Corrupt},
		{"PNG pixels that are junk", bad, Info{Format: PNG, Width: 16, Height: 16}, size, 0, fault.Corrupt},
		{"12 bits a sample", bytes.Replace(jpg, []byte("\xff\xc0\x00\x11\x08"), []byte("\xff\xc1\x00\x11\x0c"), 1),
			Info{Format: JPEG, Width: 16, Height: 16}, size, 0, fault.UnsupportedFormat},
		{"not the format that it is", pic, Info{Format: JPEG, Width: 16, Height: 16}, size, 0, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &GoCodec{MaxPixels: tt.max}
			_, err := c.Decode(context.Background(), bytes.NewReader(tt.b), tt.info, tt.target)
			if fault.CodeOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestGoCodecSourceThatFails(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{})
	_, err := NewGoCodec().Decode(context.Background(), unplugged{file(b), 9}, Info{Format: JPEG, Width: 8, Height: 8}, Size{8, 8})
	if !errors.Is(err, errUnplugged) {
		t.Errorf("got %v", err)
	}
}

// endsAfter is a Source that ends a context after some reads.
type endsAfter struct {
	Source
	reads int
	end   func()
}

func (e *endsAfter) ReadAt(p []byte, off int64) (int, error) {
	if e.reads--; e.reads == 0 {
		e.end()
	}
	return e.Source.ReadAt(p, off)
}

func TestGoCodecEndsWithItsContext(t *testing.T) {
	b := testpic.PNG(testpic.Noise(400, 300, 1), testpic.PNGOptions{})
	info := Info{Format: PNG, Width: 400, Height: 300}
	for _, reads := range []int{1, 2, 4} {
		ctx, cancel := context.WithCancel(context.Background())
		src := &endsAfter{bytes.NewReader(b), reads, cancel}
		if _, err := NewGoCodec().Decode(ctx, src, info, Size{400, 300}); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d reads: %v", reads, err)
		}
		if src.reads < -1 {
			t.Errorf("%d reads after the end", -src.reads)
		}
	}
	bitmap, err := NewGoCodec().Decode(context.Background(), bytes.NewReader(b), info, Size{400, 300})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bitmap.Encode(ctx, JPEG, 0.9); !errors.Is(err, context.Canceled) {
		t.Errorf("encode: %v", err)
	}
}

func TestGoBitmap(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(64, 64), testpic.JPEGOptions{})
	bitmap, err := NewGoCodec().Decode(context.Background(), bytes.NewReader(b), Info{Format: JPEG, Width: 64, Height: 64}, Size{64, 64})
	if err != nil {
		t.Fatal(err)
	}
	var last int64
	for _, q := range []float64{-1, 0.3, 0.9, 2} {
		out, err := bitmap.Encode(context.Background(), JPEG, q)
		if err != nil {
			t.Fatal(err)
		}
		if out.Size() <= last {
			t.Errorf("quality %v gives %d bytes, not more than the one before", q, out.Size())
		}
		last = out.Size()
		if held, ok := out.(interface{ Bytes() []byte }); !ok || int64(len(held.Bytes())) != last {
			t.Error("the file does not give its bytes")
		}
	}
	for _, format := range []Format{PNG, WebP} {
		if _, err := bitmap.Encode(context.Background(), format, 1); fault.CodeOf(err) != fault.UnsupportedFormat {
			t.Errorf("%s: %v", format, err)
		}
	}
	bitmap.Close()
	if _, err := bitmap.Encode(context.Background(), JPEG, 1); fault.CodeOf(err) != fault.Internal || bitmap.Size() != (Size{}) {
		t.Errorf("closed: %v, %v", err, bitmap.Size())
	}
}

func TestGoDecodesWhatHasADecoder(t *testing.T) {
	for _, f := range []Format{JPEG, PNG, PDF, WebP, GIF, BMP, TIFF, HEIC, AVIF, Unknown} {
		if _, ok := goDecoderOf(f); ok != f.goDecodes() {
			t.Errorf("%q: goDecodes is %v, a decoder is there: %v", f, f.goDecodes(), ok)
		}
	}
}
