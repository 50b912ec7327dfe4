package selftest

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"slices"
	"testing"

	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
	"credential-capture/test/testpic"
)

// TestPicturesAreWhatTheySay fits the whole set with Go's own codec: what the page is
// told to expect is what comes, and what arrives is judged to be right.
func TestPicturesAreWhatTheySay(t *testing.T) {
	for _, p := range Pictures() {
		t.Run(p.Name, func(t *testing.T) {
			limits := imageproc.PictureLimits()
			options := &imageproc.FitOptions{}
			if l, ok := p.Options["limits"].(map[string]any); ok {
				if side, ok := l["maxSide"].(int); ok {
					limits.MaxSide = side
				}
				if most, ok := l["maxBytes"].(int); ok {
					limits.MaxBytes = int64(most)
				}
			}
			if p.Options["orientation"] == "bake" {
				options.Orientation = imageproc.Bake
			}
			options.Limits = limits
			src := source{bytes.NewReader(p.Content)}
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

// TestJudgeSeesWhatIsWrong: noise, another way up, another picture, what is private.
func TestJudgeSeesWhatIsWrong(t *testing.T) {
	all := Pictures()
	at := slices.IndexFunc(all, func(p Picture) bool { return p.Name == "turned 3.jpg" })
	p := all[at]
	scene := testpic.Scene(480, 360)
	for _, tt := range []struct {
		name    string
		arrived []byte
		ok      bool
	}{
		{"right", testpic.JPEG(scene, testpic.JPEGOptions{Quality: 95, Orientation: 3}), true},
		{"turned for good", testpic.JPEG(turned(scene, 3), testpic.JPEGOptions{Quality: 95}), true},
		{"not turned", testpic.JPEG(scene, testpic.JPEGOptions{Quality: 95}), false},
		{"noise", testpic.JPEG(testpic.Noise(480, 360, 1), testpic.JPEGOptions{Quality: 95, Orientation: 3}), false},
		{"white", testpic.JPEG(onWhite(image.NewNRGBA(image.Rect(0, 0, 480, 360))), testpic.JPEGOptions{Quality: 95, Orientation: 3}), false},
		{"with its place", testpic.JPEG(scene, testpic.JPEGOptions{Quality: 95, Orientation: 3, GPS: true}), false},
		{"cut", p.Content[:len(p.Content)/2], false},
		{"no picture", []byte("x"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := p.Judge(tt.arrived); (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestShown(t *testing.T) {
	if err := Shown(testpic.JPEG(testpic.Scene(64, 48), testpic.JPEGOptions{})); err != nil {
		t.Error(err)
	}
	for name, b := range map[string][]byte{
		"noise as a PNG":  testpic.PNG(testpic.Noise(64, 48, 1), testpic.PNGOptions{}),
		"noise as a JPEG": testpic.JPEG(testpic.Noise(64, 48, 1), testpic.JPEGOptions{Quality: 90}),
		"nothing":         nil,
	} {
		if Shown(b) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestSet(t *testing.T) {
	text, all, err := Set()
	if err != nil {
		t.Fatal(err)
	}
	var list []Picture
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	want := Pictures()
	if len(list) != len(want) {
		t.Fatalf("%d pictures, want %d", len(list), len(want))
	}
	for i, p := range list {
		if !bytes.Equal(all[p.At:p.At+p.Size], want[i].Content) {
			t.Errorf("%s isn't where the list says", p.Name)
		}
	}
}
