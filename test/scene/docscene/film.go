package docscene

import (
	"image"
	"image/draw"
	"math"
	"math/rand/v2"
)

// Film is a scene as a hand-held camera sees it, frame by frame: the view drifts by up to a
// thirtieth of the frame's width, a few px at a time, with fresh sensor noise. Seeds are
// skipped until the document stays clear of the border, unless the trouble is CutOff.
func Film(kind Kind, trouble Trouble, w, h, frames int, seed uint64) []Scene {
	room := w / 30
	whole := Paint(kind, trouble, w+2*room, h+2*room, seed)
	for n := uint64(1); trouble != CutOff && kind != Nothing && !whole.clear(2*room); n++ {
		whole = Paint(kind, trouble, w+2*room, h+2*room, seed+n<<32)
	}
	r := rand.New(rand.NewPCG(seed, 0xf11a))
	phase, speed := 6*r.Float64(), 0.1+0.25*r.Float64()
	all := make([]Scene, frames)
	for i := range all {
		// Two incommensurate oscillations, like a hand's.
		t := phase + speed*float64(i)
		x := int(math.Round(float64(room) * (1 + 0.5*math.Sin(t) + 0.4*math.Sin(2.7*t+1))))
		y := int(math.Round(float64(room) * (1 + 0.5*math.Cos(1.3*t) + 0.4*math.Sin(3.1*t))))
		s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Kind: kind, Trouble: trouble, Quad: whole.Quad}
		draw.Draw(s.Image, s.Image.Rect, whole.Image, image.Pt(x, y), draw.Src)
		for k := range s.Quad {
			s.Quad[k].X -= float64(x)
			s.Quad[k].Y -= float64(y)
		}
		grain(s.Image, 1+r.Float64(), r)
		all[i] = s
	}
	return all
}

// clear reports whether the document is a number of px away from the border.
func (s *Scene) clear(by int) bool {
	inner := s.Image.Rect.Inset(by)
	for _, p := range s.Quad {
		if !(image.Point{X: int(p.X), Y: int(p.Y)}).In(inner) {
			return false
		}
	}
	return true
}
