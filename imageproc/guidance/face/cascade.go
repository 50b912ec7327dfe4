package face

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"credential-capture/imageproc/guidance/frame"
)

// Cascade is a boosted cascade of Haar features.
type Cascade struct {
	side   int // of the window, px
	stages []stage
	trees  []tree
	rects  [][2][3]rect // of each tree's nodes; the third may have weight 0
}

// stage rejects a window when the sum of its trees is below the threshold.
type stage struct {
	from, to  int // of trees
	threshold float32
}

// tree is a decision tree of two nodes.
type tree struct {
	nodes [2]node
	// branch is the result of the first node that leads to the second.
	branch bool
	// leaf is the value for the first node's other result, and for the second's true and
	// false.
	leaf [3]float32
}

// node compares a weighted sum of two or three rectangles with a threshold: true if below.
type node struct {
	at        [12]int32 // the rectangles' corners as offsets into the tables of a level
	weight    [3]int32
	threshold float32
}

type rect struct{ x, y, w, h int }

// Magic is the start of the file of a Cascade.
const Magic = "CCF1"

// Limits of a file.
const (
	minSide, maxSide = 12, 40
	maxStages        = 40
	maxTrees         = 4000
	maxWeight        = 9
)

var errCascade = errors.New("invalid cascade file")

// Parse reads a Cascade as tools/facecascade writes it, all integers and floats
// little endian:
//
//	magic, side uint8, stages uint8
//	each stage: trees uint16, threshold float32
//	each tree:  flags uint8 (1: true leads to the second node, 2 and 4: the first and the
//	            second node have a third rectangle), leaves 3 × float32, then two nodes
//	each node:  threshold float32, rectangles: x, y, w, h uint8, weight int8
func Parse(file []byte) (*Cascade, error) {
	r := reader{left: file}
	if string(r.take(len(Magic))) != Magic {
		return nil, errCascade
	}
	c := &Cascade{side: int(r.byte())}
	stages := int(r.byte())
	if c.side < minSide || c.side > maxSide || stages < 1 || stages > maxStages {
		return nil, errCascade
	}
	for range stages {
		n := int(binary.LittleEndian.Uint16(r.take(2)))
		s := stage{from: len(c.trees), to: len(c.trees) + n, threshold: r.float()}
		if n < 1 || s.to > maxTrees || r.bad {
			return nil, errCascade
		}
		for range n {
			t, rects := r.tree(c.side)
			c.trees, c.rects = append(c.trees, t), append(c.rects, rects)
		}
		c.stages = append(c.stages, s)
	}
	if r.bad || len(r.left) > 0 {
		return nil, errCascade
	}
	return c, nil
}

// reader reads a file and records whether anything was invalid.
type reader struct {
	left []byte
	bad  bool
	none [16]byte // read beyond the end
}

func (r *reader) take(n int) []byte {
	if n > len(r.left) {
		r.bad, r.left = true, nil
		return r.none[:n]
	}
	b := r.left[:n]
	r.left = r.left[n:]
	return b
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) float() float32 {
	f := math.Float32frombits(binary.LittleEndian.Uint32(r.take(4)))
	if !(f > -1e6 && f < 1e6) { // nor NaN
		r.bad = true
	}
	return f
}

func (r *reader) tree(side int) (t tree, rects [2][3]rect) {
	flags := r.byte()
	if flags > 7 {
		r.bad = true
	}
	t.branch = flags&1 != 0
	for i := range t.leaf {
		t.leaf[i] = r.float()
	}
	for i := range t.nodes {
		t.nodes[i], rects[i] = r.node(side, flags&(2<<i) != 0)
	}
	return t, rects
}

func (r *reader) node(side int, third bool) (n node, rects [3]rect) {
	n.threshold = r.float()
	count := 2
	if third {
		count = 3
	}
	for i := range count {
		b := r.take(5)
		q, weight := rect{int(b[0]), int(b[1]), int(b[2]), int(b[3])}, int32(int8(b[4]))
		if q.w < 1 || q.h < 1 || q.x+q.w > side || q.y+q.h > side || weight == 0 || max(weight, -weight) > maxWeight {
			r.bad = true
			break
		}
		rects[i], n.weight[i] = q, weight
	}
	return n, rects
}

// level is one scale of the image pyramid, at which a face fills a window, as integral
// images of levels and of their squares. Sums may wrap around; their differences are exact.
type level struct {
	width, height int // px, with the padding
	sum           []int32
	squares       []uint32
	half          [2]frame.Gray
	columns       []column
}

// column is the source of a column for bilinear scaling.
type column struct {
	at     int
	weight uint32 // of the px after at, of 256
}

// make fills the tables with a picture scale times smaller, padded by repeating its border.
func (l *level) make(of *frame.Gray, scale float64, stride int) {
	for i := 0; scale >= 2; i++ {
		half := &l.half[i%2]
		half.Half(of)
		of, scale = half, scale/2
	}
	l.width = min(stride-1, int(float64(of.Width)/scale)+2*pad)
	l.height = int(float64(of.Height)/scale) + 2*pad
	size := stride * (l.height + 1)
	l.sum, l.squares = slices.Grow(l.sum[:0], size)[:size], slices.Grow(l.squares[:0], size)[:size]
	clear(l.sum[:stride])
	clear(l.squares[:stride])
	l.columns = l.columns[:0]
	for x := range l.width {
		at, weight := source(x, scale, of.Width)
		l.columns = append(l.columns, column{at, weight})
	}
	for y := range l.height {
		at, weight := source(y, scale, of.Height)
		upper, lower := of.Pix[at*of.Width:][:of.Width], of.Pix[(at+1)*of.Width:][:of.Width]
		sums, squares := l.sum[(y+1)*stride:][:stride], l.squares[(y+1)*stride:][:stride]
		sumsAbove, squaresAbove := l.sum[y*stride:][:stride], l.squares[y*stride:][:stride]
		sums[0], squares[0] = 0, 0
		sum, square := int32(0), uint32(0)
		for x, c := range l.columns {
			left := uint32(upper[c.at])*(256-weight) + uint32(lower[c.at])*weight
			right := uint32(upper[c.at+1])*(256-weight) + uint32(lower[c.at+1])*weight
			v := (left*(256-c.weight) + right*c.weight + 1<<15) >> 16
			sum += int32(v)
			square += v * v
			sums[x+1] = sumsAbove[x+1] + sum
			squares[x+1] = squaresAbove[x+1] + square
		}
	}
}

// source is the px at or before the i-th of a level, and the weight of the next px.
func source(i int, scale float64, of int) (at int, weight uint32) {
	x := (float64(i-pad)+0.5)*scale - 0.5
	x = max(0, min(float64(of-1), x))
	at = min(int(x), of-2)
	return at, uint32((x - float64(at)) * 256)
}
