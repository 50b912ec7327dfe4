package imageproc

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// TestKindsThatNobodyReads: which kind it is, is said at Validate already, and nothing
// is decoded in vain.
func TestKindsThatNobodyReads(t *testing.T) {
	scene := testpic.Scene(320, 240)
	sof := func(b []byte, marker byte) []byte {
		return bytes.Replace(b, []byte{0xff, markerSOF0, 0, 17}, []byte{0xff, marker, 0, 17}, 1)
	}
	plain := testpic.Blocks(scene, testpic.Baseline, testpic.JPEGOptions{})
	for _, tt := range []struct {
		coding string
		b      []byte
	}{
		{"arithmetic-coded", testpic.Blocks(scene, testpic.Arithmetic, testpic.JPEGOptions{})},
		{"arithmetic-coded", sof(plain, 0xca)}, // progressive too
		{"12-bit", testpic.Blocks(scene, testpic.TwelveBit, testpic.JPEGOptions{})},
		{"lossless", testpic.Blocks(scene, testpic.Lossless, testpic.JPEGOptions{})},
		{"hierarchical", sof(plain, 0xc5)},
		{"of 5 components", bytes.Replace(plain, []byte{0, 17, 8, 0, 240, 1, 64, 3},
			[]byte{0, 23, 8, 0, 240, 1, 64, 5, 8, 0x11, 0, 9, 0x11, 0}, 1)},
	} {
		t.Run(tt.coding, func(t *testing.T) {
			r := mustValidate(t, tt.b, Limits{})
			if len(r.Problems) != 1 {
				t.Fatalf("got %+v", r.Problems)
			}
			p := r.Problems[0]
			if p.Code != fault.UnsupportedFormat || p.Fixable || p.Details["format"] != "jpeg" || p.Details["coding"] != tt.coding || !strings.Contains(p.Message, tt.coding) {
				t.Errorf("got %+v, want %s named", p, tt.coding)
			}
			_, c, err := fit(tt.b, nil)
			if fault.CodeOf(err) != fault.UnsupportedFormat || c.decodes != 0 {
				t.Errorf("fit: %v after %d decodes", err, c.decodes)
			}
		})
	}
}

func TestFormatsHaveTheirNames(t *testing.T) {
	for f, want := range map[Format]string{JPEG: "JPEG", WebP: "WebP", HEIC: "HEIC", Unknown: "unknown", "": "unknown"} {
		if got := f.String(); got != want {
			t.Errorf("%q is %s, want %s", string(f), got, want)
		}
	}
	p := mustValidate(t, testpic.HEIC(640, 480, 6), Limits{}).Problems[0]
	if p.Details["format"] != "heic" || !strings.Contains(p.Message, "HEIC") || !p.Fixable {
		t.Errorf("got %+v, want HEIC named, for the browser to try", p)
	}
}

func TestAnimationsAreReported(t *testing.T) {
	scene := testpic.Scene(320, 240)
	for _, tt := range []struct {
		name string
		b    []byte
		want bool
	}{
		{"GIF of one frame", testpic.GIF(scene, 1), false},
		{"GIF of two", testpic.GIF(scene, 2), true},
		{"PNG", testpic.PNG(scene, testpic.PNGOptions{}), false},
		{"APNG of one frame", testpic.APNG(nil, scene), false},
		{"APNG of two", testpic.APNG(nil, scene, scene), true},
		{"APNG with a picture of its own", testpic.APNG(scene, scene, scene), true},
		{"WebP", testpic.WebP(scene, testpic.WebPOptions{Orientation: 1}), false},
		{"animated WebP", testpic.AnimatedWebP(0, scene, scene), true},
	} {
		if r := mustValidate(t, tt.b, Limits{}); r.Animated != tt.want || r.Fatal() != nil {
			t.Errorf("%s: animated %v, %v, want %v", tt.name, r.Animated, r.Fatal(), tt.want)
		}
	}
}

// TestWideIsWhatIsNotSRGB: a profile that calls itself sRGB costs nothing.
func TestWideIsWhatIsNotSRGB(t *testing.T) {
	plain := splitJPEG(t, testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{}))
	for _, tt := range []struct {
		name  string
		parts []string
		want  bool
	}{
		{"none", nil, false},
		{"Display P3", []string{"\x01\x01 Display P3"}, true},
		{"sRGB", []string{"\x01\x01 sRGB IEC61966-2.1"}, false},
		{"sRGB as ICC v4 writes it", []string{"\x01\x01 \x00s\x00R\x00G\x00B\x00 "}, false},
		{"Display P3 with sRGB's curve", []string{"\x01\x01 \x00P\x003\x00 \x00s\x00R\x00G\x00B\x00 "}, true},
		{"sRGB in two pieces", []string{"\x01\x02 sRGB", "\x02\x02 more"}, false},
		{"P3 in two pieces", []string{"\x01\x02 P3", "\x02\x02 sRGB"}, true},
		{"nothing", []string{""}, false},
	} {
		var parts []jpegPart
		for _, p := range tt.parts {
			parts = append(parts, jpegPart{marker: markerAPP2, body: []byte(iccHead + p)})
		}
		info, err := look(checkJPEG, joinJPEG(append(parts, plain...)...))
		if err != nil || info.Wide != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.name, info.Wide, err, tt.want)
		}
	}
}

