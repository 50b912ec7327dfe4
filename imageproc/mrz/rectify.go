package mrz

import "math"

// zone maps rows and distances along them to the picture. Distances are in px of the
// picture.
type zone struct {
	start       Point // of row 0
	right, down Point // directions, of length 1
	spacing     float64
	length      float64
	// The middle of row r at distance s along it is
	// bend(s) + r × (spacing + spread×s) below the start.
	bend   cubic
	spread float64
	half   float64 // of the capitals' height, in spacings
}

func (z *zone) at(s, row float64) Point {
	t := z.bend.at(s) + row*(z.spacing+z.spread*s)
	return Point{z.start.X + s*z.right.X + t*z.down.X, z.start.Y + s*z.right.Y + t*z.down.Y}
}

// reframe makes a row and a distance the first.
func (z *zone) reframe(s, row, length float64) *zone {
	n := *z
	n.start = Point{z.start.X + s*z.right.X, z.start.Y + s*z.right.Y}
	n.bend = z.bend.from(s)
	n.bend[0] += row * (z.spacing + z.spread*s)
	n.bend[1] += row * z.spread
	n.spacing += z.spread * s
	n.length = length
	return &n
}

// turn returns the zone read upside down, from its last row.
func (z *zone) turn(rows int) *zone {
	n := *z
	last, s := float64(rows-1), z.length
	n.right, n.down = Point{-z.right.X, -z.right.Y}, Point{-z.down.X, -z.down.Y}
	n.start = Point{z.start.X + s*z.right.X, z.start.Y + s*z.right.Y}
	n.spread = -z.spread
	n.spacing = z.spacing + z.spread*s
	// -t(s - s', last - row')
	n.bend = z.bend.from(s)
	n.bend[0] = -n.bend[0] - last*(z.spacing+z.spread*s)
	n.bend[1] += last * z.spread
	n.bend[2] = -n.bend[2]
	return &n
}

const (
	rowSamples  = 16  // of a row's spacing, when rows are fitted
	fitMargin   = 1.0 // spacings above and below
	windowWidth = 40  // samples
)

// straighten fits the rows' course to the print: twice, because the first fit is limited
// by the candidate's tilt.
func straighten(p pyramid, c candidate) *zone {
	z := &zone{start: c.start, right: c.right, down: Point{-c.right.Y, c.right.X}, spacing: c.spacing, length: c.length, half: 0.2}
	for _, reach := range []float64{0.45, 0.25, 0.15} {
		z.fit(p, 2, reach)
	}
	return z
}

// fit moves the rows by at most reach spacings.
func (z *zone) fit(p pyramid, rows int, reach float64) {
	unit := z.spacing / rowSamples
	l := p.at(unit)
	height := int((2*fitMargin + float64(rows-1)) * rowSamples)
	width := int(z.length/unit) + 1
	if width < windowWidth || width > 4000 {
		return
	}
	// energy[y*width+x] is the contrast along the rows; y = 0 is fitMargin above row 0.
	energy, levels := make([]float32, width*height), make([]float32, width)
	for y := range height {
		row := (float64(y)+0.5)/rowSamples - fitMargin
		const piece = windowWidth / 2 // that bends little
		for x := 0; x < width; x += piece {
			n := min(piece, width-x)
			from, to := z.at(float64(x)*unit, row), z.at(float64(x+n)*unit, row)
			l.line(levels[x:x+n], from.X, from.Y, (to.X-from.X)/float64(n), (to.Y-from.Y)/float64(n))
		}
		for x := 1; x < width; x++ {
			d := levels[x] - levels[x-1]
			energy[y*width+x] = min(60, max(0, max(d, -d)-2))
		}
	}
	const maxStretch, stretchStep = 3, 0.04
	type vote struct{ s, shift, stretch, weight float64 }
	var votes []vote
	profile := make([]float32, height+1)
	for from := 0; from+windowWidth <= width; from += windowWidth / 2 {
		for y := range height {
			var sum float32
			for _, e := range energy[y*width+from : y*width+from+windowWidth] {
				sum += e
			}
			profile[y+1] = profile[y] + sum/windowWidth
		}
		contrast := func(shift, stretch int) float64 {
			return float64(rowContrast(profile, rows, fitMargin*rowSamples+float64(shift), rowSamples*(1+stretchStep*float64(stretch)), z.half))
		}
		best, bestAt, bestStretch := 0.0, 0, 0
		limit := int(reach * rowSamples)
		for stretch := -maxStretch; stretch <= maxStretch; stretch++ {
			for shift := -limit; shift <= limit; shift++ {
				if v := contrast(shift, stretch); v > best {
					best, bestAt, bestStretch = v, shift, stretch
				}
			}
		}
		if best > 0 {
			votes = append(votes, vote{
				s:       (float64(from) + windowWidth/2) * unit,
				shift:   (float64(bestAt) + peak(contrast(bestAt-1, bestStretch), best, contrast(bestAt+1, bestStretch))) * unit,
				stretch: (float64(bestStretch) + peak(contrast(bestAt, bestStretch-1), best, contrast(bestAt, bestStretch+1))) * stretchStep * z.spacing,
				weight:  best})
		}
	}
	if len(votes) < 3 {
		return
	}
	weights := make([]float64, len(votes))
	var shift, stretch cubic
	for round := range 4 {
		for i, v := range votes {
			weights[i] = v.weight
			if round > 0 {
				e := (shift.at(v.s) - v.shift) / (0.1 * z.spacing)
				weights[i] /= 1 + e*e
			}
		}
		degree := min(3, 1+len(votes)/6)
		if round == 0 {
			degree = 1
		}
		shift = fitPolynomial(degree, len(votes), func(i int) (x, y, w float64) { return votes[i].s, votes[i].shift, weights[i] })
		stretch = fitPolynomial(1, len(votes), func(i int) (x, y, w float64) { return votes[i].s, votes[i].stretch, weights[i] })
	}
	for i := range z.bend {
		z.bend[i] += shift[i]
	}
	z.spacing += stretch[0]
	z.spread += stretch[1]
}

