package document

const (
	// worse is how much worse than the best an outline around it may be to be taken
	// instead.
	worse, worseCut = 0.08, 0.3
	// larger is how much larger it may be when both are whole and not nearly as good.
	larger, nearly = 1.7, 0.08
	// What must be seen of the sides of one that leaves the frame, and what at most of a
	// side that only the smaller one has.
	leaving, closing = 0.78, 0.8
	// A table's boards and stripes run into the border too: but three of them are
	// seldom seen this well.
	stranger = 0.84
	// What is whole, and so well seen on average, comes first: by so much.
	whole, preferred = 0.85, 0.08
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
	first := 0.0
	for _, c := range s.kept {
		score := c.score
		if !c.cut && c.mean() >= whole {
			score += preferred
		}
		if !ok || score > first {
			best, first, ok = c, score, true
		}
	}
	for range 3 {
		found := best
		for _, c := range s.kept {
			least := best.score - worse
			if c.cut && !best.cut {
				least = best.score - worseCut // it has been told apart otherwise
			}
			if c.score < least || !s.replaces(&c, &best) || c.quad.Area() <= found.quad.Area()*1.01 || !around(c.quad, best.quad) {
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
func (s *search) replaces(c, of *candidate) bool {
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
	least := min(c.seen[0], c.seen[1], c.seen[2])
	if shared < 2 {
		return least >= stranger || least >= leaving && of.quad.Area() < s.little()
	}
	return least >= leaving && own < closing
}

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
