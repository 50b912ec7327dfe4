package imageproc

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// mixed is a picture whose parts compress differently, like a document on a table.
func mixed(w, h int) *image.RGBA {
	img := testpic.Scene(w, h)
	noise := testpic.Noise(w/2, h/3, 9)
	draw.Draw(img, image.Rect(w/4, h/3, w/4+w/2, h/3+h/3), noise, image.Point{}, draw.Src)
	return img
}

// TestFit_fillsTheLimitInOneEncode: one encode fills at least 85 % of a limit that binds.
func TestFit_fillsTheLimitInOneEncode(t *testing.T) {
	b := testpic.JPEG(mixed(2400, 1800), testpic.JPEGOptions{Quality: 97})
	for _, percent := range []int64{90, 70, 50, 40} {
		t.Run(fmt.Sprint(percent), func(t *testing.T) {
			budget := int64(len(b)) * percent / 100
			opts := &FitOptions{Limits: Limits{MaxBytes: budget}, MinQuality: 0.3}
			r, c, err := fit(b, opts)
			must.Succeed(t, err)
			checkResult(t, b, r, c, opts)
			// At maxQuality the limit may not bind.
			used := float64(r.Output.Size()) / float64(budget)
			if r.Encodes != 1 || used < 0.85 && r.Quality < maxQuality {
				t.Errorf("%d encodes, quality %.3f, %.2f of the budget", r.Encodes, r.Quality, used)
			}
		})
	}
}

func TestSampleTiles(t *testing.T) {
	for _, of := range []Size{{1024, 1024}, {8000, 6000}, {8000, 400}, {64, 64}, {65, 8000}} {
		seen := map[[2]int]bool{}
		for _, tile := range sampleTiles(of) {
			if tile.X < 0 || tile.Y < 0 || tile.X+tile.Side > of.Width || tile.Y+tile.Side > of.Height || tile.X%16+tile.Y%16 > 0 {
				t.Errorf("%v: %+v is not inside, or not on a block", of, tile)
			}
			if tile.ToX < 0 || tile.ToY < 0 || tile.ToX+tile.Side > sampleSide || tile.ToY+tile.Side > sampleSide {
				t.Errorf("%v: %+v is not inside the sample", of, tile)
			}
			seen[[2]int{tile.ToX, tile.ToY}] = true
		}
		if len(seen)*sampleTile*sampleTile != sampleSide*sampleSide {
			t.Errorf("%v: %d tiles don't cover the sample", of, len(seen))
		}
	}
}

func TestWorthSampling(t *testing.T) {
	for _, tt := range []struct {
		size Size
		want bool
	}{
		{Size{2048, 1536}, true}, {Size{2048, 1535}, false}, {Size{100_000, 64}, true}, {Size{100_000, 63}, false},
	} {
		if got := worthSampling(tt.size); got != tt.want {
			t.Errorf("%v: %v", tt.size, got)
		}
	}
}

// smallCanvas is a codec that fails above an area, as a phone's browser does.
type smallCanvas struct {
	maxArea int
	code    fault.Code
	encodes bool // fails only when it encodes
	targets []Size
}

func (c *smallCanvas) Decode(_ context.Context, _ Source, _ Info, target Size) (Bitmap, error) {
	c.targets = append(c.targets, target)
	code := fault.Code("")
	if target.Width*target.Height > c.maxArea {
		if code = c.code; !c.encodes {
			return nil, fault.New(code, "blank")
		}
	}
	return smallBitmap{target, code}, nil
}

// smallBitmap encodes a JPEG that has hardly any pixels, or fails.
type smallBitmap struct {
	size Size
	code fault.Code // "" when it encodes
}

func (b smallBitmap) Size() Size { return b.size }

func (b smallBitmap) Sample(side int, _ []Tile) (Bitmap, error) {
	return smallBitmap{Size{side, side}, ""}, nil
}

func (b smallBitmap) Encode(context.Context, Format, float64) (Source, error) {
	if b.code != "" {
		return nil, fault.New(b.code, "blank")
	}
	return bytes.NewReader(testpic.JPEGHeader(b.size.Width, b.size.Height)), nil
}

func (b smallBitmap) Close() {}

func TestFit_scalesDownForASmallCanvas(t *testing.T) {
	src := bytes.NewReader(testpic.BlankPNG(5000, 4000))
	opts := &FitOptions{Limits: Limits{MaxSide: 4800}, Prefer: Fidelity}
	for _, tt := range []struct {
		name    string
		codec   smallCanvas
		want    Size // of the output, zero for an error
		code    fault.Code
		decodes int
	}{
		{"any canvas will do", smallCanvas{maxArea: 4800 * 3840}, Size{4800, 3840}, "", 1},
		{"a canvas that stays blank", smallCanvas{maxArea: BalancedMaxPixels, code: fault.Codec}, Size{4579, 3663}, "", 2},
		{"a canvas that is lost before the encode", smallCanvas{maxArea: BalancedMaxPixels, code: fault.OutOfMemory, encodes: true}, Size{4579, 3663}, "", 2},
		{"a canvas that holds nothing", smallCanvas{code: fault.Codec}, Size{}, fault.Codec, 2},
		{"what a smaller canvas doesn't help", smallCanvas{code: fault.UnsupportedFormat}, Size{}, fault.UnsupportedFormat, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Fit(context.Background(), src, &tt.codec, opts)
			must.Code(t, err, tt.code)
			if err == nil && (Size{r.Info.Width, r.Info.Height}) != tt.want {
				t.Errorf("got %d × %d px, want %v", r.Info.Width, r.Info.Height, tt.want)
			}
			if len(tt.codec.targets) != tt.decodes {
				t.Errorf("decoded to %v", tt.codec.targets)
			}
		})
	}
}
