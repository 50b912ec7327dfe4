package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// line is a straight edge: the points p with nx·p.X + ny·p.Y = rho. The normal points
// to its brighter side, so that opposite sides of a document have opposite normals.
type line struct {
	nx, ny, rho float64
}

// meet is where two lines cross; ok is false when they are nearly parallel.
func (l line) meet(m line) (p Point, ok bool) {
	det := l.nx*m.ny - l.ny*m.nx
	if math.Abs(det) < 0.3 {
		return p, false
	}
	return Point{(l.rho*m.ny - m.rho*l.ny) / det, (l.nx*m.rho - m.nx*l.rho) / det}, true
}

// through is the line through two points, its normal to the right of the way from a to
// b as a screen shows it.
func through(a, b Point) line {
	length := distance(a, b)
	l := line{nx: -(b.Y - a.Y) / length, ny: (b.X - a.X) / length}
	l.rho = l.nx*a.X + l.ny*a.Y
	return l
}

const (
	directions = 256 // of normals, all around, as frame.Edges has them
	rhoStep    = 2   // px
	fraction   = 10  // bits of the table of sines
	mostLines  = 60
	fewLines   = 24
	mostEdges  = 12_000
	spread     = 3 // directions to either side that an edge votes for
)

// hough finds lines by a vote of all edges. Each votes for the lines through it whose
// normal is near its own gradient, which makes the vote quick and its peaks sharp.
type hough struct {
	sin, cos [directions]int32
	edges    []edge
	votes    []uint16
	peaks    []peak
	lines    []peak
	across   int               // cells of rho a direction, the middle one for lines through the centre
	least    uint16            // strength of the edges that count
	only     *[directions]bool // where edges may point; nil: anywhere
}

// edge is a px at which levels change most of all across the edge; x and y are from the
// centre of the frame.
type edge struct {
	x, y      int16
	direction uint8
	weight    uint8
}

type peak struct {
	at    int32
	votes uint16
}

func newHough() *hough {
	h := &hough{}
	for i := range directions {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / directions)
		h.sin[i] = int32(math.Round(sin * (1 << fraction) / rhoStep))
		h.cos[i] = int32(math.Round(cos * (1 << fraction) / rhoStep))
	}
	return h
}

// find returns the lines that most edges lie on, best first.
func (h *hough) find(e *frame.Edges) []peak {
	h.least, h.only = threshold(e), nil
	return h.lie(e)
}

// near is find of the edges near an outline that was found before, of those that point
// as its sides do.
func (h *hough) near(e *frame.Edges, only *[directions]bool) []peak {
	h.only = only
	return h.lie(e)
}

func (h *hough) lie(e *frame.Edges) []peak {
	h.collect(e)
	h.vote(e.Width, e.Height)
	h.highest(uint16(min(e.Width, e.Height)/3), uint16(min(e.Width, e.Height)/5))
	return h.lines
}

// line is where a peak says that a line is.
func (h *hough) line(p peak, e *frame.Edges) line {
	d, r := int(p.at)/h.across, int(p.at)%h.across
	sin, cos := math.Sincos(2 * math.Pi * float64(d) / directions)
	rho := float64(r-h.across/2) * rhoStep
	return line{cos, sin, rho + cos*float64(e.Width/2) + sin*float64(e.Height/2)}
}

// collect lists the px whose gradient is a maximum across the edge and above a level
// that a given share of the px exceed.
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
				// Most px have no edge: none of those of which no bit is high enough has one.
				for x+4 < len(row) && row[x+1]|row[x+2]|row[x+3]|row[x+4] < least {
					x += 4
				}
				continue
			}
			i := y*w + x
			// Across the edge is right, down, or one of the diagonals: 5/12 is tan 22.5°.
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
			if len(h.edges) == mostEdges {
				return
			}
			h.edges = append(h.edges, edge{int16(x - w/2), int16(y - e.Height/2), direction, uint8(2 + min(4, m>>6))})
		}
	}
}

// threshold is the strength above which an eighth of all px are, but never so low that
// noise counts, nor so high that a faint border doesn't; unless there would be too many.
func threshold(e *frame.Edges) uint16 {
	const lowest, highest = 32, 120
	most := e.Width * e.Height
	eighth := exceeded(e, most/8)
	return uint16(max(lowest, min(eighth, highest), exceeded(e, most/7)))
}

// exceeded is the strength above which so many px are.
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
	if n := directions * h.across; cap(h.votes) < n {
		h.votes = make([]uint16, n)
	} else {
		h.votes = h.votes[:n]
		clear(h.votes)
	}
	h.votes = h.votes[:directions*h.across]
	// Places are rounded to cells after the fraction of the table.
	middle := int32(radius<<fraction + 1<<(fraction-1))
	for i := range h.edges {
		e := &h.edges[i]
		x, y, weight := int32(e.x), int32(e.y), uint16(e.weight)
		for off := -spread; off <= spread; off++ {
			d := uint8(int(e.direction) + off)
			cell := int(d)*h.across + int((x*h.cos[d]+y*h.sin[d]+middle)>>fraction)
			h.votes[cell] += weight
		}
	}
}

// highest lists the peaks of the votes, the highest first, leaving out what lies close
// to a higher one: those above some votes, and of those above least as many as make a few.
func (h *hough) highest(some, least uint16) {
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
			if v < least || v < here[r-1] || v <= here[r+1] || v < before[r] || v <= after[r] {
				continue
			}
			h.peaks = append(h.peaks, peak{int32(d*h.across + r), v})
		}
	}
	h.lines = h.lines[:0]
	for len(h.lines) < mostLines {
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
		if p.votes < some && len(h.lines) >= fewLines {
			return
		}
		h.lines = append(h.lines, p)
		d, r := int(p.at)/h.across, int(p.at)%h.across
		kept := h.peaks[:0]
		for _, o := range h.peaks {
			apart, away := int(int8(uint8(d-int(o.at)/h.across))), r-int(o.at)%h.across
			if apart > 5 || apart < -5 || away > 3 || away < -3 {
				kept = append(kept, o)
			}
		}
		h.peaks = kept
	}
}
