package frame

import (
	"math"
	"slices"
)

// Edges is the gradient of a picture, px by px. Each px has the gradient of the colour in
// which it is strongest: paper and wood of equal luma differ in blue.
type Edges struct {
	Width, Height int
	// X and Y are Sobel's gradient, and Strength its length to 7 %: a straight step of one
	// level is 4. Strength is 0 on the outermost px and where both parts of the gradient are
	// below 16; X and Y are undefined there.
	X, Y     []int16
	Strength []uint16
	// Levels is the histogram of Strength / 4, without zeros.
	Levels [512]int
	// Parts are the px that were filtered, row by row.
	Parts []Part
}

// Part is the px of a row from From up to, not including, To.
type Part struct{ Y, From, To int }

// Detect filters some parts of the picture, nil for all of it; Strength is 0 elsewhere.
func (e *Edges) Detect(c *Colours, parts []Part) {
	w, h := c.Width, c.Height
	e.Width, e.Height, e.Parts = w, h, append(e.Parts[:0], parts...)
	if parts == nil {
		for y := range h {
			e.Parts = append(e.Parts, Part{y, 0, w})
		}
	}
	e.X, e.Y = slices.Grow(e.X[:0], w*h)[:w*h], slices.Grow(e.Y[:0], w*h)[:w*h]
	e.Strength = slices.Grow(e.Strength[:0], w*h)[:w*h]
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

// Gradients are stored with zero added, so that no lane is negative. Where they are within
// 16 of it only the lowest bits differ from level, which one test of the word shows for most
// px.
const (
	zero    = 1024 + 16
	level   = 1024 * each
	differs = 0xffe0 * each
)

// gradient filters a part of a row, except its first and last px. It keeps the sums of the
// columns under the filter, so that each px is read once a row: the smoothed level, and the
// rise downwards. V8 takes time by the branch, so there are few: v>>63 is -1 for a negative
// v, and (v^v>>63)-v>>63 its absolute value.
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
		// The length to 7 %: the longer part plus three eighths of the shorter.
		m = (vx ^ vx>>63) - vx>>63
		m = (3*both + 5*max(m, both-m)) >> 3
		strength[x-1] = uint16(m)
		levels[m>>2&511]++
	}
}

// eighth is the arc tangent of i/64 in 256ths of a turn; the entries from 65 on only keep
// the index in range.
var eighth = func() (t [128]uint8) {
	for i := range 65 {
		t[i] = uint8(math.Round(math.Atan(float64(i)/64) * 128 / math.Pi))
	}
	return t
}()

// Direction is that in which levels rise at a px, clockwise from the right in 256ths of a
// turn.
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
