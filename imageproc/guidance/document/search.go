package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// What an outline must have to be a document's. The figures are shares: of the frame's
// area, of a side's length.
const (
	leastArea    = 0.02
	leastCutArea = 0.05
	leastSupport = 0.40 // of any side
	meanSupport  = 0.72 // of all four
	cutSupport   = 0.80 // of those that are in the frame, when the document isn't whole
	leastCut     = 0.45 // of any of the three sides of what runs out of the frame
	meanCut      = 0.70 // of all three
	mostRatio    = 2.3  // of the sides of what is whole
	mostBeyond   = 0.35 // of what follows on the sides past their corners
	cutBeyond    = 0.5  // the same of what isn't whole
	littleBeyond = 0.20 // the same of what is little, as the cells of a grid are
	littleArea   = 0.07 // which is likelier a portrait than a document, too
	beyondFrame  = 0.4  // of the frame's longer side: how far outside a corner may be
	nearBorder   = 0.55 // of the ends of the two sides that leave the frame
)

// candidate is sides that close.
type candidate struct {
	quad       Quad
	score      float64
	confidence float64
	cut        bool
	sides      [4]int     // as in search, from corner to corner; none for the frame's border
	seen       [4]float64 // the share of each that is seen
	beyond     float64    // what is seen past their ends
	doubtful   bool       // it is as likely a cell of a grid
	tried      bool       // as the best
	sure       float64    // how evident it is without what differs
	// What is known of both sides of each, once it was looked at: a bit for each.
	looked      uint8
	apart, step [4]float64
}

const none = -1

// search tries every two sides that face each other with every two that cross them, or
// with one when they leave the frame.
type search struct {
	sides         []side
	corners       [][]Point // where two sides cross
	crosses       []uint64  // by side, which of the others it crosses in or near the frame
	within        []uint64  // which of them it crosses in the frame
	pairs         []pair
	width, height float64
	kept          []candidate
	floor         [3]float64     // by kind, the score of what is kept no more
	colours       *frame.Colours // the frame that is searched
}

// pair is two sides that face each other.
type pair struct{ a, b int }

// mostTried bounds the work on a frame that is all lines.
const mostTried = 40_000

// run finds the best outline; nil when there is none.
func (s *search) run() *candidate {
	s.kept, s.floor = s.kept[:0], [3]float64{-9, -9, -9}
	s.cross()
	s.pair()
	tried := 0
	for i, p := range s.pairs {
		both := s.crosses[p.a] & s.crosses[p.b]
		for _, q := range s.pairs[i+1:] {
			if both>>uint(q.a)&1 == 0 || both>>uint(q.b)&1 == 0 {
				continue
			}
			if tried++; tried > mostTried {
				return s.outermost()
			}
			s.judge(p, q)
		}
		for in, c := s.within[p.a]&s.within[p.b], 0; in != 0; in, c = in>>1, c+1 {
			if in&1 != 0 {
				s.judgeCut(p, c)
			}
		}
	}
	return s.outermost()
}

// pair lists the sides that face each other.
func (s *search) pair() {
	s.pairs = s.pairs[:0]
	apart := 0.08 * min(s.width, s.height)
	cx, cy := s.width/2, s.height/2
	for i := range s.sides {
		a := &s.sides[i]
		for j := i + 1; j < len(s.sides); j++ {
			b := &s.sides[j]
			facing := a.nx*b.nx + a.ny*b.ny
			if facing < 0.85 && facing > -0.85 {
				continue
			}
			// How far apart they are where both pass the frame's centre.
			da, db := a.nx*cx+a.ny*cy-a.rho, b.nx*cx+b.ny*cy-b.rho
			if facing < 0 {
				db = -db
			}
			if d := da - db; d > apart || d < -apart {
				s.pairs = append(s.pairs, pair{i, j})
			}
		}
	}
}

