package frame

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
	if cap(c.Pix) < w*h {
		c.Pix = make([]uint64, w*h)
	}
	c.Pix = c.Pix[:w*h]
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
