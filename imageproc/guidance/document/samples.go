package document

import "credential-capture/imageproc/guidance/frame"

const (
	// Levels beside a side are read at samplePlaces along it, at sampleRows distances from
	// sampleFirst px on.
	samplePlaces, sampleRows  = 16, 4
	sampleFirst, sampleSpaces = 6, 4
	// sampleFar is the distance, px, of what lies farther outside.
	sampleFar = 28
)

// samples are the levels to both sides of one side of an outline.
type samples struct {
	share, step   float64    // of edgeContrast
	in, out       [3]float64 // mean of each colour
	inDev, outDev float64    // mean absolute deviation of all colours
	depth         float64    // in less out, of the colour in which it is largest
	far           float64    // out less the mean level at sampleFar
	places        [2]int     // in the frame: inside, outside
}

// sample reads the levels beside a line; its normal to the right of the way from a to b is the
// inside.
func (s *search) sample(a, b frame.Point) (o samples) {
	length := a.Distance(b)
	if length < 8 {
		return o
	}
	o.share, o.step = edgeContrast(s.colours, a, b)
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	var in, out, far colourSum
	for i := range samplePlaces {
		t := 0.06 + 0.88*float64(i)/(samplePlaces-1)
		x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
		for row := range sampleRows {
			off := float64(sampleFirst + sampleSpaces*row)
			in.add(s.colours, x+off*nx, y+off*ny)
			out.add(s.colours, x-off*nx, y-off*ny)
		}
		far.add(s.colours, x-sampleFar*nx, y-sampleFar*ny)
	}
	o.in, o.inDev = in.mean()
	o.out, o.outDev = out.mean()
	o.places = [2]int{in.n, out.n}
	if in.n == 0 || out.n == 0 {
		return o
	}
	for c := range 3 {
		o.depth = max(o.depth, o.in[c]-o.out[c], o.out[c]-o.in[c])
	}
	if far.n > 0 {
		beyond, _ := far.mean()
		o.far = sum(o.out)/3 - sum(beyond)/3
	}
	return o
}

func sum(colour [3]float64) float64 { return colour[0] + colour[1] + colour[2] }

// colourSum adds up the colours of px.
type colourSum struct {
	sums   [3]int
	levels [samplePlaces * 9]int16 // red, green and blue added; room for inside's grid too
	strong int                     // sum of the strongest colour less the weakest
	n      int
}

// add adds the px at a position, unless it is outside the frame.
func (s *colourSum) add(p *frame.Colours, x, y float64) {
	if !p.Contains(x, y) {
		return
	}
	at := int(y+0.5)*p.Width + int(x+0.5)
	r, g, b := p.Level(at, 0), p.Level(at, 1), p.Level(at, 2)
	s.sums[0] += r
	s.sums[1] += g
	s.sums[2] += b
	s.strong += max(r, g, b) - min(r, g, b)
	s.levels[s.n] = int16(r + g + b)
	s.n++
}

// mean is that of each colour, and the mean absolute deviation from it, in levels.
func (s *colourSum) mean() (colour [3]float64, deviation float64) {
	n := max(1, s.n)
	for c, v := range s.sums {
		colour[c] = float64(v) / float64(n)
	}
	mean, dev := (s.sums[0]+s.sums[1]+s.sums[2])/n, 0
	for _, v := range s.levels[:s.n] {
		d := int(v) - mean
		dev += max(d, -d)
	}
	return colour, float64(dev) / float64(3*n)
}

// insideGrid is the number of places across and down an outline.
const insideGrid = 12

// inside is the mean level, the mean colourfulness and the deviation of levels in an outline.
func (s *search) inside(q frame.Quad) (level, colour, texture float64) {
	var all colourSum
	for j := range insideGrid {
		for i := range insideGrid {
			u, w := (float64(i)+0.5)/insideGrid, (float64(j)+0.5)/insideGrid
			all.add(s.colours,
				(q[0].X*(1-u)+q[1].X*u)*(1-w)+(q[3].X*(1-u)+q[2].X*u)*w,
				(q[0].Y*(1-u)+q[1].Y*u)*(1-w)+(q[3].Y*(1-u)+q[2].Y*u)*w)
		}
	}
	mean, deviation := all.mean()
	return sum(mean) / 3, float64(all.strong) / float64(max(1, all.n)), deviation
}

// meanLevel is that of the picture, of every 61st px.
func (s *search) meanLevel() float64 {
	all, n := 0, 0
	for at := 0; at < len(s.colours.Pix); at += 61 {
		all += s.colours.Level(at, 0) + s.colours.Level(at, 1) + s.colours.Level(at, 2)
		n += 3
	}
	return float64(all) / float64(max(1, n))
}
