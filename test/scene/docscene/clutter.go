package docscene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/guidance/frame"
)

// clutter adds objects: large ones at the frame's border, small ones anywhere. None is a
// whole sheet or card.
func clutter(img *image.RGBA, r *rand.Rand) {
	for range r.IntN(4) {
		rim(img, r)
	}
	for range r.IntN(3) {
		small(img, r)
	}
	if r.IntN(6) == 0 {
		cable(img, r)
	}
	if r.IntN(10) == 0 {
		keyboard(img, r)
	}
}

// rim is a cup, a box or a sheet, partly outside the frame.
func rim(img *image.RGBA, r *rand.Rand) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	angle := r.Float64() * 2 * math.Pi
	cx, cy := w/2+0.62*w*math.Cos(angle), h/2+0.62*h*math.Sin(angle)
	long, short := (0.05+0.16*r.Float64())*w, (0.02+0.1*r.Float64())*w
	blob(img, newTurn(r), cx, cy, long, short, r.IntN(2) == 0, anyColour(r))
}

// small is a pen, a coin, a clip.
func small(img *image.RGBA, r *rand.Rand) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	cx, cy := w*r.Float64(), h*r.Float64()
	if r.IntN(2) == 0 {
		blob(img, newTurn(r), cx, cy, (0.05+0.12*r.Float64())*w, (0.004+0.006*r.Float64())*w, false, anyColour(r))
		return
	}
	size := (0.01 + 0.03*r.Float64()) * w
	blob(img, newTurn(r), cx, cy, size, size, true, anyColour(r))
}

// blob is a rotated ellipse or rectangle.
func blob(img *image.RGBA, t turn, cx, cy, long, short float64, round bool, c color.RGBA) {
	reach := long + short
	for x, y := range pixels(image.Rect(int(cx-reach), int(cy-reach), int(cx+reach), int(cy+reach)).Intersect(img.Rect)) {
		u, v := t.at(float64(x)-cx, float64(y)-cy)
		u, v = u/long, v/short
		if round && u*u+v*v < 1 || !round && math.Abs(u) < 1 && math.Abs(v) < 1 {
			f := 1 - 0.15*v*v
			img.SetRGBA(x, y, color.RGBA{scale(c.R, f), scale(c.G, f), scale(c.B, f), 255})
		}
	}
}

// cable winds over the table.
func cable(img *image.RGBA, r *rand.Rand) {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	c, x, y := anyColour(r), w*r.Float64(), 0.0
	thick, direction, phase := (0.003+0.004*r.Float64())*w, 0.6+1.9*r.Float64(), 6*r.Float64()
	for s := 0.0; s < 2*w && y < h+10; s++ {
		a := direction + 0.9*math.Sin(s/(0.1*w)+phase)
		x, y = x+math.Cos(a), y+math.Sin(a)
		blob(img, turn{0, 1}, x, y, thick, thick, true, c)
	}
}

// keyboard is rows of keys along one side of the frame.
func keyboard(img *image.RGBA, r *rand.Rand) {
	t := newTurn(r)
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	pitch, dark := (0.035+0.025*r.Float64())*w, r.IntN(2) == 0
	for x, y := range pixels(img.Rect) {
		u, v := t.at(float64(x)-w/2, float64(y)-h/2)
		if v < 0.36*h {
			continue
		}
		level := uint8(190)
		if math.Mod(u+4000, pitch) > 0.15*pitch && math.Mod(v+4000, pitch) > 0.15*pitch == dark {
			level = 45
		}
		img.SetRGBA(x, y, color.RGBA{level, level, level, 255})
	}
}

// hold adds fingers over the sides of a document: none, one, or a hand.
func hold(img *image.RGBA, q frame.Quad, r *rand.Rand) {
	tone := 80 + 150*r.Float64()
	skin := color.RGBA{uint8(tone), uint8(tone * (0.68 + 0.12*r.Float64())), uint8(tone * (0.5 + 0.2*r.Float64())), 255}
	width := (0.022 + 0.018*r.Float64()) * float64(img.Rect.Dx())
	switch side := r.IntN(4); r.IntN(6) {
	case 0, 1:
		finger(img, q, side, 0.12+0.76*r.Float64(), width, skin)
	case 2: // fingers along one side, the thumb on the other
		at, n := 0.2+0.3*r.Float64(), 2+r.IntN(2)
		for i := range n {
			finger(img, q, side, at+float64(i)*2.1*width/q.Side(side), width*0.9, skin)
		}
		finger(img, q, (side+2)%4, 0.3+0.4*r.Float64(), width*1.15, skin)
	}
}

// finger lies over the i-th side of a document, at a share of its length.
func finger(img *image.RGBA, q frame.Quad, i int, at, width float64, skin color.RGBA) {
	a, b := q[i], q[(i+1)%4]
	on := frame.Point{X: a.X + at*(b.X-a.X), Y: a.Y + at*(b.Y-a.Y)}
	c := q.Center()
	sin, cos := math.Sincos(math.Atan2(on.Y-c.Y, on.X-c.X))
	t := turn{sin, cos}
	for x, y := range pixels(img.Rect) {
		u, v := t.at(float64(x)-on.X, float64(y)-on.Y)
		if u > -width && math.Abs(v) < width && (u > 0 || math.Hypot(u, v) < width) {
			f := 1 - 0.35*v*v/width/width
			if u < 0 {
				f -= 0.1 * u * u / width / width
			}
			img.SetRGBA(x, y, color.RGBA{scale(skin.R, f), scale(skin.G, f), scale(skin.B, f), 255})
		}
	}
}

func anyColour(r *rand.Rand) color.RGBA {
	return color.RGBA{uint8(r.IntN(240)), uint8(r.IntN(240)), uint8(r.IntN(240)), 255}
}
