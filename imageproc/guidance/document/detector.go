package document

import "credential-capture/imageproc/guidance/frame"

// Found is a document in a frame.
type Found struct {
	Quad       Quad
	Confidence float64 // 0 to 1: how much of the outline is seen, and how well it closes
	Cut        bool    // at least one corner lies outside of the frame
}

// Finder finds the document in frames of a camera. It keeps its buffers from one frame
// to the next; it is for one goroutine at a time.
type Finder struct {
	colours frame.Colours
	edges   frame.Edges
	hough   *hough
	search  search
	factor  float64 // by which the frame is larger than what is searched
	parts   []frame.Part
}

// NewFinder returns a Finder.
func NewFinder() *Finder { return &Finder{hough: newHough()} }

// detectAt is the longest side, in px, of the picture in which lines are looked for. A
// document's outline needs no more; print and texture disappear.
const detectAt = 400

// Find returns the document in a frame; ok is false when there is none that it would
// vouch for. The frame should have about 640 px on its longer side.
func (f *Finder) Find(p *frame.Gray) (found Found, ok bool) { return f.FindRGBA(p, nil) }

// FindRGBA is Find with the frame in colour beside its levels, four bytes a px: some
// documents are as bright as their table, and differ from it in colour. A slice that is
// too short for that is not used.
func (f *Finder) FindRGBA(p *frame.Gray, rgba []byte) (found Found, ok bool) {
	if !f.take(p, rgba) {
		return Found{}, false
	}
	return f.everywhere(p)
}

// take makes a frame small enough to be searched; it is false for one that can't be.
func (f *Finder) take(p *frame.Gray, rgba []byte) bool {
	half := max(p.Width, p.Height) > detectAt
	w, h := p.Width, p.Height
	f.factor = 1.0
	if half {
		w, h, f.factor = w/2, h/2, 2
	}
	if min(w, h) < 32 || max(w, h) > mostSide {
		return false
	}
	if len(rgba) >= 4*p.Width*p.Height {
		f.colours.Of(rgba, p.Width, p.Height, half)
	} else {
		f.colours.OfGray(p, half)
	}
	f.search.width, f.search.height, f.search.colours = float64(w), float64(h), &f.colours
	return true
}

func (f *Finder) everywhere(p *frame.Gray) (found Found, ok bool) {
	f.edges.Of(&f.colours)
	return f.outline(p, f.hough.find(&f.edges))
}

// smallLines is how many lines are tried of a frame that is small, because the device is
// slow: the slowest scenes take three quarters of the time then (95th percentile of 880
// scenes of 320 × 240 px, natively: 3.6 ms with 60, 2.6 with 36), and as many documents
// are found, but 3 of 200 that are far away.
const smallLines = 36

// outline finds the outline that lines close to.
func (f *Finder) outline(p *frame.Gray, lines []peak) (found Found, ok bool) {
	s := &f.search
	if cap(s.sides) < mostLines {
		s.sides = make([]side, mostLines)
	}
	if f.factor == 1 && len(lines) > smallLines {
		lines = lines[:smallLines]
	}
	s.sides = s.sides[:len(lines)]
	for i, l := range lines {
		s.sides[i].trace(f.hough.line(l, &f.edges), &f.edges)
	}
	best := s.run()
	if best == nil {
		return Found{}, false
	}
	quad := best.quad.Scale(f.factor)
	if f.factor > 1 {
		for i := range quad { // a px of the half is centred between two
			quad[i].X += 0.5
			quad[i].Y += 0.5
		}
	}
	quad = refine(p, quad)
	return Found{Quad: quad.ordered(), Confidence: best.confidence, Cut: best.cut}, true
}

// mostSide is the longest side, in px, of a picture that is still searched: what is
// counted in 16 bits has room for it.
const mostSide = 1600
