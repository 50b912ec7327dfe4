package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// Criteria of an outline, as shares of the frame's area or of a side's length. A cut
// document is one that leaves the frame; visible is where an edge is seen.
const (
	minArea        = 0.02
	minCutArea     = 0.05
	minVisible     = 0.30 // of any side
	minMean        = 0.62 // of four sides, visible on average
	minMeanCorners = 0.72 // of four sides, with a corner outside the frame
	minCutVisible  = 0.30 // of any of the three sides of a cut document
	minCutMean     = 0.60 // of all three
	maxRatio       = 3.7  // of the sides of a whole document
	maxBeyond      = 0.5  // visible past the corners, on average
	maxCutBeyond   = 0.5
	smallArea      = 0.07 // below it an outline is likelier a portrait or a cell of a grid
	maxOutside     = 0.4  // of the frame's longer side, from the frame to a corner outside it
	minAtBorder    = 0.4  // visible of the last fifth of the two sides that leave the frame
)

// candidate is four sides that enclose an outline.
type candidate struct {
	quad       frame.Quad
	score      float64 // decides which candidates are kept
	odds       float64 // decides which of those is chosen
	confidence float64
	// probability is that of this outline, of a whole one that is chosen, and polarity is
	// Detection.Polarity.
	probability, polarity float64
	cut                   bool       // it leaves the frame
	sides                 [4]int     // indices in search.sides, clockwise; none for the frame's border
	seen                  [4]float64 // the visible share of each
	// The visible shares before the corners and past them, past the worst corner, and of the
	// last part of the sides that leave the frame.
	before, beyond, worstBeyond, last float64
}

const none = -1

// search combines every two facing sides with every two that cross them, or with one when
// they leave the frame.
type search struct {
	sides         []side
	corners       [][]frame.Point // where two sides cross
	crosses       []uint64        // bit set, by side, of the sides it crosses in or near the frame
	within        []uint64        // of those it crosses in the frame
	pairs         []pair
	faces         []uint64 // bit set, by side, of the later sides that face it
	arms          []arm
	width, height float64
	kept          []candidate
	floor         [3]float64     // by kind, the score that a candidate must exceed to be kept
	mean          float64        // level of the picture
	best          float64        // score of a candidate
	colours       *frame.Colours // the picture that is searched
}

// pair is the indices of two sides that face each other.
type pair struct{ a, b int }

// minFacing is the cosine of the max angle between facing sides, 44 degrees.
const minFacing = 0.72

// maxCombinations bounds the time spent on whole outlines in a frame full of lines, and
// maxCutCombinations that on outlines that leave the frame: 99 % of 260 photographs have fewer
// than 9,400 of those.
const maxCombinations, maxCutCombinations = 40_000, 12_000

// run lists the candidates in kept.
func (s *search) run() {
	s.combine()
	s.mean, s.best = s.meanLevel(), -9
	for i := range s.kept {
		s.best = max(s.best, s.kept[i].score)
	}
}

// combine scores outlines that leave the frame, and then combinations of two pairs of lines.
func (s *search) combine() {
	s.kept, s.floor = s.kept[:0], [3]float64{-9, -9, -9}
	s.cross()
	s.pair()
	s.combineCut(maxCutCombinations)
	tried := 0
	for i, p := range s.pairs {
		both := s.crosses[p.a] & s.crosses[p.b]
		for _, q := range s.pairs[i+1:] {
			if both>>uint(q.a)&1 == 0 || both>>uint(q.b)&1 == 0 {
				continue
			}
			if tried++; tried > maxCombinations {
				return
			}
			s.score(p, q)
		}
	}
}

// combineCut scores the outlines of a document that leaves the frame: two facing sides that run
// into the frame's border, and a side between them. It scores at most limit of them.
func (s *search) combineCut(limit int) {
	for c := range s.sides {
		middle := &s.sides[c]
		for _, sign := range [2]float64{1, -1} {
			s.arms = s.arms[:0]
			for in, i := s.within[c], 0; in != 0; in, i = in>>1, i+1 {
				if in&1 != 0 {
					s.addArm(i, s.corners[i][c], sign*middle.nx, sign*middle.ny)
				}
			}
			for i := range s.arms {
				a := &s.arms[i]
				for k := range s.arms[i+1:] {
					b := &s.arms[i+1+k]
					if s.faces[a.side]>>uint(b.side)&1 == 0 || a.last+b.last < 2*minAtBorder {
						continue
					}
					if limit--; limit < 0 {
						return
					}
					s.scoreCut(a, b, c)
				}
			}
		}
	}
}

