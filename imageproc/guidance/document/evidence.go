package document

// Evidence of a document is what is seen of its sides and how much they differ from the
// table, shares both, so 2 at most.
const (
	leastEvidence = 1.22 // when it leaves the frame, or is hidden: any table has three such sides
	leastDoubtful = 1.3  // of what may be a cell of a grid
	leastWhole    = 1.1
	// leastDoubtfulSide is what of each side of what may be a cell must differ.
	leastDoubtfulSide = 0.75
	// So many levels right beside the border, and deeper, are all the difference that
	// counts; each is half of it.
	clearStep, clearDeep = 60, 40
	// What goes on past the corners counts against it, and each line beside it that is
	// parallel to a side, up to so many.
	goesOn                 = 0.5
	eachBeside, mostBeside = 0.04, 8
	// parallel is the cosine of 4 degrees, and apartBy how many px such a line is away.
	parallel, apartBy = 0.9976, 5
)

// evidence is what there must be of a candidate.
func (c *candidate) evidence() float64 {
	switch {
	case c.doubtful:
		return leastDoubtful
	case c.cut:
		return leastEvidence
	}
	return leastWhole
}

// mayBeEvident is evident before its sides were looked at: as if they differed clearly.
func (s *search) mayBeEvident(c *candidate) bool {
	seen, n := 0.0, 0.0
	for i, side := range c.sides {
		if side != none {
			seen += c.seen[i]
			n++
		}
	}
	c.sure = seen/n - goesOn*c.beyond
	if c.sure+1 < c.evidence() {
		return false
	}
	c.sure -= eachBeside * float64(min(mostBeside, s.beside(c)))
	return c.sure+1 >= c.evidence()
}

// evident reports whether the sides are a document's, which may leave the frame. Any
// table has such sides somewhere: boards, tiles, the stripes of a cloth, the edge of a
// shadow. But those are faint, or go on where they cross, or have others beside them, and
// what they enclose is like what is around it.
func (s *search) evident(c *candidate) bool {
	differ, n := 0.0, 0.0
	for i, side := range c.sides {
		if side == none {
			continue
		}
		if c.doubtful && c.apart[i] < leastDoubtfulSide {
			return false
		}
		differ += min(1, c.step[i]/clearStep)/2 + min(1, s.deep(c.quad[i], c.quad[(i+1)&3])/clearDeep)/2
		n++
	}
	return c.sure+differ/n >= c.evidence()
}

// beside counts the lines outside of an outline that are parallel to one of its sides.
func (s *search) beside(c *candidate) int {
	n := 0
	for i := range s.sides {
		if s.liesBeside(c, i) {
			n++
		}
	}
	return n
}

func (s *search) liesBeside(c *candidate, i int) bool {
	l, along := &s.sides[i], false
	for _, side := range c.sides {
		if side == i {
			return false
		}
		if side != none {
			cos := l.nx*s.sides[side].nx + l.ny*s.sides[side].ny
			along = along || cos > parallel || cos < -parallel
		}
	}
	if !along {
		return false
	}
	left, right := false, false
	for _, p := range c.quad {
		d := l.nx*p.X + l.ny*p.Y - l.rho
		left, right = left || d < apartBy, right || d > -apartBy
	}
	return !left || !right
}

// deep is by how many levels what lies along one side of a line differs from what lies
// along the other, in the colour in which it does most, over so many px to either side
// that a cloth's checks and stripes are all in it.
func (s *search) deep(a, b Point) float64 {
	const places, first, step, rows = 16, 6, 4, 4
	length := distance(a, b)
	if length < 8 {
		return 0
	}
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	var sums [3]int
	n := 0
	p := s.colours
	for i := range places {
		t := 0.06 + 0.88*float64(i)/(places-1)
		x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
		for off := float64(first); off < first+rows*step; off += step {
			dx, dy := off*nx, off*ny
			if !p.Holds(x+dx, y+dy) || !p.Holds(x-dx, y-dy) {
				continue
			}
			one, other := int(y+dy+0.5)*p.Width+int(x+dx+0.5), int(y-dy+0.5)*p.Width+int(x-dx+0.5)
			for c := range p.Count {
				sums[c] += p.Level(one, c) - p.Level(other, c)
			}
			n++
		}
	}
	most := 0
	for _, sum := range sums {
		most = max(most, sum, -sum)
	}
	return float64(most) / float64(max(1, n))
}
