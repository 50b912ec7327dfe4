//go:build js && wasm

package canvas

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

func TestDecode_everyOrientation(t *testing.T) {
	c := New()
	scene := testpic.Scene(160, 96)
	for o := 1; o <= 8; o++ {
		file := testpic.JPEG(scene, testpic.JPEGOptions{Orientation: o, EXIF: true, XMP: true})
		natural := imageproc.Size{Width: 160, Height: 96}
		if o >= 5 {
			natural = imageproc.Size{Width: 96, Height: 160}
		}
		for name, target := range map[string]imageproc.Size{
			"as large":  natural,
			"smaller":   {Width: natural.Width / 2, Height: natural.Height / 2},
			"squeezed":  {Width: 60, Height: 70}, // nobody asks for that, but it shows a mix-up of the sides
			"one px on": {Width: natural.Width + 1, Height: natural.Height + 1},
		} {
			t.Run(fmt.Sprintf("%d %s", o, name), func(t *testing.T) {
				b := mustDecode(t, c, file, target)
				img, info := encoded(t, b, imageproc.JPEG)
				if got := b.Size(); got != target || img.Bounds().Dx() != target.Width || img.Bounds().Dy() != target.Height {
					t.Fatalf("got %v, %v, want %v", got, img.Bounds(), target)
				}
				wantUpright(t, img, o)
				if info.Orientation != imageproc.Normal || info.Metadata.HasPersonalData() {
					t.Errorf("the output says more than its pixels: %+v", info)
				}
			})
		}
	}
}

// TestDecode_ignoresTheBrowsersOrientation: the EXIF blocks differ from the Info, which has to
// decide.
func TestDecode_ignoresTheBrowsersOrientation(t *testing.T) {
	c := New()
	scene := testpic.Scene(160, 96)
	for _, tt := range []struct {
		name    string
		file    []byte
		inspect imageproc.Orientation
	}{
		{"the file says 6, we say nothing", testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6}), 1},
		{"the file says nothing, we say 6", testpic.JPEG(scene, testpic.JPEGOptions{}), 6},
		{"the file says 3, we say 8", testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 3, XMP: true, Comment: true}), 8},
		{"orientation 0 is none", testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6}), 0},
		{"orientation 9 is none", testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6}), 9},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := blobFrom(t, tt.file)
			info := inspect(t, src)
			info.Orientation = tt.inspect
			target, o := imageproc.Size{Width: 80, Height: 48}, 1
			if tt.inspect <= 8 && tt.inspect > 1 {
				target, o = imageproc.Size{Width: 48, Height: 80}, int(tt.inspect)
			}
			b := must.Get(c.Decode(context.Background(), src, info, target))(t)
			defer b.Close()
			img, _ := encoded(t, b, imageproc.PNG)
			wantUpright(t, img, o)
		})
	}
}

func TestFormats(t *testing.T) {
	c := New()
	scene := testpic.Scene(160, 96)
	half := imageproc.Size{Width: 80, Height: 48}
	for _, tt := range []struct {
		name string
		file []byte
		want fault.Code // "" for decoded
	}{
		{"jpeg", testpic.JPEG(scene, testpic.JPEGOptions{}), ""},
		{"png", testpic.PNG(scene, testpic.PNGOptions{}), ""},
		{"webp", testpic.WebP(scene, testpic.WebPOptions{}), ""},
		{"gif", testpic.GIF(scene, 2), ""},
		{"bmp", testpic.BMP(scene), ""},
		{"tiff", testpic.TIFF(scene, 1), fault.UnsupportedFormat},
		{"heic", testpic.HEIC(160, 96, 1), fault.UnsupportedFormat},
		{"avif without pixels", testpic.AVIF(160, 96, 6), fault.UnsupportedFormat},
		{"pdf", testpdf.New(1, testpdf.Options{}), fault.UnsupportedFormat},
		{"not a picture", []byte("not a picture at all"), fault.UnsupportedFormat},
		{"png with an orientation", testpic.PNG(scene, testpic.PNGOptions{Orientation: 3}), fault.Codec},
		{"webp with an orientation", testpic.WebP(scene, testpic.WebPOptions{Orientation: 6}), fault.Codec},
		{"tiff with an orientation", testpic.TIFF(scene, 6), fault.Codec},
		{"jpeg without pixels", testpic.JPEGHeader(160, 96), ""}, // Chromium shows what there is: grey
		{"png without pixels", testpic.PNGHeader(160, 96), fault.Codec},
	} {
		for name, target := range map[string]imageproc.Size{"full": {Width: 160, Height: 96}, "half": half} {
			t.Run(tt.name+" "+name, func(t *testing.T) {
				b, err := decodeWith(t, c, tt.file, target)
				if must.Code(t, err, tt.want); err != nil {
					return
				}
				img, _ := encoded(t, b, imageproc.PNG)
				if tt.name != "jpeg without pixels" {
					wantUpright(t, img, 1)
				}
			})
		}
	}
}

