package docscene

import (
	"image"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/document"
)

// light lays a soft gradient over the frame: no room is lit evenly.
func light(img *image.RGBA, r *rand.Rand) {
	sin, cos := math.Sincos(r.Float64() * 2 * math.Pi)
	strength := 0.15 * r.Float64()
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			t := ((float64(x)/w-0.5)*cos + (float64(y)/h-0.5)*sin) * 2
			dim(img, x, y, 1+strength*t)
		}
	}
}

// spoil does to the frame what its trouble says; a fine one is a little soft, as every
// lens is.
func (s *Scene) spoil(r *rand.Rand) {
	switch s.Trouble {
	case Blurred:
		soften(s.Image, 2.6+2*r.Float64())
	case Moved:
		smear(s.Image, 9+10*r.Float64(), r.Float64()*math.Pi)
	case Glare:
		s.lamp(r)
		soften(s.Image, 0.4+0.3*r.Float64())
	case Dark:
		expose(s.Image, 0.10+0.12*r.Float64())
	case Bright:
		// So far that the document itself burns out, whatever its paper.
		expose(s.Image, (1.5+0.8*r.Float64())*255/max(40, s.meanLevel()))
	default:
		soften(s.Image, 0.3+0.5*r.Float64())
	}
}

// meanLevel is that of the document, 0 to 255.
func (s *Scene) meanLevel() float64 {
	sum, n := 0.0, 1.0
	for y := 0; y < s.Image.Rect.Dy(); y += 4 {
		for x := 0; x < s.Image.Rect.Dx(); x += 4 {
			if s.Quad.Contains(document.Point{X: float64(x), Y: float64(y)}) {
				sum += float64(s.Image.Pix[s.Image.PixOffset(x, y)+1])
				n++
			}
		}
	}
	return sum / n
}

// lamp lays the mirror image of a lamp on the document.
func (s *Scene) lamp(r *rand.Rand) {
	c := s.Quad.Center()
	k := r.IntN(4)
	t := 0.5 * r.Float64()
	at := document.Point{X: c.X + t*(s.Quad[k].X-c.X), Y: c.Y + t*(s.Quad[k].Y-c.Y)}
	size := math.Sqrt(math.Abs(s.Quad.Area())) * (0.12 + 0.10*r.Float64())
	for y := range s.Image.Rect.Dy() {
		for x := range s.Image.Rect.Dx() {
			d := math.Hypot(float64(x)-at.X, float64(y)-at.Y) / size
			if d > 3 || !s.Quad.Contains(document.Point{X: float64(x), Y: float64(y)}) {
				continue
			}
			p := s.Image.Pix[s.Image.PixOffset(x, y):]
			add := 420 * math.Exp(-d*d)
			for i := range 3 {
				p[i] = uint8(min(255, float64(p[i])+add))
			}
		}
	}
}

func expose(img *image.RGBA, f float64) {
	for i := 0; i < len(img.Pix); i += 4 {
		for c := range 3 {
			img.Pix[i+c] = scale(img.Pix[i+c], f)
		}
	}
}

// soften is a Gaussian blur, in two passes.
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
	convolve(img, kernel, n, 1, 0)
	convolve(img, kernel, n, 0, 1)
}

// smear is a straight movement while the shutter was open.
func smear(img *image.RGBA, length, angle float64) {
	n := int(length / 2)
	kernel := make([]float64, 2*n+1)
	for i := range kernel {
		kernel[i] = 1 / float64(len(kernel))
	}
	sin, cos := math.Sincos(angle)
	convolve(img, kernel, n, cos, sin)
}

func convolve(img *image.RGBA, kernel []float64, n int, dx, dy float64) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := make([]uint8, len(img.Pix))
	for y := range h {
		for x := range w {
			var sum [3]float64
			for k, f := range kernel {
				sx := min(max(x+int(math.Round(float64(k-n)*dx)), 0), w-1)
				sy := min(max(y+int(math.Round(float64(k-n)*dy)), 0), h-1)
				p := img.Pix[sy*img.Stride+4*sx:]
				sum[0] += f * float64(p[0])
				sum[1] += f * float64(p[1])
				sum[2] += f * float64(p[2])
			}
			o := out[y*img.Stride+4*x:]
			o[0], o[1], o[2], o[3] = uint8(sum[0]+0.5), uint8(sum[1]+0.5), uint8(sum[2]+0.5), 255
		}
	}
	copy(img.Pix, out)
}

// grain is the noise of a sensor, one standard deviation in levels.
func grain(img *image.RGBA, sigma float64, r *rand.Rand) {
	for i := 0; i < len(img.Pix); i += 4 {
		n := sigma * r.NormFloat64()
		for c := range 3 {
			img.Pix[i+c] = uint8(max(0, min(255, float64(img.Pix[i+c])+n+0.5*sigma*r.NormFloat64())))
		}
	}
}
