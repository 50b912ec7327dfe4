// Package face detects faces that look into the camera, and measures how one of them suits
// a selfie.
//
// It evaluates a cascade of Haar features (Viola and Jones, 2001) that OpenCV trained: a
// window slides over the picture at several scales, and each position passes stages of
// brightness comparisons until one rejects it. The cascade is data, about 45 kB, which is
// loaded only where a face is asked for.
package face

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/frame"
)

// Face is a face in a frame: a square from above the brows to the chin.
type Face struct {
	X, Y, Size float64 // px
	// Score is the number of windows that agree; the face of a selfie has 10 to 40.
	Score int
}

const (
	// detectAt is the longest side, px, of a picture that is searched; larger ones are halved.
	detectAt = 320
	// smallestFace is the smallest face, as a share of the picture's shorter side.
	smallestFace = 0.2
	// scaleStep is the ratio of successive window sizes.
	scaleStep = 1.15
	// pad is how far, in px of a window of 20, a face may extend past the picture.
	pad = 3
	// promising is the number of stages after which a position's neighbours are evaluated too.
	promising = 3
	// minDeviation is the min standard deviation, in levels, of a window with a face.
	minDeviation = 4
)

// Detector detects faces in camera frames. It keeps its buffers from one frame to the next;
// it is for one goroutine at a time.
type Detector struct {
	cascade *Cascade
	half    [2]frame.Gray
	level   level
	program []tree // of cascade, with offsets
	stride  int    // of the tables that the offsets are for
	corners [4]int // of a window without its outermost px
	hits    []Face
	turned  turned
}

// NewDetector returns a Detector.
func NewDetector(c *Cascade) *Detector { return &Detector{cascade: c, program: slices.Clone(c.trees)} }

// reduce halves a frame until its longer side is at most longest px.
func (d *Detector) reduce(p *frame.Gray, longest int) (base *frame.Gray, factor float64) {
	base, factor = p, 1
	for i := 0; max(base.Width, base.Height) > longest; i++ {
		half := &d.half[i%2]
		half.Half(base)
		base, factor = half, 2*factor
	}
	return base, factor
}

// search detects faces in a square of the frame, of sizes in px of the frame, which is factor
// times as large as base.
func (d *Detector) search(base *frame.Gray, factor float64, in Face, minSize, maxSize float64) []Face {
	d.hits = d.hits[:0]
	short := float64(min(base.Width, base.Height))
	side := float64(d.cascade.side)
	if short < 2*side {
		return nil
	}
	scale := max(1, minSize/factor/side)
	d.compile(int(float64(base.Width)/scale) + 2*pad + 2)
	for ; scale*(side-2*pad) <= short; scale *= scaleStep {
		by := scale * factor
		if side*by > maxSize {
			break
		}
		d.level.make(base, scale, d.stride)
		x, y := max(0, int(in.X/by)+pad), max(0, int(in.Y/by)+pad)
		if in.X <= 0 {
			x = 0
		}
		if in.Y <= 0 {
			y = 0
		}
		d.scan(x, y, min(d.level.width, int((in.X+in.Size)/by)+2*pad), min(d.level.height, int((in.Y+in.Size)/by)+2*pad), by)
	}
	return group(d.hits)
}

// scan evaluates every second position of every second row of a part of a level, and where
// that is promising, its three neighbours.
func (d *Detector) scan(left, top, right, bottom int, by float64) {
	side := d.cascade.side
	for y := top; y+side <= bottom; y += 2 {
		for x := left; x+side <= right; x += 2 {
			passed := d.passes(x, y)
			if passed < promising {
				continue
			}
			d.hit(x, y, passed, by)
			for _, beside := range [3][2]int{{1, 0}, {0, 1}, {1, 1}} {
				x, y := x+beside[0], y+beside[1]
				if x+side <= d.level.width && y+side <= d.level.height {
					d.hit(x, y, d.passes(x, y), by)
				}
			}
		}
	}
}

