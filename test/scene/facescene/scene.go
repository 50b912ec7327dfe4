// Package facescene paints test images with ground truth: a room with no, one or several
// invented people, near and far, in good and bad light.
//
// A scene is a function of its seed.
package facescene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// Trouble is what is wrong with a scene of one person.
type Trouble string

// The troubles.
const (
	Fine      Trouble = "fine"
	Far       Trouble = "far"
	Close     Trouble = "close"
	OffCentre Trouble = "off centre"
	CutOff    Trouble = "cut off"
	Dark      Trouble = "dark"
	BackLit   Trouble = "back-lit"
)

// Scene is a frame and its ground truth.
type Scene struct {
	Image   *image.RGBA
	Trouble Trouble
	Faces   []Face
}

// Face is a square from above the brows to the chin and from ear to ear, px.
type Face struct{ X, Y, Size float64 }

// Paint paints the scene of a seed with a number of people, w × h px. Troubles are for a
// single person.
func Paint(people int, trouble Trouble, w, h int, seed uint64) Scene {
	r := rand.New(rand.NewPCG(seed, 0xface))
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Trouble: trouble}
	room(s.Image, r)
	if trouble == BackLit {
		expose(s.Image, 255/mean(s.Image)*0.92)
	}
	for i := range people {
		p := person(r)
		p.place(i, people, trouble, float64(w), float64(h), r)
		if trouble == BackLit {
			p.lit = 0.16 + 0.12*r.Float64()
		}
		p.paint(s.Image)
		s.Faces = append(s.Faces, p.face())
	}
	if trouble == Dark {
		expose(s.Image, (14+14*r.Float64())/mean(s.Image))
	}
	soften(s.Image, r.Float64())
	grain(s.Image, 1+4*r.Float64(), r)
	return s
}

// place positions a person: alone as in a selfie, or side by side.
func (p *head) place(i, of int, trouble Trouble, w, h float64, r *rand.Rand) {
	short := min(w, h)
	share := 0.40 + 0.25*r.Float64() // the face's square by the frame's shorter side
	x, y := w/2+(r.Float64()-0.5)*0.16*w, h/2+(r.Float64()-0.5)*0.10*h
	switch trouble {
	case Far:
		share = 0.21 + 0.05*r.Float64()
	case Close:
		share = 0.88 + 0.08*r.Float64()
		x, y = w/2, h/2
	case OffCentre:
		share = 0.36 + 0.08*r.Float64()
		x = w/2 + math.Copysign(w/2-share*short*0.62, r.Float64()-0.5)
	case CutOff:
		y = share * short * 0.46 // the brow is at the frame's upper edge
	}
	if of > 1 {
		share = (0.30 + 0.14*r.Float64()) * min(1, w/h)
		x = w * (float64(i) + 0.5 + 0.12*(r.Float64()-0.5)) / float64(of)
		share = min(share, 0.74*w/float64(of)/short)
	}
	p.size = share * short / faceSquare
	p.turn = (r.Float64() - 0.5) * 0.25
	p.x, p.y = x, y-faceBelow*p.size
}

// room paints a wall with objects.
func room(img *image.RGBA, r *rand.Rand) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	base := 60 + 160*r.Float64()
	wall := rgb{base * (0.9 + 0.2*r.Float64()), base * (0.9 + 0.2*r.Float64()), base * (0.9 + 0.2*r.Float64())}
	sin, cos := math.Sincos(r.Float64() * 2 * math.Pi)
	slope, rough, size := 0.5*r.Float64(), 0.06*r.Float64(), 2+20*r.Float64()
	over(img, 0, 0, w, h, func(x, y float64) (rgb, float64) {
		return wall.times(1 + slope*((x/w-0.5)*cos+(y/h-0.5)*sin) + rough*math.Sin(x/size)*math.Sin(y/size+3*math.Sin(x/size/4))), 1
	})
	for range r.IntN(9) {
		object(img, r)
	}
}

// object paints a picture frame, a lamp, a shelf of books, a page of text or a window.
func object(img *image.RGBA, r *rand.Rand) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	cx, cy := r.Float64()*w, r.Float64()*h
	rx, ry := w*(0.03+0.15*r.Float64()), h*(0.03+0.18*r.Float64())
	c := rgb{255 * r.Float64(), 255 * r.Float64(), 255 * r.Float64()}
	kind := r.IntN(5)
	pitch := 4 + 12*r.Float64()
	sin, cos := math.Sincos((r.Float64() - 0.5) * 0.6)
	over(img, cx-rx*1.5-ry, cy-ry*1.5-rx, cx+rx*1.5+ry, cy+ry*1.5+rx, func(x, y float64) (rgb, float64) {
		u, v := ((x-cx)*cos+(y-cy)*sin)/rx, ((y-cy)*cos-(x-cx)*sin)/ry
		square := min(edge(1-math.Abs(u), rx), edge(1-math.Abs(v), ry))
		switch kind {
		case 0: // a frame around another colour
			if math.Abs(u) < 0.85 && math.Abs(v) < 0.85 {
				return c.times(0.5), square
			}
			return c, square
		case 1: // a lamp, a ball, a leaf
			d := math.Hypot(u, v)
			return c.times(1.2 - 0.5*d), edge(1-d, min(rx, ry))
		case 2: // books
			return c.times(0.6 + 0.4*math.Sin(float64(int((x-cx)/pitch))*12.9)), square
		case 3: // lines of text
			if math.Mod(y+4000, pitch) < pitch/3 && math.Sin(x*1.7)+math.Sin(x*0.31+y) > 0 {
				return c.times(0.4), square
			}
			return rgb{225, 222, 215}, square
		}
		return c.times(1 - 0.3*v), square
	})
}

type rgb [3]float64

func (c rgb) times(f float64) rgb { return rgb{c[0] * f, c[1] * f, c[2] * f} }

func (c rgb) mix(d rgb, share float64) rgb {
	for i := range c {
		c[i] += (d[i] - c[i]) * share
	}
	return c
}

func (c rgb) rgba() color.RGBA { return color.RGBA{level(c[0]), level(c[1]), level(c[2]), 255} }

func level(v float64) uint8 { return uint8(math.Max(0, math.Min(255, v+0.5))) }
