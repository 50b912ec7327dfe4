package document

import "math"

// Point is a place in a frame, in px from its top left corner.
type Point struct{ X, Y float64 }

// Quad is the outline of a document: its corners, clockwise from the one at the top
// left as the frame shows it.
type Quad [4]Point

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

// Contains reports whether a point lies inside.
func (q Quad) Contains(p Point) bool {
	for i, a := range q {
		b := q[(i+1)%4]
		if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < 0 {
			return false
		}
	}
	return true
}

// Side is the length of the i-th side, from corner i to the next: top, right, bottom,
// left.
func (q Quad) Side(i int) float64 { return distance(q[i], q[(i+1)%4]) }

// Ratio is the longer side by the shorter, each the mean of two opposite ones: what a
// document seen straight from above has on paper, and somewhat less when it is tilted.
func (q Quad) Ratio() float64 {
	a, b := (q.Side(0)+q.Side(2))/2, (q.Side(1)+q.Side(3))/2
	return max(a, b) / max(1e-9, min(a, b))
}

// Tilt is how unlike opposite sides are: 0 when seen straight from above, 0.3 when one
// is 1.3 times the other.
func (q Quad) Tilt() float64 {
	tilt := 0.0
	for i := range 2 {
		a, b := q.Side(i), q.Side(i+2)
		tilt = max(tilt, max(a, b)/max(1e-9, min(a, b))-1)
	}
	return tilt
}

// Angle is how far the upper side is from level, in degrees, -45 to 45 for a document
// that lies as it is read.
func (q Quad) Angle() float64 {
	return math.Atan2(q[1].Y-q[0].Y, q[1].X-q[0].X) * 180 / math.Pi
}

// Scale returns q in a frame that is larger by that factor.
func (q Quad) Scale(by float64) Quad {
	for i := range q {
		q[i] = Point{q[i].X * by, q[i].Y * by}
	}
	return q
}

// convex reports whether the corners go clockwise with every angle between 53 and 127
// degrees: what a document seen from where people hold a camera has.
func (q Quad) convex() bool {
	for i := range q {
		a, b, c := q[(i+3)%4], q[i], q[(i+1)%4]
		ux, uy, vx, vy := a.X-b.X, a.Y-b.Y, c.X-b.X, c.Y-b.Y
		cross := vx*uy - vy*ux // clockwise on a screen, whose y points down
		lengths := math.Hypot(ux, uy) * math.Hypot(vx, vy)
		if lengths == 0 || cross < 0.8*lengths {
			return false
		}
	}
	return true
}

// ordered puts the corner nearest to the frame's top left first.
func (q Quad) ordered() Quad {
	first := 0
	for i, p := range q {
		if p.X+p.Y < q[first].X+q[first].Y {
			first = i
		}
	}
	return Quad{q[first], q[(first+1)%4], q[(first+2)%4], q[(first+3)%4]}
}

func distance(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }
