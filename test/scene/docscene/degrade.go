package docscene

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"

	"credential-capture/imageproc/guidance/frame"
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
		levels := s.levels()
		n := len(levels) - 1
		paper := levels[n-n/10]
		expose(s.Image, (22+28*r.Float64())/max(40, paper))
	case Bright:
		// Enough to overexpose the document, whatever its paper.
		levels, sum := s.levels(), 0.0
		for _, v := range levels {
			sum += v
		}
		expose(s.Image, (1.5+0.8*r.Float64())*255/max(40, sum/float64(len(levels))))
	default:
		soften(s.Image, unit*(0.3+0.5*r.Float64()))
	}
}

// levels lists the green level of every fourth px of the document, both ways, and a 0, ascending.
func (s *Scene) levels() []float64 {
	all := []float64{0}
	for x, y := range pixels(s.Image.Rect) {
		if x%4 == 0 && y%4 == 0 && Contains(s.Quad, float64(x), float64(y)) {
			all = append(all, float64(s.Image.Pix[s.Image.PixOffset(x, y)+1]))
		}
	}
	slices.Sort(all)
	return all
}

func expose(img *image.RGBA, f float64) {
	for x, y := range pixels(img.Rect) {
		dim(img, x, y, f)
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
	across, down := make([]image.Point, len(kernel)), make([]image.Point, len(kernel))
	for i := range kernel {
		kernel[i] /= sum
		across[i].X, down[i].Y = i-n, i-n
	}
	convolve(img, kernel, across)
	convolve(img, kernel, down)
}

// smear is linear motion blur.
func smear(img *image.RGBA, length, angle float64) {
	n := max(1, int(length/2))
	sin, cos := math.Sincos(angle)
	at := make([]image.Point, 2*n+1)
	for i := range at {
		at[i] = image.Point{X: int(math.Round(float64(i-n) * cos)), Y: int(math.Round(float64(i-n) * sin))}
	}
	convolve(img, even(len(at)), at)
}

// defocus blurs with a disc, as a lens out of focus does, of which one px in three is
// sampled.
func defocus(img *image.RGBA, radius float64) {
	var at []image.Point
	n := int(radius)
	for x, y := range pixels(image.Rect(-n, -n, n+1, n+1)) {
		if x*x+y*y <= int(radius*radius) && (x+2*y+300)%3 == 0 {
			at = append(at, image.Point{X: x, Y: y})
		}
	}
	convolve(img, even(len(at)), at)
	soften(img, 0.7)
}

// even is a kernel of equal weights.
func even(n int) []float64 { return slices.Repeat([]float64{1 / float64(n)}, n) }

func convolve(img *image.RGBA, kernel []float64, at []image.Point) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	weights := make([]int, len(kernel))
	for i, f := range kernel {
		weights[i] = int(math.Round(f * (1 << 16)))
	}
	out := make([]uint8, len(img.Pix))
	for x, y := range pixels(img.Rect) {
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
	copy(img.Pix, out)
}

func level(sum int) uint8 { return uint8(min(255, max(0, sum>>16))) }

// develop is a camera's processing: tone curve, white balance, noise, sharpening,
// compression.
func develop(img *image.RGBA, r *rand.Rand) {
	if r.IntN(2) == 0 {
		// White balance is a gain, so clipped px stay clipped.
		tone(img, 0.8+0.45*r.Float64(), [3]float64{1 + 0.12*r.Float64(), 1, 1 + 0.12*r.Float64()})
	}
	grain(img, 0.8+3.4*r.Float64()*r.Float64(), r)
	if r.IntN(3) == 0 {
		sharpen(img, 0.3+0.5*r.Float64())
	}
	if r.IntN(2) == 0 {
		compress(img, 35+r.IntN(55))
	}
}

func tone(img *image.RGBA, gamma float64, balance [3]float64) {
	var curve [3][256]uint8
	for c := range curve {
		for v := range curve[c] {
			curve[c][v] = uint8(min(255, 255*math.Pow(float64(v)/255, gamma)*balance[c]))
		}
	}
	for i := range img.Pix {
		if c := i % 4; c < 3 {
			img.Pix[i] = curve[c][img.Pix[i]]
		}
	}
}

// grain is sensor noise with a standard deviation in levels.
func grain(img *image.RGBA, sigma float64, r *rand.Rand) {
	for i := 0; i < len(img.Pix); i += 4 {
		n := sigma * r.NormFloat64()
		for c := range 3 {
			img.Pix[i+c] = uint8(max(0, min(255, float64(img.Pix[i+c])+n+0.5*sigma*r.NormFloat64())))
		}
	}
}

// sharpen is an unsharp mask, which overshoots at edges as phones do.
func sharpen(img *image.RGBA, amount float64) {
	soft := image.NewRGBA(img.Rect)
	copy(soft.Pix, img.Pix)
	soften(soft, 1)
	for i, v := range img.Pix {
		img.Pix[i] = uint8(max(0, min(255, float64(v)+amount*(float64(v)-float64(soft.Pix[i])))))
	}
}

// compress adds the block artefacts of a JPEG.
func compress(img *image.RGBA, quality int) {
	var b bytes.Buffer
	if jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}) != nil {
		return // can't fail on a buffer
	}
	if decoded, err := jpeg.Decode(&b); err == nil {
		draw.Draw(img, img.Rect, decoded, image.Point{}, draw.Src)
	}
}

