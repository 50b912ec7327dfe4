package testpic

import (
	"image"
	"math/rand/v2"
)

// Corner is the base colour of a quadrant of Scene, before gradient and texture,
// which move each channel by at most SceneSpread.
type Corner struct{ R, G, B uint8 }

// The quadrants of Scene: all four differ, so that every orientation shows.
var (
	TopLeft     = Corner{190, 60, 60}
	TopRight    = Corner{60, 160, 70}
	BottomLeft  = Corner{60, 80, 190}
	BottomRight = Corner{205, 190, 60}
)

// SceneSpread is how far, per channel, a pixel of Scene may be from the colour of
// its quadrant.
const SceneSpread = 32

// Scene paints a photo-like picture: four differently coloured quadrants with
// smooth gradients and a little texture, so that it compresses like a photo.
func Scene(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	texture := grain(16)
	across := ramp(w)
	at := 0
	for y := range h {
		row := img.Pix[y*img.Stride : y*img.Stride+4*w]
		down := ramp1(y, h)
		left, right := TopLeft, TopRight
		if y >= h/2 {
			left, right = BottomLeft, BottomRight
		}
		// Every row starts elsewhere in the texture, so that no pattern shows.
		at = (at*5 + 4099) & 0xffff
		paint(row[:w/2*4], left, across, down, texture, at)
		paint(row[w/2*4:], right, across[w/2:], down, texture, at+w/2)
	}
	return img
}

func paint(row []uint8, c Corner, across []int8, down int8, texture *[1 << 16]int8, at int) {
	for i := 0; len(row) >= 4; i, row = i+1, row[4:] {
		shift := uint8(across[i] + down + texture[(at+i)&0xffff])
		p := row[:4]
		p[0] = c.R + shift
		p[1] = c.G + shift
		p[2] = c.B - shift
		p[3] = 0xff
	}
}

// ramp returns -12 to 12, rising over n places.
func ramp(n int) []int8 {
	r := make([]int8, n)
	for i := range r {
		r[i] = ramp1(i, n)
	}
	return r
}

func ramp1(i, n int) int8 { return int8(24*i/n - 12) }

// grain returns values from -spread/2 to spread/2.
func grain(spread int) *[1 << 16]int8 {
	r := rand.New(rand.NewPCG(1, 2))
	g := new([1 << 16]int8)
	for i := range g {
		g[i] = int8(r.IntN(spread+1) - spread/2)
	}
	return g
}

// Noise paints pixels that have nothing to do with each other: the picture that
// compresses worst.
func Noise(w, h int, seed uint64) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.NewPCG(seed, 7)
	for i := 0; i < len(img.Pix); i += 4 {
		v := r.Uint64()
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = uint8(v), uint8(v>>8), uint8(v>>16), 0xff
	}
	return img
}
