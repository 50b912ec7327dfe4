package frame

import "math"

// Point is a position in a frame, px from its top left corner.
type Point struct{ X, Y float64 }

// Distance is in px.
func (p Point) Distance(to Point) float64 {
	x, y := p.X-to.X, p.Y-to.Y
	return math.Sqrt(x*x + y*y)
}

// Quad is a quadrilateral: its corners, clockwise as the frame shows it. The outline of a
// document starts with the corner at the top left.
type Quad [4]Point

// Rect is the Quad of a rectangle whose sides are parallel to the frame's.
func Rect(x, y, width, height float64) Quad {
	return Quad{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}
}

// Area is in px; it is negative when the corners go anticlockwise.
func (q Quad) Area() float64 {
	sum := 0.0
	for i, p := range q {
		n := q[(i+1)%4]
		sum += p.X*n.Y - n.X*p.Y
	}
	return sum / 2
}

// Center is the mean of the corners.
func (q Quad) Center() Point {
	var c Point
	for _, p := range q {
		c.X += p.X / 4
		c.Y += p.Y / 4
	}
	return c
}

// Side is the length of the i-th side, from corner i to the next: top, right, bottom,
// left.
func (q Quad) Side(i int) float64 { return q[i].Distance(q[(i+1)%4]) }

// Ratio is the longer side by the shorter, each the mean of two opposite ones. Perspective
// makes it a little less than on paper.
func (q Quad) Ratio() float64 {
	a, b := (q.Side(0)+q.Side(2))/2, (q.Side(1)+q.Side(3))/2
	return max(a, b) / max(1e-9, min(a, b))
}

// Tilt is the perspective distortion: 0 when seen straight from above, 0.3 when a side is
// 1.3 times the opposite one.
func (q Quad) Tilt() float64 {
	tilt := 0.0
	for i := range 2 {
		a, b := q.Side(i), q.Side(i+2)
		tilt = max(tilt, max(a, b)/max(1e-9, min(a, b))-1)
	}
	return tilt
}

// Scale converts px of one picture to px of one by times as large, whose px have their
// centres elsewhere.
func (q Quad) Scale(by float64) Quad {
	off := (by - 1) / 2
	for i := range q {
		q[i] = Point{q[i].X*by + off, q[i].Y*by + off}
	}
	return q
}

// Span is where row y enters and leaves a convex Quad; from > to when it doesn't.
func (q Quad) Span(y float64) (from, to float64) {
	from, to = 1, 0
	for i, a := range q {
		b := q[(i+1)&3]
		if a.Y == b.Y || y < a.Y && y < b.Y || y > a.Y && y > b.Y {
			continue
		}
		x := a.X + (b.X-a.X)*(y-a.Y)/(b.Y-a.Y)
		if from > to {
			from, to = x, x
			continue
		}
		from, to = min(from, x), max(to, x)
	}
	return from, to
}
