// Package frame is a camera frame as the guidance reads it: luma, colours, edges, and the
// geometry of a quadrilateral.
//
// Loops over px call no functions and avoid fractions, because the browser's wasm is built
// without inlining. Buffers are reused from frame to frame, so a video leaves no garbage.
// A value is for one goroutine at a time.
package frame

import "slices"

// Gray is a greyscale picture without padding: Width × Height levels, row by row.
type Gray struct {
	Width, Height int
	Pix           []uint8
}

// Resize makes room for w × h px; the contents are undefined.
func (g *Gray) Resize(w, h int) {
	g.Width, g.Height = w, h
	g.Pix = slices.Grow(g.Pix[:0], w*h)[:w*h]
}

// FromRGBA sets g to the luma (Rec. 601) of w × h px of four bytes each. It reports false,
// and changes nothing, when pix is too short.
func (g *Gray) FromRGBA(pix []byte, w, h int) bool {
	if w < 1 || h < 1 || len(pix)/4/w < h {
		return false
	}
	g.Resize(w, h)
	out := g.Pix
	// Two px a word and four a round: the number of rounds decides the time.
	const (
		one   = 0x000000ff_000000ff // one colour of both px
		round = 128 | 128<<32
	)
	i := 0
	for ; i+4 <= len(out); i += 4 {
		p, o := (*[16]byte)(pix[4*i:]), (*[4]uint8)(out[i:])
		a := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
			uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
		b := uint64(p[8]) | uint64(p[9])<<8 | uint64(p[10])<<16 | uint64(p[11])<<24 |
			uint64(p[12])<<32 | uint64(p[13])<<40 | uint64(p[14])<<48 | uint64(p[15])<<56
		a = 77*(a&one) + 150*(a>>8&one) + 29*(a>>16&one) + round
		b = 77*(b&one) + 150*(b>>8&one) + 29*(b>>16&one) + round
		o[0], o[1], o[2], o[3] = uint8(a>>8), uint8(a>>40), uint8(b>>8), uint8(b>>40)
	}
	for ; i < len(out); i++ {
		p := pix[4*i : 4*i+4 : 4*i+4]
		out[i] = uint8((77*uint32(p[0]) + 150*uint32(p[1]) + 29*uint32(p[2]) + 128) >> 8)
	}
	return true
}

// Half sets g to a picture of half the size, each px the mean of four.
func (g *Gray) Half(of *Gray) {
	g.Resize(of.Width/2, of.Height/2)
	for y := range g.Height {
		upper := of.Pix[2*y*of.Width:][:2*g.Width]
		lower := of.Pix[(2*y+1)*of.Width:][:2*g.Width]
		row := g.Pix[y*g.Width:][:g.Width]
		for x := range row {
			row[x] = uint8((uint(upper[2*x]) + uint(upper[2*x+1]) + uint(lower[2*x]) + uint(lower[2*x+1]) + 2) >> 2)
		}
	}
}

// At interpolates between px; outside the frame the border px repeats.
func (g *Gray) At(x, y float64) float64 {
	// In wasm, min and max of floats are function calls.
	if last := float64(g.Width-1) - 1e-6; x > last {
		x = last
	}
	if last := float64(g.Height-1) - 1e-6; y > last {
		y = last
	}
	if !(x > 0) {
		x = 0
	}
	if !(y > 0) {
		y = 0
	}
	ix, iy := int(x), int(y)
	fx, fy := x-float64(ix), y-float64(iy)
	i := iy*g.Width + ix
	right, down := 1, g.Width
	if ix+1 >= g.Width {
		right = 0
	}
	if iy+1 >= g.Height {
		down = 0
	}
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+right])*fx
	bottom := float64(g.Pix[i+down])*(1-fx) + float64(g.Pix[i+down+right])*fx
	return top*(1-fy) + bottom*fy
}

// Contains reports whether a position lies in the frame.
func (g *Gray) Contains(x, y float64) bool {
	return x >= 0 && y >= 0 && x <= float64(g.Width-1) && y <= float64(g.Height-1)
}

// InsertionSort sorts a few values without the allocation and the calls of package slices.
func InsertionSort(v []float64) {
	for i := range v {
		x, k := v[i], i
		for k > 0 && v[k-1] > x {
			v[k] = v[k-1]
			k--
		}
		v[k] = x
	}
}

// Colours is a picture in colour: each px's red, green and blue in the lowest three 16-bit
// lanes of Pix. One sum adds all three, so an edge filter of three colours takes the time
// of one.
type Colours struct {
	Width, Height int
	Pix           []uint64
}

// lane is the bits of Pix that each colour has.
const lane = 16

// each is the number 1 in every lane.
const each = 1 | 1<<lane | 1<<(2*lane)

func (c *Colours) resize(w, h int) {
	c.Width, c.Height = w, h
	c.Pix = slices.Grow(c.Pix[:0], w*h)[:w*h]
}

// Level is that of the i-th px in red (0), green (1) or blue (2).
func (c *Colours) Level(i, colour int) int { return int(c.Pix[i] >> (uint(colour) * lane & 63) & 0xff) }

// Contains reports whether a position lies in the frame.
func (c *Colours) Contains(x, y float64) bool {
	return x >= 0 && y >= 0 && x <= float64(c.Width-1) && y <= float64(c.Height-1)
}

// FromRGBA sets c to w × h px of four bytes each, whose length the caller has checked; half
// makes it half the size, each px the mean of four.
func (c *Colours) FromRGBA(pix []byte, w, h int, half bool) {
	if half {
		c.half(pix, w, h)
		return
	}
	c.resize(w, h)
	out := c.Pix
	for i := range out {
		p := pix[4*i : 4*i+4 : 4*i+4]
		v := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24
		out[i] = v&0xff | v&0xff00<<8 | v&0xff0000<<16
	}
}

func (c *Colours) half(pix []byte, w, h int) {
	c.resize(w/2, h/2)
	n := w / 2
	for y := range h / 2 {
		upper, lower := pix[8*y*w:][:8*n], pix[(8*y+4)*w:][:8*n]
		row := c.Pix[y*n:][:n]
		for x := range row {
			p, q := upper[8*x:8*x+8:8*x+8], lower[8*x:8*x+8:8*x+8]
			a := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
				uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
			b := uint64(q[0]) | uint64(q[1])<<8 | uint64(q[2])<<16 | uint64(q[3])<<24 |
				uint64(q[4])<<32 | uint64(q[5])<<40 | uint64(q[6])<<48 | uint64(q[7])<<56
			// Red and blue, then green and alpha, of the px above plus the px below; the upper
			// half of the word is the px to the right.
			rb := a&0x00ff00ff00ff00ff + b&0x00ff00ff00ff00ff
			ga := a>>8&0x00ff00ff00ff00ff + b>>8&0x00ff00ff00ff00ff
			rb = (rb + rb>>32 + 2<<lane + 2) >> 2
			ga = (ga + ga>>32 + 2) >> 2
			row[x] = rb&0xff | ga&0xff<<lane | rb&0xff0000<<lane
		}
	}
}
