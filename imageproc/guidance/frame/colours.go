package frame

// Colours is a picture in colour: each px's red, green and blue in the lowest 16 bits of
// Pix, the next and those after. So one sum adds all three, which is what makes looking
// for edges in each of them as quick as in one. A grey picture has only the first.
type Colours struct {
	Width, Height int
	Pix           []uint64
	Count         int // of colours: 3, or 1
}

// lane is the bits of Pix that each colour has.
const lane = 16

// each is a number in every lane.
const each = 1 | 1<<lane | 1<<(2*lane)

func (c *Colours) resize(w, h, count int) {
	c.Width, c.Height, c.Count = w, h, count
	if cap(c.Pix) < w*h {
		c.Pix = make([]uint64, w*h)
	}
	c.Pix = c.Pix[:w*h]
}

// Level is that of a px in one of the colours.
func (c *Colours) Level(i, colour int) int { return int(c.Pix[i] >> (uint(colour) * lane & 63) & 0xff) }

// Of takes the colours of a picture of w × h px, four bytes each, whose length is the
// caller's to check; half makes them half the size, each px the mean of four.
func (c *Colours) Of(pix []byte, w, h int, half bool) {
	if half {
		c.half(pix, w, h)
		return
	}
	c.resize(w, h, 3)
	out := c.Pix
	for i := range out {
		p := pix[4*i : 4*i+4 : 4*i+4]
		v := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24
		out[i] = v&0xff | v&0xff00<<8 | v&0xff0000<<16
	}
}

func (c *Colours) half(pix []byte, w, h int) {
	c.resize(w/2, h/2, 3)
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
			// Red and blue, then green and opacity, of two px below one another; then those
			// beside them.
			rb := a&0x00ff00ff00ff00ff + b&0x00ff00ff00ff00ff
			ga := a>>8&0x00ff00ff00ff00ff + b>>8&0x00ff00ff00ff00ff
			rb = (rb + rb>>32 + 2<<lane + 2) >> 2
			ga = (ga + ga>>32 + 2) >> 2
			row[x] = rb&0xff | ga&0xff<<lane | rb&0xff0000<<lane
		}
	}
}

// OfGray is Of of a picture without colours.
func (c *Colours) OfGray(p *Gray, half bool) {
	if !half {
		c.resize(p.Width, p.Height, 1)
		for i, v := range p.Pix {
			c.Pix[i] = uint64(v)
		}
		return
	}
	c.resize(p.Width/2, p.Height/2, 1)
	n := c.Width
	for y := range c.Height {
		upper, lower := p.Pix[2*y*p.Width:][:2*n], p.Pix[(2*y+1)*p.Width:][:2*n]
		row := c.Pix[y*n:][:n]
		for x := range row {
			row[x] = (uint64(upper[2*x]) + uint64(upper[2*x+1]) + uint64(lower[2*x]) + uint64(lower[2*x+1]) + 2) >> 2
		}
	}
}