func (d *Detector) hit(x, y, passed int, by float64) {
	if passed == len(d.cascade.stages) {
		d.hits = append(d.hits, Face{X: float64(x-pad) * by, Y: float64(y-pad) * by, Size: float64(d.cascade.side) * by, Score: 1})
	}
}

// passes is the number of stages that a position passes. Nearly all time is spent here.
func (d *Detector) passes(x, y int) int {
	area := float32((d.cascade.side - 2) * (d.cascade.side - 2))
	sum := d.level.sum[y*d.stride+x:]
	squares := d.level.squares[y*d.stride+x:]
	o := &d.corners
	// The standard deviation without the outermost px, as OpenCV computes it.
	s := float32(sum[o[3]] - sum[o[2]] - sum[o[1]] + sum[o[0]])
	spread := area*float32(squares[o[3]]-squares[o[2]]-squares[o[1]]+squares[o[0]]) - s*s
	if spread < minDeviation*minDeviation*area*area {
		return 0
	}
	spread = float32(math.Sqrt(float64(spread)))
	program := d.program
	for passed, st := range d.cascade.stages {
		total := float32(0)
		for i := st.from; i < st.to; i++ {
			t := &program[i]
			n := &t.nodes[0]
			v := n.weight[0]*(sum[n.at[0]]-sum[n.at[1]]-sum[n.at[2]]+sum[n.at[3]]) +
				n.weight[1]*(sum[n.at[4]]-sum[n.at[5]]-sum[n.at[6]]+sum[n.at[7]])
			if n.weight[2] != 0 {
				v += n.weight[2] * (sum[n.at[8]] - sum[n.at[9]] - sum[n.at[10]] + sum[n.at[11]])
			}
			if (float32(v) < n.threshold*spread) != t.branch {
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
	return len(d.cascade.stages)
}

// compile computes the offsets for tables of a width, which all levels share.
func (d *Detector) compile(stride int) {
	if stride == d.stride {
		return
	}
	d.stride = stride
	last := d.cascade.side - 1
	d.corners = [4]int{stride + 1, stride + last, last*stride + 1, last*stride + last}
	for i, nodes := range d.cascade.rects {
		for k, rects := range nodes {
			at := &d.program[i].nodes[k].at
			for j, r := range rects {
				top, bottom := r.y*stride+r.x, (r.y+r.h)*stride+r.x
				copy(at[4*j:], []int32{int32(top), int32(top + r.w), int32(bottom), int32(bottom + r.w)})
			}
		}
	}
}

// Track is the state of a stream: where its only face is. The zero value is its beginning.
type Track struct {
	last  Face
	alone bool   // last was the only face
	local int    // frames since a whole one was searched
	size  [2]int // of that frame
}

// maxLocal is how many frames in a row are searched only around the last face.
const maxLocal = 3

// Track returns the faces of the next frame of a stream, the one with the highest score
// first; they are valid until the next call. The zero Track makes the frame a single one.
//
// Where the last frame had one face, only its surroundings are searched, at similar sizes,
// which takes a fraction of the time. The whole frame is searched when that fails, and in
// every fourth frame: somebody else may have come.
func (d *Detector) Track(t *Track, p *frame.Gray) []Face {
	size := [2]int{p.Width, p.Height}
	if t.alone && t.size == size && t.local < maxLocal {
		t.local++
		if faces := d.detectNear(p, t.last); len(faces) == 1 {
			t.last = faces[0]
			return faces
		}
	}
	faces := d.searchAll(p)
	*t = Track{size: size, alone: len(faces) == 1}
	if t.alone {
		t.last = faces[0]
	}
	return faces
}

// detectNear searches around a face for one of similar size.
func (d *Detector) detectNear(p *frame.Gray, last Face) []Face {
	const around, growth = 0.4, 1.35 // by the face's size
	near := Face{X: last.X - around*last.Size, Y: last.Y - around*last.Size, Size: (1 + 2*around) * last.Size}
	base, factor := d.reduce(p, detectAt)
	return d.search(base, factor, near, last.Size/growth, last.Size*growth)
}