// TestFurtherPicturesAreDropped strips what phones put behind a picture, without
// decoding it.
func TestFurtherPicturesAreDropped(t *testing.T) {
	scene := testpic.Scene(320, 240)
	second := testpic.JPEG(testpic.Scene(160, 120), testpic.JPEGOptions{GPS: true})
	o := testpic.JPEGOptions{Orientation: 6, Profile: testpic.DisplayP3, XMP: true}
	motion := o
	motion.Trailing = testpic.Video(50_000)
	for name, b := range map[string][]byte{
		"MPF":               testpic.MPF(scene, o, second, second),
		"motion photo":      testpic.JPEG(scene, motion),
		"MPF with a video":  append(testpic.MPF(scene, o, second), testpic.Video(100)...),
		"PNG with a video":  testpic.PNG(scene, testpic.PNGOptions{Orientation: 6, Profile: testpic.DisplayP3, Trailing: testpic.Video(100)}),
		"progressive video": testpic.Blocks(scene, testpic.Progressive, motion),
	} {
		r, c, err := fit(b, nil)
		if err != nil || r.Action != Stripped || c.decodes != 0 || !r.Report.Metadata.Trailing {
			t.Errorf("%s: %+v, %v", name, r, err)
			continue
		}
		out := contents(t, r.Output)
		for _, gone := range []string{"ftypmp42", "MPF\x00", "private"} {
			if bytes.Contains(out, []byte(gone)) {
				t.Errorf("%s: %q is still there", name, gone)
			}
		}
		if !r.Info.Metadata.ICC || r.Info.Orientation != 6 {
			t.Errorf("%s: %+v, want its profile and orientation", name, r.Info)
		}
		mustKeepItsWord(t, b, r, c, &FitOptions{})
	}
}

// TestGoCodecKeepsProfiles has pictures in wide colours. Go's codec can't convert
// them, so what it encodes has the same numbers and says what they mean.
func TestGoCodecKeepsProfiles(t *testing.T) {
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
		src := bytes.NewReader(b)
		info, err := Inspect(src)
		if err != nil {
			t.Fatal(err)
		}
		w, h := info.Upright()
		bitmap, err := NewGoCodec().Decode(context.Background(), src, *info, Size{w, h})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out, err := bitmap.Encode(context.Background(), JPEG, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		got := contents(t, out)
		if has := bytes.Contains(got, p3.ICC()); has != want {
			t.Errorf("%s: has its profile: %v", name, has)
		}
		if made, err := look(checkJPEG, got); err != nil || made.Metadata.ICC != want || made.Metadata.Private() {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
	}
}

// TestLargeProfilesAreCutUp: a segment holds 64 kB.
func TestLargeProfilesAreCutUp(t *testing.T) {
	plain := testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{})
	const most = 65533 - 14
	for _, size := range []int{0, 1, most, most + 1, 3 * most} {
		icc := bytes.Repeat([]byte{7}, size)
		b := withProfile(plain, icc)
		if got := profileOfJPEG(newWindow(bytes.NewReader(b))); !bytes.Equal(got, icc) {
			t.Errorf("%d bytes came back as %d", size, len(got))
		}
		if _, err := look(checkJPEG, b); err != nil {
			t.Error(err)
		}
	}
}

// TestAnimationsShowTheirFirstFrame in Go's codec, where the frames are of one size or
// the first covers only a part.
func TestAnimationsShowTheirFirstFrame(t *testing.T) {
	scene, other := testpic.Scene(48, 32), image.NewRGBA(image.Rect(0, 0, 48, 32))
	half := slices.Clone(testpic.AnimatedWebP(0, scene, other))
	// The canvas is made larger than the frame: it lies at the top left.
	at := bytes.Index(half, []byte("VP8X")) + 12
	half[at], half[at+3] = 96-1, 64-1
	for _, tt := range []struct {
		name string
		b    []byte
		size Size
	}{
		{"GIF", testpic.GIF(scene, 2), Size{48, 32}},
		{"APNG", testpic.APNG(nil, scene, other), Size{48, 32}},
		{"APNG with a picture of its own", testpic.APNG(scene, other, other), Size{48, 32}},
		{"WebP", testpic.AnimatedWebP(0, scene, other), Size{48, 32}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantCorners(t, decoded(t, tt.b, tt.size, true), uprightCorners(1))
		})
	}
	t.Run("WebP, lying down", func(t *testing.T) {
		wantCorners(t, decoded(t, testpic.AnimatedWebP(6, scene, other), Size{32, 48}, true), uprightCorners(6))
	})
	t.Run("WebP, a part", func(t *testing.T) {
		img := decoded(t, half, Size{96, 64}, false)
		wantColour(t, img, 12, 8, color.NRGBA{testpic.TopLeft.R, testpic.TopLeft.G, testpic.TopLeft.B, 255}, 40)
		wantColour(t, img, 72, 48, color.NRGBA{255, 255, 255, 255}, 8)
	})
	t.Run("WebP, a frame too large", func(t *testing.T) {
		b := slices.Clone(half)
		b[at] = 20
		info, err := Inspect(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewGoCodec().Decode(context.Background(), bytes.NewReader(b), *info, Size{21, 64}); fault.CodeOf(err) != fault.Corrupt {
			t.Errorf("got %v", err)
		}
	})
	// Whichever way it is made to fit, an APNG shows what others show of it who know no
	// animations.
	b := testpic.APNG(testpic.Scene(320, 240), testpic.Noise(320, 240, 1), testpic.Noise(320, 240, 2))
	for _, side := range []int{320, 310} {
		r, _, err := fit(b, &FitOptions{Limits: Limits{MaxSide: side}})
		if err != nil {
			t.Fatal(err)
		}
		wantCorners(t, mustPixels(t, contents(t, r.Output)), uprightCorners(1))
	}
}
