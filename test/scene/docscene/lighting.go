package docscene

import (
	"image"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/guidance/frame"
)

// light adds a gradient, vignetting and, one time in four, the shadow of the person with the
// camera.
func light(img *image.RGBA, r *rand.Rand) {
	t := newTurn(r)
	strength, corners := 0.22*r.Float64(), 0.18*r.Float64()
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	shadowed := r.IntN(4) == 0
	s := newTurn(r)
	edge, soft, depth := (r.Float64()-0.5)*0.6*h, (0.015+0.12*r.Float64())*w, 0.15+0.3*r.Float64()
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
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
}

// shadow darkens the table beside a document.
func shadow(img *image.RGBA, q frame.Quad, r *rand.Rand) {
	size := float64(img.Rect.Dx()) / 160
	dx, dy, strength := size*(r.Float64()-0.5), size*(r.Float64()-0.5), 0.3*r.Float64()
	b := bounds(q).Inset(-8).Intersect(img.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if Contains(q, float64(x)-dx, float64(y)-dy) {
				dim(img, x, y, 1-strength)
			}
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
	for y := range s.Image.Rect.Dy() {
		for x := range s.Image.Rect.Dx() {
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
}
