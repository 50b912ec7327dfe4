package gocodec

import (
	"bytes"
	"context"
	"embed"
	"image"
	"image/png"
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/test/must"
)

// golden is embedded because a browser, where this test runs too, has no files.
//
//go:embed testdata/golden testdata/golden.tsv
var golden embed.FS

// TestDecode_matchesOthers compares every kind that this package decodes, px by px, with what
// another program decodes: testdata/golden.tsv names both, golden.py makes them.
func TestDecode_matchesOthers(t *testing.T) {
	table := must.Get(golden.ReadFile("testdata/golden.tsv"))(t)
	lines := strings.Split(strings.TrimSpace(string(table)), "\n")[1:]
	for _, line := range lines {
		field := strings.Split(line, "\t")
		t.Run(field[0], func(t *testing.T) {
			maxOff := must.Get(strconv.Atoi(field[2]))(t)
			b := must.Get(golden.ReadFile("testdata/golden/" + field[0]))(t)
			f := must.Get(golden.Open("testdata/golden/" + field[1]))(t)
			defer f.Close()
			want := must.Get(png.Decode(f))(t)
			report, err := imageproc.Validate(context.Background(), bytes.NewReader(b), imageproc.Limits{MinSide: 1})
			if err != nil || report.Fatal() != nil {
				t.Fatalf("validate: %v, %v", err, report.Fatal())
			}
			compare(t, onWhite(mustDecode(t, b, imageproc.Size{}).(*bitmap).img), want, maxOff)
		})
	}
}

// compare compares each channel of each px. Where maxOff is for a few px, the mean is small.
func compare(t *testing.T, got, want image.Image, maxOff int) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("decoded to %v, want %v", got.Bounds(), want.Bounds())
	}
	sum, n := 0, 0
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			r, g, b, _ := got.At(x, y).RGBA()
			wr, wg, wb, _ := want.At(x, y).RGBA()
			for _, off := range []int{int(r>>8) - int(wr>>8), int(g>>8) - int(wg>>8), int(b>>8) - int(wb>>8)} {
				if off = max(off, -off); off > maxOff {
					t.Fatalf("px %d, %d is %v, want %v", x, y, got.At(x, y), want.At(x, y))
				}
				sum, n = sum+off, n+1
			}
		}
	}
	if mean := float64(sum) / float64(n); mean > 1+float64(maxOff)/10 {
		t.Errorf("px are off by %.2f on average", mean)
	}
}

// FuzzTIFF decodes what Validate accepts: it may fail, but not panic.
func FuzzTIFF(f *testing.F) {
	files, err := fs.Glob(golden, "testdata/golden/*.tif")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		b := must.Get(golden.ReadFile(file))(f)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		src := bytes.NewReader(b)
		report, err := imageproc.Validate(context.Background(), src, imageproc.Limits{MinSide: 1, MaxPixels: 1 << 16})
		if err != nil || report.Format != imageproc.TIFF || report.Fatal() != nil {
			return
		}
		c := &Codec{MaxPixels: 1 << 16}
		bitmap, err := c.Decode(context.Background(), src, report.Info, px(report.Upright()))
		if err == nil {
			bitmap.Close()
		} else if fault.CodeOf(err) == fault.Internal {
			t.Error(err)
		}
	})
}