func TestDecode_rejectsOtherSides(t *testing.T) {
	scene := testpic.Scene(160, 96)
	for _, tt := range []struct {
		name string
		file []byte
		info func(*imageproc.Info)
	}{
		{"jpeg: the sides are exchanged", testpic.JPEG(scene, testpic.JPEGOptions{}), func(i *imageproc.Info) { i.Width, i.Height = 96, 160 }},
		{"png: the sides are exchanged", testpic.PNG(scene, testpic.PNGOptions{}), func(i *imageproc.Info) { i.Width, i.Height = 96, 160 }},
		{"webp: one px less", testpic.WebP(scene, testpic.WebPOptions{}), func(i *imageproc.Info) { i.Width-- }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := blobFrom(t, tt.file)
			info := inspect(t, src)
			tt.info(&info)
			_, err := New().Decode(context.Background(), src, info, imageproc.Size{Width: info.Width, Height: info.Height})
			must.Code(t, err, fault.Codec)
		})
	}
}

func TestLimits(t *testing.T) {
	file := testpic.JPEG(testpic.Scene(160, 96), testpic.JPEGOptions{})
	for _, tt := range []struct {
		name   string
		o      options
		target imageproc.Size
		want   fault.Code
	}{
		{"a side just below", options{MaxSide: 100}, imageproc.Size{Width: 100, Height: 60}, ""},
		{"a side just above", options{MaxSide: 100}, imageproc.Size{Width: 101, Height: 60}, fault.Codec},
		{"a height just above", options{MaxSide: 59}, imageproc.Size{Width: 40, Height: 60}, fault.Codec},
		{"pixels just below", options{MaxPixels: 6000}, imageproc.Size{Width: 100, Height: 60}, ""},
		{"pixels just above", options{MaxPixels: 5999}, imageproc.Size{Width: 100, Height: 60}, fault.Codec},
		{"the default side", options{}, imageproc.Size{Width: 16_385, Height: 1}, fault.Codec},
		{"the default pixels", options{}, imageproc.Size{Width: 16_384, Height: 16_385}, fault.Codec},
		{"no width", options{}, imageproc.Size{Height: 1}, fault.Internal},
		{"a negative height", options{}, imageproc.Size{Width: 1, Height: -1}, fault.Internal},
		{"hardly any px", options{}, imageproc.Size{Width: 2, Height: 2}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := decodeWith(t, newWith(tt.o), file, tt.target)
			must.Code(t, err, tt.want)
		})
	}
}

// TestDecode_sourceOtherThanBlob: a Source that is no Blob, of more than one piece.
func TestDecode_sourceOtherThanBlob(t *testing.T) {
	file := testpic.JPEG(testpic.Scene(160, 96), testpic.JPEGOptions{Trailing: make([]byte, 3<<20)})
	src := bytes.NewReader(file)
	b := must.Get(New().Decode(context.Background(), src, inspect(t, src), imageproc.Size{Width: 160, Height: 96}))(t)
	defer b.Close()
	img, _ := encoded(t, b, imageproc.JPEG)
	wantUpright(t, img, 1)
}

// broken is a Source that fails after it was inspected.
type broken struct{ *bytes.Reader }

func (broken) ReadAt([]byte, int64) (int, error) { return 0, errors.New("gone") }

func TestDecode_unreadableSource(t *testing.T) {
	src := bytes.NewReader(testpic.JPEG(testpic.Scene(160, 96), testpic.JPEGOptions{}))
	_, err := New().Decode(context.Background(), broken{src}, inspect(t, src), imageproc.Size{Width: 160, Height: 96})
	must.Code(t, err, fault.FileChanged)
}

