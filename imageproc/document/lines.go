package document

import (
	"math"
	"slices"

	"credential-capture/imageproc/frame"
)

// line is a straight edge: the points p with nx·p.X + ny·p.Y = rho. The normal points
// to its brighter side, so that opposite sides of a document have opposite normals.
type line struct {
	nx, ny, rho float64
	votes       int
}

func (l line) distance(p Point) float64 { return l.nx*p.X + l.ny*p.Y - l.rho }

// meet is where two lines cross; ok is false when they are nearly parallel.
func (l line) meet(m line) (p Point, ok bool) {
	det := l.nx*m.ny - l.ny*m.nx
	if math.Abs(det) < 0.3 {
		return p, false
	}
	return Point{(l.rho*m.ny - m.rho*l.ny) / det, (l.nx*m.rho - m.nx*l.rho) / det}, true
}

const (
	directions = 180 // of normals, all around: 2 degrees each
	rhoStep    = 2.0 // px
	mostLines  = 28
	mostEdges  = 14_000
)

// edge is a px at which levels change sharply.
type edge struct {
	x, y      int32
	direction int32 // of the gradient, in steps of directions
	weight    int32
}

// hough finds lines by a vote of all edges. Each votes for the lines through it whose
// normal is near its own gradient, which makes the vote quick and its peaks sharp.
type hough struct {
	sin, cos [directions]float64
	edges    []edge
	votes    []int32
	radius   int // rho from -radius to radius, in steps
	strong   []uint16
}

func newHough() *hough {
	h := &hough{}
	for i := range directions {
		h.sin[i], h.cos[i] = math.Sincos(2 * math.Pi * float64(i) / directions)
	}
	return h
}

// collect lists the px whose gradient is a maximum across the edge and above a level
// that a given share of the px exceed.
func (h *hough) collect(g *frame.Gradient) {
	w := g.Width
	if cap(h.strong) < len(g.X) {
		h.strong = make([]uint16, len(g.X))
	}
	h.strong = h.strong[:len(g.X)]
	var histogram [512]int
	for i := range h.strong {
		x, y := int(g.X[i]), int(g.Y[i])
		m := max(x, -x) + max(y, -y)
		h.strong[i] = uint16(m)
		histogram[min(m>>2, 511)]++
	}
	least := threshold(&histogram, len(h.strong))
	h.edges = h.edges[:0]
	for y := 2; y < g.Height-2; y++ {
		for x := 2; x < w-2; x++ {
			i := y*w + x
			m := h.strong[i]
			if int(m) < least {
				continue
			}
			gx, gy := int(g.X[i]), int(g.Y[i])
			step := 1
			if max(gx, -gx) < max(gy, -gy) {
				step = w
			}
			if m < h.strong[i-step] || m <= h.strong[i+step] {
				continue
			}
			if len(h.edges) == mostEdges {
				return
			}
			angle := math.Atan2(float64(gy), float64(gx))
			d := int32(math.Round(angle*directions/(2*math.Pi))+directions) % directions
			h.edges = append(h.edges, edge{int32(x), int32(y), d, int32(1 + min(3, m>>7))})
		}
	}
}

// threshold is the gradient above which an eighth of all px are, but never so low that
// noise counts, nor so high that a faint border doesn't.
func threshold(histogram *[512]int, of int) int {
	left := of / 8
	for m := 511; m > 0; m-- {
		if left -= histogram[m]; left < 0 {
			return min(max(m<<2, 40), 120)
		}
	}
	return 40
}

// lines returns the lines that most edges lie on, best first.
func (h *hough) lines(width, height int) []line {
	h.radius = int(math.Hypot(float64(width), float64(height))/rhoStep) + 1
	across := 2*h.radius + 1
	if cap(h.votes) < directions*across {
		h.votes = make([]int32, directions*across)
	}
	h.votes = h.votes[:directions*across]
	clear(h.votes)
	for _, e := range h.edges {
		for off := int32(-1); off <= 1; off++ {
			d := (e.direction + off + directions) % directions
			rho := float64(e.x)*h.cos[d] + float64(e.y)*h.sin[d]
			h.votes[int(d)*across+int(math.Round(rho/rhoStep))+h.radius] += e.weight
		}
	}
	return h.peaks(across, int32(min(width, height)/8))
}

// peaks takes the highest votes, each time clearing what lies close to it.
func (h *hough) peaks(across int, least int32) []line {
	type peak struct{ at, votes int32 }
	var all []peak
	for at, v := range h.votes {
		if v >= least {
			all = append(all, peak{int32(at), v})
		}
	}
	slices.SortFunc(all, func(a, b peak) int { return int(b.votes - a.votes) })
	var lines []line
	var taken []peak
next:
	for _, p := range all {
		d, r := int(p.at)/across, int(p.at)%across
		for _, t := range taken {
			apart := (d - int(t.at)/across + directions) % directions
			apart = min(apart, directions-apart)
			if away := r - int(t.at)%across; apart <= 4 && max(away, -away) <= 4 {
				continue next
			}
		}
		taken = append(taken, p)
		lines = append(lines, line{h.cos[d], h.sin[d], float64(r-h.radius) * rhoStep, int(p.votes)})
		if len(lines) == mostLines {
			break
		}
	}
	return lines
}
