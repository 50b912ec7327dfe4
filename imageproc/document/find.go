package document

import "credential-capture/imageproc/frame"

// Found is a document in a frame.
type Found struct {
	Quad       Quad
	Confidence float64 // 0 to 1: how much of the outline is seen, and how well it closes
	Cut        bool    // at least one corner lies outside of the frame
}

// Finder finds the document in frames of a camera. It keeps its buffers from one frame
// to the next; it is for one goroutine at a time.
type Finder struct {
	small   frame.Gray
	colours frame.Colours
	edges   frame.Edges
	hough   *hough
	search  search
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
	half := max(p.Width, p.Height) > detectAt
	w, h, factor := p.Width, p.Height, 1.0
	if half {
		w, h, factor = w/2, h/2, 2
	}
	if min(w, h) < 32 || max(w, h) > mostSide {
		return Found{}, false
	}
	f.search.planes = f.search.planes[:0]
	switch {
	case len(rgba) >= 4*p.Width*p.Height:
		f.colours.Of(rgba, p.Width, p.Height, half)
		f.edges.OfColours(&f.colours)
		f.search.planes = append(f.search.planes, &f.colours[0], &f.colours[1], &f.colours[2])
	case half:
		f.small.Half(p)
		f.edges.Of(&f.small)
		f.search.planes = append(f.search.planes, &f.small)
	default:
		f.edges.Of(p)
		f.search.planes = append(f.search.planes, p)
	}
	s := &f.search
	s.width, s.height = float64(w), float64(h)
	peaks := f.hough.find(&f.edges)
	if cap(s.sides) < mostLines {
		s.sides = make([]side, mostLines)
	}
	s.sides = s.sides[:len(peaks)]
	for i, p := range peaks {
		s.sides[i].trace(f.hough.line(p, &f.edges), &f.edges)
	}
	best, ok := s.run()
	if !ok {
		return Found{}, false
	}
	quad := best.quad.Scale(factor)
	if factor > 1 {
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