// cross finds where all sides cross.
func (s *search) cross() {
	n := len(s.sides)
	for len(s.corners) < n {
		s.corners = append(s.corners, make([]Point, mostLines))
		s.crosses, s.within = append(s.crosses, 0), append(s.within, 0)
	}
	clear(s.crosses)
	clear(s.within)
	reach := beyondFrame * max(s.width, s.height)
	for i := range n {
		for j := range i {
			a, b := &s.sides[i], &s.sides[j]
			if c := a.nx*b.nx + a.ny*b.ny; c > 0.65 || c < -0.65 {
				continue
			}
			p, ok := a.meet(b.line)
			if !ok || p.X < -reach || p.Y < -reach || p.X > s.width+reach || p.Y > s.height+reach {
				continue
			}
			s.corners[i][j], s.corners[j][i] = p, p
			s.crosses[i] |= 1 << uint(j)
			s.crosses[j] |= 1 << uint(i)
			if s.inFrame(p) {
				s.within[i] |= 1 << uint(j)
				s.within[j] |= 1 << uint(i)
			}
		}
	}
}

func (s *search) inFrame(p Point) bool {
	return p.X >= 0 && p.Y >= 0 && p.X <= s.width-1 && p.Y <= s.height-1
}

// support is what is seen of a side between two corners.
func (s *search) support(i int, a, b Point) (on float64, places int) {
	side := &s.sides[i]
	from, to := side.along(a), side.along(b)
	if from > to {
		from, to = to, from
	}
	// Corners of cards are round, so the last twentieth needn't show anything.
	length := to - from
	return side.share(from+0.05*length, to-0.05*length)
}

// ends is what is seen of a side in the sixth of its length before either corner, and
// in an eighth past them.
func (s *search) ends(i int, a, b Point) (before, beyond float64) {
	side := &s.sides[i]
	from, to := side.along(a), side.along(b)
	if from > to {
		from, to = to, from
	}
	length := to - from
	b1, n1 := side.share(from+0.05*length, from+0.2*length)
	b2, n2 := side.share(to-0.2*length, to-0.05*length)
	if n1 == 0 {
		b1 = 0.7 // not in the frame: nothing is known
	}
	if n2 == 0 {
		b2 = 0.7
	}
	x1, _ := side.share(from-0.15*length, from-0.03*length)
	x2, _ := side.share(to+0.03*length, to+0.15*length)
	return (b1 + b2) / 2, (x1 + x2) / 2
}

// judge scores the outline that two pairs of sides make.
func (s *search) judge(p, r pair) {
	around := [4]int{p.a, r.a, p.b, r.b}
	// Corner i is where side i-1 meets side i, so that side i runs from corner i to the next.
	q := Quad{s.corners[r.b][p.a], s.corners[p.a][r.a], s.corners[r.a][p.b], s.corners[p.b][r.b]}
	var seen [4]float64
	sum, least := 0.0, 1.0
	for i, n := range around {
		on, places := s.support(n, q[i], q[(i+1)&3])
		if on < leastSupport || places < 8 {
			return
		}
		seen[i] = on
		sum += on
		least = min(least, on)
	}
	mean := sum / 4
	if mean < meanSupport {
		return
	}
	cut := false
	for _, c := range q {
		cut = cut || !s.inFrame(c)
	}
	if cut && mean < cutSupport {
		return
	}
	if q.Area() < 0 {
		q[1], q[3] = q[3], q[1]
		around = [4]int{around[3], around[2], around[1], around[0]}
		seen = [4]float64{seen[3], seen[2], seen[1], seen[0]}
	}
	share := q.Area() / (s.width * s.height)
	if share < leastArea || !q.convex() || !cut && q.Ratio() > mostRatio {
		return
	}
	before, beyond := 0.0, 0.0
	for i, n := range around {
		in, out := s.ends(n, q[i], q[(i+1)&3])
		before, beyond = before+in/4, beyond+out/4
	}
	// The sides of a document end where they meet; those of tiles and tables go on, and
	// a side of something else ends before.
	if beyond > mostBeyond {
		return
	}
	doubtful := share < littleArea && beyond > littleBeyond
	score := 0.6*mean + 0.4*before - 0.4*beyond + areaWeight*math.Sqrt(min(1, share))
	if s.samePolarity(around, q) {
		score += 0.06
	}
	if cut {
		score -= cutCost
	}
	s.keep(&candidate{quad: q, score: score, confidence: min(1, 0.6*mean+0.4*least), cut: cut, sides: around, seen: seen, beyond: beyond, doubtful: doubtful})
}

