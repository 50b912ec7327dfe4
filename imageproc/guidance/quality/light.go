package quality

import "credential-capture/imageproc/guidance/frame"

// histogram counts px by level.
type histogram struct {
	levels [256]int
	total  int
}

// histogramOf samples every step-th px of every step-th row.
func histogramOf(p *frame.Gray, a *area, step int) histogram {
	var h histogram
	for i := 0; i < len(a.rows); i += step {
		row := p.Pix[(a.top+i)*p.Width:][:p.Width]
		for x := a.rows[i][0]; x < a.rows[i][1]; x += step {
			h.levels[row[x]]++
			h.total++
		}
	}
	return h
}

// percentile is the level that a share of the px are below.
func (h *histogram) percentile(share float64) float64 {
	left := int(share * float64(h.total))
	for level, n := range h.levels {
		if left -= n; left < 0 {
			return float64(level)
		}
	}
	return 255
}

// share is the share of px at a level or above.
func (h *histogram) share(level int) float64 {
	n := 0
	for _, m := range h.levels[level:] {
		n += m
	}
	return float64(n) / float64(max(1, h.total))
}

// colour is Metrics.Colour.
func colour(rgba []byte, p *frame.Gray, a *area) float64 {
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

// Glare is detected in squares of cell px; a blob has at least minBlob of them.
const cell, minBlob = 4, 4

// cells is a grid of squares: which of them are clipped.
type cells struct {
	lit   []bool
	stack []int
}

// glare is Metrics.Glare.
func (c *cells) glare(p *frame.Gray, a *area) float64 {
	if a.px == 0 {
		return 0
	}
	w, h := p.Width/cell, (len(a.rows))/cell
	c.lit = c.lit[:0]
	for cy := range h {
		for cx := range w {
			c.lit = append(c.lit, a.isClipped(p, cx*cell, cy*cell))
		}
	}
	squares := 0
	for at := range c.lit {
		if c.lit[at] {
			if n := c.fill(at, w); n >= minBlob {
				squares += n
			}
		}
	}
	return float64(squares*cell*cell) / float64(a.px)
}

// isClipped reports whether a square is clipped, allowing for noise and compression, and
// without a px dark enough for print.
func (a *area) isClipped(p *frame.Gray, x, i int) bool {
	const minLevel = 228
	lacks := 0
	for dy := range cell {
		r := a.rows[i+dy]
		if x < r[0] || x+cell > r[1] {
			return false
		}
		for _, v := range p.Pix[(a.top+i+dy)*p.Width+x:][:cell] {
			if v < minLevel {
				return false
			}
			lacks += 255 - int(v)
		}
	}
	return lacks <= (255-clipped)*cell*cell
}

// fill clears one blob (4-connected flood fill) and returns its number of squares.
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

// Frames are compared as grids of means.
const gridWidth, gridHeight = 32, 24

// grid is the previous frame.
type grid struct {
	before [gridWidth * gridHeight]float64
	size   [2]int // of that frame; zero: none
}

// motion is Metrics.Motion. A change that all of the frame shares is exposure, not motion.
func (g *grid) motion(p *frame.Gray) float64 {
	var now [gridWidth * gridHeight]float64
	w, h := p.Width/gridWidth, p.Height/gridHeight
	if w == 0 || h == 0 {
		return 0
	}
	// Sample every second row of a small frame, every fourth of others.
	step := 2
	if h >= 16 {
		step = 4
	}
	mean := 0.0
	for i := range now {
		x, y := i%gridWidth*w, i/gridWidth*h
		sum, n := 0, 0
		for dy := 0; dy < h; dy += step {
			for _, v := range p.Pix[(y+dy)*p.Width+x:][:w] {
				sum += int(v)
				n++
			}
		}
		now[i] = float64(sum) / float64(n)
		mean += now[i] - g.before[i]
	}
	mean /= gridWidth * gridHeight
	total := 0.0
	for i := range now {
		d := now[i] - g.before[i] - mean
		total += max(d, -d)
	}
	known := g.size == [2]int{p.Width, p.Height}
	g.before, g.size = now, [2]int{p.Width, p.Height}
	if !known {
		return 0
	}
	return total / (gridWidth * gridHeight)
}
