package document

import "credential-capture/imageproc/guidance/frame"

// Detection is a document in a frame.
type Detection struct {
	Quad       frame.Quad
	Confidence float64 // 0 to 1: the share of the outline that is visible
	Cut        bool    // at least one corner lies outside the frame
}

// Detector detects the document in camera frames. It keeps its buffers from one frame to
// the next; it is for one goroutine at a time.
type Detector struct {
	colours frame.Colours
	edges   frame.Edges
	hough   *hough
	search  search
	factor  float64 // frame size by the size of the picture that is searched
	parts   []frame.Part
}

// NewDetector returns a Detector.
func NewDetector() *Detector { return &Detector{hough: newHough()} }

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

// detect searches the whole picture.
func (d *Detector) detect(p *frame.Gray) (found Detection, ok bool) {
	d.edges.Detect(&d.colours)
	return d.outline(p, d.hough.find(&d.edges))
}

// outline returns the best outline that some lines enclose.
func (d *Detector) outline(p *frame.Gray, lines []peak) (found Detection, ok bool) {
	s := &d.search
	if cap(s.sides) < maxLines {
		s.sides = make([]side, maxLines)
	}
	if d.factor == 1 && len(lines) > maxLinesSmall {
		lines = lines[:maxLinesSmall]
	}
	s.sides = s.sides[:len(lines)]
	for i, l := range lines {
		s.sides[i].trace(d.hough.line(l, &d.edges), &d.edges)
	}
	best := s.run()
	if best == nil {
		return Detection{}, false
	}
	quad := best.quad.Scale(d.factor)
	if d.factor > 1 {
		for i := range quad { // the centre of a halved px lies between two px
			quad[i].X += 0.5
			quad[i].Y += 0.5
		}
	}
	return Detection{Quad: fromTopLeft(refine(p, quad)), Confidence: best.confidence, Cut: best.cut}, true
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
