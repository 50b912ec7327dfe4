package facescene

import (
	"image"
	"math"
	"math/rand/v2"
)

// fill paints every px.
func fill(img *image.RGBA, at func(x, y float64) rgb) {
	b := img.Rect
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			img.SetRGBA(x, y, at(float64(x), float64(y)).rgba())
		}
	}
}

// over composites colours, each with its coverage.
func over(img *image.RGBA, x0, y0, x1, y1 float64, at func(x, y float64) (rgb, float64)) {
	b := image.Rect(int(x0), int(y0), int(x1)+1, int(y1)+1).Intersect(img.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c, share := at(float64(x), float64(y))
			if share <= 0 {
				continue
			}
			p := img.Pix[img.PixOffset(x, y):]
			below := rgb{float64(p[0]), float64(p[1]), float64(p[2])}
			img.SetRGBA(x, y, below.mix(c, min(1, share)).rgba())
		}
	}
}

// edge is the antialiased coverage of a shape: d is the signed distance from its edge in
// units of px.
func edge(d, px float64) float64 { return max(0, min(1, d*px+0.5)) }

// blob is a Gaussian spot of height 1.
func blob(u, v, ru, rv float64) float64 {
	d := sq(u/ru) + sq(v/rv)
	if d > 8 {
		return 0
	}
	return math.Exp(-d)
}

func sq(v float64) float64 { return v * v }

func mean(img *image.RGBA) float64 {
	sum := 0
	for i := 1; i < len(img.Pix); i += 4 {
		sum += int(img.Pix[i])
	}
	return max(1, float64(sum)/float64(len(img.Pix)/4))
}

func expose(img *image.RGBA, f float64) {
	for i, v := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = level(float64(v) * f)
		}
	}
}

// soften is a 3-tap blur in two passes.
func soften(img *image.RGBA, share float64) {
	for _, stride := range []int{4, img.Stride} {
		before := append([]uint8(nil), img.Pix...)
		for i := stride; i < len(before)-stride; i++ {
			img.Pix[i] = level((float64(before[i]) + share/2*float64(before[i-stride]) + share/2*float64(before[i+stride])) / (1 + share))
		}
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
}

// grain is sensor noise.
func grain(img *image.RGBA, amount float64, r *rand.Rand) {
	for i := 0; i < len(img.Pix); i += 4 {
		n := r.NormFloat64() * amount
		for c := range 3 {
			img.Pix[i+c] = level(float64(img.Pix[i+c]) + n)
		}
	}
}
