package face

import (
	"encoding/binary"
	"errors"
	"math"
)

// Cascade is a boosted cascade of Haar features.
type Cascade struct {
	side   int // of the window, px
	stages []stage
	trees  []tree
}

// stage rejects a window when the sum of its trees is below the threshold.
type stage struct {
	from, to  int // of trees
	threshold float32
}

// tree is a decision tree of two nodes.
type tree struct {
	nodes [2]node
	// asks is the result of the first node that leads to the second.
	asks bool
	// leaf is the value for the first node's other result, and for the second's true and
	// false.
	leaf [3]float32
}

// node compares a weighted sum of two or three rectangles with a threshold: true if below.
type node struct {
	rects     [3]rect // the third may have weight 0
	threshold float32
}

type rect struct {
	x, y, w, h int
	weight     int32
}

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
			c.trees = append(c.trees, r.tree(c.side))
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

func (r *reader) tree(side int) (t tree) {
	flags := r.byte()
	if flags > 7 {
		r.bad = true
	}
	t.asks = flags&1 != 0
	for i := range t.leaf {
		t.leaf[i] = r.float()
	}
	for i := range t.nodes {
		t.nodes[i] = r.node(side, flags&(2<<i) != 0)
	}
	return t
}

func (r *reader) node(side int, third bool) (n node) {
	n.threshold = r.float()
	count := 2
	if third {
		count = 3
	}
	for i := range count {
		b := r.take(5)
		q := rect{int(b[0]), int(b[1]), int(b[2]), int(b[3]), int32(int8(b[4]))}
		if q.w < 1 || q.h < 1 || q.x+q.w > side || q.y+q.h > side || q.weight == 0 || q.weight > maxWeight || q.weight < -maxWeight {
			r.bad = true
			return node{}
		}
		n.rects[i] = q
	}
	return n
}
