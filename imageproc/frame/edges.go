package frame

import "math"

// Edges is where levels change in a picture, how much, and which way: px by px, like
// Gray's.
type Edges struct {
	Width, Height int
	// X and Y are Sobel's gradient, and Strength its length to 7 %: a step of one level
	// across a straight edge is 4. The outermost px have none.
	X, Y     []int16
	Strength []uint16
	// Levels counts the px of every second row by a quarter of their Strength.
	Levels [512]int
}

// Of looks for the edges of a picture.
func (e *Edges) Of(p *Gray) { e.of(p, p, p) }

// OfColours looks for the edges of a picture in colour, each px in the colour in which
// its edge is strongest: paper and wood of one brightness differ in blue.
func (e *Edges) OfColours(c *Colours) { e.of(&c[0], &c[1], &c[2]) }

func (e *Edges) of(r, g, b *Gray) {
	w, h := g.Width, g.Height
	e.Width, e.Height = w, h
	if cap(e.Strength) < w*h {
		e.X, e.Y, e.Strength = make([]int16, w*h), make([]int16, w*h), make([]uint16, w*h)
	}
	e.X, e.Y, e.Strength = e.X[:w*h], e.Y[:w*h], e.Strength[:w*h]
	clear(e.Levels[:])
	if w < 3 || h < 3 {
		clear(e.Strength)
		return
	}
	clear(e.Strength[:w])
	clear(e.Strength[(h-1)*w:])
	for y := 1; y < h-1; y++ {
		row := e.Strength[y*w:][:w]
		red, green, blue := window(r, y), window(g, y), window(b, y)
		gradient(&red, &green, &blue, e.X[y*w:][:w], e.Y[y*w:][:w], row)
		if y&1 == 0 {
			for _, m := range row {
				e.Levels[m>>2&511]++
			}
		}
	}
}

// window is a row with those above and below it.
func window(p *Gray, y int) [3][]uint8 {
	w := p.Width
	return [3][]uint8{p.Pix[(y-1)*w:][:w], p.Pix[y*w:][:w], p.Pix[(y+1)*w:][:w]}
}

// gradient keeps the sums of the columns it stands on, so that each px is read once a
// row: of each colour the smoothed level of the column, and how it rises downwards.
func gradient(r, g, b *[3][]uint8, outX, outY []int16, strength []uint16) {
	w := len(strength)
	r0, r1, r2 := r[0][:w], r[1][:w], r[2][:w]
	g0, g1, g2 := g[0][:w], g[1][:w], g[2][:w]
	b0, b1, b2 := b[0][:w], b[1][:w], b[2][:w]
	outX, outY = outX[:w], outY[:w]
	var rs0, rs1, rd0, rd1, gs0, gs1, gd0, gd1, bs0, bs1, bd0, bd1 int
	for x := range w {
		a, c := int(r0[x]), int(r2[x])
		rs2, rd2 := a+2*int(r1[x])+c, c-a
		a, c = int(g0[x]), int(g2[x])
		gs2, gd2 := a+2*int(g1[x])+c, c-a
		a, c = int(b0[x]), int(b2[x])
		bs2, bd2 := a+2*int(b1[x])+c, c-a
		if x >= 2 {
			gx, gy := gs2-gs0, gd0+2*gd1+gd2
			ax, ay := max(gx, -gx), max(gy, -gy)
			m := ax + ay
			x2, y2 := rs2-rs0, rd0+2*rd1+rd2
			ax2, ay2 := max(x2, -x2), max(y2, -y2)
			if ax2+ay2 > m {
				m, gx, gy, ax, ay = ax2+ay2, x2, y2, ax2, ay2
			}
			x2, y2 = bs2-bs0, bd0+2*bd1+bd2
			ax2, ay2 = max(x2, -x2), max(y2, -y2)
			if ax2+ay2 > m {
				m, gx, gy, ax, ay = ax2+ay2, x2, y2, ax2, ay2
			}
			outX[x-1], outY[x-1] = int16(gx), int16(gy)
			// The longer part and three eighths of the shorter.
			strength[x-1] = uint16((3*m + 5*max(ax, ay)) >> 3)
		}
		rs0, rs1, rd0, rd1 = rs1, rs2, rd1, rd2
		gs0, gs1, gd0, gd1 = gs1, gs2, gd1, gd2
		bs0, bs1, bd0, bd1 = bs1, bs2, bd1, bd2
	}
	strength[0], strength[w-1] = 0, 0
}

// eighth is the direction of a gradient by how its shorter part compares with its
// longer, in 64ths; the rest is there so that no index is out of range.
var eighth = func() (t [128]uint8) {
	for i := range 65 {
		t[i] = uint8(math.Round(math.Atan(float64(i)/64) * 128 / math.Pi))
	}
	return t
}()

// Direction is where levels rise at a px, clockwise from the right: 256 to a full turn.
func (e *Edges) Direction(i int) uint8 {
	x, y := int(e.X[i]), int(e.Y[i])
	ax, ay := max(x, -x), max(y, -y)
	if ax+ay == 0 {
		return 0
	}
	d := eighth[uint32(min(ax, ay))<<6/uint32(max(ax, ay))&127]
	if ax < ay {
		d = 64 - d
	}
	if x < 0 {
		d = 128 - d
	}
	if y < 0 {
		d = -d
	}
	return d
}
