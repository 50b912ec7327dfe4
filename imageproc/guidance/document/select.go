package document

import "slices"

const (
	// worse is how much worse than the best an outline around it may be to be taken
	// instead.
	worse, worseCut = 0.08, 0.3
	// larger is how much larger it may be when both are whole and not nearly as good.
	larger, nearly = 1.7, 0.08
	// The same around what is likelier a portrait.
	worsePortrait = 0.25
	// What must be seen of the sides of one that leaves the frame.
	leaving = 0.5
	// A table's boards and stripes run into the border too: but three of them are
	// seldom seen this well.
	stranger = 0.84
	// What is whole, and so well seen on average, comes first: by so much.
	whole, preferred = 0.85, 0.08
	mostKept         = 64 // of each kind
)

// keep remembers a candidate, in place of the worst of its kind when there are enough: a
// table that is all lines has more large outlines than there are small documents.
func (s *search) keep(c *candidate) {
	kind := s.kind(c)
	if c.score <= s.floor[kind] {
		return
	}
	worst, n := -1, 0
	for i := range s.kept {
		if s.kind(&s.kept[i]) != kind {
			continue
		}
		n++
		if worst < 0 || s.kept[i].score < s.kept[worst].score {
			worst = i
		}
	}
	if n < mostKept {
		s.kept = append(s.kept, *c)
		return
	}
	// The next must be better than the one that makes room for this.
	s.floor[kind] = s.kept[worst].score
	if c.score > s.kept[worst].score {
		s.kept[worst] = *c
	}
}

// kind is 0 for what leaves the frame, 1 for what is whole, 2 for what is little, too.
func (s *search) kind(c *candidate) int {
	switch {
	case c.cut:
		return 0
	case c.quad.Area() < s.little():
		return 2
	}
	return 1
}

// outermost is the best candidate, or one around it that is nearly as good: a document
// has frames, bands and lines of print inside, all of them outlines too, and a little
// more than the document is seldom one.
func (s *search) outermost() *candidate {
	best := s.first()
	if best == nil {
		return nil
	}
	for range 3 {
		found := best
		for i := range s.kept {
			c := &s.kept[i]
			least := best.score - worse
			if c.cut && !best.cut {
				least = best.score - worseCut // it has been told apart otherwise
			} else if best.quad.Area() < s.little() {
				least = best.score - worsePortrait
			}
			if c.score < least || c.quad.Area() <= found.quad.Area()*1.01 || !around(c.quad, best.quad) || !s.replaces(c, best) {
				continue
			}
			if found == best || c.score > found.score {
				found = c
			}
		}
		if found == best {
			break
		}
		best = found
	}
	// Where a line of print closes what is seen, the rest is hidden if not outside.
	for i := range best.sides {
		best.cut = best.cut || s.printed(best, i, surelyPrint)
	}
	return best
}

// first is the best candidate that is convincing.
func (s *search) first() *candidate {
	for range s.kept {
		var next *candidate
		highest := 0.0
		for i := range s.kept {
			c := &s.kept[i]
			rank := c.score
			if !c.cut && c.mean() >= whole {
				rank += preferred
			}
			if !c.tried && (next == nil || rank > highest) {
				next, highest = c, rank
			}
		}
		next.tried = true
		if s.convincing(next) {
			return next
		}
	}
	return nil
}

// replaces reports whether an outline around another is the likelier document.
func (s *search) replaces(c, of *candidate) bool {
	if !s.convincing(c) {
		return false
	}
	portrait := of.quad.Area() < s.little()
	if !c.cut {
		return !of.cut && (portrait || c.quad.Area() < larger*of.quad.Area() || c.score > of.score-nearly)
	}
	if of.cut {
		return c.score > of.score-nearly
	}
	// A whole document near the frame's border makes an outline that leaves the frame
	// with the same sides but one. That one tells.
	shared, own := 0, 0
	for i, n := range of.sides {
		if slices.Contains(c.sides[:], n) {
			shared++
		} else {
			own = i
		}
	}
	if shared < 2 {
		return portrait || c.score > of.score && c.least() >= stranger
	}
	return c.least() >= leaving && s.printed(of, own, likePrint)
}

// least is what is seen of the side that is seen worst.
func (c *candidate) least() float64 { return min(c.seen[0], c.seen[1], c.seen[2], c.seen[3]) }

// little is the area, in px, of what is likelier a portrait than a document.
func (s *search) little() float64 { return littleArea * s.width * s.height }

// mean is what is seen of the sides.
func (c *candidate) mean() float64 { return (c.seen[0] + c.seen[1] + c.seen[2] + c.seen[3]) / 4 }

// around reports whether an outline holds another, to 2 px.
func around(outer, inner Quad) bool {
	for i, a := range outer {
		b := outer[(i+1)&3]
		length := distance(a, b)
		for _, p := range inner {
			if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < -2*length {
				return false
			}
		}
	}
	return true
}
