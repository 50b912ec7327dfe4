package imageproc

import (
	"context"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpic"
)

// fuzzPixels is the largest picture that the fuzzers decode, in px.
const fuzzPixels = 1 << 16

// FuzzStrip strips whatever is whole: the result is whole too, says nothing private,
// and decodes to the same pixels if the input decodes.
func FuzzStrip(f *testing.F) {
	for _, b := range append(testpic.JPEGSeeds(), testpic.PNGSeeds()...) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if sniff(b) == PNG {
			b = testpic.RepairPNG(b)
		} else if sniff(b) != JPEG {
			return
		}
		info, err := Inspect(imagetest.File(b))
		if err != nil || int64(info.Width)*int64(info.Height) > fuzzPixels {
			return
		}
		after, err := stripped(t, b)
		if err != nil {
			return // not whole
		}
		checkStripped(t, b, after)
	})
}

// FuzzFit fits anything: it keeps its word or fails with a code, and Go's decoders
// are part of that.
func FuzzFit(f *testing.F) {
	scene := testpic.Scene(16, 8)
	for _, b := range append(testpic.JPEGSeeds(), testpic.PNGSeeds()...) {
		f.Add(b)
	}
	f.Add(testpic.GIF(scene, 2))
	f.Add(testpic.AnimatedWebP(6, scene, scene))
	f.Add(testpic.WebP(scene, testpic.WebPOptions{Orientation: 6, XMP: true}))
	f.Add(testpic.BMP(scene))
	f.Add(testpic.TIFF(scene, 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		opts := &FitOptions{Limits: Limits{MinSide: 1, MaxSide: 12, MaxPixels: fuzzPixels}}
		r, err := Fit(context.Background(), imagetest.File(b), NewGoCodec(), opts)
		if err != nil {
			if fault.CodeOf(err) == fault.Internal {
				t.Error(err)
			}
			return
		}
		report, err := Validate(context.Background(), r.Output, opts.Limits)
		if err != nil || !report.OK() || report.Info != r.Info {
			t.Errorf("%s: %+v, %v, want %+v", r.Action, report, err, r.Info)
		}
	})
}
