// Package docscene paints test images with ground truth: a card, a passport or a letter on
// a cluttered table, in perspective, blurred, dark or with glare. Guidance is measured and
// tested with them instead of photographs of real documents.
//
// A scene is a function of its seed.
package docscene

import (
	"image"
	"image/draw"
	"iter"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/guidance/frame"
)

// Kind is a kind of document.
type Kind string

// The kinds: ISO/IEC 7810 ID-1 and ID-3, and ISO 216 A4.
const (
	Card     Kind = "card"     // 85.60 × 53.98 mm
	Passport Kind = "passport" // 125 × 88 mm
	Letter   Kind = "letter"   // 210 × 297 mm
	Nothing  Kind = "nothing"  // an empty table
)

// Ratio is the aspect ratio, at least 1.
func (k Kind) Ratio() float64 {
	return map[Kind]float64{Card: 85.60 / 53.98, Passport: 125.0 / 88, Letter: 297.0 / 210}[k]
}

// Trouble is what is wrong with a scene.
type Trouble string

// The troubles.
const (
	Fine    Trouble = "fine"
	Blurred Trouble = "blurred" // out of focus
	Moved   Trouble = "moved"   // smeared by a hand that moved
	Glare   Trouble = "glare"
	Dark    Trouble = "dark"
	Bright  Trouble = "bright"
	CutOff  Trouble = "cut off"
	Far     Trouble = "far"
)

// Scene is a frame and its ground truth.
type Scene struct {
	Image   *image.RGBA
	Kind    Kind
	Trouble Trouble
	Quad    frame.Quad // of the document; corners may lie outside the frame
}

// Paint paints the scene of a seed, w × h px.
func Paint(kind Kind, trouble Trouble, w, h int, seed uint64) Scene {
	return paint(kind, trouble, w, h, seed, func(*image.NRGBA, *rand.Rand) {})
}

// paint also prints something on the document.
func paint(kind Kind, trouble Trouble, w, h int, seed uint64, print func(page *image.NRGBA, r *rand.Rand)) Scene {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Kind: kind, Trouble: trouble}
	table := background(s.Image, r)
	clutter(s.Image, r)
	if r.IntN(5) == 0 { // a document held up, the background out of focus
		soften(s.Image, float64(w)/640*(1.5+3*r.Float64()))
	}
	if kind != Nothing {
		page := paintPage(kind, table, r)
		print(page, r)
		s.Quad = place(kind, trouble, w, h, r)
		shadow(s.Image, s.Quad, r)
		project(s.Image, page, s.Quad)
		hold(s.Image, s.Quad, r)
	}
	light(s.Image, r)
	s.degrade(r)
	develop(s.Image, r)
	return s
}

// place chooses a random pose: any rotation, some perspective, and 16 to 66 % of the frame's
// area unless the trouble is Far.
func place(kind Kind, trouble Trouble, w, h int, r *rand.Rand) frame.Quad {
	turn := (r.Float64() - 0.5) * 0.5 // radians
	if kind == Letter {
		turn += math.Pi / 2
	}
	switch r.IntN(4) {
	case 0:
		turn = r.Float64() * 2 * math.Pi
	case 1:
		turn += math.Pi * float64(r.IntN(4)) / 2
	}
	for {
		share := 0.16 + 0.5*r.Float64() // of the frame's area, before perspective
		if trouble == Far {
			share = 0.02 + 0.05*r.Float64()
		}
		long := math.Sqrt(share * float64(w*h) * kind.Ratio())
		short := long / kind.Ratio()
		yaw, pitch := (r.Float64()-0.5)*0.8, (r.Float64()-0.5)*0.8
		cx := float64(w)/2 + (r.Float64()-0.5)*0.2*float64(w)
		cy := float64(h)/2 + (r.Float64()-0.5)*0.2*float64(h)
		if trouble == CutOff {
			away := r.Float64() * 2 * math.Pi
			cx += 0.45 * float64(w) * math.Cos(away)
			cy += 0.45 * float64(h) * math.Sin(away)
		}
		q := Pose(long, short, turn, yaw, pitch, cx, cy, (1.4+0.8*r.Float64())*float64(w))
		outside, farthest := 0, 0.0
		for _, p := range q {
			out := max(-p.X, -p.Y, p.X-float64(w), p.Y-float64(h))
			if out > -0.01*float64(w) {
				outside++
			}
			farthest = max(farthest, out)
		}
		if trouble != CutOff && outside == 0 || trouble == CutOff && outside <= 2 && farthest > 0.03*float64(w) {
			return q
		}
	}
}

