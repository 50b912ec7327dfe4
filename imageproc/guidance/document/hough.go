package document

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/frame"
)

// line is the points p with nx·p.X + ny·p.Y = rho. The normal points to the brighter side,
// so that opposite sides of a document have opposite normals.
type line struct {
	nx, ny, rho float64
}

// intersect is where two lines cross; ok is false below an angle of 17 degrees.
func (l line) intersect(m line) (p frame.Point, ok bool) {
	det := l.nx*m.ny - l.ny*m.nx
	if math.Abs(det) < 0.3 {
		return p, false
	}
	return frame.Point{X: (l.rho*m.ny - m.rho*l.ny) / det, Y: (l.nx*m.rho - m.nx*l.rho) / det}, true
}

// through is the line through two points, its normal to the right of the way from a to b on
// a screen.
func through(a, b frame.Point) line {
	length := a.Distance(b)
	l := line{nx: -(b.Y - a.Y) / length, ny: (b.X - a.X) / length}
	l.rho = l.nx*a.X + l.ny*a.Y
	return l
}

const (
	directions = 256 // of normals, in a full turn, as in frame.Edges
	rhoStep    = 2   // px a cell
	fraction   = 10  // bits of the sine table
	maxLines   = 60
	minLines   = 24 // kept even with fewer votes than strong
	maxEdges   = 24_000
	spread     = 3 // directions to either side that an edge votes for
)

// hough is a Hough transform in which each edge px votes only for lines whose normal is
// near its own gradient. That keeps it fast and its maxima sharp.
type hough struct {
	edges  []edge
	votes  []uint16
	peaks  []peak
	lines  []peak
	across int               // cells of rho a direction; the middle one is for lines through the centre
	least  uint16            // min strength of edges that vote
	only   *[directions]bool // gradient directions that vote; nil: all
}

// edge is an edge px after non-maximum suppression; x and y are from the frame's centre.
type edge struct {
	x, y      int16
	direction uint8
	weight    uint8
}

// peak is a maximum of the accumulator, at an index of votes.
type peak struct {
	at    int32
	votes uint16
}

// sines and cosines are of the directions, in cells of rho.
var sines, cosines = func() (s, c [directions]int32) {
	for i := range directions {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / directions)
		s[i] = int32(math.Round(sin * (1 << fraction) / rhoStep))
		c[i] = int32(math.Round(cos * (1 << fraction) / rhoStep))
	}
	return s, c
}()

// find returns the lines with most votes, strongest first. Only edges with some directions
// vote, those above the threshold of the last whole frame; nil: all edges of a whole frame.
func (h *hough) find(e *frame.Edges, only *[directions]bool) []peak {
	if h.only = only; only == nil {
		h.least = threshold(e)
	}
	h.collect(e)
	h.vote(e.Width, e.Height)
	short := min(e.Width, e.Height)
	h.findPeaks(uint16(short/3), uint16(short/5))
	return h.lines
}

// line is that of a peak.
func (h *hough) line(p peak, e *frame.Edges) line {
	d, r := int(p.at)/h.across, int(p.at)%h.across
	sin, cos := math.Sincos(2 * math.Pi * float64(d) / directions)
	rho := float64(r-h.across/2) * rhoStep
	return line{cos, sin, rho + cos*float64(e.Width/2) + sin*float64(e.Height/2)}
}

