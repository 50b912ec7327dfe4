package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// NumFigures is how many figures describe a candidate.
const NumFigures = 46

// Indices of figures.
const (
	cornerFigure   = 11 // the cosine of the angle that is farthest from a right one
	depthFigure    = 23 // the contrast of the faintest side
	polarityFigure = 25
	insideFigure   = 36 // the level inside less that along the sides
	outsideLines   = 39 // lines outside that are parallel to a side
	surroundings   = 45 // how much the surroundings differ near a side and farther away
)

// Figures describe a candidate to the chooser, each -1.5 to 1.5, in the order in which describe
// adds them.
type Figures [NumFigures]float32

// figures collects them.
type figures struct {
	all Figures
	n   int
}

func (f *figures) add(values ...float64) {
	for _, v := range values {
		if v > 1.5 {
			v = 1.5
		} else if !(v > -1.5) {
			v = -1.5
		}
		f.all[f.n] = float32(v)
		f.n++
	}
}

// describe computes the figures of a candidate.
func (s *search) describe(c *candidate) Figures {
	var f figures
	var at [4]samples
	var seen, share, step, depth, inDev, outDev [4]float64
	n := 0
	for i, side := range c.sides {
		if side == none {
			continue
		}
		o := s.sample(c.quad[i], c.quad[(i+1)&3])
		at[n], seen[n], share[n], step[n], depth[n], inDev[n], outDev[n] = o, c.seen[i], o.share, o.step, o.depth, o.inDev, o.outDev
		n++
	}
	for _, v := range [][]float64{seen[:n], share[:n], step[:n], depth[:n], inDev[:n], outDev[:n]} {
		frame.InsertionSort(v)
	}
	// Where its edges are visible.
	f.add(mean(seen[:n]), seen[0], seen[1], c.before, c.beyond, c.worstBeyond, c.last)
	s.shape(&f, c, n)
	// Contrast of the sides, of the faintest ones too.
	f.add(mean(share[:n]), share[0], share[1])
	f.add(compress(mean(step[:n])), compress(step[0]), compress(step[1]), step[0]/max(1, step[n/2]))
	f.add(compress(mean(depth[:n])), compress(depth[0]), compress(depth[1]))
	polarity(&f, at[:n])
	// Paper has one colour along all its sides, and a margin without print.
	f.add(compress(colourSpread(at[:n], 0)), compress(colourSpread(at[:n], 1)))
	f.add(compress(mean(inDev[:n])), compress(inDev[0]), compress(mean(outDev[:n])), compress(outDev[n-1]))
	s.surface(&f, c, at[:n])
	f.add(float64(s.parallels(c, false))/10, float64(s.parallels(c, true))/20)
	around, inner := s.nested(c)
	f.add(around, inner, c.score-s.best)
	// A margin, or the light round a shadow, ends a little farther outside.
	far, farthest := 0.0, 0.0
	for _, o := range at[:n] {
		far += o.far / float64(n)
		farthest = max(farthest, o.far, -o.far)
	}
	f.add(far/50, compress(farthest))
	return f.all
}

// shape adds the figures of the corners.
func (s *search) shape(f *figures, c *candidate, sides int) {
	cut := 0.0
	if c.cut {
		cut = 1
	}
	f.add(cut, 4-float64(sides), math.Sqrt(max(1, c.quad.Area())/(s.width*s.height)), math.Log(c.quad.Ratio()))
	sharpest, outside, border := 0.0, 0.0, 1.0
	for i, p := range c.quad {
		a, b := c.quad[(i+3)&3], c.quad[(i+1)&3]
		ux, uy, vx, vy := a.X-p.X, a.Y-p.Y, b.X-p.X, b.Y-p.Y
		cos := (ux*vx + uy*vy) / max(1, math.Hypot(ux, uy)*math.Hypot(vx, vy))
		sharpest = max(sharpest, cos, -cos)
		d := min(p.X/s.width, p.Y/s.height, 1-p.X/s.width, 1-p.Y/s.height)
		if border = min(border, d); d < 0 {
			outside++
		}
	}
	f.add(sharpest, c.quad.Tilt(), outside/2, 4*border)
}

// polarity adds whether the inside is brighter than the outside, or darker, at every side.
func polarity(f *figures, at []samples) {
	signed, all := 0.0, 0.0
	for _, o := range at {
		d := sum(o.in)/3 - sum(o.out)/3
		signed += d
		all += max(d, -d)
	}
	f.add(signed/max(1, all), signed/float64(len(at))/100)
}

// surface adds brightness, colour and texture of the inside, and the colour of its margin.
func (s *search) surface(f *figures, c *candidate, at []samples) {
	level, colour, texture := s.inside(c.quad)
	var margin [3]float64
	for _, o := range at {
		for k := range margin {
			margin[k] += o.in[k] / float64(len(at))
		}
	}
	in := sum(margin) / 3
	f.add(level/255, colour/100, compress(texture), (level-in)/100,
		(max(margin[0], margin[1], margin[2])-min(margin[0], margin[1], margin[2]))/100, (s.mean-in)/100)
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(1, len(v)))
}

// compress maps levels, 0 to 255, to 0 to 1.2.
func compress(v float64) float64 { return math.Log1p(max(0, v)/4) / 3.5 }

// colourSpread is the largest distance of a side's mean colour from that of all sides, inside (0) or
// outside (1).
func colourSpread(at []samples, where int) float64 {
	of := func(o *samples) *[3]float64 {
		if where == 0 {
			return &o.in
		}
		return &o.out
	}
	var mean [3]float64
	n := 0.0
	for i := range at {
		if at[i].places[where] > 0 {
			n++
			for c, v := range of(&at[i]) {
				mean[c] += v
			}
		}
	}
	far := 0.0
	for i := range at {
		if at[i].places[where] == 0 {
			continue
		}
		for c, v := range of(&at[i]) {
			d := v - mean[c]/n
			far = max(far, d, -d)
		}
	}
	return far
}

// nested is by how much the score of the best outline that encloses a candidate, and of the
// best one inside it, exceeds its own; -0.5 at least.
func (s *search) nested(c *candidate) (around, inner float64) {
	around, inner = -0.5, -0.5
	area := c.quad.Area()
	for i := range s.kept {
		o := &s.kept[i]
		other := o.quad.Area()
		switch {
		case other > 1.1*area && encloses(o.quad, c.quad):
			around = max(around, o.score-c.score)
		case other < area/1.1 && encloses(c.quad, o.quad):
			inner = max(inner, o.score-c.score)
		}
	}
	return around, inner
}

// Candidate is an outline with its figures.
type Candidate struct {
	Quad    frame.Quad
	Cut     bool
	Figures Figures
}

// Candidates lists the outlines of a single frame that the chooser ranks, for its training.
func (d *Detector) Candidates(p *frame.Gray, rgba []byte) []Candidate {
	if !d.prepare(p, rgba) {
		return nil
	}
	d.edges.Detect(&d.colours, nil)
	d.trace(d.hough.find(&d.edges, nil))
	d.search.run()
	var all []Candidate
	for i := range d.search.kept {
		c := &d.search.kept[i]
		all = append(all, Candidate{d.refine(p, c.quad), c.cut, d.search.describe(c)})
	}
	return all
}
