package face

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// Face is a face in a frame: a square from above the brows to the chin, and how sure it
// is.
type Face struct {
	X, Y, Size float64 // px, of the frame
	// Score is how many windows say so. A face of a selfie has ten to forty.
	Score int
}

const (
	// scanAt is the longest side, in px, of the picture that is searched.
	scanAt = 320
	// smallest is the side of the smallest face, as a share of the picture's shorter side.
	// Those who are further away are nobody's selfie, and neither are passers-by.
	smallest = 0.2
	// grows is how much larger the window is each time.
	grows = 1.15
	// pad is how far, in px of a window of 20, a face may lie outside of the picture.
	pad = 3
	// promising is how many stages a place must pass for those beside it to be asked.
	promising = 3
	// flat is the least standard deviation, in levels, of a window that may be a face.
	flat = 4
)

// Finder finds faces in frames. It keeps its buffers from one frame to the next; it is
// for one goroutine at a time.
type Finder struct {
	cascade  *Cascade
	half     [2]frame.Gray
	level    level
	program  []step
	stride   int    // that the program's places are for
	corners  [4]int // of a window without its outermost px
	hits     []Face
	searched int // windows, for tests
}

// NewFinder returns a Finder that asks a cascade's questions.
func NewFinder(c *Cascade) *Finder { return &Finder{cascade: c} }

// Find returns the faces of a frame, the surest first. The result is valid until the next
// call.
func (f *Finder) Find(p *frame.Gray) []Face {
	return f.search(p, Face{Size: float64(max(p.Width, p.Height))}, 0, math.Inf(1))
}

// Follow looks for a face only where, and as large as, it was in the frame before: mostly
// for large windows, of which there are few, so that it takes a fraction of the time. It
// doesn't see others who come.
func (f *Finder) Follow(p *frame.Gray, was Face) []Face {
	const around, grown = 0.4, 1.35 // as shares of the face
	near := Face{X: was.X - around*was.Size, Y: was.Y - around*was.Size, Size: (1 + 2*around) * was.Size}
	return f.search(p, near, was.Size/grown, was.Size*grown)
}

// search looks for faces in a square of the frame, within sizes.
func (f *Finder) search(p *frame.Gray, in Face, least, most float64) []Face {
	f.hits, f.searched = f.hits[:0], 0
	if min(p.Width, p.Height) < 2*f.cascade.side {
		return nil
	}
	base, factor := p, 1.0
	for i := 0; max(base.Width, base.Height) > scanAt; i++ {
		half := &f.half[i%2]
		half.Half(base)
		base, factor = half, 2*factor
	}
	short := float64(min(base.Width, base.Height))
	side := float64(f.cascade.side)
	scale := max(1, smallest*short/side)
	f.compile(int(float64(base.Width)/scale) + 2*pad + 2)
	for ; scale*(side-2*pad) <= short; scale *= grows {
		by := scale * factor
		if size := side * by; size < least || size > most {
			continue
		}
		f.level.make(base, scale, f.stride)
		x, y := max(0, int(in.X/by)+pad), max(0, int(in.Y/by)+pad)
		if in.X <= 0 {
			x = 0
		}
		if in.Y <= 0 {
			y = 0
		}
		f.scan(x, y, min(f.level.width, int((in.X+in.Size)/by)+2*pad), min(f.level.height, int((in.Y+in.Size)/by)+2*pad), by)
	}
	return group(f.hits)
}

// scan asks of every second place of every second row of a part of a level, and where
// that is promising, of the three beside it: a face is found at several neighbouring places.
func (f *Finder) scan(left, top, right, bottom int, by float64) {
	side := f.cascade.side
	for y := top; y+side <= bottom; y += 2 {
		for x := left; x+side <= right; x += 2 {
			passed := f.passes(x, y)
			if passed < promising {
				continue
			}
			f.hit(x, y, passed, by)
			for _, beside := range [3][2]int{{1, 0}, {0, 1}, {1, 1}} {
				x, y := x+beside[0], y+beside[1]
				if x+side <= f.level.width && y+side <= f.level.height {
					f.hit(x, y, f.passes(x, y), by)
				}
			}
		}
	}
}

