package mrz

import (
	"math"

	"credential-capture/imageproc/mrz/glyph"
)

// grid divides the rows of a zone into characters of one pitch: the middle of character k of
// row r is start + k×(pitch + r×fan) + k²×growth + r×skew along the row, in px of the picture.
type grid struct {
	*zone
	start0, pitch, growth, skew, fan float64
	contrast                         float64 // of gaps against print, 0 to 1
	floor                            float32 // of a cell's deviation
	glare                            float32 // mean level of a cell above which it lies in a reflection
}

func (g *grid) along(k, row float64) float64 {
	return g.start0 + k*(g.pitch+row*g.fan+k*g.growth) + row*g.skew
}

// pitchAt is the pitch of row 0 near character k.
func (g *grid) pitchAt(k float64) float64 { return g.pitch + 2*k*g.growth }

func (g *grid) place(k, row float64) Point { return g.at(g.along(k, row), row) }

const (
	perSpacing = 12 // samples along a row, of the rows' spacing: about 5 of a pitch
	// Pitches in a spacing.
	minPitches, maxPitches = 1.5, 3.1
	// Length of the rows that are segmented, in spacings.
	minRow, maxRow = 20.0 / perSpacing, 250
)

// profiles are the ink of each column of each row: 1 where a stroke crosses it.
func (z *zone) profiles(p pyramid, rows int) [][]float32 {
	unit := z.spacing / perSpacing
	margin := 2 * perSpacing
	width := int(z.length/unit) + 2*margin
	l := p.at(unit)
	const high = 9
	list := make([][]float32, rows)
	for row := range rows {
		ink := make([]float32, width)
		column := make([][high]float32, width)
		level := make([]float32, width)
		for x := range width {
			s := float64(x-margin) * unit
			top, bottom := z.at(s, float64(row)-z.half), z.at(s, float64(row)+z.half)
			l.line(column[x][:], top.X, top.Y, (bottom.X-top.X)/(high-1), (bottom.Y-top.Y)/(high-1))
			for _, v := range column[x] {
				level[x] = max(level[x], v)
			}
		}
		for x := range width {
			// The paper is the brightest of a pitch around.
			var paper float32
			for j := max(0, x-perSpacing/3); j <= min(width-1, x+perSpacing/3); j++ {
				paper = max(paper, level[j])
			}
			var one, two float32 // the two darkest
			for _, v := range column[x] {
				d := paper - v
				if d > one {
					one, two = d, one
				} else if d > two {
					two = d
				}
			}
			ink[x] = one + two
		}
		// Each character counts alike, whatever its contrast.
		for x := range width {
			var most float32 = 16
			for j := max(0, x-perSpacing/3); j <= min(width-1, x+perSpacing/3); j++ {
				most = max(most, ink[j])
			}
			level[x] = ink[x] / most
		}
		list[row] = level
	}
	return list
}

const waveSize = 256

var cosines = func() (table [waveSize]float32) {
	for i := range table {
		table[i] = float32(math.Cos(2 * math.Pi * float64(i) / waveSize))
	}
	return table
}()

