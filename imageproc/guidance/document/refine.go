package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// refine fits each side of an outline to the steepest levels within refineReach and returns
// the new corners. A corner moves at most 10 px; a side that is hardly visible stays.
func refine(p *frame.Gray, q frame.Quad) frame.Quad {
	var sides [4]line
	for i := range q {
		sides[i] = refineSide(p, q[i], q[(i+1)%4])
	}
	out := q
	for i := range q {
		corner, ok := sides[(i+3)%4].intersect(sides[i])
		if ok && corner.Distance(q[i]) < 10 {
			out[i] = corner
		}
	}
	return out
}

const (
	refinePoints = 48
	refineReach  = 5 // px to either side
)

// refineSide fits a line to the steepest step across a side, sampled at refinePoints.
func refineSide(p *frame.Gray, a, b frame.Point) line {
	length := a.Distance(b)
	tx, ty := (b.X-a.X)/length, (b.Y-a.Y)/length
	l := line{nx: -ty, ny: tx}
	l.rho = l.nx*a.X + l.ny*a.Y
	// The sign of the step is that of most samples: dark to bright or bright to dark.
	var steps [refinePoints][2*refineReach + 1]float64
	total := 0.0
	for i := range steps {
		along := length * (0.06 + 0.88*float64(i)/(refinePoints-1))
		var levels [2*refineReach + 3]float64
		for k := range levels {
			off := float64(k - refineReach - 1)
			levels[k] = p.At(a.X+tx*along+l.nx*off, a.Y+ty*along+l.ny*off)
		}
		for k := range steps[i] {
			steps[i][k] = levels[k+2] - levels[k]
			total += steps[i][k]
		}
	}
	sign := math.Copysign(1, total)
	var along, off, weight [refinePoints]float64
	n := 0
	for i := range steps {
		best := 0
		for k := range steps[i] {
			steps[i][k] *= sign
			if steps[i][k] > steps[i][best] {
				best = k
			}
		}
		if steps[i][best] < 6 {
			continue
		}
		along[n] = length * (0.06 + 0.88*float64(i)/(refinePoints-1))
		off[n] = float64(best-refineReach) + vertex(steps[i][:], best)
		weight[n] = 1
		n++
	}
	if n < refinePoints/3 {
		return l
	}
	slope, start, ok := fit(along[:n], off[:n], weight[:n])
	if !ok {
		return l
	}
	return through(
		frame.Point{X: a.X + l.nx*start, Y: a.Y + l.ny*start},
		frame.Point{X: a.X + tx*length + l.nx*(start+slope*length), Y: a.Y + ty*length + l.ny*(start+slope*length)})
}

// vertex is the sub-px position of a maximum, -0.5 to 0.5: that of the parabola through it
// and its neighbours.
func vertex(v []float64, at int) float64 {
	if at == 0 || at == len(v)-1 {
		return 0
	}
	bend := v[at-1] - 2*v[at] + v[at+1]
	if bend >= 0 {
		return 0
	}
	return max(-0.5, min(0.5, (v[at-1]-v[at+1])/(2*bend)))
}

// fit is a robust least-squares line: five rounds with Tukey's biweight, which ignores
// points more than far off.
func fit(x, y, weight []float64) (slope, start float64, ok bool) {
	for range 5 {
		var s, sx, sy, sxx, sxy float64
		for i, w := range weight {
			s += w
			sx += w * x[i]
			sy += w * y[i]
			sxx += w * x[i] * x[i]
			sxy += w * x[i] * y[i]
		}
		det := s*sxx - sx*sx
		if det < 1e-6 || s < 4 {
			return 0, 0, false
		}
		slope, start = (s*sxy-sx*sy)/det, (sxx*sy-sx*sxy)/det
		for i := range weight {
			const far = 3.0 // px
			off := (y[i] - start - slope*x[i]) / far
			weight[i] = 0
			if off*off < 1 {
				weight[i] = (1 - off*off) * (1 - off*off)
			}
		}
	}
	return slope, start, true
}
