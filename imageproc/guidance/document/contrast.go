package document

import "credential-capture/imageproc/guidance/frame"

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
