package frame

import "math"

// Edges is where levels change in a picture, how much, and which way: px by px, like
// Gray's. Each px has the edge of the colour in which it is strongest: paper and wood of
// one brightness differ in blue.
type Edges struct {
	Width, Height int
	// X and Y are Sobel's gradient, and Strength its length to 7 %: a step of one level
	// across a straight edge is 4. The outermost px have none, and nor have those whose
	// gradient is below 16 both ways, a Strength of up to 22; there X and Y are anything.
	X, Y     []int16
	Strength []uint16
	// Levels counts the px that have one by a quarter of their Strength.
	Levels [512]int
	// Parts are where was looked, row by row.
	Parts []Part
}

// Part is a part of a row: the px from and up to.
type Part struct{ Y, From, To int }

// Of looks for the edges of a picture.
func (e *Edges) Of(c *Colours) {
	e.Parts = e.Parts[:0]
	for y := range c.Height {
		e.Parts = append(e.Parts, Part{y, 0, c.Width})
	}
	e.look(c)
}

// Near looks for them in some parts of it; elsewhere it has none.
func (e *Edges) Near(c *Colours, parts []Part) {
	e.Parts = append(e.Parts[:0], parts...)
	e.look(c)
}

func (e *Edges) look(c *Colours) {
	w, h := c.Width, c.Height
	e.Width, e.Height = w, h
	if cap(e.Strength) < w*h {
		e.X, e.Y, e.Strength = make([]int16, w*h), make([]int16, w*h), make([]uint16, w*h)
	}
	e.X, e.Y, e.Strength = e.X[:w*h], e.Y[:w*h], e.Strength[:w*h]
	clear(e.Levels[:])
	clear(e.Strength)
	for _, p := range e.Parts {
		if n := p.To - p.From; n >= 3 && p.Y > 0 && p.Y < h-1 {
			at := p.Y*w + p.From
			gradient(c.Pix[at-w:][:n], c.Pix[at:][:n], c.Pix[at+w:][:n],
				e.X[at:][:n], e.Y[at:][:n], e.Strength[at:][:n], &e.Levels)
		}
	}
}

// A gradient is kept with zero added, so that no lane is below nothing. Where all of both
// are within 16 of it nothing but their lowest bits differs from level, and most px are
// told by that to have no edge.
const (
	zero    = 1024 + 16
	level   = 1024 * each
	differs = 0xffe0 * each
)

// gradient finds the edges of a part of a row, but for its first px and its last, where
// strength is zero so far. It keeps the sums of the columns it stands on, so that each px is read once a
// row: the smoothed level of the column, and how it rises downwards. What V8 makes of it
// takes as long as there are branches, so it has few: v>>63 is -1 for what is below
// nothing, and (v^v>>63)-v>>63 the length of v.
func gradient(above, row, below []uint64, outX, outY []int16, strength []uint16, levels *[512]int) {
	w := len(strength)
	above, row, below = above[:w], row[:w], below[:w]
	outX, outY = outX[:w], outY[:w]
	a, c := above[0], below[0]
	s0, d0 := a+2*row[0]+c, c+255*each-a
	a, c = above[1], below[1]
	s1, d1 := a+2*row[1]+c, c+255*each-a
	for x := 2; x < w; x++ {
		a, c := above[x], below[x]
		s2, d2 := a+2*row[x]+c, c+255*each-a
		gx, gy := s2+zero*each-s0, d0+2*d1+d2+(zero-4*255)*each
		s0, s1, d0, d1 = s1, s2, d1, d2
		if ((gx^level)|(gy^level))&differs == 0 {
			continue
		}
		vx, vy := int(gx&0xffff)-zero, int(gy&0xffff)-zero
		both := (vx ^ vx>>63) - vx>>63 + (vy ^ vy>>63) - vy>>63
		x2, y2 := int(gx>>lane&0xffff)-zero, int(gy>>lane&0xffff)-zero
		m := (x2 ^ x2>>63) - x2>>63 + (y2 ^ y2>>63) - y2>>63
		if m > both {
			both, vx, vy = m, x2, y2
		}
		x2, y2 = int(gx>>(2*lane)&0xffff)-zero, int(gy>>(2*lane)&0xffff)-zero
		m = (x2 ^ x2>>63) - x2>>63 + (y2 ^ y2>>63) - y2>>63
		if m > both {
			both, vx, vy = m, x2, y2
		}
		outX[x-1], outY[x-1] = int16(vx), int16(vy)
		// The longer part and three eighths of the shorter.
		m = (vx ^ vx>>63) - vx>>63
		m = (3*both + 5*max(m, both-m)) >> 3
		strength[x-1] = uint16(m)
		levels[m>>2&511]++
	}
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
