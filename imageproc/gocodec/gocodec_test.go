package gocodec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func px(width, height int) imageproc.Size { return imageproc.Size{Width: width, Height: height} }

// mustDecode decodes b, to its own size if target is the zero Size.
func mustDecode(t testing.TB, b []byte, target imageproc.Size) imageproc.Bitmap {
	t.Helper()
	src := bytes.NewReader(b)
	info := must.Get(imageproc.Inspect(src))(t)
	if target == (imageproc.Size{}) {
		target = px(info.Upright())
	}
	decoded := must.Get(New().Decode(context.Background(), src, *info, target))(t)
	t.Cleanup(decoded.Close)
	if decoded.Size() != target {
		t.Errorf("decoded to %v, want %v", decoded.Size(), target)
	}
	return decoded
}

// mustEncode returns the bytes of b as JPEG.
func mustEncode(t testing.TB, b imageproc.Bitmap) []byte {
	t.Helper()
	out := must.Get(b.Encode(context.Background(), imageproc.JPEG, 0.95))(t)
	return imagetest.Contents(t, out)
}

// decoded decodes b and returns the pixels: exact, or as the encoded JPEG shows them.
func decoded(t testing.TB, b []byte, target imageproc.Size, exact bool) image.Image {
	t.Helper()
	decoded := mustDecode(t, b, target)
	if exact {
		return decoded.(*bitmap).img
	}
	img := imagetest.MustPixels(t, mustEncode(t, decoded))
	if got := (px(img.Rect.Dx(), img.Rect.Dy())); got != target {
		t.Errorf("encoded as %v, want %v", got, target)
	}
	return img
}

func TestDecode_orientations(t *testing.T) {
	scene := testpic.Scene(48, 32)
	for o := 1; o <= 8; o++ {
		for format, b := range map[imageproc.Format][]byte{
			imageproc.JPEG: testpic.JPEG(scene, testpic.JPEGOptions{Orientation: o}),
			imageproc.PNG:  testpic.PNG(scene, testpic.PNGOptions{Orientation: o}),
			imageproc.TIFF: testpic.TIFF(scene, o),
			imageproc.WebP: testpic.WebP(scene, testpic.WebPOptions{Orientation: o}),
		} {
			t.Run(fmt.Sprint(format, o), func(t *testing.T) {
				full, half := px(48, 32), px(24, 16)
				if o >= 5 {
					full, half = px(32, 48), px(16, 24)
				}
				imagetest.WantCorners(t, decoded(t, b, full, false), imagetest.UprightCorners(o))
				imagetest.WantCorners(t, decoded(t, b, half, true), imagetest.UprightCorners(o))
			})
		}
	}
}

