package document

import "credential-capture/imageproc/guidance/frame"

const (
	apartPlaces = 24 // along a side
	// The levels beside a side are read at these distances, px, to either side of it.
	apartNear, apartFar = 3, 5
	// leastApart is how many levels make a place differ, and ofMedian which part of what
	// the side differs by in its middle.
	leastApart, ofMedian = 5, 0.35
)

// apart is the share of places along a line at which one side of it differs from the
// other, in the colour and in the way in which most of them do. Paper differs from a
// table all along its border; the two sides of a joint, of a line of print, or of a line
// across a chequered cloth don't.
func apart(p *frame.Colours, a, b Point) (share, step float64) {
	length := distance(a, b)
	if length < 8 {
		return 0, 0
	}
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	var at [apartPlaces][4]int
	n := 0
	for i := range apartPlaces {
		t := 0.08 + 0.84*float64(i)/(apartPlaces-1)
		x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
		if !p.Holds(x+apartFar*nx, y+apartFar*ny) || !p.Holds(x-apartFar*nx, y-apartFar*ny) {
			continue
		}
		for k, off := range [4]float64{apartNear, apartFar, -apartNear, -apartFar} {
			at[n][k] = int(y+off*ny+0.5)*p.Width + int(x+off*nx+0.5)
		}
		n++
	}
	if n < apartPlaces/3 {
		return 0, 0
	}
	for colour := range p.Count {
		var differ [apartPlaces]float64
		for i := range n {
			q := &at[i]
			differ[i] = float64(p.Level(q[0], colour)+p.Level(q[1], colour)-p.Level(q[2], colour)-p.Level(q[3], colour)) / 2
		}
		frame.SortFew(differ[:n])
		middle, sign := differ[n/2], 1.0
		if middle < 0 {
			middle, sign = -middle, -1
		}
		if middle <= step {
			continue
		}
		step = middle
		least, many := max(leastApart, ofMedian*middle), 0
		for _, d := range differ[:n] {
			if d*sign >= least {
				many++
			}
		}
		share = float64(many) / float64(n)
	}
	return share, step
}

// look notes how what is on either side of the i-th side of a candidate differs.
func (s *search) look(c *candidate, i int) {
	if c.looked>>uint(i)&1 == 0 && c.sides[i] != none {
		c.apart[i], c.step[i] = apart(s.colours, c.quad[i], c.quad[(i+1)&3])
	}
	c.looked |= 1 << uint(i)
}

// The least share of places at which the sides of a document differ from the table:
// fingers lie on some, and shadows.
const leastSide, leastMean = 0.45, 0.7

// convincing reports whether a candidate differs from what is around it on all sides,
// and is more than a table has by itself.
func (s *search) convincing(c *candidate) bool {
	if !s.mayBeEvident(c) {
		return false
	}
	sum, n := 0.0, 0.0
	for i, side := range c.sides {
		if side == none {
			continue
		}
		s.look(c, i)
		if c.apart[i] < leastSide {
			return false
		}
		sum += c.apart[i]
		n++
	}
	return sum >= leastMean*n && s.evident(c)
}

// printed reports whether the i-th side of a candidate is likelier a line of print: paper
// is on both sides of it, so that they differ by a small part of what those of the other
// sides do.
func (s *search) printed(c *candidate, i int, part float64) bool {
	for k := range c.sides {
		s.look(c, k)
	}
	var others [4]float64
	n := 0
	for k, step := range c.step {
		if k != i && c.sides[k] != none {
			others[n] = step
			n++
		}
	}
	frame.SortFew(others[:n])
	return c.step[i] < part*others[n/2]
}

// likePrint and surelyPrint are such parts; some documents have one side that is nearly
// as bright as the table.
const likePrint, surelyPrint = 0.35, 0.06
