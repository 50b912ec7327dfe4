package document

import (
	"math"

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
	if cap(s.seen) < places+1 {
		s.seen = make([]int32, places+1)
	}
	s.seen = s.seen[:places+1]
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

// along is the place of a point.
func (s *side) along(p frame.Point) float64 {
	if s.horizontal {
		return p.X
	}
	return p.Y
}

// share is the share of the places in a range that show the edge, and how many of the range
// lie in the frame.
func (s *side) share(from, to float64) (share float64, places int) {
	last := len(s.seen) - 1 - rim
	a, b := int(from), int(to)
	if a < rim {
		a = rim
	}
	if b > last {
		b = last
	}
	if b <= a {
		return 0, 0
	}
	return float64(s.seen[b]-s.seen[a]) / float64(b-a), b - a
}
