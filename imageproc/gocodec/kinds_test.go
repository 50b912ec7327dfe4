package gocodec

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// TestEncode_keepsProfiles: Go's codec doesn't convert colours, so the output keeps the numbers and
// the profile.
func TestEncode_keepsProfiles(t *testing.T) {
	scene := testpic.Scene(48, 32)
	p3 := testpic.DisplayP3
	grey := image.NewGray(scene.Rect)
	for name, b := range map[string][]byte{
		"JPEG":                testpic.JPEG(scene, testpic.JPEGOptions{Profile: p3, GPS: true, Orientation: 6}),
		"PNG":                 testpic.PNG(scene, testpic.PNGOptions{Profile: p3, Orientation: 6}),
		"PNG of 16 bits":      testpic.PNG(image.NewNRGBA64(scene.Rect), testpic.PNGOptions{Profile: p3}),
		"WebP":                testpic.WebP(scene, testpic.WebPOptions{Profile: p3, Orientation: 6}),
		"TIFF":                testpic.TIFFWith(scene, 6, p3),
		"CMYK":                testpic.Blocks(scene, testpic.CMYK, testpic.JPEGOptions{}),
		"grey with RGB's":     testpic.PNG(grey, testpic.PNGOptions{Profile: p3}),
		"WebP without any":    testpic.WebP(scene, testpic.WebPOptions{}),
		"JPEG without any":    testpic.JPEG(scene, testpic.JPEGOptions{}),
		"CMYK with CMYK's":    testpic.Blocks(scene, testpic.CMYK, testpic.JPEGOptions{Trailing: p3.ICC()}),
		"a JPEG's broken one": bytes.Replace(testpic.JPEG(scene, testpic.JPEGOptions{Profile: p3}), []byte("acsp"), []byte("acxx"), 1),
	} {
		want := name == "JPEG" || name == "PNG" || name == "PNG of 16 bits" || name == "WebP" || name == "TIFF"
		got := mustEncode(t, mustDecode(t, b, imageproc.Size{}))
		if has := bytes.Contains(got, p3.ICC()); has != want {
			t.Errorf("%s: has its profile: %v", name, has)
		}
		if made, err := imagetest.Read(jpeg.Check, got); err != nil || made.Metadata.ICC != want || made.Metadata.HasPersonalData() {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
	}
}

// TestDecode_firstFrame: the first frame may cover only a part of the picture.
func TestDecode_firstFrame(t *testing.T) {
	scene, other := testpic.Scene(48, 32), image.NewRGBA(image.Rect(0, 0, 48, 32))
	half := slices.Clone(testpic.AnimatedWebP(0, scene, other))
	// The canvas is made larger than the frame: it lies at the top left.
	at := bytes.Index(half, []byte("VP8X")) + 12
	half[at], half[at+3] = 96-1, 64-1
	t.Run("WebP, lying down", func(t *testing.T) {
		imagetest.WantCorners(t, decoded(t, testpic.AnimatedWebP(6, scene, other), px(32, 48), true), imagetest.UprightCorners(6))
	})
	t.Run("WebP, a part", func(t *testing.T) {
		img := decoded(t, half, px(96, 64), false)
		imagetest.WantColour(t, img, 12, 8, color.NRGBA{testpic.TopLeft.R, testpic.TopLeft.G, testpic.TopLeft.B, 255}, 40)
		imagetest.WantColour(t, img, 72, 48, color.NRGBA{255, 255, 255, 255}, 8)
	})
	t.Run("WebP, a frame too large", func(t *testing.T) {
		b := slices.Clone(half)
		b[at] = 20
		info := must.Get(imageproc.Inspect(bytes.NewReader(b)))(t)
		_, err := New().Decode(context.Background(), bytes.NewReader(b), *info, px(21, 64))
		must.Code(t, err, fault.Corrupt)
	})
}