// segment finds pitch and phase by the fundamental frequency that all rows share. A grid of
// the same zone narrows the search.
func (z *zone) segment(p pyramid, rows int, known *grid) *grid {
	// A fit to little print may leave any spacing, also none.
	if !(z.spacing > 0 && z.length >= minRow*z.spacing && z.length <= maxRow*z.spacing) {
		return nil
	}
	profiles := z.profiles(p, rows)
	unit := z.spacing / perSpacing
	margin := 2 * perSpacing
	width := len(profiles[0])
	from, to := margin, width-margin
	middle := float64(from+to) / 2
	type sum struct{ re, im float64 }
	wave := func(profile []float32, period, growth float64, from, to int) sum {
		var s sum
		for x := from; x < to; x++ {
			d := float64(x) - middle
			// The phase of a pitch that changes along the row.
			turn := int((d/period)*(1-growth*d/period)*waveSize) & (waveSize - 1)
			v := float64(profile[x]) - 0.6
			s.re += v * float64(cosines[turn])
			s.im += v * float64(cosines[(turn-waveSize/4)&(waveSize-1)])
		}
		return s
	}
	var best, bestPeriod, bestGrowth float64
	var bestSums []sum
	try := func(period, growth float64) {
		var total float64
		sums := make([]sum, rows)
		for i, profile := range profiles {
			sums[i] = wave(profile, period, growth, from, to)
			total += sums[i].re*sums[i].re + sums[i].im*sums[i].im
		}
		if total > best {
			best, bestPeriod, bestGrowth, bestSums = total, period, growth, sums
		}
	}
	// Steps of a tenth of a cycle at the ends of 44 characters.
	const periodStep, growthStep, maxGrowth = 1.01, 0.0006, 0.0036
	shortest, longest, middleGrowth, reach := perSpacing/maxPitches, perSpacing/minPitches, 0.0, maxGrowth
	if known != nil {
		k := (z.length/2 - known.start0) / known.pitch
		pitch := known.pitchAt(k)
		if !(pitch > 0 && math.Abs(known.growth) <= 4*maxGrowth*pitch) {
			return nil
		}
		shortest, longest = 0.97*pitch/unit, 1.03*pitch/unit
		middleGrowth, reach = known.growth/pitch, 2*growthStep
	}
	for period := shortest; period <= longest; period *= periodStep {
		for growth := middleGrowth - reach; growth <= middleGrowth+reach; growth += growthStep {
			try(period, growth)
		}
	}
	if bestSums == nil {
		return nil
	}
	for _, step := range []float64{0.4, 0.15} {
		period, growth := bestPeriod, bestGrowth
		for i := -2; i <= 2; i++ {
			for j := -2; j <= 2; j++ {
				try(period*(1+(periodStep-1)*step*float64(i)), growth+growthStep*step*float64(j))
			}
		}
	}
	g := &grid{zone: z, pitch: bestPeriod * unit, contrast: math.Sqrt(best/float64(rows)) / float64(to-from)}
	// Below each other characters have the same phase but for a lean, which perspective
	// changes along the rows: their left and right halves are summed apart.
	var halves [2][]sum
	centre := [2]float64{}
	for i, bounds := range [2][2]int{{from, (from + to) / 2}, {(from + to) / 2, to}} {
		centre[i] = float64(bounds[0]+bounds[1])/2 - middle
		for _, profile := range profiles {
			halves[i] = append(halves[i], wave(profile, bestPeriod, bestGrowth, bounds[0], bounds[1]))
		}
	}
	lean, bestFit := [2]float64{}, 0.0
	var all sum
	for i := -11; i <= 11; i++ {
		for j := max(-11, i-12); j <= min(11, i+12); j++ {
			var total sum
			for h, skew := range [2]float64{0.04 * float64(i), 0.04 * float64(j)} {
				for row, s := range halves[h] {
					sin, cos := math.Sincos(-2 * math.Pi * skew * float64(row))
					total.re += s.re*cos - s.im*sin
					total.im += s.re*sin + s.im*cos
				}
			}
			fit := math.Hypot(total.re, total.im) * (1 - 0.0005*math.Abs(float64(i)) - 0.001*math.Abs(float64(i-j)))
			if fit > bestFit {
				bestFit, lean, all = fit, [2]float64{0.04 * float64(i), 0.04 * float64(j)}, total
			}
		}
	}
	g.skew = (lean[0] + lean[1]) / 2 * g.pitch
	g.fan = (lean[1] - lean[0]) / (centre[1] - centre[0]) * bestPeriod * g.pitch
	// d = period × (k + growth×k²) from the middle.
	g.start0 = (middle-float64(margin))*unit + math.Atan2(all.im, all.re)/(2*math.Pi)*g.pitch
	g.growth = bestGrowth * g.pitch
	z.half = max(0.15, min(0.32, capitals/2*g.pitch/z.spacing))
	return g
}

// turn reads the grid upside down.
func (g *grid) turn(rows int) *grid {
	n := *g
	last := float64(rows - 1)
	n.zone = g.zone.turn(rows)
	n.start0 = g.length - g.start0 - last*g.skew
	n.pitch, n.growth, n.fan = g.pitch+last*g.fan, -g.growth, -g.fan
	return &n
}

// capitals is the height of capitals in pitches.
const capitals = 0.95

// shifted counts distances from another.
func (g *grid) shifted(by float64) *grid {
	n := *g
	n.start0 -= by
	return &n
}

// rebase makes character k the first.
func (g *grid) rebase(k float64) {
	g.start0 = g.along(k, 0)
	g.pitch = g.pitchAt(k)
	g.skew += k * g.fan
}

// cell cuts character k of a row.
func (g *grid) cell(p pyramid, k, row float64, c *glyph.Cell) {
	along := g.along(k, row)
	pitch := g.pitchAt(k) + row*g.fan
	l := p.at(pitch / 12)
	// A cell is small: its mapping is linear.
	middle := g.at(along, row)
	end := g.at(along+pitch, row)
	ux, uy := (end.X-middle.X)*glyph.CellWidth, (end.Y-middle.Y)*glyph.CellWidth
	lean := (g.skew + k*g.fan) / g.spacing
	dx := (g.down.X + lean*g.right.X) * pitch * glyph.CellHeight
	dy := (g.down.Y + lean*g.right.Y) * pitch * glyph.CellHeight
	const left = 0.5/glyph.Width - 0.5
	for y := range glyph.Height {
		fy := (float64(y)+0.5)/glyph.Height - 0.5
		l.line(c[y*glyph.Width:][:glyph.Width], middle.X+left*ux+fy*dx, middle.Y+left*uy+fy*dy, ux/glyph.Width, uy/glyph.Width)
	}
}
