// Package docscene paints test images with ground truth: a card, a passport or a letter on
// a cluttered table, in perspective, blurred, dark or with glare. Guidance is measured and
// tested with them instead of photographs of real documents.
//
// A scene is a function of its seed.
package docscene

import (
	"image"
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
	switch k {
	case Card:
		return 85.60 / 53.98
	case Passport:
		return 125.0 / 88
	}
	return 297.0 / 210
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
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Kind: kind, Trouble: trouble}
	table := background(s.Image, r)
	clutter(s.Image, r)
	if r.IntN(5) == 0 { // a document held up, the background out of focus
		soften(s.Image, float64(w)/640*(1.5+3*r.Float64()))
	}
	if kind != Nothing {
		page := paintPage(kind, table, r)
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
		q := pose(long, short, turn, yaw, pitch, cx, cy, (1.4+0.8*r.Float64())*float64(w))
		outside, farthest := 0, 0.0
		for _, p := range q {
			out := max(-p.X, -p.Y, p.X-float64(w), p.Y-float64(h))
			if out > -0.01*float64(w) {
				outside++
			}
			farthest = max(farthest, out)
		}
		if trouble != CutOff && outside == 0 {
			return q
		}
		if trouble == CutOff && outside <= 2 && farthest > 0.03*float64(w) {
			return q
		}
	}
}

// pose projects a sheet that is rotated in its plane, then about the vertical (yaw) and the
// horizontal (pitch), through a lens at a distance in px.
func pose(long, short, turn, yaw, pitch, cx, cy, distance float64) frame.Quad {
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
