package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// Trail is what is known of the document in the frames before. The zero value is the
// beginning of a stream.
type Trail struct {
	was      Found
	known    bool
	size     [2]int  // of the frame that it was found in
	followed int     // frames since all of one was searched
	first    float64 // the confidence then
}

const (
	// follows is how many frames are searched only near where the document was: what is
	// there instead, or around it, is noticed after so many.
	follows = 7
	// near is how far a side may have moved, px of the picture that is searched, and past
	// how much of its length it is looked at whether it goes on.
	near, past = 12, 0.18
	// aside is how many directions, of 256, a side may have turned.
	aside = 6
	// surely is the confidence from which on an outline is followed, and less how much
	// of it may be lost on the way.
	surely, less = 0.75, 0.12
)

// Follow is FindRGBA of one frame after the other, which is quicker: where a whole document
// was found, the same search looks near its sides, with the same tests. Everything is
// searched when that finds nothing, or nothing as good, and in every eighth frame.
func (f *Finder) Follow(t *Trail, p *frame.Gray, rgba []byte) (found Found, ok bool) {
	if !f.take(p, rgba) {
		*t = Trail{}
		return Found{}, false
	}
	size := [2]int{p.Width, p.Height}
	if t.known && t.size == size && t.followed < follows {
		t.followed++
		found, ok = f.nearby(p, t.was.Quad)
		if ok && !found.Cut && found.Confidence >= max(surely, t.first-less) {
			t.was = found
			return found, true
		}
	}
	found, ok = f.everywhere(p)
	*t = Trail{was: found, size: size, first: found.Confidence, known: ok && !found.Cut && found.Confidence >= surely}
	return found, ok
}

// nearby is everywhere, but only near an outline of the full frame.
func (f *Finder) nearby(p *frame.Gray, was Quad) (found Found, ok bool) {
	q := was
	for i := range q {
		if f.factor > 1 {
			q[i].X -= 0.5
			q[i].Y -= 0.5
		}
	}
	q = q.Scale(1 / f.factor)
	f.parts = bands(f.parts[:0], q, f.colours.Width, f.colours.Height)
	f.edges.Near(&f.colours, f.parts)
	return f.outline(p, f.hough.near(&f.edges, across(q)))
}

// across is where the edges of an outline's sides may point.
func across(q Quad) *[directions]bool {
	var only [directions]bool
	for i, a := range q {
		b := q[(i+1)&3]
		normal := int(math.Round(math.Atan2(b.X-a.X, a.Y-b.Y) * directions / (2 * math.Pi)))
		for off := -aside; off <= aside; off++ {
			only[uint8(normal+off)], only[uint8(normal+off+directions/2)] = true, true
		}
	}
	return &only
}

// bands lists the parts of rows that lie near the sides of an outline and past their ends.
func bands(parts []frame.Part, q Quad, w, h int) []frame.Part {
	var around [4]Quad
	for i, a := range q {
		b := q[(i+1)&3]
		length := distance(a, b)
		if length == 0 {
			return parts
		}
		tx, ty := (b.X-a.X)/length, (b.Y-a.Y)/length
		more := past*length + near
		a, b = Point{a.X - more*tx, a.Y - more*ty}, Point{b.X + more*tx, b.Y + more*ty}
		nx, ny := -near*ty, near*tx
		around[i] = Quad{{a.X - nx, a.Y - ny}, {b.X - nx, b.Y - ny}, {b.X + nx, b.Y + ny}, {a.X + nx, a.Y + ny}}
	}
	for y := range h {
		first := len(parts)
		for i := range around {
			from, to := around[i].row(float64(y))
			part := frame.Part{Y: y, From: max(0, int(from)), To: min(w, int(to)+1)}
			if part.From >= part.To {
				continue
			}
			parts = insert(parts, first, part)
		}
	}
	return parts
}

// insert adds a part to those of its row, from first on, and makes one of all that it
// touches.
func insert(parts []frame.Part, first int, part frame.Part) []frame.Part {
	kept := first
	for _, other := range parts[first:] {
		if other.To < part.From || other.From > part.To {
			parts[kept] = other
			kept++
			continue
		}
		part.From, part.To = min(part.From, other.From), max(part.To, other.To)
	}
	return append(parts[:kept], part)
}

// row is where a row enters and leaves the outline; from is beyond to where it doesn't.
func (q Quad) row(y float64) (from, to float64) {
	from, to = 1, 0
	for i, a := range q {
		b := q[(i+1)&3]
		if a.Y == b.Y || y < a.Y && y < b.Y || y > a.Y && y > b.Y {
			continue
		}
		x := a.X + (b.X-a.X)*(y-a.Y)/(b.Y-a.Y)
		if from > to {
			from, to = x, x
			continue
		}
		from, to = min(from, x), max(to, x)
	}
	return from, to
}