const (
	areaWeight = 0.3
	cutCost    = 0.06 // what is whole in the frame is likelier
)

// judgeCut scores the outline of a document that leaves the frame: two sides that run
// into the frame's border, and the one between them.
func (s *search) judgeCut(p pair, c int) {
	a, b := s.corners[p.a][c], s.corners[p.b][c]
	on, places := s.support(c, a, b)
	if places < 20 || on < leastCut {
		return
	}
	middle := &s.sides[c]
	for _, sign := range [2]float64{1, -1} {
		endA, okA := s.leaves(p.a, a, sign*middle.nx, sign*middle.ny)
		endB, okB := s.leaves(p.b, b, sign*middle.nx, sign*middle.ny)
		if !okA || !okB {
			continue
		}
		onA, placesA := s.support(p.a, a, endA)
		onB, placesB := s.support(p.b, b, endB)
		mean := (on + onA + onB) / 3
		if min(onA, onB) < leastCut || min(placesA, placesB) < 12 || mean < meanCut {
			continue
		}
		q := Quad{a, b, endB, endA}
		around, seen := [4]int{c, p.b, none, p.a}, [4]float64{on, onB, 1, onA}
		if q.Area() < 0 {
			q = Quad{b, a, endA, endB}
			around[1], around[3], seen[1], seen[3] = p.a, p.b, onA, onB
		}
		share := q.Area() / (s.width * s.height)
		if share < leastCutArea {
			continue
		}
		// What is left of a side at the border must be there.
		lastA, _ := s.support(p.a, mix(a, endA, 0.8), endA)
		lastB, _ := s.support(p.b, mix(b, endB, 0.8), endB)
		if lastA+lastB < 2*nearBorder {
			continue
		}
		_, beyond := s.ends(c, a, b)
		_, beyondA := s.ends(p.a, a, endA)
		_, beyondB := s.ends(p.b, b, endB)
		beyond = (beyond + beyondA + beyondB) / 3
		if beyond > cutBeyond {
			continue
		}
		score := mean - 0.4*beyond + areaWeight*math.Sqrt(share) - cutCost
		if s.samePolarity([4]int{p.a, c, p.b, c}, q) {
			score += 0.06
		}
		s.keep(&candidate{quad: q, score: score, confidence: min(1, 0.6*mean+0.4*min(on, onA, onB)), cut: true, sides: around, seen: seen, beyond: beyond})
	}
}

// leaves is where a side that starts at a point and goes the way of a normal reaches the
// frame's border.
func (s *search) leaves(i int, from Point, nx, ny float64) (Point, bool) {
	side := &s.sides[i]
	dx, dy := -side.ny, side.nx
	if dx*nx+dy*ny < 0 {
		dx, dy = -dx, -dy
	}
	far := math.Inf(1)
	if dx > 1e-9 {
		far = min(far, (s.width-1-from.X)/dx)
	} else if dx < -1e-9 {
		far = min(far, -from.X/dx)
	}
	if dy > 1e-9 {
		far = min(far, (s.height-1-from.Y)/dy)
	} else if dy < -1e-9 {
		far = min(far, -from.Y/dy)
	}
	return Point{from.X + far*dx, from.Y + far*dy}, far > 0.06*s.width
}

func mix(a, b Point, t float64) Point { return Point{a.X + t*(b.X-a.X), a.Y + t*(b.Y-a.Y)} }

// samePolarity reports whether the document is brighter, or darker, than what is around
// it on every side that is seen.
func (s *search) samePolarity(around [4]int, q Quad) bool {
	center, bright, dark := q.Center(), 0, 0
	for _, n := range around {
		if side := &s.sides[n]; side.nx*center.X+side.ny*center.Y > side.rho {
			bright++
		} else {
			dark++
		}
	}
	return bright == 0 || dark == 0
}
