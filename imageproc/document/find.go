package document

import (
	"math"

	"credential-capture/imageproc/frame"
)

// Found is a document in a frame.
type Found struct {
	Quad       Quad
	Confidence float64 // 0 to 1: how much of the outline is seen, and how well it closes
	Cut        bool    // at least one side lies outside of the frame
}

// What an outline must have to be a document's. The figures are shares: of the frame's
// area, of a side's length.
const (
	leastArea    = 0.06
	leastSupport = 0.35 // of any side
	meanSupport  = 0.62 // of all four
	cutSupport   = 0.70 // of those that are in the frame, when one isn't
	wall         = 0.6  // what a side counts that is the frame's own edge
)

// Finder finds the document in frames of a camera. It keeps its buffers from one frame
// to the next; it is for one goroutine at a time.
type Finder struct {
	small    frame.Gray
	gradient frame.Gradient
	hough    *hough
	sides    []side
}

// NewFinder returns a Finder.
func NewFinder() *Finder { return &Finder{hough: newHough()} }

// detectAt is the longest side, in px, of the picture in which lines are looked for. A
// document's outline needs no more; print and texture disappear.
const detectAt = 400

// Find returns the document in a frame; ok is false when there is none that it would
// vouch for. The frame should have about 640 px on its longer side.
func (f *Finder) Find(p *frame.Gray) (found Found, ok bool) {
	at, factor := p, 1.0
	if max(p.Width, p.Height) > detectAt {
		f.small.Half(p)
		at, factor = &f.small, 2
	}
	if min(at.Width, at.Height) < 32 {
		return Found{}, false
	}
	f.gradient.Of(at)
	f.hough.collect(&f.gradient)
	f.sides = f.sides[:0]
	for _, l := range f.hough.lines(at.Width, at.Height) {
		f.sides = append(f.sides, newSide(l, &f.gradient))
	}
	best, ok := f.best(at.Width, at.Height)
	if !ok {
		return Found{}, false
	}
	quad := best.quad.Scale(factor)
	if factor > 1 {
		for i := range quad { // a px of the half is centred between two
			quad[i].X += 0.5
			quad[i].Y += 0.5
		}
	}
	if !best.cut {
		quad = refine(p, quad)
	}
	return Found{Quad: quad.ordered(), Confidence: best.confidence, Cut: best.cut}, true
}

// candidate is four sides that close.
type candidate struct {
	quad       Quad
	score      float64
	confidence float64
	cut        bool
}

// best tries all sides against each other, with the frame's own edges in place of one
// or two.
func (f *Finder) best(width, height int) (candidate, bool) {
	return f.search(append(f.sides, walls(width, height)...), width, height)
}

// pair is two sides that face each other.
type pair struct{ a, b *side }

func (f *Finder) search(sides []side, width, height int) (best candidate, ok bool) {
	var pairs []pair
	apart := 0.15 * float64(min(width, height))
	for i := range sides {
		for j := i + 1; j < len(sides); j++ {
			a, b := &sides[i], &sides[j]
			if a.wall && b.wall {
				continue
			}
			facing := a.nx*b.nx + a.ny*b.ny
			if math.Abs(facing) < 0.85 {
				continue
			}
			if math.Abs(a.rho-math.Copysign(1, facing)*b.rho) >= apart {
				pairs = append(pairs, pair{a, b})
			}
		}
	}
	for i := range pairs {
		for j := i + 1; j < len(pairs); j++ {
			if c, good := judge(pairs[i], pairs[j], width, height); good && c.score > best.score {
				best, ok = c, true
			}
		}
	}
	return best, ok
}

// judge scores the outline that two pairs of sides make.
func judge(p, r pair, width, height int) (c candidate, ok bool) {
	around := [4]*side{p.a, r.a, p.b, r.b}
	if math.Abs(p.a.nx*r.a.nx+p.a.ny*r.a.ny) > 0.65 || p.a == r.a || p.b == r.b || p.a == r.b || p.b == r.a {
		return c, false
	}
	// Corner i is where side i-1 meets side i, so that side i runs from corner i to the next.
	for i := range around {
		if c.quad[i], ok = around[(i+3)%4].meet(around[i].line); !ok {
			return c, false
		}
	}
	if c.quad.Area() < 0 {
		c.quad[1], c.quad[3] = c.quad[3], c.quad[1]
		around = [4]*side{around[3], around[2], around[1], around[0]}
	}
	if !inside(c.quad, width, height) || !c.quad.convex() {
		return c, false
	}
	share := c.quad.Area() / float64(width*height)
	if share < leastArea {
		return c, false
	}
	sum, least, seen, walled, beyond := 0.0, 1.0, 0, 0, 0.0
	for i, s := range around {
		if s.wall {
			walled++
			continue
		}
		on, past := s.support(c.quad[i], c.quad[(i+1)%4])
		sum += on
		least = min(least, on)
		beyond += past
		seen++
	}
	mean := sum / float64(seen)
	needs := meanSupport
	if walled > 0 {
		needs = cutSupport
	}
	if walled > 2 || least < leastSupport || mean < needs {
		return c, false
	}
	// The outermost outline is the document's, not that of a photo on it; but its sides
	// end where they meet, while those of a table go on.
	c.score = (sum+wall*float64(walled))/4 + 0.45*math.Sqrt(share) - 0.25*beyond/float64(seen)
	if samePolarity(around, c.quad) {
		c.score += 0.12
	}
	c.confidence = min(1, 0.6*mean+0.4*least)
	c.cut = walled > 0
	return c, true
}

// inside allows for corners that are just outside of the frame.
func inside(q Quad, width, height int) bool {
	margin := 0.02 * float64(max(width, height))
	for _, p := range q {
		if p.X < -margin || p.Y < -margin || p.X > float64(width)+margin || p.Y > float64(height)+margin {
			return false
		}
	}
	return true
}

// samePolarity reports whether the document is brighter, or darker, than what is around
// it on every side that is seen.
func samePolarity(around [4]*side, q Quad) bool {
	center, bright, dark := q.Center(), 0, 0
	for _, s := range around {
		switch {
		case s.wall:
		case s.distance(center) > 0:
			bright++
		default:
			dark++
		}
	}
	return bright == 0 || dark == 0
}

// walls are the frame's own edges.
func walls(width, height int) []side {
	w, h := float64(width-1), float64(height-1)
	var all []side
	for _, l := range []line{{nx: 1}, {nx: -1, rho: -w}, {ny: 1}, {ny: -1, rho: -h}} {
		all = append(all, side{line: l, wall: true})
	}
	return all
}
