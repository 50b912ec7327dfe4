package document

import (
	"math"

	"credential-capture/imageproc/frame"
)

// side is a line with the places at which an edge is really seen along it.
type side struct {
	line
	wall  bool    // the frame's own edge, of which nothing can be seen
	start float64 // where along the line the first place is, px from its foot
	seen  []int32 // how many of the places up to each show an edge
}

// faint is the least gradient across a side that counts, of Sobel's kernels: a step of
// five levels.
const faint = 20

// newSide looks for the edge along the whole of a line, one place a px, at most 2 px
// off it.
func newSide(l line, g *frame.Gradient) side {
	reach := math.Hypot(float64(g.Width), float64(g.Height))
	s := side{line: l, start: -reach}
	tx, ty := -l.ny, l.nx
	count := int(2*reach) + 1
	s.seen = make([]int32, count+1)
	n := int32(0)
	for i := range count {
		t := s.start + float64(i)
		x, y := l.nx*l.rho+tx*t, l.ny*l.rho+ty*t
		if x >= 2 && y >= 2 && x < float64(g.Width-2) && y < float64(g.Height-2) && edgeAt(g, l, x, y) {
			n++
		}
		s.seen[i+1] = n
	}
	return s
}

// edgeAt reports whether levels rise along the normal at a place or close beside it.
func edgeAt(g *frame.Gradient, l line, x, y float64) bool {
	for off := -2.0; off <= 2; off++ {
		px, py := int(x+l.nx*off+0.5), int(y+l.ny*off+0.5)
		if px < 0 || py < 0 || px >= g.Width || py >= g.Height {
			continue
		}
		gx, gy := float64(g.X[py*g.Width+px]), float64(g.Y[py*g.Width+px])
		across := gx*l.nx + gy*l.ny
		// Within 30 degrees of the normal: tan 30° = 0.577.
		if along := gy*l.nx - gx*l.ny; across >= faint && math.Abs(along) <= 0.6*across {
			return true
		}
	}
	return false
}

// support is the share of the places between two corners that show the edge, and of
// those in an eighth of that length beyond either.
func (s *side) support(a, b Point) (on, beyond float64) {
	from, to := s.along(a), s.along(b)
	if from > to {
		from, to = to, from
	}
	length := to - from
	// Corners of cards are round, so the last twentieth needn't show anything.
	on = s.share(from+0.05*length, to-0.05*length)
	return on, (s.share(from-0.15*length, from-0.03*length) + s.share(to+0.03*length, to+0.15*length)) / 2
}

func (s *side) along(p Point) float64 { return -s.ny*p.X + s.nx*p.Y - s.start }

func (s *side) share(from, to float64) float64 {
	last := len(s.seen) - 1
	a, b := min(max(int(from), 0), last), min(max(int(to), 0), last)
	if b <= a {
		return 0
	}
	return float64(s.seen[b]-s.seen[a]) / float64(b-a)
}
