// Package document detects the outline of a card, a passport or a page in a camera frame:
// four corners, at any angle, in perspective, on a cluttered table.
//
// A Hough transform, in which each edge px votes only along its own gradient, yields
// straight lines. Every four lines that close to a plausible outline are scored. A network that
// was trained on photographs chooses among the best of them by their contrast, shape and
// surroundings, or that there is no document; the corners are refined to a fraction of a px.
package document

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/frame"
)

// Detection is a document in a frame.
type Detection struct {
	Quad       frame.Quad
	Confidence float64 // 0 to 1: the share of the outline that is visible
	Cut        bool    // at least one corner lies outside the frame
	// Probability is how likely the chooser takes the outline of a whole document to be right, 0
	// to 1. In a stream it is that of the last whole frame that was searched, if lower.
	Probability float64
	// Polarity of a whole document is 1 where it is brighter than its surroundings at all sides, or
	// darker, and 0 where half of it is each. A frame printed on paper has mixed sides.
	Polarity float64
}

// Detector detects the document in camera frames. The zero value is ready. It keeps its
// buffers from one frame to the next; it is for one goroutine at a time.
type Detector struct {
	colours frame.Colours
	edges   frame.Edges
	hough   hough
	search  search
	factor  float64 // frame size by the size of the picture that is searched
	parts   []frame.Part
}

const (
	// detectAt is the longest side, px, of a picture that is searched without halving it. An
	// outline needs no more; print and texture disappear.
	detectAt = 400
	// minSide and maxSide bound the picture's sides, px. Hough votes are 16-bit counters, which
	// suffice for maxSide.
	minSide, maxSide = 32, 1600
	// maxLinesSmall is how many lines are tried of a frame that isn't halved, which slow
	// devices send. The 95th percentile of 880 scenes of 320 × 240 px is 2.6 ms natively,
	// 3.6 with 60 lines; 3 of 200 far documents are lost.
	maxLinesSmall = 36
)

// prepare reduces a frame to the picture that is searched, and reports false for one of
// unsuitable size. rgba is the same frame in colour: some documents differ from their table
// only in colour.
func (d *Detector) prepare(p *frame.Gray, rgba []byte) bool {
	half := max(p.Width, p.Height) > detectAt
	w, h := p.Width, p.Height
	d.factor = 1.0
	if half {
		w, h, d.factor = w/2, h/2, 2
	}
	if min(w, h) < minSide || max(w, h) > maxSide || len(rgba) < 4*p.Width*p.Height {
		return false
	}
	d.colours.FromRGBA(rgba, p.Width, p.Height, half)
	d.search.width, d.search.height, d.search.colours = float64(w), float64(h), &d.colours
	return true
}

// trace follows lines in the picture.
func (d *Detector) trace(lines []peak) {
	s := &d.search
	if d.factor == 1 && len(lines) > maxLinesSmall {
		lines = lines[:maxLinesSmall]
	}
	s.sides = slices.Grow(s.sides[:0], maxLines)[:len(lines)]
	for i, l := range lines {
		s.sides[i].trace(d.hough.line(l, &d.edges), &d.edges)
	}
}

// outline returns the likeliest outline that some lines enclose; less is as in choose.
func (d *Detector) outline(p *frame.Gray, lines []peak, less float64) (found Detection, ok bool) {
	d.trace(lines)
	d.search.run()
	best := d.search.choose(less)
	if best == nil {
		return Detection{}, false
	}
	return Detection{Quad: fromTopLeft(d.refine(p, best.quad)), Confidence: best.confidence, Cut: best.cut, Probability: best.probability, Polarity: best.polarity}, true
}

// refine is the outline q, which is in px of the picture that is searched, in the frame.
func (d *Detector) refine(p *frame.Gray, q frame.Quad) frame.Quad {
	return refine(p, q.Scale(d.factor), int(d.factor)*maxReach/2)
}

// fromTopLeft rotates the corners so that the one nearest to the frame's top left is first.
func fromTopLeft(q frame.Quad) frame.Quad {
	first := 0
	for i, p := range q {
		if p.X+p.Y < q[first].X+q[first].Y {
			first = i
		}
	}
	return frame.Quad{q[first], q[(first+1)%4], q[(first+2)%4], q[(first+3)%4]}
}

