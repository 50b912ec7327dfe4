package quality

import "credential-capture/imageproc/guidance/frame"

// histogram counts px by level.
type histogram struct {
	levels [256]int
	total  int
}

// histogramOf counts every second px of every second row: a quarter says as much.
func histogramOf(p *frame.Gray, a *area) histogram {
	var h histogram
	for i := 0; i < len(a.rows); i += 2 {
		row := p.Pix[(a.top+i)*p.Width:][:p.Width]
		for x := a.rows[i][0]; x < a.rows[i][1]; x += 2 {
			h.levels[row[x]]++
			h.total++
		}
	}
	return h
}

// percentile is the level below which a share of all px are.
func (h *histogram) percentile(share float64) float64 {
	left := int(share * float64(h.total))
	for level, n := range h.levels {
		if left -= n; left < 0 {
			return float64(level)
		}
	}
	return 255
}

// share is how many of all px are at a level or above.
func (h *histogram) share(level int) float64 {
	n := 0
	for _, m := range h.levels[level:] {
		n += m
	}
	return float64(n) / float64(max(1, h.total))
}

// clippedShare is the share of the whole frame, of every fourth px both ways, that is
// clipped.
func clippedShare(p *frame.Gray) float64 {
	n, all := 0, 0
	for y := 0; y < p.Height; y += 4 {
		row := p.Pix[y*p.Width:][:p.Width]
		for x := 0; x < len(row); x += 4 {
			all++
			if row[x] >= clipped {
				n++
			}
		}
	}
	return float64(n) / float64(max(1, all))
}

// colour is the mean distance between the strongest and the weakest colour of a px.
func colour(rgba []byte, p *frame.Gray, a *area) float64 {
	if len(rgba) < 4*p.Width*p.Height {
		return 255
	}
	sum, n := 0, 0
	for i := 0; i < len(a.rows); i += 4 {
		for x := a.rows[i][0]; x < a.rows[i][1]; x += 4 {
			c := rgba[4*((a.top+i)*p.Width+x):][:3]
			sum += int(max(c[0], c[1], c[2])) - int(min(c[0], c[1], c[2]))
			n++
		}
	}
	return float64(sum) / float64(max(1, n))
}

// cell is the side, in px, of the squares in which glare is looked for, and leastBlob how
// many of them are more than a speck.
const cell, leastBlob = 4, 4

// cells is the frame in squares: which of them are nothing but light.
type cells struct {
	lit   []bool
	stack []int
}

// glare is the share of an area that lies in blobs of squares without anything but light.
func (c *cells) glare(p *frame.Gray, a *area) float64 {
	if a.px == 0 {
		return 0
	}
	w, h := p.Width/cell, (len(a.rows))/cell
	c.lit = c.lit[:0]
	for cy := range h {
		for cx := range w {
			c.lit = append(c.lit, a.nothingButLight(p, cx*cell, cy*cell))
		}
	}
	squares := 0
	for at := range c.lit {
		if c.lit[at] {
			if n := c.fill(at, w); n >= leastBlob {
				squares += n
			}
		}
	}
	return float64(squares*cell*cell) / float64(a.px)
}

// nothingButLight reports whether a square is clipped but for what noise and compression
// make of that, with no px in it that could be print.
func (a *area) nothingButLight(p *frame.Gray, x, i int) bool {
	const least = 228
	lacks := 0
	for dy := range cell {
		r := a.rows[i+dy]
		if x < r[0] || x+cell > r[1] {
			return false
		}
		for _, v := range p.Pix[(a.top+i+dy)*p.Width+x:][:cell] {
			if v < least {
				return false
			}
			lacks += 255 - int(v)
		}
	}
	return lacks <= (255-clipped)*cell*cell
}

// fill takes one blob away and returns how many squares it had.
func (c *cells) fill(at, w int) int {
	n := 0
	c.stack = append(c.stack[:0], at)
	c.lit[at] = false
	for len(c.stack) > 0 {
		at := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		n++
		for _, next := range [4]int{at - 1, at + 1, at - w, at + w} {
			if next < 0 || next >= len(c.lit) || !c.lit[next] || next == at-1 && at%w == 0 || next == at+1 && next%w == 0 {
				continue
			}
			c.lit[next] = false
			c.stack = append(c.stack, next)
		}
	}
	return n
}