// pair lists the pairs of facing sides.
func (s *search) pair() {
	s.pairs = s.pairs[:0]
	clear(s.faces)
	minDistance := 0.08 * min(s.width, s.height)
	cx, cy := s.width/2, s.height/2
	for i := range s.sides {
		a := &s.sides[i]
		for j := i + 1; j < len(s.sides); j++ {
			b := &s.sides[j]
			facing := a.nx*b.nx + a.ny*b.ny
			if facing < minFacing && facing > -minFacing {
				continue
			}
			// Their distance where both pass the frame's centre.
			da, db := a.nx*cx+a.ny*cy-a.rho, b.nx*cx+b.ny*cy-b.rho
			if facing < 0 {
				db = -db
			}
			if d := da - db; d > minDistance || d < -minDistance {
				s.pairs = append(s.pairs, pair{i, j})
				s.faces[i] |= 1 << uint(j)
			}
		}
	}
}

// cross computes the intersections of all sides.
func (s *search) cross() {
	n := len(s.sides)
	for len(s.corners) < n {
		s.corners = append(s.corners, make([]frame.Point, maxLines))
		s.crosses, s.within, s.faces = append(s.crosses, 0), append(s.within, 0), append(s.faces, 0)
	}
	clear(s.crosses)
	clear(s.within)
	reach := maxOutside * max(s.width, s.height)
	for i := range n {
		for j := range i {
			a, b := &s.sides[i], &s.sides[j]
			if c := a.nx*b.nx + a.ny*b.ny; c > 0.65 || c < -0.65 {
				continue
			}
			p, ok := a.intersect(b.line)
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

func (s *search) inFrame(p frame.Point) bool {
	return p.X >= 0 && p.Y >= 0 && p.X <= s.width-1 && p.Y <= s.height-1
}

// visible is the share of a side that shows an edge between two corners, less a twentieth
// at each end, since the corners of cards are round.
func (s *search) visible(i int, a, b frame.Point) (on float64, places int) {
	side := &s.sides[i]
	from, to := side.between(a, b)
	length := to - from
	return side.share(from+0.05*length, to-0.05*length)
}

// ends is the visible share of a side in the sixth of its length before either corner, and
// in the eighth past it.
func (s *search) ends(i int, a, b frame.Point) (before, beyond float64) {
	side := &s.sides[i]
	from, to := side.between(a, b)
	length := to - from
	b1, n1 := side.share(from+0.05*length, from+0.2*length)
	b2, n2 := side.share(to-0.2*length, to-0.05*length)
	if n1 == 0 {
		b1 = 0.7 // outside the frame: unknown
	}
	if n2 == 0 {
		b2 = 0.7
	}
	x1, _ := side.share(from-0.15*length, from-0.03*length)
	x2, _ := side.share(to+0.03*length, to+0.15*length)
	return (b1 + b2) / 2, (x1 + x2) / 2
}

// score scores the outline of two pairs of sides.
func (s *search) score(p, r pair) {
	around := [4]int{p.a, r.a, p.b, r.b}
	// Corner i is where side i-1 meets side i, so that side i runs from corner i to the next.
	q := frame.Quad{s.corners[r.b][p.a], s.corners[p.a][r.a], s.corners[r.a][p.b], s.corners[p.b][r.b]}
	var seen [4]float64
	sum, least, cut := 0.0, 1.0, false
	for i, n := range around {
		on, places := s.visible(n, q[i], q[(i+1)&3])
		if on < minVisible || places < 8 {
			return
		}
		seen[i] = on
		sum += on
		least = min(least, on)
		cut = cut || !s.inFrame(q[i])
	}
	mean := sum / 4
	if mean < minMean || cut && mean < minMeanCorners {
		return
	}
	if q.Area() < 0 {
		q[1], q[3] = q[3], q[1]
		around = [4]int{around[3], around[2], around[1], around[0]}
		seen = [4]float64{seen[3], seen[2], seen[1], seen[0]}
	}
	share := q.Area() / (s.width * s.height)
	if share < minArea || !convex(q) || !cut && q.Ratio() > maxRatio {
		return
	}
	before, beyond, worst := 0.0, 0.0, 0.0
	for i, n := range around {
		in, out := s.ends(n, q[i], q[(i+1)&3])
		before, beyond, worst = before+in/4, beyond+out/4, max(worst, out)
		// The sides of a document end at its corners; those of tiles and tables go on.
		if beyond > maxBeyond {
			return
		}
	}
	score := 0.6*mean + 0.4*before - 0.4*beyond + areaWeight*math.Sqrt(min(1, share))
	if s.samePolarity(around, q) {
		score += 0.06
	}
	if cut {
		score -= cutCost
	}
	s.keep(&candidate{quad: q, score: score, confidence: min(1, 0.6*mean+0.4*least), cut: cut, sides: around, seen: seen, beyond: beyond, before: before, worstBeyond: worst, last: 1})
}

const (
	areaWeight = 0.3
	cutCost    = 0.06 // a whole document is likelier
)

// arm is a side of a document that leaves the frame, from a corner to the frame's border.
type arm struct {
	side        int
	corner, end frame.Point
	// The visible shares of all of it, of its last fifth, and past it.
	on, last, beyond float64
}

// addArm lists the arm of a side from a corner on, in the direction of a normal, if enough of it
// is in the frame and visible.
func (s *search) addArm(i int, corner frame.Point, nx, ny float64) {
	end, ok := s.leaves(i, corner, nx, ny)
	if !ok {
		return
	}
	on, places := s.visible(i, corner, end)
	if places < 12 || on < minCutVisible {
		return
	}
	last, _ := s.visible(i, interpolate(corner, end, 0.8), end)
	_, beyond := s.ends(i, corner, end)
	s.arms = append(s.arms, arm{i, corner, end, on, last, beyond})
}

// scoreCut scores the outline of two arms and the side c between them.
func (s *search) scoreCut(a, b *arm, c int) {
	on, places := s.visible(c, a.corner, b.corner)
	mean := (on + a.on + b.on) / 3
	if places < 20 || on < minCutVisible || mean < minCutMean {
		return
	}
	q := frame.Quad{a.corner, b.corner, b.end, a.end}
	around, seen := [4]int{c, b.side, none, a.side}, [4]float64{on, b.on, 1, a.on}
	if q.Area() < 0 {
		q = frame.Quad{b.corner, a.corner, a.end, b.end}
		around[1], around[3], seen[1], seen[3] = a.side, b.side, a.on, b.on
	}
	share := q.Area() / (s.width * s.height)
	if share < minCutArea {
		return
	}
	before, beyond := s.ends(c, a.corner, b.corner)
	worst := max(beyond, a.beyond, b.beyond)
	if beyond = (beyond + a.beyond + b.beyond) / 3; beyond > maxCutBeyond {
		return
	}
	score := 0.7*mean + 0.3*before - 0.6*beyond + areaWeight*math.Sqrt(share) - cutCost
	if s.samePolarity([4]int{a.side, c, b.side, c}, q) {
		score += 0.06
	}
	s.keep(&candidate{quad: q, score: score, confidence: min(1, 0.6*mean+0.4*min(on, a.on, b.on)), cut: true, sides: around, seen: seen, beyond: beyond, before: before, worstBeyond: worst, last: min(a.last, b.last)})
}

// leaves is where a side that starts at a point reaches the frame's border in the direction
// of a normal; ok is false when that is too near.
func (s *search) leaves(i int, from frame.Point, nx, ny float64) (end frame.Point, ok bool) {
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
	return frame.Point{X: from.X + far*dx, Y: from.Y + far*dy}, far > 0.06*s.width
}

func interpolate(a, b frame.Point, t float64) frame.Point {
	return frame.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
}

// samePolarity reports whether the document is brighter than its surroundings, or darker,
// on every side.
func (s *search) samePolarity(around [4]int, q frame.Quad) bool {
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

// convex reports whether the corners go clockwise with every angle between 53 and 127
// degrees, as a document has from where people hold a camera.
func convex(q frame.Quad) bool {
	for i := range q {
		a, b, c := q[(i+3)%4], q[i], q[(i+1)%4]
		ux, uy, vx, vy := a.X-b.X, a.Y-b.Y, c.X-b.X, c.Y-b.Y
		cross := vx*uy - vy*ux
		if cross <= 0 || cross*cross < 0.64*(ux*ux+uy*uy)*(vx*vx+vy*vy) {
			return false
		}
	}
	return true
}