// Track is the state of a stream: where its document is. The zero value is its beginning.
type Track struct {
	last                    Detection
	known                   bool
	size                    [2]int  // of the frame of last
	local                   int     // frames since a whole one was searched
	confidence, probability float64 // of the detection in that whole frame
}

const (
	// maxLocal is how many frames in a row are searched only around the last outline. What
	// replaces or encloses the document is detected after that many.
	maxLocal = 7
	// Search bands are within maxShift px of a side and extend it by extension of its length
	// past the corners, because a side that goes on isn't a document's.
	maxShift, extension = 12, 0.18
	// maxTurn is by how many 256ths of a turn a side may rotate between frames.
	maxTurn = 6
	// minTracked is the confidence that tracking needs, and maxLoss how much of it may get
	// lost while tracking.
	minTracked, maxLoss = 0.75, 0.12
)

// Track detects the document in the next frame of a stream; the zero Track makes the
// frame a single one. rgba is the frame in colour, four bytes a px. A frame should have about
// 640 px on its longer side; ok is false when no document is certain enough.
//
// Where the last frame had a whole document, only bands around its sides are searched, with
// the same criteria, in a fraction of the time. The whole frame is searched when that fails,
// and in every eighth frame.
func (d *Detector) Track(t *Track, p *frame.Gray, rgba []byte) (found Detection, ok bool) {
	if !d.prepare(p, rgba) {
		*t = Track{}
		return Detection{}, false
	}
	size := [2]int{p.Width, p.Height}
	if t.known && t.size == size && t.local < maxLocal {
		t.local++
		found, ok = d.detectNear(p, t.last.Quad)
		if ok && !found.Cut && found.Confidence >= max(minTracked, t.confidence-maxLoss) {
			found.Probability = min(found.Probability, t.probability)
			t.last = found
			return found, true
		}
	}
	d.edges.Detect(&d.colours, nil)
	found, ok = d.outline(p, d.hough.find(&d.edges, nil), 0)
	*t = Track{last: found, size: size, confidence: found.Confidence, probability: found.Probability, known: ok && !found.Cut && found.Confidence >= minTracked}
	return found, ok
}

// detectNear searches bands around an outline, which is in px of the full frame.
func (d *Detector) detectNear(p *frame.Gray, q frame.Quad) (found Detection, ok bool) {
	q = q.Scale(1 / d.factor)
	d.parts = bands(d.parts[:0], q, d.colours.Width, d.colours.Height)
	d.edges.Detect(&d.colours, d.parts)
	return d.outline(p, d.hough.find(&d.edges, normals(q)), trackedOdds)
}

// normals is the set of gradient directions that edges of an outline may have.
func normals(q frame.Quad) *[directions]bool {
	var set [directions]bool
	for i, a := range q {
		b := q[(i+1)&3]
		normal := int(math.Round(math.Atan2(b.X-a.X, a.Y-b.Y) * directions / (2 * math.Pi)))
		for off := -maxTurn; off <= maxTurn; off++ {
			set[uint8(normal+off)], set[uint8(normal+off+directions/2)] = true, true
		}
	}
	return &set
}

// bands lists the parts of rows that lie near the sides of an outline and their extensions.
func bands(parts []frame.Part, q frame.Quad, w, h int) []frame.Part {
	var around [4]frame.Quad
	for i, a := range q {
		b := q[(i+1)&3]
		length := a.Distance(b)
		if length == 0 {
			return parts
		}
		tx, ty := (b.X-a.X)/length, (b.Y-a.Y)/length
		more := extension*length + maxShift
		a, b = frame.Point{X: a.X - more*tx, Y: a.Y - more*ty}, frame.Point{X: b.X + more*tx, Y: b.Y + more*ty}
		nx, ny := -maxShift*ty, maxShift*tx
		around[i] = frame.Quad{{X: a.X - nx, Y: a.Y - ny}, {X: b.X - nx, Y: b.Y - ny}, {X: b.X + nx, Y: b.Y + ny}, {X: a.X + nx, Y: a.Y + ny}}
	}
	for y := range h {
		first := len(parts)
		for i := range around {
			from, to := around[i].Span(float64(y))
			part := frame.Part{Y: y, From: max(0, int(from)), To: min(w, int(to)+1)}
			if part.From < part.To {
				parts = insert(parts, first, part)
			}
		}
	}
	return parts
}

// insert adds a part to those of its row, from index first on, and merges what it touches.
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
