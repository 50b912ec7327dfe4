package document

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

const (
	// minOdds is the min logarithm of the odds of all whole outlines together against "no
	// document", and minCutOdds of all that are cut off, with cutBias. trackedOdds is by how much
	// less is enough near an outline of the previous frame.
	minOdds, minCutOdds = 0, 0.1
	// forWhole is by how much likelier than a whole document a cut one must be, as a logarithm. A
	// document is called cut off where most of its sides are right, but one is a shadow or a fold.
	// Cross-validated, no whole photograph is called cut off with it; without, 4 to 6 % are.
	forWhole    = 3
	trackedOdds = 2
)

// Kind is what a frame shows.
type Kind int

// The kinds.
const (
	None Kind = iota - 1
	Whole
	Cut
)

// Decide returns what a frame shows, given the logarithms of the odds of all whole outlines and of
// all that are cut off, and the figures of the likeliest of those.
func Decide(whole, cut float64, figures *Figures, less float64) Kind {
	switch {
	case whole >= max(minOdds-less, cut-forWhole):
		return Whole
	case cut+cutBias(figures) >= minCutOdds-less:
		return Cut
	}
	return None
}

// cutBias is added to the logarithm of the odds of outlines that are cut off, because furniture,
// keyboards and screens have such outlines too. A document is brighter than its surroundings, its
// corners are right angles, it is darker inside than at its margin, and no lines beside it are
// parallel to its sides. Cross-validated, where 2,003 of 2,160 painted documents are detected, 1.6 % of
// 1,536 photographs without a document, of people and of parts of either are called cut off; 3.2 %
// without cutBias.
func cutBias(f *Figures) float64 {
	return float64(0.5*f[polarityFigure] - 2*f[cornerFigure] - f[depthFigure] - 4*f[insideFigure] - f[outsideLines] - f[surroundings])
}

// choose returns the likeliest outline, or nil where "no document" is likelier; less is
// subtracted from the odds that outlines need. A document has many outlines that are nearly the
// same, so the odds of all of them decide, whether it is whole or cut off first.
func (s *search) choose(less float64) *candidate {
	var best [2]*candidate // by Kind
	var mass [2]float64
	var cut Figures
	for i := range s.kept {
		c := &s.kept[i]
		f := s.describe(c)
		c.odds, c.polarity = chooser.odds(&f), math.Abs(float64(f[polarityFigure]))
		kind := Whole
		if c.cut {
			kind = Cut
		}
		mass[kind] += math.Exp(c.odds)
		if best[kind] == nil || c.odds > best[kind].odds {
			if best[kind] = c; c.cut {
				cut = f
			}
		}
	}
	kind := Decide(math.Log(mass[Whole]), math.Log(mass[Cut]), &cut, less)
	if kind == None {
		return nil
	}
	if kind == Whole {
		best[Whole].probability = s.near(best[Whole]) / (1 + mass[Whole] + mass[Cut])
	}
	return best[kind]
}

// sameOutline is how far the corners of outlines that are nearly the same lie apart, as a share of
// the square root of the area, and sameCut those of outlines that leave the frame.
const sameOutline, sameCut = 0.04, 0.2

// near is the odds of an outline and of all that are nearly the same.
func (s *search) near(c *candidate) float64 {
	far, odds := sameOutline*math.Sqrt(c.quad.Area()), 0.0
	for i := range s.kept {
		o := &s.kept[i]
		if o.cut == c.cut && isNear(c.quad, o.quad, far) {
			odds += math.Exp(o.odds)
		}
	}
	return odds
}

// isNear reports whether each corner of an outline is near one of another.
func isNear(a, b frame.Quad, far float64) bool {
	for _, p := range a {
		if min(p.Distance(b[0]), p.Distance(b[1]), p.Distance(b[2]), p.Distance(b[3])) > far {
			return false
		}
	}
	return true
}

// network has one hidden layer of rectified units.
type network struct {
	hidden [][NumFigures]float32
	bias   []float32 // of each unit, then of the output
	out    []float32
}

// chooser is the network of weights.go.
var chooser = func() network {
	const row = NumFigures + 2
	units := (len(weights) - 1) / row
	n := network{make([][NumFigures]float32, units), make([]float32, units+1), make([]float32, units)}
	for u := range units {
		w := weights[u*row:]
		for k := range n.hidden[u] {
			n.hidden[u][k] = float32(w[k]) / weightScale
		}
		n.bias[u], n.out[u] = float32(w[NumFigures])/weightScale, float32(w[NumFigures+1])/weightScale
	}
	n.bias[units] = float32(weights[units*row]) / weightScale
	return n
}()

// odds is the logarithm of the odds of a candidate with some figures.
func (n *network) odds(f *Figures) float64 {
	sum := n.bias[len(n.hidden)]
	for u := range n.hidden {
		v := n.bias[u]
		for k, w := range &n.hidden[u] {
			v += w * f[k]
		}
		if v > 0 {
			sum += n.out[u] * v
		}
	}
	return float64(sum)
}

// maxKept is how many candidates of each kind are kept: cut, whole, small. In 1 % of documents on
// photographs the right whole one isn't among them; with 64 in 0.5 %.
var maxKept = [3]int{24, 16, 16}

// keep stores a candidate, and replaces the worst of its kind when there are maxKept. A
// table full of lines has more large outlines than there are small documents, hence kinds. Of cut
// outlines that are nearly the same the one with the highest score is kept.
func (s *search) keep(c *candidate) {
	kind := s.kind(c)
	if c.score <= s.floor[kind] {
		return
	}
	far := sameCut * math.Sqrt(c.quad.Area())
	worst, n := -1, 0
	for i := range s.kept {
		o := &s.kept[i]
		if s.kind(o) != kind {
			continue
		}
		if c.cut && isNear(c.quad, o.quad, far) {
			if c.score > o.score {
				*o = *c
			}
			return
		}
		n++
		if worst < 0 || o.score < s.kept[worst].score {
			worst = i
		}
	}
	if n < maxKept[kind] {
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
	case c.quad.Area() < smallArea*s.width*s.height:
		return 2
	}
	return 1
}

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