// Pose projects a sheet that is rotated in its plane, then about the vertical (yaw) and the
// horizontal (pitch), through a lens at a distance in px.
func Pose(long, short, turn, yaw, pitch, cx, cy, distance float64) frame.Quad {
	var q frame.Quad
	sinT, cosT := math.Sincos(turn)
	sinY, cosY := math.Sincos(yaw)
	sinP, cosP := math.Sincos(pitch)
	for i, c := range [4][2]float64{{-0.5, -0.5}, {0.5, -0.5}, {0.5, 0.5}, {-0.5, 0.5}} {
		x, y := c[0]*long, c[1]*short
		x, y = x*cosT-y*sinT, x*sinT+y*cosT
		z := x * sinY
		x *= cosY
		z += y * sinP
		y *= cosP
		f := distance / (distance + z)
		q[i] = frame.Point{X: cx + x*f, Y: cy + y*f}
	}
	return q
}

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

// project paints a page into a quad of the frame, with four samples a px against aliasing.
func project(into *image.RGBA, page *image.NRGBA, q frame.Quad) {
	m := homography(q)
	b := bounds(q).Intersect(into.Rect)
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	for x, y := range pixels(b) {
		var sum [3]float64
		var cover float64
		for k := range 4 {
			u, v := m.apply(float64(x)+0.25+0.5*float64(k%2), float64(y)+0.25+0.5*float64(k/2))
			if u < 0 || v < 0 || u >= 1 || v >= 1 {
				continue
			}
			p := page.Pix[int(v*h)*page.Stride+4*int(u*w):]
			a := float64(p[3]) / 255
			for c := range sum {
				sum[c] += a * float64(p[c])
			}
			cover += a
		}
		if cover == 0 {
			continue
		}
		out := into.Pix[into.PixOffset(x, y):]
		for c := range sum {
			out[c] = uint8((sum[c] + (4-cover)*float64(out[c])) / 4)
		}
	}
}

// matrix maps a position in the frame to one in the unit square.
type matrix [9]float64

func (m matrix) apply(x, y float64) (u, v float64) {
	d := m[6]*x + m[7]*y + m[8]
	return (m[0]*x + m[1]*y + m[2]) / d, (m[3]*x + m[4]*y + m[5]) / d
}

// homography is the inverse of Heckbert's square-to-quad mapping (Fundamentals of
// Texture Mapping and Image Warping, 1989, 2.2.3).
func homography(q frame.Quad) matrix {
	sx, sy := q[0].X-q[1].X+q[2].X-q[3].X, q[0].Y-q[1].Y+q[2].Y-q[3].Y
	dx1, dy1, dx2, dy2 := q[1].X-q[2].X, q[1].Y-q[2].Y, q[3].X-q[2].X, q[3].Y-q[2].Y
	det := dx1*dy2 - dx2*dy1
	g, h := (sx*dy2-dx2*sy)/det, (dx1*sy-sx*dy1)/det
	a, b, c := q[1].X-q[0].X+g*q[1].X, q[3].X-q[0].X+h*q[3].X, q[0].X
	d, e, f := q[1].Y-q[0].Y+g*q[1].Y, q[3].Y-q[0].Y+h*q[3].Y, q[0].Y
	return matrix{
		e - f*h, c*h - b, b*f - c*e,
		f*g - d, a - c*g, c*d - a*f,
		d*h - e*g, b*g - a*h, a*e - b*d,
	}
}

// pixels ranges over the positions in a rectangle, row by row.
func pixels(b image.Rectangle) iter.Seq2[int, int] {
	return func(yield func(x, y int) bool) {
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				if !yield(x, y) {
					return
				}
			}
		}
	}
}

func bounds(q frame.Quad) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range q {
		x0, y0, x1, y1 = min(x0, p.X), min(y0, p.Y), max(x1, p.X), max(y1, p.Y)
	}
	return image.Rect(int(x0)-1, int(y0)-1, int(x1)+2, int(y1)+2)
}

// Contains reports whether a position lies in a convex quad.
func Contains(q frame.Quad, x, y float64) bool {
	for i, a := range q {
		b := q[(i+1)%4]
		if (b.X-a.X)*(y-a.Y)-(b.Y-a.Y)*(x-a.X) < 0 {
			return false
		}
	}
	return true
}
