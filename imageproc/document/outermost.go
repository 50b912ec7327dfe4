package document

const (
	// worse is how much worse than the best an outline around it may be to be taken
	// instead.
	worse = 0.12
	// larger is how much larger it may be when both are whole and not nearly as good.
	larger, nearly = 1.7, 0.08
	// What must be seen of the sides of one that leaves the frame, and what at most of a
	// side that only the smaller one has.
	leaving, closing = 0.78, 0.8
	mostKept         = 64
)

// keep remembers a candidate, in place of the worst when there are enough.
func (s *search) keep(c candidate) {
	if len(s.kept) < mostKept {
		s.kept = append(s.kept, c)
		return
	}
	worst := 0
	for i := range s.kept {
		if s.kept[i].score < s.kept[worst].score {
			worst = i
		}
	}
	if c.score > s.kept[worst].score {
		s.kept[worst] = c
	}
}

// outermost is the best candidate, or one around it that is nearly as good: a document
// has frames, bands and lines of print inside, all of them outlines too, and a little
// more than the document is seldom one.
func (s *search) outermost() (best candidate, ok bool) {
	for _, c := range s.kept {
		if !ok || c.score > best.score {
			best, ok = c, true
		}
	}
	for range 3 {
		found := best
		for _, c := range s.kept {
			if c.score < best.score-worse || !replaces(&c, &best) || c.quad.Area() <= found.quad.Area()*1.01 || !around(c.quad, best.quad) {
				continue
			}
			if found.quad == best.quad || c.score > found.score {
				found = c
			}
		}
		if found.quad == best.quad {
			break
		}
		best = found
	}
	return best, ok
}

// replaces reports whether an outline around another is the likelier document.
func replaces(c, of *candidate) bool {
	if !c.cut {
		return !of.cut && (c.quad.Area() < larger*of.quad.Area() || c.score > of.score-nearly)
	}
	if of.cut {
		return c.score > of.score-nearly
	}
	// A whole document near the frame's border makes an outline that leaves the frame
	// with the same sides but one. That one tells: a line of print isn't seen all along.
	shared, own := 0, 0.0
	for i, n := range of.sides {
		if n == c.sides[0] || n == c.sides[1] || n == c.sides[2] {
			shared++
		} else {
			own = max(own, of.seen[i])
		}
	}
	return min(c.seen[0], c.seen[1], c.seen[2]) >= leaving && (shared < 2 || own < closing)
}

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
