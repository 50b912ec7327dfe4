package photoscene

import "credential-capture/imageproc/guidance/frame"

// Overlap is the intersection over union of two convex outlines.
func Overlap(a, b frame.Quad) float64 { return overlap(a[:], b[:]) }

// OverlapIn is Overlap inside a frame of a size in px.
func OverlapIn(a, b frame.Quad, width, height float64) float64 {
	whole := frame.Rect(0, 0, width, height)
	return overlap(clip(a[:], whole[:]), clip(b[:], whole[:]))
}

func overlap(a, b []frame.Point) float64 {
	both := 0.0
	if len(a) > 0 && len(b) > 0 {
		both = area(clip(a, b))
	}
	return both / max(1, area(a)+area(b)-both)
}

// clip is the part of a that lies in b (Sutherland and Hodgman, 1974).
func clip(a, b []frame.Point) []frame.Point {
	part := a
	for i, p := range b {
		n := b[(i+1)%len(b)]
		inside := func(c frame.Point) float64 { return (n.X-p.X)*(c.Y-p.Y) - (n.Y-p.Y)*(c.X-p.X) }
		var kept []frame.Point
		for k, c := range part {
			next := part[(k+1)%len(part)]
			in, then := inside(c), inside(next)
			if in >= 0 {
				kept = append(kept, c)
			}
			if in >= 0 != (then >= 0) {
				t := in / (in - then)
				kept = append(kept, frame.Point{X: c.X + t*(next.X-c.X), Y: c.Y + t*(next.Y-c.Y)})
			}
		}
		if part = kept; len(part) == 0 {
			break
		}
	}
	return part
}

func area(polygon []frame.Point) float64 {
	sum := 0.0
	for i, p := range polygon {
		n := polygon[(i+1)%len(polygon)]
		sum += p.X*n.Y - n.X*p.Y
	}
	return max(sum, -sum) / 2
}
