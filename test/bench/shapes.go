package main

import (
	"math"
	"math/rand/v2"
)

// shape is something in front of the background: its own colour, a little of what
// is behind it, and an edge as soft as the lens makes it.
type shape struct {
	x, y, a, b float64 // centre and half axes, px
	boxed      bool    // a rectangle, else an ellipse
	colour     [3]int32
	cover      int32 // of 256
}

// shapes are things of all sizes, the large ones behind.
func shapes(w, h, n int, seed uint64) []shape {
	r := rand.New(rand.NewPCG(seed, 11))
	list := make([]shape, n)
	for i := range list {
		size := float64(w) * (0.22*math.Pow(1-float64(i)/float64(n), 2) + 0.006)
		list[i] = shape{
			x: r.Float64() * float64(w), y: r.Float64() * float64(h),
			a: size * (0.4 + r.Float64()), b: size * (0.4 + r.Float64()),
			boxed:  r.IntN(3) == 0,
			colour: colour(r),
			cover:  190 + r.Int32N(66),
		}
	}
	return list
}

// colour is a colour as things have it: mostly light or dark, not very colourful.
func colour(r *rand.Rand) [3]int32 {
	light := 45 + r.Int32N(150)
	tint := func() int32 { return 16 * (light + r.Int32N(70) - 35) }
	return [3]int32{tint(), tint(), tint()}
}

// span returns where the shape begins and ends in row y.
func (s *shape) span(y int) (from, to float64, ok bool) {
	d := (float64(y) - s.y) / s.b
	if d < -1 || d > 1 {
		return 0, 0, false
	}
	half := s.a
	if !s.boxed {
		half *= math.Sqrt(1 - d*d)
	}
	return s.x - half, s.x + half, true
}

// paintRow lays the shape over row y of the three channels, in sixteenths of a level.
func (s *shape) paintRow(rgb *[3][]int32, y int, soft float64) {
	from, to, ok := s.span(y)
	if !ok {
		return
	}
	first, last := max(int(from-soft), 0), min(int(to+soft)+1, len(rgb[0]))
	for x := first; x < last; x++ {
		cover := s.cover
		if inside := min(float64(x)-from, to-float64(x)); inside < soft {
			cover = int32(float64(cover) * max(0, (inside+soft)/(2*soft)))
		}
		for c := range rgb {
			p := &rgb[c][x]
			*p += (s.colour[c] - (*p+2048)/2) * cover >> 8
		}
	}
}
