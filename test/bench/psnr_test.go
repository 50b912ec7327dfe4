package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"testing"

	"github.com/nfnt/resize"

	"credential-capture/test/testpic"
)

func scene(t *testing.T, w, h int) *image.RGBA {
	t.Helper()
	img, err := photo(look{w, h, 1.4, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestDecibel(t *testing.T) {
	for _, tt := range []struct {
		name      string
		mse, want float64
	}{
		{"the same", 0, identical},
		{"one level everywhere", 1, 48.13},
		{"black for white", 255 * 255, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := decibel(tt.mse); math.Abs(got-tt.want) > 0.01 {
				t.Errorf("got %.2f, want %.2f", got, tt.want)
			}
		})
	}
}

// TestLanczosTileIsWhatResizeMakes allows a level: resize rounds its weights to 1/256 and its values down, twice.
func TestLanczosTileIsWhatResizeMakes(t *testing.T) {
	src := scene(t, 300, 240)
	for _, tt := range []struct {
		name string
		w, h int
	}{{"a little smaller", 298, 238}, {"by a third", 200, 160}, {"to a fifth", 60, 48}, {"the same", 300, 240}} {
		t.Run(tt.name, func(t *testing.T) {
			whole := resize.Resize(uint(tt.w), uint(tt.h), src, resize.Lanczos3)
			at := image.Rect(5, 7, tt.w-3, tt.h-9)
			tile := lanczosTile(&raster{img: src, width: 300, height: 240}, tt.w, tt.h, at)
			want := (&raster{img: whole, width: tt.w, height: tt.h}).cut(at)
			if mse := squares(tile, want) / float64(3*len(want.px)); mse > 1.5 {
				t.Errorf("mean squared difference %.2f", mse)
			}
		})
	}
}

func TestPSNR(t *testing.T) {
	img := scene(t, 400, 300)
	src := &raster{img: img, width: 400, height: 300}
	encoded := func(img image.Image, quality int) *raster {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		r, err := decode(b.Bytes(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if got := psnr(src, src); got != identical {
		t.Errorf("a picture against itself: %.2f", got)
	}
	high, low := psnr(src, encoded(img, 90)), psnr(src, encoded(img, 40))
	if high < low+2 || low < 15 || high > 50 {
		t.Errorf("quality 90 has %.1f dB, 40 has %.1f", high, low)
	}
	half := resize.Resize(200, 150, img, resize.Lanczos3)
	if got := psnr(src, &raster{img: half, width: 200, height: 150}); got < 42 {
		t.Errorf("the reference itself has %.1f dB", got)
	}
	if got := psnr(src, &raster{img: img, width: 300, height: 400}); got != 0 {
		t.Errorf("a picture on its side has %.1f dB", got)
	}
}

// TestRastersAreUpright compares all orientations with the picture as it is seen.
func TestRastersAreUpright(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		file := testpic.JPEG(testpic.Scene(64, 48), testpic.JPEGOptions{Quality: 95, Orientation: orientation})
		r, err := decode(file, orientation)
		if err != nil {
			t.Fatal(err)
		}
		// EXIF says which corner of what is seen the file's first px is.
		first := [9][2]int{{}, {0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}, {1, 0}, {1, 1}, {0, 1}}[orientation]
		x, y := first[0]*(r.width-1), first[1]*(r.height-1)
		px := r.cut(image.Rect(x, y, x+1, y+1)).px[0]
		want := testpic.TopLeft
		for i, d := range []float64{float64(px[0]) - float64(want.R), float64(px[1]) - float64(want.G), float64(px[2]) - float64(want.B)} {
			if math.Abs(d) > testpic.SceneSpread+12 {
				t.Errorf("orientation %d: channel %d is off by %.0f", orientation, i, d)
			}
		}
	}
}
