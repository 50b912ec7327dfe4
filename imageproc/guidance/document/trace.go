package document

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/frame"
)

// side is a line and where along it an edge is visible. A place is a column of the frame
// when the line is nearer to horizontal, else a row.
type side struct {
	line
	horizontal bool
	// seen is the prefix sum of places with an edge.
	seen []int32
}

const (
	rim         = 2  // px at the frame's border that are ignored
	minStrength = 20 // of a visible edge: a step of five levels
	// Max angle between the gradient and a line's normal, as 256 tan: 25 and 20 degrees.
	loose, strict = 119, 93
)

// trace fits a line to the edges near it and records where along it they are visible.
func (s *side) trace(l line, e *frame.Edges) {
	s.line = l
	s.follow(e, 2, loose, true)
	s.follow(e, 1, strict, false)
}

// follow records the places at which an edge lies at most reach px off the line with its
// gradient within maxAngle of the normal; fit then moves the line to those edges.
func (s *side) follow(e *frame.Edges, reach, maxAngle int, fit bool) {
	w, h := e.Width, e.Height
	s.horizontal = math.Abs(s.ny) >= math.Abs(s.nx)
	// Strides in memory from place to place, and across the line.
	along, across, places, room := 1, w, w, h
	slope, start := -s.nx/s.ny, s.rho/s.ny
	if !s.horizontal {
		along, across, places, room = w, 1, h, w
		slope, start = -s.ny/s.nx, s.rho/s.nx
	}
	s.seen = slices.Grow(s.seen[:0], places+1)[:places+1]
	nx, ny := int(s.nx*256), int(s.ny*256)
	at, step := int(start*65536)+32768, int(slope*65536)
	n := int32(0)
	var sum, sumT, sumO, sumTT, sumTO int
	for t := range places {
		s.seen[t] = n
		o := at >> 16
		at += step
		if t < rim || t >= places-rim || o < rim || o >= room-rim {
			continue
		}
		first, last := max(-reach, rim-o), min(reach, room-1-rim-o)
		i := t*along + (o+first)*across
		best, off := uint16(minStrength-1), 0
		for k := first; k <= last; k++ {
			if m := e.Strength[i]; m > best {
				gx, gy := int(e.X[i]), int(e.Y[i])
				rise, turned := gx*nx+gy*ny, (gy*nx-gx*ny)<<8
				if turned <= maxAngle*rise && -turned <= maxAngle*rise {
					best, off = m, k
				}
			}
			i += across
		}
		if best < minStrength {
			continue
		}
		n++
		if fit {
			weight := int(min(best, 160))
			o, t := off, t-places/2
			sum += weight
			sumT += weight * t
			sumO += weight * o
			sumTT += weight * t * t
			sumTO += weight * t * o
		}
	}
	s.seen[places] = n
	if fit && n >= 12 {
		s.shift(float64(sum), float64(sumT), float64(sumO), float64(sumTT), float64(sumTO), float64(places/2), slope, start)
	}
}

// shift moves the line by the least-squares fit of the offsets o at the places t, given as
// weighted sums.
func (s *side) shift(n, t, o, tt, to, middle, slope, start float64) {
	det := n*tt - t*t
	if det <= 0 {
		return
	}
	turned := (n*to - t*o) / det
	moved := (o - turned*t) / n
	slope += turned
	start += moved - turned*middle
	length := math.Hypot(1, slope)
	l := line{-slope / length, 1 / length, start / length}
	if !s.horizontal {
		l.nx, l.ny = l.ny, l.nx
	}
	if l.nx*s.nx+l.ny*s.ny < 0 {
		l = line{-l.nx, -l.ny, -l.rho}
	}
	s.line = l
}

// between is the range of places between two points.
func (s *side) between(a, b frame.Point) (from, to float64) {
	if from, to = a.X, b.X; !s.horizontal {
		from, to = a.Y, b.Y
	}
	if from > to {
		return to, from
	}
	return from, to
}

// share is the share of the places in a range that show the edge, and how many of the range
// lie in the frame.
func (s *side) share(from, to float64) (share float64, places int) {
	last := len(s.seen) - 1 - rim
	a, b := max(rim, int(from)), min(last, int(to))
	if b <= a {
		return 0, 0
	}
	return float64(s.seen[b]-s.seen[a]) / float64(b-a), b - a
}

// refine fits each side of an outline to the steepest levels within reach px, at most maxReach,
// and returns the new corners. A corner moves at most 10 px; a side that is hardly visible stays.
func refine(p *frame.Gray, q frame.Quad, reach int) frame.Quad {
	var sides [4]line
	for i := range q {
		sides[i] = refineSide(p, q[i], q[(i+1)%4], reach)
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
	// The reach of refine is maxReach where the picture that was searched is half the frame, half
	// of it elsewhere: with more, a frame of 320 px yields the frames printed on cards.
	maxReach = 4
)

// refineSide fits a line to the steepest step across a side, sampled at refinePoints.
func refineSide(p *frame.Gray, a, b frame.Point, reach int) line {
	length := a.Distance(b)
	tx, ty := (b.X-a.X)/length, (b.Y-a.Y)/length
	l := through(a, b)
	// The sign of the step is that of most samples: dark to bright or bright to dark.
	var all [refinePoints][2*maxReach + 1]float64
	total := 0.0
	for i := range all {
		steps := all[i][:2*reach+1]
		along := length * (0.06 + 0.88*float64(i)/(refinePoints-1))
		var levels [2*maxReach + 3]float64
		for k := range levels[:2*reach+3] {
			off := float64(k - reach - 1)
			levels[k] = p.At(a.X+tx*along+l.nx*off, a.Y+ty*along+l.ny*off)
		}
		for k := range steps {
			steps[k] = levels[k+2] - levels[k]
			total += steps[k]
		}
	}
	sign := math.Copysign(1, total)
	var along, off, weight [refinePoints]float64
	n := 0
	for i := range all {
		steps, best := all[i][:2*reach+1], 0
		for k := range steps {
			steps[k] *= sign
			if steps[k] > steps[best] {
				best = k
			}
		}
		if steps[best] < 6 {
			continue
		}
		along[n] = length * (0.06 + 0.88*float64(i)/(refinePoints-1))
		off[n] = float64(best-reach) + vertex(steps, best)
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
