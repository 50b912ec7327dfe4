// Package docscene paints what a camera sees of a document: a card, a passport or a
// letter, on a table with other things on it, at a slant, blurred, dark, under a lamp,
// and says what the truth is. It is how the guidance is measured, and tested, without a
// photograph of anybody's papers.
//
// A scene is a function of its seed: the same seed paints the same px everywhere.
package docscene

import (
	"image"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/document"
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

// Ratio is the longer side by the shorter.
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

// Scene is a frame and the truth about it.
type Scene struct {
	Image   *image.RGBA
	Kind    Kind
	Trouble Trouble
	Quad    document.Quad // where the document is; corners may lie outside of the frame
}

// Paint makes the scene of a seed, w × h px.
func Paint(kind Kind, trouble Trouble, w, h int, seed uint64) Scene {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Kind: kind, Trouble: trouble}
	table := background(s.Image, r)
	if kind != Nothing {
		page := paintPage(kind, table, r)
		s.Quad = place(kind, trouble, w, h, r)
		shadow(s.Image, s.Quad, r)
		project(s.Image, page, s.Quad)
		if r.IntN(3) == 0 {
			thumb(s.Image, s.Quad, r)
		}
	}
	light(s.Image, r)
	s.spoil(r)
	grain(s.Image, 1+3*r.Float64(), r)
	return s
}

// place throws a document onto the table: turned, tilted away from the camera, and
// large enough to be read, unless the trouble is that it isn't.
func place(kind Kind, trouble Trouble, w, h int, r *rand.Rand) document.Quad {
	for {
		share := 0.30 + 0.35*r.Float64() // of the frame's area, before it is tilted
		if trouble == Far {
			share = 0.05 + 0.06*r.Float64()
		}
		long := math.Sqrt(share * float64(w*h) * kind.Ratio())
		short := long / kind.Ratio()
		turn := (r.Float64() - 0.5) * 0.7 // radians
		if kind == Letter {
			turn += math.Pi / 2
		}
		yaw, pitch := (r.Float64()-0.5)*0.7, (r.Float64()-0.5)*0.7
		cx := float64(w)/2 + (r.Float64()-0.5)*0.15*float64(w)
		cy := float64(h)/2 + (r.Float64()-0.5)*0.15*float64(h)
		if trouble == CutOff {
			cx += math.Copysign(0.42*float64(w), r.Float64()-0.5)
		}
		q := seen(long, short, turn, yaw, pitch, cx, cy, 1.8*float64(w))
		outside := 0
		for _, p := range q {
			const margin = 6
			if p.X < margin || p.Y < margin || p.X > float64(w-margin) || p.Y > float64(h-margin) {
				outside++
			}
		}
		if (trouble == CutOff) == (outside > 0) && (trouble != CutOff || outside <= 2) {
			return q
		}
	}
}

// seen projects a sheet that is turned in its plane, then about the vertical (yaw) and
// the horizontal (pitch), through a lens at that distance, px.
func seen(long, short, turn, yaw, pitch, cx, cy, distance float64) document.Quad {
	var q document.Quad
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
		q[i] = document.Point{X: cx + x*f, Y: cy + y*f}
	}
	return q
}