func TestDecode_brokenJPEG(t *testing.T) {
	scene := testpic.Scene(160, 96)
	whole := testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6})
	info := inspect(t, blobFrom(t, whole))
	sos := bytes.Index(whole, []byte{0xff, 0xda})
	for _, tt := range []struct {
		name string
		file []byte
	}{
		{"ends before the pixels", whole[:sos]},
		{"ends in a segment's length", whole[:sos+3]},
		{"has no segment where one must be", append(bytes.Clone(whole[:sos]), 0, 0, 0, 0)},
		{"has a segment that is too short", append(bytes.Clone(whole[:sos]), 0xff, 0xfe, 0, 1)},
		{"is all segments", append([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xfe, 0, 2}, 4097)...)},
		{"is too short", []byte{0xff, 0xd8, 0xff}},
		{"has pixels that are cut off", whole[:sos+40]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New().Decode(context.Background(), blobFrom(t, tt.file), info, imageproc.Size{Width: 96, Height: 160})
			must.Code(t, err, fault.Codec)
		})
	}
}

// TestDecode_appliesProfiles: the segments around the EXIF block reach the browser: without its
// profile, a picture has other colours.
func TestDecode_appliesProfiles(t *testing.T) {
	var shown [2][4]color.RGBA
	for i, profile := range []bool{false, true} {
		file := testpic.JPEG(testpic.Scene(160, 96), testpic.JPEGOptions{EXIF: true, ICC: profile, Orientation: 2})
		img, info := encoded(t, mustDecode(t, New(), file, imageproc.Size{}), imageproc.PNG)
		shown[i] = corners(img)
		if info.Metadata.ICC {
			t.Error("the output has a profile, though its colours are sRGB's")
		}
	}
	if green := 0; int(shown[0][green].R)-int(shown[1][green].R) < 20 {
		t.Errorf("with a wide profile %v, without %v: want another red", shown[1], shown[0])
	}
}

// TestFillBytes: fill bytes may precede any marker.
func TestFillBytes(t *testing.T) {
	whole := testpic.JPEG(testpic.Scene(160, 96), testpic.JPEGOptions{Orientation: 6})
	file := append([]byte{0xff, 0xd8, 0xff, 0xff}, whole[2:]...)
	img, _ := encoded(t, mustDecode(t, New(), file, imageproc.Size{}), imageproc.PNG)
	wantUpright(t, img, 6)
}

// checker is a picture with transparency: opaque red, half blue, nothing, opaque white.
func checker() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			img.SetNRGBA(x, y, [4]color.NRGBA{
				{R: 255, A: 255}, {B: 255, A: 128}, {}, {R: 255, G: 255, B: 255, A: 255},
			}[x/32+y/32*2])
		}
	}
	return img
}

func TestTransparency(t *testing.T) {
	white := color.RGBA{255, 255, 255, 255}
	kept := [4]color.RGBA{{255, 0, 0, 255}, {0, 0, 128, 128}, {}, white}
	flat := [4]color.RGBA{{255, 0, 0, 255}, {127, 127, 255, 255}, white, white}
	for _, tt := range []struct {
		name string
		file []byte
	}{
		{"png", testpic.PNG(checker(), testpic.PNGOptions{})},
		{"webp", testpic.WebP(checker(), testpic.WebPOptions{})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := mustDecode(t, New(), tt.file, imageproc.Size{})
			for _, format := range []imageproc.Format{imageproc.PNG, imageproc.JPEG, imageproc.PNG} {
				want := kept
				if format == imageproc.JPEG {
					want = flat
				}
				wantCorners(t, b, format, want)
			}
		})
	}
	t.Run("that the header keeps quiet about", func(t *testing.T) {
		src := blobFrom(t, testpic.PNG(checker(), testpic.PNGOptions{}))
		info := inspect(t, src)
		info.Alpha = false
		b := must.Get(New().Decode(context.Background(), src, info, imageproc.Size{Width: 64, Height: 64}))(t)
		defer b.Close()
		wantCorners(t, b, imageproc.PNG, flat)
	})
}

// wantCorners encodes a Bitmap and compares its quadrants, within 3 levels for JPEG and
// premultiplied alpha.
func wantCorners(t *testing.T, b imageproc.Bitmap, format imageproc.Format, want [4]color.RGBA) {
	t.Helper()
	img, _ := encoded(t, b, format)
	for i, got := range corners(img) {
		w := want[i]
		for _, off := range []int{int(got.R) - int(w.R), int(got.G) - int(w.G), int(got.B) - int(w.B), int(got.A) - int(w.A)} {
			if off < -3 || off > 3 {
				t.Errorf("%s: quadrant %d is %v, want %v", format, i, got, w)
				break
			}
		}
	}
}
