package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

const (
	contrastPlaces = 24 // samples along a side
	// Levels are read at these distances, px, to either side of a line.
	contrastNear, contrastFar = 3, 5
	// A sample counts from minStep levels and minOfMedian of the median step on.
	minStep, minOfMedian = 5, 0.35
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

// Lines are parallel within 4 degrees, given as a cosine, and beside an outline from so many
// px on.
const minParallelCos, minParallelDistance = 0.9976, 5

// parallels counts the lines outside an outline, or inside it, that are parallel to one of its
// sides: boards and stripes, or lines of text.
func (s *search) parallels(c *candidate, inside bool) int {
	n := 0
	for i := range s.sides {
		l, along, own := &s.sides[i], false, false
		for _, side := range c.sides {
			own = own || side == i
			if side != none {
				cos := l.nx*s.sides[side].nx + l.ny*s.sides[side].ny
				along = along || cos > minParallelCos || cos < -minParallelCos
			}
		}
		if own || !along {
			continue
		}
		nearest, farthest := math.Inf(1), math.Inf(-1) // of the corners, along the normal
		for _, p := range c.quad {
			d := l.nx*p.X + l.ny*p.Y - l.rho
			nearest, farthest = min(nearest, d), max(farthest, d)
		}
		if inside && nearest < -minParallelDistance && farthest > minParallelDistance ||
			!inside && (nearest >= minParallelDistance || farthest <= -minParallelDistance) {
			n++
		}
	}
	return n
}
