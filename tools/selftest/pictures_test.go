package selftest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"image"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// The set is fitted with the Go codec: what the page expects is what comes out, and
// the judge accepts it.
func TestPictures_fitAsExpected(t *testing.T) {
	for _, p := range Pictures() {
		t.Run(p.Name, func(t *testing.T) {
			if p.Document {
				report, err := imageproc.Validate(context.Background(), bytes.NewReader(p.Content), imageproc.DocumentLimits())
				if err != nil || report.Pages != p.Pages || p.Code != string(fault.CodeOf(report.Fatal())) {
					t.Errorf("%+v, %v, want %d pages and %q", report, err, p.Pages, p.Code)
				}
				return
			}
			limits := imageproc.PictureLimits()
			options := &imageproc.FitOptions{}
			limits.MaxSide = cmp.Or(p.Options.Limits.MaxSide, limits.MaxSide)
			limits.MaxBytes = cmp.Or(int64(p.Options.Limits.MaxBytes), limits.MaxBytes)
			if p.Options.Orientation == "bake" {
				options.Orientation = imageproc.Bake
			}
			options.Limits = limits
			src := bytes.NewReader(p.Content)
			if p.PixelCode != "" {
				report, err := imageproc.ValidatePixels(context.Background(), src, limits)
				if err != nil || report.OK() || string(report.Problems[0].Code) != p.PixelCode {
					t.Errorf("%+v, %v, want %s", report, err, p.PixelCode)
				}
				return
			}
			result, err := imageproc.Fit(context.Background(), src, gocodec.New(), options)
			if p.Code != "" {
				if err == nil {
					t.Fatalf("%+v, want %s", result, p.Code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			out := make([]byte, result.Output.Size())
			if _, err := result.Output.ReadAt(out, 0); err != nil && len(out) == 0 {
				t.Fatal(err)
			}
			if err := p.Judge(out); err != nil {
				t.Error(err)
			}
			if !slices.Contains(p.Actions, string(result.Action)) {
				t.Errorf("%s, want one of %v", result.Action, p.Actions)
			}
			if w, h := result.Info.Upright(); p.FitWidth > 0 && (w != p.FitWidth || h != p.FitHeight) {
				t.Errorf("%d×%d px, want %d×%d", w, h, p.FitWidth, p.FitHeight)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	all := Pictures()
	p := all[slices.IndexFunc(all, func(p Picture) bool { return p.Name == "turned 3.jpg" })]
	scene := testpic.Scene(480, 360)
	for _, tt := range []struct {
		name   string
		upload []byte
		ok     bool
	}{
		{"orientation as a tag", testpic.JPEG(scene, testpic.JPEGOptions{Quality: 95, Orientation: 3}), true},
		{"orientation baked in", testpic.JPEG(testpic.Upright(scene, 3), testpic.JPEGOptions{Quality: 95}), true},
		{"orientation lost", testpic.JPEG(scene, testpic.JPEGOptions{Quality: 95}), false},
		{"noise", testpic.JPEG(testpic.Noise(480, 360, 1), testpic.JPEGOptions{Quality: 95, Orientation: 3}), false},
		{"white", testpic.JPEG(onWhite(image.NewNRGBA(image.Rect(0, 0, 480, 360))), testpic.JPEGOptions{Quality: 95, Orientation: 3}), false},
		{"GPS kept", testpic.JPEG(scene, testpic.JPEGOptions{Quality: 95, Orientation: 3, GPS: true}), false},
		{"truncated", p.Content[:len(p.Content)/2], false},
		{"no picture", []byte("x"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := p.Judge(tt.upload); (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCheckNotNoise(t *testing.T) {
	if err := CheckNotNoise(testpic.JPEG(testpic.Scene(64, 48), testpic.JPEGOptions{})); err != nil {
		t.Error(err)
	}
	for name, b := range map[string][]byte{
		"noise as a PNG":  testpic.PNG(testpic.Noise(64, 48, 1), testpic.PNGOptions{}),
		"noise as a JPEG": testpic.JPEG(testpic.Noise(64, 48, 1), testpic.JPEGOptions{Quality: 90}),
		"nothing":         nil,
	} {
		if CheckNotNoise(b) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestCodec(t *testing.T) {
	set := map[string]Picture{}
	for _, p := range Pictures() {
		set[p.Name] = p
	}
	for _, tt := range []struct {
		picture     string
		noisyCanvas bool
		want        Codec
	}{
		{"wide.jpg", false, BrowserCodec},
		{"wide.jpg", true, GoCodec},
		{"fits.jpg", true, BrowserCodec},     // untouched
		{"turned 1.jpg", true, BrowserCodec}, // stripped
		{"half.jpg", true, BrowserCodec},     // refused
		{"scan.tiff", false, GoCodec},
	} {
		p := set[tt.picture]
		if got := p.Codec(tt.noisyCanvas); got != tt.want {
			t.Errorf("%s, noisy canvas %v: %s, want %s", tt.picture, tt.noisyCanvas, got, tt.want)
		}
	}
}

func TestSet(t *testing.T) {
	text, all, err := Set()
	if err != nil {
		t.Fatal(err)
	}
	var list []Picture
	must.Succeed(t, json.Unmarshal(text, &list))
	want := Pictures()
	if len(list) != len(want) {
		t.Fatalf("%d pictures, want %d", len(list), len(want))
	}
	for i, p := range list {
		if !bytes.Equal(all[p.At:p.At+p.Size], want[i].Content) {
			t.Errorf("%s isn't where the index says", p.Name)
		}
	}
}