// light adds a gradient, vignetting and, one time in four, the shadow of the person with the
// camera.
func light(img *image.RGBA, r *rand.Rand) {
	t := newTurn(r)
	strength, corners := 0.22*r.Float64(), 0.18*r.Float64()
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	shadowed := r.IntN(4) == 0
	s := newTurn(r)
	edge, soft, depth := (r.Float64()-0.5)*0.6*h, (0.015+0.12*r.Float64())*w, 0.15+0.3*r.Float64()
	for x, y := range pixels(img.Rect) {
		dx, dy := float64(x)/w-0.5, float64(y)/h-0.5
		u, _ := t.at(dx, dy)
		f := 1 + 2*strength*u - corners*2*(dx*dx+dy*dy)
		if shadowed {
			_, v := s.at(dx*w, dy*h)
			v += 0.05 * w * math.Sin(dx*5+edge)
			f *= 1 - depth*min(1, max(0, (v-edge)/soft+0.5))
		}
		dim(img, x, y, f)
	}
}

// shadow darkens the table beside a document.
func shadow(img *image.RGBA, q frame.Quad, r *rand.Rand) {
	size := float64(img.Rect.Dx()) / 160
	dx, dy, strength := size*(r.Float64()-0.5), size*(r.Float64()-0.5), 0.3*r.Float64()
	b := bounds(q).Inset(-8).Intersect(img.Rect)
	for x, y := range pixels(b) {
		if Contains(q, float64(x)-dx, float64(y)-dy) {
			dim(img, x, y, 1-strength)
		}
	}
}

// lamp adds the reflection of a bulb, a tube or a window to the document.
func (s *Scene) lamp(r *rand.Rand) {
	c := s.Quad.Center()
	k := r.IntN(4)
	at := 0.5 * r.Float64()
	place := frame.Point{X: c.X + at*(s.Quad[k].X-c.X), Y: c.Y + at*(s.Quad[k].Y-c.Y)}
	size := math.Sqrt(math.Abs(s.Quad.Area())) * (0.12 + 0.10*r.Float64())
	kind, t := r.IntN(3), newTurn(r)
	strength := 330 + 200*r.Float64()
	for x, y := range pixels(s.Image.Rect) {
		u, v := t.at((float64(x)-place.X)/size, (float64(y)-place.Y)/size)
		if math.Abs(u)+math.Abs(v) > 6 || !Contains(s.Quad, float64(x), float64(y)) {
			continue
		}
		d := 0.0
		switch kind {
		case 0: // a bulb
			d = u*u + v*v
		case 1: // a tube
			d = u*u/4 + v*v*3
		default: // a window with a bar across
			du, dv := max(0, math.Abs(u)-0.5), max(0, math.Abs(v)-0.4)
			d = 12 * (du*du + dv*dv)
			if math.Abs(u) < 0.05 {
				d += 0.6
			}
		}
		add := strength * math.Exp(-d)
		p := s.Image.Pix[s.Image.PixOffset(x, y):]
		for i := range 3 {
			p[i] = uint8(min(255, float64(p[i])+add))
		}
	}
}
