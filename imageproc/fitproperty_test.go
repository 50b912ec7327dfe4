package imageproc

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// TestFit_randomPictures: random pictures and random limits: every output is checked, and the only
// errors are cannot_fit and too_small.
func TestFit_randomPictures(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	done := map[Action]int{}
	for i := range 100 {
		b, name := randomPicture(r)
		opts := &FitOptions{
			Limits: Limits{
				MaxBytes: 1500 + r.Int64N(20_000),
				MaxSide:  40 + r.IntN(180),
				MinSide:  30,
			},
			Metadata:    MetadataPolicy(r.IntN(2)),
			Orientation: OrientationPolicy(r.IntN(2)),
			MinQuality:  []float64{0, 0.3, 0.9}[r.IntN(3)],
		}
		t.Run(fmt.Sprint(i, name), func(t *testing.T) {
			out, c, err := fit(b, opts)
			switch code := fault.CodeOf(err); code {
			case "":
				done[out.Action]++
				checkResult(t, b, out, c, opts)
			case fault.CannotFit, fault.TooSmall:
				done[Action(code)]++
			default:
				t.Errorf("%+v: %v", opts, err)
			}
		})
	}
	for _, action := range []Action{Untouched, Stripped, Reencoded, Downscaled, Converted} {
		if done[action] < 3 {
			t.Errorf("%s came out %d times: the test tries too little; %v", action, done[action], done)
		}
	}
	if failed := done["cannot_fit"] + done["too_small"]; failed > 20 {
		t.Errorf("%d pictures could not be fitted; %v", failed, done)
	}
}

// randomPicture makes a small picture of any format that Go reads.
func randomPicture(r *rand.Rand) (b []byte, name string) {
	w, h := 20+r.IntN(200), 20+r.IntN(200)
	var img image.Image = testpic.Scene(w, h)
	if r.IntN(3) == 0 {
		img = testpic.Noise(w, h, r.Uint64())
	}
	o := 1 + r.IntN(8)
	switch r.IntN(8) {
	case 0:
		return testpic.PNG(img, testpic.PNGOptions{Orientation: o, Text: r.IntN(2) == 0}), "png"
	case 1:
		return testpic.WebP(img, testpic.WebPOptions{Orientation: o}), "webp"
	case 2:
		return testpic.GIF(img, 1+r.IntN(2)), "gif"
	case 3:
		return testpic.TIFF(img, o), "tiff"
	}
	return testpic.JPEG(img, testpic.JPEGOptions{
		Orientation: o, Quality: 30 + r.IntN(70), GPS: r.IntN(2) == 0, Trailing: make([]byte, r.IntN(2)*r.IntN(20_000)),
	}), "jpeg"
}
