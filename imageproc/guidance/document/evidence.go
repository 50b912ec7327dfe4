package document

import "credential-capture/imageproc/guidance/frame"

// Evidence of a document is the visible share of its sides, less deductions, plus their
// contrast, 0 to 1 each: 2 at most. Boards, tiles, stripes of cloth and edges of shadows
// close to outlines too, but those are faint, continue past the corners or have parallels,
// and their inside resembles their outside.
const (
	minEvidence     = 1.1
	minCutEvidence  = 1.22 // any table has three sides that leave the frame
	minCellEvidence = 1.3
	// minCellContrast is the min contrast of each side of what may be a cell of a grid.
	minCellContrast = 0.75
	// The contrast is complete with so many levels right at the border and so many deeper,
	// each one half of it.
	fullStep, fullDepth = 60, 40
	// Deductions: per visible share past the corners, and per parallel line outside, of which
	// maxParallels count.
	beyondCost                 = 0.5
	parallelCost, maxParallels = 0.04, 8
	// Lines are parallel within 4 degrees, given as a cosine, and outside from so many px on.
	minParallelCos, minParallelDistance = 0.9976, 5
)

func (c *candidate) minEvidence() float64 {
	switch {
	case c.cell:
		return minCellEvidence
	case c.cut:
		return minCutEvidence
	}
	return minEvidence
}

// mayBeEvident is evident with full contrast assumed, which is cheaper to compute.
func (s *search) mayBeEvident(c *candidate) bool {
	seen, n := 0.0, 0.0
	for i, side := range c.sides {
		if side != none {
			seen += c.seen[i]
			n++
		}
	}
	c.certainty = seen/n - beyondCost*c.beyond
	if c.certainty+1 < c.minEvidence() {
		return false
	}
	c.certainty -= parallelCost * float64(min(maxParallels, s.parallels(c)))
	return c.certainty+1 >= c.minEvidence()
}

// evident reports whether a candidate, all of whose sides are measured, has enough evidence.
func (s *search) evident(c *candidate) bool {
	contrast, n := 0.0, 0.0
	for i, side := range c.sides {
		if side == none {
			continue
		}
		if c.cell && c.contrast[i] < minCellContrast {
			return false
		}
		contrast += min(1, c.step[i]/fullStep)/2 + min(1, s.depth(c.quad[i], c.quad[(i+1)&3])/fullDepth)/2
		n++
	}
	return c.certainty+contrast/n >= c.minEvidence()
}

// parallels counts the lines outside an outline that are parallel to one of its sides.
func (s *search) parallels(c *candidate) int {
	n := 0
	for i := range s.sides {
		if s.isParallel(c, i) {
			n++
		}
	}
	return n
}

func (s *search) isParallel(c *candidate, i int) bool {
	l, along := &s.sides[i], false
	for _, side := range c.sides {
		if side == i {
			return false
		}
		if side != none {
			cos := l.nx*s.sides[side].nx + l.ny*s.sides[side].ny
			along = along || cos > minParallelCos || cos < -minParallelCos
		}
	}
	if !along {
		return false
	}
	left, right := false, false
	for _, p := range c.quad {
		d := l.nx*p.X + l.ny*p.Y - l.rho
		left, right = left || d < minParallelDistance, right || d > -minParallelDistance
	}
	return !left || !right
}

// depth is the difference in levels between the means of both sides of a line, 6 to 18 px
// away, which averages the checks and stripes of a cloth, in the colour with the largest.
func (s *search) depth(a, b frame.Point) float64 {
	const places, first, step, rows = 16, 6, 4, 4
	length := a.Distance(b)
	if length < 8 {
		return 0
	}
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	var sums [3]int
	n := 0
	p := s.colours
	for i := range places {
		t := 0.06 + 0.88*float64(i)/(places-1)
		x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
		for off := float64(first); off < first+rows*step; off += step {
			dx, dy := off*nx, off*ny
			if !p.Contains(x+dx, y+dy) || !p.Contains(x-dx, y-dy) {
				continue
			}
			one, other := int(y+dy+0.5)*p.Width+int(x+dx+0.5), int(y-dy+0.5)*p.Width+int(x-dx+0.5)
			for c := range 3 {
				sums[c] += p.Level(one, c) - p.Level(other, c)
			}
			n++
		}
	}
	most := 0
	for _, sum := range sums {
		most = max(most, sum, -sum)
	}
	return float64(most) / float64(max(1, n))
}

