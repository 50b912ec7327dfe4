package quality

import (
	"math"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
)

// Metrics are the figures of one frame.
type Metrics struct {
	// EdgeWidth is how many px an edge takes: 2 is a step from one px to the next, thin
	// print is below that, a person sees 2.7, and nothing is above 4. It is the root of a
	// mean over all edges of the print, or 0.675 times what the document's border takes in
	// the worse of its two directions, where that is more. Where the border isn't seen all
	// around it is that of the worst of four directions of the print, 4 when one has next to
	// none. 0 means that too few edges were found to say.
	EdgeWidth float64
	// Dark is the level, 0 to 255, below which 97 % of the px are; Bright the share, 0
	// to 1, of px that are as bright as can be; it is four fifths of that of the whole
	// frame where this is more, since nobody sees the outline of what is burnt out.
	Dark, Bright float64
	// Glare is the share, 0 to 1, of the area that lies in blobs without any detail, as
	// bright as can be, in a picture that isn't so bright elsewhere.
	Glare float64
	// Contrast is the distance, in levels, between the darkest and the brightest 5 %.
	Contrast float64
	// Colour is the mean distance, in levels, between the strongest and the weakest of
	// red, green and blue. Below 5 a picture is black and white.
	Colour float64
	// Motion is how far levels changed since the frame before, a mean over a coarse
	// grid, after the change that all of them share: sensor noise is below 1.
	Motion float64
}

// Limits are the thresholds. The zero value of a member means its default.
type Limits struct {
	EdgeWidth float64 // px, at most; default 2.7
	Dark      float64 // level, at least; default 85
	Bright    float64 // share, at most; default 0.33
	Glare     float64 // share, at most; default 0.008
	Contrast  float64 // levels, at least; default 30
	Colour    float64 // levels, at least; default 5
	Motion    float64 // levels, at most; default 6
}

// WithDefaults fills in what is zero.
func (l Limits) WithDefaults() Limits {
	for _, d := range []struct {
		v *float64
		d float64
	}{
		{&l.EdgeWidth, 2.7}, {&l.Dark, 85}, {&l.Bright, 0.33}, {&l.Glare, 0.008},
		{&l.Contrast, 30}, {&l.Colour, 5}, {&l.Motion, 6},
	} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	return l
}

// Meter measures frames. It keeps its buffers, and the frame before for Motion; it is
// for one goroutine at a time.
type Meter struct {
	area  area
	cells cells
	grid  grid
}

// Measure measures a frame inside the outline of a document, nil for all of it. rgba is
// the frame in colour, or nil when only its levels are known: then Colour is 255.
func (m *Meter) Measure(p *frame.Gray, rgba []byte, within *document.Quad) Metrics {
	return m.measure(p, rgba, within, within)
}

// MeasureInside is Measure of a part of the frame that has no border which could tell how
// sharp it is, such as a face.
func (m *Meter) MeasureInside(p *frame.Gray, rgba []byte, part *document.Quad) Metrics {
	return m.measure(p, rgba, part, nil)
}

func (m *Meter) measure(p *frame.Gray, rgba []byte, within, outline *document.Quad) Metrics {
	m.area.of(p, within)
	area := &m.area
	var out Metrics
	h := histogramOf(p, area)
	out.Dark = h.percentile(0.97)
	out.Bright = max(h.share(clipped), wholeCounts*clippedShare(p))
	out.Contrast = h.percentile(0.95) - h.percentile(0.05)
	out.EdgeWidth = sharpness(p, area, outline, int(out.Contrast))
	if h.percentile(0.5) < paperWhite {
		out.Glare = m.cells.glare(p, area)
	}
	out.Colour = colour(rgba, p, area)
	out.Motion = m.grid.motion(p)
	return out
}

// wholeCounts is what the whole frame counts beside the area for Bright.
const wholeCounts = 0.8

// clipped is the level from which on a sensor tells nothing more; a document whose
// middle is at paperWhite or above is white paper in good light, and nothing glares on it.
const (
	clipped    = 250
	paperWhite = 236
)

// area is what is measured: of each row of the frame, the px from and up to.
type area struct {
	top  int
	rows [][2]int
	px   int
}

// of makes it the inside of an outline, a little smaller, so that the table isn't in it;
// without one it is all of the frame.
func (a *area) of(p *frame.Gray, within *document.Quad) {
	a.top, a.rows, a.px = 0, a.rows[:0], 0
	if within == nil {
		a.px = p.Width * p.Height
		for range p.Height {
			a.rows = append(a.rows, [2]int{0, p.Width})
		}
		return
	}
	const shrink = 0.94
	q, c := *within, within.Center()
	for i := range q {
		q[i] = document.Point{X: c.X + shrink*(q[i].X-c.X), Y: c.Y + shrink*(q[i].Y-c.Y)}
	}
	top, bottom := math.Inf(1), math.Inf(-1)
	for _, corner := range q {
		top, bottom = min(top, corner.Y), max(bottom, corner.Y)
	}
	first, last := max(0, int(math.Ceil(top))), min(p.Height-1, int(bottom))
	a.top = first
	for y := first; y <= last; y++ {
		from, to := span(q, float64(y))
		x0, x1 := max(0, int(math.Ceil(from))), min(p.Width, int(to)+1)
		if x1 < x0 {
			x1 = x0
		}
		a.rows = append(a.rows, [2]int{x0, x1})
		a.px += x1 - x0
	}
}

// span is where a row enters and leaves a convex outline.
func span(q document.Quad, y float64) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for i, a := range q {
		b := q[(i+1)%4]
		if a.Y == b.Y || y < min(a.Y, b.Y) || y > max(a.Y, b.Y) {
			continue
		}
		x := a.X + (b.X-a.X)*(y-a.Y)/(b.Y-a.Y)
		from, to = min(from, x), max(to, x)
	}
	return from, to
}