func TestTurn(t *testing.T) {
	for _, size := range []imageproc.Size{px(3, 2), px(1, 4), px(4, 1), px(1, 1)} {
		grey := image.NewGray(image.Rect(0, 0, size.Width, size.Height))
		rgba := image.NewRGBA(grey.Rect)
		for i := range grey.Pix {
			grey.Pix[i] = byte(i + 1)
			copy(rgba.Pix[4*i:], []byte{byte(i + 1), byte(i + 1), byte(i + 1), 255})
		}
		for o := imageproc.Normal; o <= 8; o++ {
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

// slowTurn defines the orientations: which stored px is seen at (x, y).
func slowTurn(p *image.Gray, o imageproc.Orientation) *image.Gray {
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

func TestDecode_formats(t *testing.T) {
	scene, other := testpic.Scene(40, 30), image.NewRGBA(image.Rect(0, 0, 40, 30))
	deep := image.NewNRGBA64(scene.Rect)
	draw.Draw(deep, deep.Rect, scene, image.Point{}, draw.Src)
	for _, tt := range []struct {
		name string
		b    []byte
	}{
		{"JPEG", testpic.JPEG(scene, testpic.JPEGOptions{})},
		{"PNG", testpic.PNG(scene, testpic.PNGOptions{})},
		{"PNG of 16 bits", testpic.PNG(deep, testpic.PNGOptions{})},
		{"GIF", testpic.GIF(scene, 1)},
		{"animated GIF", testpic.GIF(scene, 3)},
		{"APNG", testpic.APNG(nil, scene, other)},
		{"APNG with a picture of its own", testpic.APNG(scene, other, other)},
		{"WebP", testpic.WebP(scene, testpic.WebPOptions{})},
		{"animated WebP", testpic.AnimatedWebP(0, scene, other)},
		{"BMP", testpic.BMP(scene)},
		{"TIFF", testpic.TIFF(scene, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			corners := imagetest.UprightCorners(1)
			imagetest.WantCorners(t, decoded(t, tt.b, px(40, 30), false), corners)
			imagetest.WantCorners(t, decoded(t, tt.b, px(20, 15), false), corners)
			imagetest.WantCorners(t, decoded(t, tt.b, px(20, 15), true), corners)
		})
	}
}

func TestDecode_grey(t *testing.T) {
	for name, b := range map[string][]byte{
		"8 bits":      testpic.PNG(image.NewGray(image.Rect(0, 0, 9, 7)), testpic.PNGOptions{}),
		"16 bits":     testpic.PNG(image.NewGray16(image.Rect(0, 0, 9, 7)), testpic.PNGOptions{}),
		"progressive": testpic.JoinJPEG(testpic.ProgressiveJPEG()...),
	} {
		t.Run(name, func(t *testing.T) {
			img := decoded(t, b, px(4, 3), false)
			want := color.NRGBA{0, 0, 0, 255}
			if name == "progressive" {
				want = color.NRGBA{128, 128, 128, 255}
			}
			imagetest.WantColour(t, img, 2, 1, want, 2)
		})
	}
}

// TestDecode_CMYK has the four planes flat, so that the colour is known: Adobe's
// planes are inverted, 255 being no ink.
func TestDecode_CMYK(t *testing.T) {
	planes := testpic.CMYKPlanes() // 40, 90, 140, 190
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
			img := decoded(t, testpic.CMYKJPEG(tt.transform, planes), px(8, 8), true)
			imagetest.WantColour(t, img, 4, 4, tt.want, 6)
		})
	}
}

func TestEncode_transparency(t *testing.T) {
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
			flat := decoded(t, b, px(16, 16), false)
			imagetest.WantColour(t, flat, 8, 3, color.NRGBA{227, 127, 127, 255}, 8)
			imagetest.WantColour(t, flat, 8, 12, color.NRGBA{255, 255, 255, 255}, 2)
			kept := decoded(t, b, px(16, 16), true)
			imagetest.WantColour(t, kept, 8, 3, color.NRGBA{200, 0, 0, 128}, 2)
			imagetest.WantColour(t, kept, 8, 12, color.NRGBA{}, 0)
		})
	}
}

// TestEncode_scaledTransparency: the filter's ringing must not overflow.
func TestEncode_scaledTransparency(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(img.Pix); i += 4 {
		if i/4%64/8%2 == 0 {
			copy(img.Pix[i:], []byte{255, 255, 255, 255})
		}
	}
	flat := decoded(t, testpic.PNG(img, testpic.PNGOptions{}), px(31, 31), false)
	for y := range 31 {
		for x := range 31 {
			imagetest.WantColour(t, flat, x, y, color.NRGBA{255, 255, 255, 255}, 3)
		}
	}
}

func TestDecode_frameSmallerThanTheGIF(t *testing.T) {
	frame := image.NewPaletted(image.Rect(8, 8, 16, 16), palette.Plan9)
	var out bytes.Buffer
	must.Succeed(t, gif.EncodeAll(&out, &gif.GIF{
		Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{Width: 16, Height: 16},
	}))
	img := decoded(t, out.Bytes(), px(16, 16), false)
	imagetest.WantColour(t, img, 2, 2, color.NRGBA{255, 255, 255, 255}, 6)
	imagetest.WantColour(t, img, 13, 13, color.NRGBA{0, 0, 0, 255}, 6)
}