// collect lists the edge px: those of at least the threshold whose strength is a maximum
// across the edge.
func (h *hough) collect(e *frame.Edges) {
	w := e.Width
	least := h.least
	h.edges = h.edges[:0]
	for _, part := range e.Parts {
		y := part.Y
		if y < 2 || y >= e.Height-2 {
			continue
		}
		row := e.Strength[y*w:][:min(part.To, w-2)]
		for x := max(2, part.From); x < len(row); x++ {
			m := row[x]
			if m < least {
				// Skip four px at a time where none has a bit high enough: most have no edge.
				for x+4 < len(row) && row[x+1]|row[x+2]|row[x+3]|row[x+4] < least {
					x += 4
				}
				continue
			}
			i := y*w + x
			// Across the edge is right, down, or a diagonal: 5/12 is tan 22.5°.
			gx, gy := int(e.X[i]), int(e.Y[i])
			ax, ay := max(gx, -gx), max(gy, -gy)
			step := w + 1
			switch {
			case 12*ay < 5*ax:
				step = 1
			case 12*ax < 5*ay:
				step = w
			case gx^gy < 0:
				step = w - 1
			}
			if m < e.Strength[i-step] || m <= e.Strength[i+step] {
				continue
			}
			direction := e.Direction(i)
			if h.only != nil && !h.only[direction] {
				continue
			}
			if len(h.edges) == maxEdges {
				return
			}
			h.edges = append(h.edges, edge{int16(x - w/2), int16(y - e.Height/2), direction, uint8(2 + min(4, m>>6))})
		}
	}
}

// threshold is the strength that one px in eight exceeds, clamped to 32 (above noise) to
// 120 (a faint border).
func threshold(e *frame.Edges) uint16 {
	px := e.Width * e.Height
	return uint16(max(32, min(exceeded(e, px/8), 120)))
}

// exceeded is the strength that a number of px exceed.
func exceeded(e *frame.Edges, px int) int {
	for m := len(e.Levels) - 1; m > 0; m-- {
		if px -= e.Levels[m]; px < 0 {
			return m * 4
		}
	}
	return 0
}

func (h *hough) vote(width, height int) {
	radius := int(math.Hypot(float64(width), float64(height))/2/rhoStep) + 2
	h.across = 2*radius + 1
	h.votes = slices.Grow(h.votes[:0], directions*h.across)[:directions*h.across]
	clear(h.votes)
	// The half rounds to the nearest cell when the fraction is cut off.
	middle := int32(radius<<fraction + 1<<(fraction-1))
	for i := range h.edges {
		e := &h.edges[i]
		x, y, weight := int32(e.x), int32(e.y), uint16(e.weight)
		for off := -spread; off <= spread; off++ {
			d := uint8(int(e.direction) + off)
			cell := int(d)*h.across + int((x*cosines[d]+y*sines[d]+middle)>>fraction)
			h.votes[cell] += weight
		}
	}
}

// findPeaks lists accumulator maxima in lines, strongest first, suppressing neighbours.
// Peaks ≥ strong are all kept, up to maxLines; weaker ones ≥ weak only until minLines.
func (h *hough) findPeaks(strong, weak uint16) {
	h.peaks = h.peaks[:0]
	for d := range directions {
		if h.only != nil && !h.only[d] {
			continue
		}
		before := h.votes[(d+directions-1)%directions*h.across:][:h.across]
		here := h.votes[d*h.across:][:h.across]
		after := h.votes[(d+1)%directions*h.across:][:h.across]
		for r := 1; r < len(here)-1; r++ {
			v := here[r]
			if v < weak || v < here[r-1] || v <= here[r+1] || v < before[r] || v <= after[r] {
				continue
			}
			h.peaks = append(h.peaks, peak{int32(d*h.across + r), v})
		}
	}
	h.lines = h.lines[:0]
	for len(h.lines) < maxLines {
		best := -1
		for i, p := range h.peaks {
			if p.votes > 0 && (best < 0 || p.votes > h.peaks[best].votes) {
				best = i
			}
		}
		if best < 0 {
			return
		}
		p := h.peaks[best]
		if p.votes < strong && len(h.lines) >= minLines {
			return
		}
		h.lines = append(h.lines, p)
		d, r := int(p.at)/h.across, int(p.at)%h.across
		kept := h.peaks[:0]
		for _, o := range h.peaks {
			turned, moved := int(int8(uint8(d-int(o.at)/h.across))), r-int(o.at)%h.across
			if turned > 5 || turned < -5 || moved > 3 || moved < -3 {
				kept = append(kept, o)
			}
		}
		h.peaks = kept
	}
}
