package face

import (
	"encoding/binary"
	"errors"
	"math"
)

// Cascade is the questions that tell a face from what is none.
type Cascade struct {
	side   int // of the window, px
	stages []stage
	trees  []tree
}

// stage is a sum of answers below which a window is no face.
type stage struct {
	from, to  int // of trees
	threshold float32
}

// tree is two questions: the first decides by itself or asks the second.
type tree struct {
	nodes [2]node
	// asks is the answer of the first question after which the second is asked.
	asks bool
	// leaf is what the first says by itself, and the second's yes and no.
	leaf [3]float32
}

// node is a question: is the weighted sum of two or three rectangles below a threshold?
type node struct {
	rects     [3]rect // the third may weigh nothing
	threshold float32
}

type rect struct {
	x, y, w, h int
	weight     int32
}

// Magic begins a file of a Cascade.
const Magic = "CCF1"

// What a file may have, at most. Less is refused as well as more: there is one file, and
// what isn't like it isn't whole.
const (
	leastSide, mostSide = 12, 40
	mostStages          = 40
	mostTrees           = 4000
	mostWeight          = 9
)

var errCascade = errors.New("the cascade's file is not whole")

// Parse reads a Cascade as tools/facecascade writes it, all integers and floats
// little endian:
//
//	magic, side uint8, stages uint8
//	each stage: trees uint16, threshold float32
//	each tree:  flags uint8 (1: the second question follows a yes, 2 and 4: the first and
//	            the second have a third rectangle), leaves 3 × float32, then two questions
//	each question: threshold float32, rectangles: x, y, w, h uint8, weight int8
func Parse(file []byte) (*Cascade, error) {
	r := reader{left: file}
	if string(r.take(len(Magic))) != Magic {
		return nil, errCascade
	}
	c := &Cascade{side: int(r.byte())}
	stages := int(r.byte())
	if c.side < leastSide || c.side > mostSide || stages < 1 || stages > mostStages {
		return nil, errCascade
	}
	for range stages {
		n := int(binary.LittleEndian.Uint16(r.take(2)))
		s := stage{from: len(c.trees), to: len(c.trees) + n, threshold: r.float()}
		if n < 1 || s.to > mostTrees || r.bad {
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

// reader takes a file apart and remembers when something of it was wrong.
type reader struct {
	left []byte
	bad  bool
	none [16]byte // what is read beyond the end
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
		if q.w < 1 || q.h < 1 || q.x+q.w > side || q.y+q.h > side || q.weight == 0 || q.weight > mostWeight || q.weight < -mostWeight {
			r.bad = true
			return node{}
		}
		n.rects[i] = q
	}
	return n
}