func TestDecode_rejects(t *testing.T) {
	scene := testpic.Scene(16, 16)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	pic := testpic.PNG(scene, testpic.PNGOptions{})
	bad := bytes.Clone(pic)
	bad[len(bad)-30] ^= 0x55
	size := px(16, 16)
	for _, tt := range []struct {
		name   string
		b      []byte
		info   imageproc.Info
		target imageproc.Size
		max    int64
		want   fault.Code
	}{
		{"just as many px", jpg, imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, size, 256, ""},
		{"one px too many", jpg, imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, size, 255, fault.TooManyPixels},
		{"more px than 64 bits", jpg, imageproc.Info{Format: imageproc.PNG, Width: 1<<31 - 1, Height: 1<<31 - 1}, size, 0, fault.TooManyPixels},
		{"a target of too many px", jpg, imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, px(1<<31, 1<<31), 0, fault.TooManyPixels},
		{"a target of nothing", jpg, imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, px(16, 0), 0, fault.Codec},
		{"a picture of nothing", jpg, imageproc.Info{Format: imageproc.JPEG, Width: 0, Height: 16}, size, 0, fault.Codec},
		{"headers that disagree", jpg, imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 8}, size, 0, fault.Corrupt},
		{"a format that Go lacks", testpic.HEIC(16, 16, 1), imageproc.Info{Format: imageproc.HEIC, Width: 16, Height: 16}, size, 0, fault.UnsupportedFormat},
		{"a JPEG cut off", jpg[:300], imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, size, 0, fault.Truncated},
		{"a PNG cut off", pic[:37], imageproc.Info{Format: imageproc.PNG, Width: 16, Height: 16}, size, 0, fault.Truncated},
		{"hardly any pixels", testpic.JPEGHeader(640, 480), imageproc.Info{Format: imageproc.JPEG, Width: 640, Height: 480}, size, 0, fault.Corrupt},
		{"PNG pixels that are junk", bad, imageproc.Info{Format: imageproc.PNG, Width: 16, Height: 16}, size, 0, fault.Corrupt},
		{"12 bits a sample", bytes.Replace(jpg, []byte("\xff\xc0\x00\x11\x08"), []byte("\xff\xc1\x00\x11\x0c"), 1),
			imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, size, 0, fault.UnsupportedFormat},
		{"not the format that it is", pic, imageproc.Info{Format: imageproc.JPEG, Width: 16, Height: 16}, size, 0, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &Codec{MaxPixels: tt.max}
			_, err := c.Decode(context.Background(), bytes.NewReader(tt.b), tt.info, tt.target)
			must.Code(t, err, tt.want)
		})
	}
}

func TestDecode_failingSource(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{})
	_, err := New().Decode(context.Background(), imagetest.Unplugged{Source: imagetest.File(b), From: 9}, imageproc.Info{Format: imageproc.JPEG, Width: 8, Height: 8}, px(8, 8))
	if !errors.Is(err, imagetest.ErrUnplugged) {
		t.Errorf("got %v", err)
	}
}

func TestDecode_endsWithItsContext(t *testing.T) {
	b := testpic.PNG(testpic.Noise(400, 300, 1), testpic.PNGOptions{})
	info := imageproc.Info{Format: imageproc.PNG, Width: 400, Height: 300}
	for _, reads := range []int{1, 2, 4} {
		ctx, cancel := context.WithCancel(context.Background())
		src := &imagetest.Ending{Source: bytes.NewReader(b), Reads: reads, End: cancel}
		if _, err := New().Decode(ctx, src, info, px(400, 300)); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d reads: %v", reads, err)
		}
		if src.Reads < -1 {
			t.Errorf("%d reads after the end", -src.Reads)
		}
	}
	bitmap := mustDecode(t, b, px(400, 300))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bitmap.Encode(ctx, imageproc.JPEG, 0.9); !errors.Is(err, context.Canceled) {
		t.Errorf("encode: %v", err)
	}
}

func TestBitmap(t *testing.T) {
	bitmap := mustDecode(t, testpic.JPEG(testpic.Scene(64, 64), testpic.JPEGOptions{}), px(64, 64))
	var last int64
	for _, q := range []float64{-1, 0.3, 0.9, 2} {
		out := must.Get(bitmap.Encode(context.Background(), imageproc.JPEG, q))(t)
		if out.Size() <= last {
			t.Errorf("quality %v gives %d bytes, not more than the one before", q, out.Size())
		}
		last = out.Size()
		if held, ok := out.(interface{ Bytes() []byte }); !ok || int64(len(held.Bytes())) != last {
			t.Error("the file does not give its bytes")
		}
	}
	for _, format := range []imageproc.Format{imageproc.PNG, imageproc.WebP} {
		if _, err := bitmap.Encode(context.Background(), format, 1); fault.CodeOf(err) != fault.UnsupportedFormat {
			t.Errorf("%s: %v", format, err)
		}
	}
	bitmap.Close()
	if _, err := bitmap.Encode(context.Background(), imageproc.JPEG, 1); fault.CodeOf(err) != fault.Internal || bitmap.Size() != (imageproc.Size{}) {
		t.Errorf("closed: %v, %v", err, bitmap.Size())
	}
}
