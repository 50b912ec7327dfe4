package document

import (
	"slices"

	"credential-capture/imageproc/guidance/frame"
)

const (
	// maxLossWhole, maxLossCut and maxLossSmall are by how much the score of an enclosing outline may be below the best one's:
	// in general, when only the enclosing one is cut, and around a small outline.
	maxLossWhole, maxLossCut, maxLossSmall = 0.08, 0.3, 0.25
	// Of two whole outlines, the enclosing one may be maxGrowth times larger, and more when its
	// score is within maxLossWhole.
	maxGrowth = 1.7
	// minLeaving is the min visible share of each side of a cut outline that replaces a whole
	// one and shares two sides with it; minForeign that of one that doesn't, since boards and
	// stripes of a table run into the border too.
	minLeaving, minForeign = 0.5, 0.84
	// Whole outlines that are visible to minClear on average rank higher by clearBonus.
	minClear, clearBonus = 0.85, 0.08
	maxKept              = 64 // candidates of each kind
)

// keep stores a candidate, and replaces the worst of its kind when there are maxKept. A
// table full of lines has more large outlines than there are small documents, hence kinds.
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
	if n < maxKept {
		s.kept = append(s.kept, *c)
		return
	}
	s.floor[kind] = s.kept[worst].score
	if c.score > s.kept[worst].score {
		s.kept[worst] = *c
	}
}

// kind is 0 for a cut outline, 1 for a whole one, 2 for a small whole one.
func (s *search) kind(c *candidate) int {
	switch {
	case c.cut:
		return 0
	case c.quad.Area() < s.small():
		return 2
	}
	return 1
}

// selectEnclosing returns the best candidate, or one that encloses it and is nearly as good:
// frames, bands and lines of text inside a document are outlines too.
func (s *search) selectEnclosing() *candidate {
	best := s.first()
	if best == nil {
		return nil
	}
	for range 3 {
		found := best
		for i := range s.kept {
			c := &s.kept[i]
			least := best.score - maxLossWhole
			if c.cut && !best.cut {
				least = best.score - maxLossCut // replaces has stricter criteria
			} else if best.quad.Area() < s.small() {
				least = best.score - maxLossSmall
			}
			if c.score < least || c.quad.Area() <= found.quad.Area()*1.01 || !encloses(c.quad, best.quad) || !s.replaces(c, best) {
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
	// Behind a line of text the document goes on: the rest is hidden or outside the frame.
	for i := range best.sides {
		best.cut = best.cut || s.isTextLine(best, i, surelyText)
	}
	return best
}

// first returns the highest ranked candidate that is accepted.
func (s *search) first() *candidate {
	for range s.kept {
		var next *candidate
		highest := 0.0
		for i := range s.kept {
			c := &s.kept[i]
			rank := c.score
			if !c.cut && c.mean() >= minClear {
				rank += clearBonus
			}
			if !c.rejected && (next == nil || rank > highest) {
				next, highest = c, rank
			}
		}
		if s.accept(next) {
			return next
		}
		next.rejected = true
	}
	return nil
}

// replaces reports whether an outline that encloses another is the likelier document.
func (s *search) replaces(c, of *candidate) bool {
	if !s.accept(c) {
		return false
	}
	small := of.quad.Area() < s.small()
	if !c.cut {
		return !of.cut && (small || c.quad.Area() < maxGrowth*of.quad.Area() || c.score > of.score-maxLossWhole)
	}
	if of.cut {
		return c.score > of.score-maxLossWhole
	}
	// Near the border, a whole document also yields a cut outline that shares all but one of
	// its sides. The whole one is right unless its own side is a line of text.
	shared, own := 0, 0
	for i, n := range of.sides {
		if slices.Contains(c.sides[:], n) {
			shared++
		} else {
			own = i
		}
	}
	if shared < 2 {
		return small || c.score > of.score && c.least() >= minForeign
	}
	return c.least() >= minLeaving && s.isTextLine(of, own, likelyText)
}

// least is the visible share of the least visible side.
func (c *candidate) least() float64 { return min(c.seen[0], c.seen[1], c.seen[2], c.seen[3]) }

// small is smallArea in px.
func (s *search) small() float64 { return smallArea * s.width * s.height }

// mean is the visible share of the sides on average.
func (c *candidate) mean() float64 { return (c.seen[0] + c.seen[1] + c.seen[2] + c.seen[3]) / 4 }

// encloses reports whether one outline encloses another, to 2 px.
func encloses(outer, inner frame.Quad) bool {
	for i, a := range outer {
		b := outer[(i+1)&3]
		length := a.Distance(b)
		for _, p := range inner {
			if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < -2*length {
				return false
			}
		}
	}
	return true
}
