package docscene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/document"
)

// background paints a table and returns its mean colour.
func background(img *image.RGBA, r *rand.Rand) color.NRGBA {
	base := color.NRGBA{uint8(20 + r.IntN(200)), uint8(20 + r.IntN(200)), uint8(20 + r.IntN(200)), 255}
	if r.IntN(2) == 0 { // wood and stone are brown and grey
		v := 30 + r.IntN(150)
		base = color.NRGBA{uint8(min(255, v+r.IntN(40))), uint8(v), uint8(max(0, v-r.IntN(30))), 255}
	}
	var texture func(x, y float64) float64
	phase, size := r.Float64()*100, 20+60*r.Float64()
	turn := r.Float64() * math.Pi
	sin, cos := math.Sincos(turn)
	switch r.IntN(5) {
	case 0: // plain
		texture = func(float64, float64) float64 { return 0 }
	case 1: // wood: stripes that waver
		texture = func(x, y float64) float64 {
			u, v := x*cos+y*sin, y*cos-x*sin
			return 0.10*math.Sin(v/size*9+2*math.Sin(u/size/3+phase)) + 0.05*math.Sin(v/2.7+phase)
		}
	case 2: // cloth
		texture = func(x, y float64) float64 {
			u, v := x*cos+y*sin, y*cos-x*sin
			return 0.07*math.Sin(u/1.9) + 0.07*math.Sin(v/1.9)
		}
	case 3: // stone: blotches
		texture = func(x, y float64) float64 {
			return 0.09*math.Sin(x/size+3*math.Sin(y/size/1.3+phase)) + 0.06*math.Sin((x+y)/size*2.3+phase)
		}
	default: // tiles or boards, with real straight lines
		pitch := 90 + 120*r.Float64()
		texture = func(x, y float64) float64 {
			v := math.Mod(y*cos-x*sin+4000, pitch)
			if v < 2 {
				return -0.35
			}
			return 0.03 * math.Sin(x/size+phase)
		}
	}
	b := img.Rect
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			f := 1 + texture(float64(x), float64(y))
			img.SetRGBA(x, y, color.RGBA{scale(base.R, f), scale(base.G, f), scale(base.B, f), 255})
		}
	}
	for range r.IntN(4) {
		clutter(img, r)
	}
	return base
}

// clutter puts a thing near the frame's edge: a pen, a cup, another sheet.
func clutter(img *image.RGBA, r *rand.Rand) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	c := color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
	angle := r.Float64() * 2 * math.Pi
	cx, cy := w/2+0.62*w*math.Cos(angle), h/2+0.62*h*math.Sin(angle)
	long, short := 30+100*r.Float64(), 5+60*r.Float64()
	round := r.IntN(2) == 0
	sin, cos := math.Sincos(r.Float64() * math.Pi)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			u, v := (dx*cos+dy*sin)/long, (dy*cos-dx*sin)/short
			if round && u*u+v*v < 1 || !round && math.Abs(u) < 1 && math.Abs(v) < 1 {
				img.SetRGBA(x, y, c)
			}
		}
	}
}

// shadow darkens the table around a document, as its thickness does.
func shadow(img *image.RGBA, q document.Quad, r *rand.Rand) {
	dx, dy, strength := 4*(r.Float64()-0.5), 4*(r.Float64()-0.5), 0.25*r.Float64()
	b := bounds(q).Inset(-8).Intersect(img.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if q.Contains(document.Point{X: float64(x) - dx, Y: float64(y) - dy}) {
				dim(img, x, y, 1-strength)
			}
		}
	}
}

// thumb lays a finger over an edge of the document.
func thumb(img *image.RGBA, q document.Quad, r *rand.Rand) {
	i := r.IntN(4)
	a, b := q[i], q[(i+1)%4]
	t := 0.3 + 0.4*r.Float64()
	at := document.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
	c := q.Center()
	away := math.Atan2(at.Y-c.Y, at.X-c.X)
	skin := color.RGBA{uint8(120 + r.IntN(110)), uint8(80 + r.IntN(90)), uint8(60 + r.IntN(80)), 255}
	width := 16 + 12*r.Float64()
	sin, cos := math.Sincos(away)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			dx, dy := float64(x)-at.X, float64(y)-at.Y
			u, v := dx*cos+dy*sin, dy*cos-dx*sin
			if u > -width && math.Abs(v) < width && (u > 0 || math.Hypot(u, v) < width) {
				f := 1 - 0.3*math.Abs(v)/width
				img.SetRGBA(x, y, color.RGBA{scale(skin.R, f), scale(skin.G, f), scale(skin.B, f), 255})
			}
		}
	}
}

func dim(img *image.RGBA, x, y int, f float64) {
	p := img.Pix[img.PixOffset(x, y):]
	p[0], p[1], p[2] = scale(p[0], f), scale(p[1], f), scale(p[2], f)
}