const (
	contrastPlaces = 24 // samples along a side
	// Levels are read at these distances, px, to either side of a line.
	contrastNear, contrastFar = 3, 5
	// A sample counts from minStep levels and minOfMedian of the median step on.
	minStep, minOfMedian = 5, 0.35
	// Min share of samples that count: of any side, and on average. Fingers and shadows cover
	// some.
	minContrast, minMeanContrast = 0.45, 0.7
	// A side whose step is below such a share of the other sides' is likely, or certainly, a
	// line of text. Some documents have one side nearly as bright as the table.
	likelyText, surelyText = 0.35, 0.06
)

// edgeContrast is the share of samples along a line at which its two sides differ, in the
// colour and the direction in which most samples do; step is the median difference in
// levels. Paper differs from a table all along; the two sides of a joint, of a line of text,
// or of a line across a chequered cloth don't.
func edgeContrast(p *frame.Colours, a, b frame.Point) (share, step float64) {
	length := a.Distance(b)
	if length < 8 {
		return 0, 0
	}
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	var at [contrastPlaces][4]int
	n := 0
	for i := range contrastPlaces {
		t := 0.08 + 0.84*float64(i)/(contrastPlaces-1)
		x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
		if !p.Contains(x+contrastFar*nx, y+contrastFar*ny) || !p.Contains(x-contrastFar*nx, y-contrastFar*ny) {
			continue
		}
		for k, off := range [4]float64{contrastNear, contrastFar, -contrastNear, -contrastFar} {
			at[n][k] = int(y+off*ny+0.5)*p.Width + int(x+off*nx+0.5)
		}
		n++
	}
	if n < contrastPlaces/3 {
		return 0, 0
	}
	for colour := range 3 {
		var differ [contrastPlaces]float64
		for i := range n {
			q := &at[i]
			differ[i] = float64(p.Level(q[0], colour)+p.Level(q[1], colour)-p.Level(q[2], colour)-p.Level(q[3], colour)) / 2
		}
		frame.InsertionSort(differ[:n])
		median, sign := differ[n/2], 1.0
		if median < 0 {
			median, sign = -median, -1
		}
		if median <= step {
			continue
		}
		step = median
		least, many := max(minStep, minOfMedian*median), 0
		for _, d := range differ[:n] {
			if d*sign >= least {
				many++
			}
		}
		share = float64(many) / float64(n)
	}
	return share, step
}

// measure records the contrast of the i-th side of a candidate.
func (s *search) measure(c *candidate, i int) {
	if c.measured>>uint(i)&1 == 0 && c.sides[i] != none {
		c.contrast[i], c.step[i] = edgeContrast(s.colours, c.quad[i], c.quad[(i+1)&3])
	}
	c.measured |= 1 << uint(i)
}

// accept reports whether a candidate contrasts with its surroundings on all sides and has
// the evidence of a document.
func (s *search) accept(c *candidate) bool {
	if !s.mayBeEvident(c) {
		return false
	}
	sum, n := 0.0, 0.0
	for i, side := range c.sides {
		if side == none {
			continue
		}
		s.measure(c, i)
		if c.contrast[i] < minContrast {
			return false
		}
		sum += c.contrast[i]
		n++
	}
	return sum >= minMeanContrast*n && s.evident(c)
}

// isTextLine reports whether the i-th side of a candidate is likelier a line of text: paper
// is on both sides of it, so its step is below a share of the median of the others'.
func (s *search) isTextLine(c *candidate, i int, share float64) bool {
	for k := range c.sides {
		s.measure(c, k)
	}
	var others [4]float64
	n := 0
	for k, step := range c.step {
		if k != i && c.sides[k] != none {
			others[n] = step
			n++
		}
	}
	frame.InsertionSort(others[:n])
	return c.step[i] < share*others[n/2]
}