// rowContrast is how much more energy rows have than what is between and beside them.
// The profile is a running sum.
func rowContrast(profile []float32, rows int, row, spacing, half float64) float32 {
	at := func(y float64) float32 {
		y = max(0, min(float64(len(profile))-1.001, y))
		i := int(y)
		return profile[i] + float32(y-float64(i))*(profile[i+1]-profile[i])
	}
	mean := func(from, to float64) float32 { return (at(to) - at(from)) / float32(to-from) }
	h := half * spacing
	edge := min(1.4*h, 0.45*spacing)
	beside := spacing - edge
	sum := -0.5 * mean(row-beside, row-edge)
	for i := range rows {
		sum += mean(row-h, row+h)
		weight := float32(1)
		if i == rows-1 {
			weight = 0.5
		}
		sum -= weight * mean(row+edge, row+beside)
		row += spacing
	}
	return sum
}

// peak is where a parabola through three equidistant values is highest, -0.5 to 0.5.
func peak(before, at, after float64) float64 {
	curve := 2*at - before - after
	if curve <= 0 {
		return 0
	}
	return max(-0.5, min(0.5, (after-before)/(2*curve)))
}

// cubic has the coefficients of a polynomial, the constant first.
type cubic [4]float64

func (c cubic) at(x float64) float64 { return c[0] + x*(c[1]+x*(c[2]+x*c[3])) }

// from is the polynomial of distances from x.
func (c cubic) from(x float64) cubic {
	return cubic{c.at(x), c[1] + x*(2*c[2]+x*3*c[3]), c[2] + 3*x*c[3], c[3]}
}

// fitPolynomial fits by weighted least squares.
func fitPolynomial(degree, n int, point func(i int) (x, y, w float64)) (c cubic) {
	var a [4][5]float64
	scale := 1e-9
	for i := range n {
		x, _, _ := point(i)
		scale = max(scale, math.Abs(x))
	}
	for i := range n {
		x, y, w := point(i)
		x /= scale
		powers := cubic{1, x, x * x, x * x * x}
		for j := range degree + 1 {
			for k := range degree + 1 {
				a[j][k] += w * powers[j] * powers[k]
			}
			a[j][4] += w * powers[j] * y
		}
	}
	for j := range degree + 1 {
		a[j][j] += 1e-9
		for k := range degree + 1 {
			if k == j {
				continue
			}
			f := a[k][j] / a[j][j]
			for i := range a[k] {
				a[k][i] -= f * a[j][i]
			}
		}
	}
	f := 1.0
	for j := range degree + 1 {
		c[j] = a[j][4] / a[j][j] / f
		f *= scale
	}
	return c
}