func (f *Finder) hit(x, y, passed int, by float64) {
	if passed == len(f.cascade.stages) {
		f.hits = append(f.hits, Face{X: float64(x-pad) * by, Y: float64(y-pad) * by, Size: float64(f.cascade.side) * by, Score: 1})
	}
}

// passes is how many stages say yes to a place. Nearly all of the time is spent here.
func (f *Finder) passes(x, y int) int {
	f.searched++
	area := float32((f.cascade.side - 2) * (f.cascade.side - 2))
	sum := f.level.sum[y*f.stride+x:]
	squares := f.level.squares[y*f.stride+x:]
	o := &f.corners
	// As OpenCV does it: the levels' spread, without the outermost px.
	s := float32(sum[o[3]] - sum[o[2]] - sum[o[1]] + sum[o[0]])
	spread := area*float32(squares[o[3]]-squares[o[2]]-squares[o[1]]+squares[o[0]]) - s*s
	if spread < flat*flat*area*area {
		return 0
	}
	spread = float32(math.Sqrt(float64(spread)))
	program := f.program
	for passed, st := range f.cascade.stages {
		total := float32(0)
		for i := st.from; i < st.to; i++ {
			t := &program[i]
			n := &t.nodes[0]
			v := n.weight[0]*(sum[n.at[0]]-sum[n.at[1]]-sum[n.at[2]]+sum[n.at[3]]) +
				n.weight[1]*(sum[n.at[4]]-sum[n.at[5]]-sum[n.at[6]]+sum[n.at[7]])
			if n.weight[2] != 0 {
				v += n.weight[2] * (sum[n.at[8]] - sum[n.at[9]] - sum[n.at[10]] + sum[n.at[11]])
			}
			if (float32(v) < n.threshold*spread) != t.asks {
				total += t.leaf[0]
				continue
			}
			n = &t.nodes[1]
			v = n.weight[0]*(sum[n.at[0]]-sum[n.at[1]]-sum[n.at[2]]+sum[n.at[3]]) +
				n.weight[1]*(sum[n.at[4]]-sum[n.at[5]]-sum[n.at[6]]+sum[n.at[7]])
			if n.weight[2] != 0 {
				v += n.weight[2] * (sum[n.at[8]] - sum[n.at[9]] - sum[n.at[10]] + sum[n.at[11]])
			}
			if float32(v) < n.threshold*spread {
				total += t.leaf[1]
			} else {
				total += t.leaf[2]
			}
		}
		if total < st.threshold {
			return passed
		}
	}
	return len(f.cascade.stages)
}

// step is a tree with the places of its rectangles' corners in the tables of a level.
type step struct {
	nodes [2]question
	asks  bool
	leaf  [3]float32
}

type question struct {
	at        [12]int32
	weight    [3]int32
	threshold float32
}

// compile works the places out for tables of a width. All levels have the same.
func (f *Finder) compile(stride int) {
	if stride == f.stride {
		return
	}
	f.stride, f.program = stride, f.program[:0]
	last := f.cascade.side - 1
	f.corners = [4]int{stride + 1, stride + last, last*stride + 1, last*stride + last}
	for _, t := range f.cascade.trees {
		s := step{asks: t.asks, leaf: t.leaf}
		for i, n := range t.nodes {
			q := &s.nodes[i]
			q.threshold = n.threshold
			for k, r := range n.rects {
				q.weight[k] = r.weight
				top, bottom := r.y*stride+r.x, (r.y+r.h)*stride+r.x
				copy(q.at[4*k:], []int32{int32(top), int32(top + r.w), int32(bottom), int32(bottom + r.w)})
			}
		}
		f.program = append(f.program, s)
	}
}
