package main

import (
	"image"
	"math"
)

// lanczosTile is a part of src made w×h px with Lanczos-3: what a picture of that
// size should look like. It does in full precision, for a part only, what
// nfnt/resize does for the whole, which a test compares it with.
func lanczosTile(src *raster, w, h int, at image.Rectangle) patch {
	across, x0 := taps(at.Min.X, at.Max.X, w, src.width)
	down, y0 := taps(at.Min.Y, at.Max.Y, h, src.height)
	part := src.cut(image.Rect(x0, y0, x0+reach(across), y0+reach(down)))
	rows := patch{w: at.Dx(), h: part.h, px: make([][3]float32, 0, at.Dx()*part.h)}
	for y := range part.h {
		for _, t := range across {
			rows.px = append(rows.px, t.sum(part.px[y*part.w:], 1))
		}
	}
	out := patch{w: at.Dx(), h: at.Dy(), px: make([][3]float32, 0, at.Dx()*at.Dy())}
	for _, t := range down {
		for x := range rows.w {
			v := t.sum(rows.px[x:], rows.w)
			out.px = append(out.px, [3]float32{clamp(v[0]), clamp(v[1]), clamp(v[2])})
		}
	}
	return out
}

// tap is what makes up one px of the output: weights of the source from first on.
type tap struct {
	first   int
	weights []float32
}

func (t *tap) sum(px [][3]float32, step int) (v [3]float32) {
	for i, w := range t.weights {
		p := px[(t.first+i)*step]
		v[0] += w * p[0]
		v[1] += w * p[1]
		v[2] += w * p[2]
	}
	return v
}

// taps returns the taps of outputs from..to, counted from the source px that the
// first of them begins with.
func taps(from, to, size, sourceSize int) (list []tap, start int) {
	scale := float64(sourceSize) / float64(size)
	widen := max(scale, 1)
	for i := from; i < to; i++ {
		centre := (float64(i)+0.5)*scale - 0.5
		first, last := int(math.Ceil(centre-3*widen)), int(math.Floor(centre+3*widen))
		t := tap{first: first}
		var sum float64
		for j := first; j <= last; j++ {
			w := lanczos3((float64(j) - centre) / widen)
			sum += w
			t.weights = append(t.weights, float32(w))
		}
		for j := range t.weights {
			t.weights[j] /= float32(sum)
		}
		list = append(list, t)
	}
	start = list[0].first
	for i := range list {
		list[i].first -= start
	}
	return list, start
}

func reach(list []tap) int {
	last := list[len(list)-1]
	return last.first + len(last.weights)
}

func lanczos3(x float64) float64 {
	if x == 0 {
		return 1
	}
	if x <= -3 || x >= 3 {
		return 0
	}
	x *= math.Pi
	return 3 * math.Sin(x) * math.Sin(x/3) / (x * x)
}
