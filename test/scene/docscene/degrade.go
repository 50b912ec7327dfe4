package docscene

import (
	"image"
	"math"
	"math/rand/v2"
)

// degrade applies the scene's trouble; a fine scene gets the slight blur of any lens. Widths
// are px of a frame of 640.
func (s *Scene) degrade(r *rand.Rand) {
	unit := float64(s.Image.Rect.Dx()) / 640
	switch s.Trouble {
	case Blurred:
		if r.IntN(2) == 0 {
			soften(s.Image, unit*(2.3+2.5*r.Float64()))
		} else {
			defocus(s.Image, unit*(4.2+4*r.Float64()))
		}
	case Moved:
		smear(s.Image, unit*(8+13*r.Float64()), r.Float64()*math.Pi)
	case Glare:
		s.lamp(r)
		soften(s.Image, unit*(0.4+0.3*r.Float64()))
	case Dark:
		soften(s.Image, unit*(0.3+0.5*r.Float64()))
		expose(s.Image, (22+28*r.Float64())/max(40, s.paper()))
	case Bright:
		// Enough to overexpose the document, whatever its paper.
		expose(s.Image, (1.5+0.8*r.Float64())*255/max(40, s.meanLevel()))
	default:
		soften(s.Image, unit*(0.3+0.5*r.Float64()))
	}
}

// inside calls do with the green level of every fourth px of the document, both ways.
func (s *Scene) inside(do func(level uint8)) {
	for y := 0; y < s.Image.Rect.Dy(); y += 4 {
		for x := 0; x < s.Image.Rect.Dx(); x += 4 {
			if Contains(s.Quad, float64(x), float64(y)) {
				do(s.Image.Pix[s.Image.PixOffset(x, y)+1])
			}
		}
	}
}

// meanLevel is the mean level of the document, 0 to 255.
func (s *Scene) meanLevel() float64 {
	sum, n := 0.0, 1.0
	s.inside(func(v uint8) { sum, n = sum+float64(v), n+1 })
	return sum / n
}

// paper is the level, 0 to 255, of the 90th percentile of the document.
func (s *Scene) paper() float64 {
	var levels [256]int
	n := 0
	s.inside(func(v uint8) { levels[v]++; n++ })
	left := n / 10
	for v := 255; v > 0; v-- {
		if left -= levels[v]; left < 0 {
			return float64(v)
		}
	}
	return 0
}

func expose(img *image.RGBA, f float64) {
	for i := 0; i < len(img.Pix); i += 4 {
		for c := range 3 {
			img.Pix[i+c] = scale(img.Pix[i+c], f)
		}
	}
}

// soften is a Gaussian blur in two passes.
func soften(img *image.RGBA, sigma float64) {
	n := int(math.Ceil(2.5 * sigma))
	kernel := make([]float64, 2*n+1)
	sum := 0.0
	for i := range kernel {
		d := float64(i-n) / sigma
		kernel[i] = math.Exp(-d * d / 2)
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	across, down := make([]image.Point, len(kernel)), make([]image.Point, len(kernel))
	for i := range kernel {
		across[i].X, down[i].Y = i-n, i-n
	}
	convolve(img, kernel, across)
	convolve(img, kernel, down)
}

// smear is linear motion blur.
func smear(img *image.RGBA, length, angle float64) {
	n := max(1, int(length/2))
	sin, cos := math.Sincos(angle)
	kernel, at := make([]float64, 2*n+1), make([]image.Point, 2*n+1)
	for i := range kernel {
		kernel[i] = 1 / float64(len(kernel))
		at[i] = image.Point{X: int(math.Round(float64(i-n) * cos)), Y: int(math.Round(float64(i-n) * sin))}
	}
	convolve(img, kernel, at)
}

// defocus blurs with a disc, as a lens out of focus does, of which one px in three is
// sampled.
func defocus(img *image.RGBA, radius float64) {
	var at []image.Point
	n := int(radius)
	for y := -n; y <= n; y++ {
		for x := -n; x <= n; x++ {
			if x*x+y*y <= int(radius*radius) && (x+2*y+300)%3 == 0 {
				at = append(at, image.Point{X: x, Y: y})
			}
		}
	}
	kernel := make([]float64, len(at))
	for i := range kernel {
		kernel[i] = 1 / float64(len(at))
	}
	convolve(img, kernel, at)
	soften(img, 0.7)
}

func convolve(img *image.RGBA, kernel []float64, at []image.Point) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	weights := make([]int, len(kernel))
	for i, f := range kernel {
		weights[i] = int(math.Round(f * (1 << 16)))
	}
	out := make([]uint8, len(img.Pix))
	for y := range h {
		for x := range w {
			sum := [3]int{1 << 15, 1 << 15, 1 << 15}
			for k, f := range weights {
				sx, sy := min(max(x+at[k].X, 0), w-1), min(max(y+at[k].Y, 0), h-1)
				p := img.Pix[sy*img.Stride+4*sx:][:3]
				sum[0] += f * int(p[0])
				sum[1] += f * int(p[1])
				sum[2] += f * int(p[2])
			}
			o := out[y*img.Stride+4*x:][:4]
			o[0], o[1], o[2], o[3] = level(sum[0]), level(sum[1]), level(sum[2]), 255
		}
	}
	copy(img.Pix, out)
}

func level(sum int) uint8 { return uint8(min(255, max(0, sum>>16))) }
