package mrz

import (
	"math"

	"credential-capture/imageproc/mrz/glyph"
)

// transcript has the characters of a zone before their grammar is known.
type transcript struct {
	*grid
	rows  []int // of the zone
	width int   // characters
	cells [][][glyph.Classes]float32
	count int     // characters that were looked at in a row
	first float64 // column of the grid
	score float64 // logarithm of the odds that this and nothing beside it is print
	// others are windows of the same grid that are less likely.
	others []*transcript
}

const (
	// minPrint is the mean probability of print, rather than junk, of a zone's rows.
	minPrint = 0.6
)

// transcribe classifies the characters of a zone and decodes them; see [transcript.read].
func (r *Reader) transcribe(p pyramid, z *zone, wait *pauses) (*transcript, *Reading, Reason) {
	g, print := r.upright(p, z)
	if print < minPrint {
		return nil, nil, notFound
	}
	t := r.window(p, g, -1, 2, 6)
	if t == nil {
		return nil, nil, notFound
	}
	if reading, reason := t.read(); reason == "" && reading.isCertain() && t.width != 36 {
		return t, reading, ""
	}
	// What is beside the zone doesn't disturb further fits. They end when the zone stays
	// where it is.
	for n := range maxFits {
		if wait.pause() != nil {
			return nil, nil, notFound
		}
		g = t.grid
		rows := len(t.rows)
		from := g.along(t.first-0.5, 0)
		z = g.reframe(from, float64(t.rows[0]), g.along(t.first+float64(t.width)-0.5, 0)-from)
		z.fit(p, rows, 0.2)
		z.fit(p, rows, 0.1)
		if g = z.segment(p, rows, g.shifted(from)); g == nil {
			return nil, nil, notFound
		}
		g.measureFloor(p, rows)
		beyond := 3
		if t.width == 36 || t.first < 2 || t.first+float64(t.width) > float64(t.count)-2 { // there may be more
			beyond = 9
		}
		last := t
		if t = r.window(p, g, 0, rows-1, beyond); t == nil {
			return nil, nil, notFound
		}
		if n > 0 && t.width == last.width && math.Abs(g.along(t.first-0.5, 0)) < g.pitch/2 {
			break
		}
	}
	reading, reason := t.read()
	if reason == notFound || reason == "" && reading.isCertain() || wait.pause() != nil {
		return t, reading, reason
	}
	if finer := r.window(p, r.refine(p, t), 0, len(t.rows)-1, 3); finer != nil {
		if again, why := finer.read(); why == "" && (reason != "" || again.doubt() < reading.doubt()) {
			return finer, again, ""
		}
	}
	return t, reading, reason
}

// refine moves the ends of the first and the last row to where their characters are the clearest:
// the phases of ink are biased by the characters' shapes.
func (r *Reader) refine(p pyramid, t *transcript) *grid {
	const (
		count = 4   // characters of an end
		step  = 0.1 // pitches
		reach = 2   // steps
	)
	g := *t.grid
	last := float64(len(t.rows) - 1)
	left, right := t.first+(count-1)/2., t.first+float64(t.width)-(count+1)/2.
	var cell glyph.Cell
	shift := func(k, row float64) (best float64) {
		top := math.Inf(-1)
		for n := -reach; n <= reach; n++ {
			moved := g
			moved.start0 += step * float64(n) * g.pitch
			var sum float64
			for i := range count {
				g := &moved
				g.cell(p, k+float64(i)-(count-1)/2., row, &cell)
				out := r.classify(&cell, g.floor)
				sum += float64(likeliest(&out))
			}
			if sum > top {
				top, best = sum, moved.start0-g.start0
			}
		}
		return best
	}
	line := func(row float64) (start, slope float64) {
		from, to := shift(left, row), shift(right, row)
		slope = (to - from) / (right - left)
		return from - slope*left, slope
	}
	start, slope := line(0)
	end, endSlope := line(last)
	g.start0 += start
	g.pitch += slope
	g.skew += (end - start) / last
	g.fan += (endSlope - slope) / last
	return &g
}

// maxFits bounds how often a zone is fitted anew.
const maxFits = 3

// upright segments a zone and the same read upside down, and returns the one that has more
// print, with its share.
func (r *Reader) upright(p pyramid, z *zone) (*grid, float64) {
	g := z.segment(p, 2, nil)
	if g == nil || g.contrast < minContrast {
		return nil, 0
	}
	g.measureFloor(p, 2)
	turned := g.turn(2)
	print, other := r.print(p, g), r.print(p, turned)
	if other > print {
		return turned, other
	}
	return g, print
}

// minContrast is the least contrast of a pitch.
const minContrast = 0.05

// sampleCells calls a function with every third character of a grid.
func (g *grid) sampleCells(p pyramid, rows int, use func(*glyph.Cell)) {
	var cell glyph.Cell
	for row := range rows {
		for s := 0.08 * g.length; s < 0.92*g.length; s += 3 * g.pitch {
			g.cell(p, math.Round((s-g.start0)/g.pitch), float64(row), &cell)
			use(&cell)
		}
	}
}

func (g *grid) measureFloor(p pyramid, rows int) {
	var all []float32
	g.sampleCells(p, rows, func(c *glyph.Cell) {
		_, d := glyph.Deviation(c)
		all = append(all, d)
	})
	g.floor = glyph.MinDeviation
	if len(all) > 0 {
		sortBy(all, func(v float32) float64 { return float64(v) })
		g.floor = max(g.floor, glyph.FloorShare*all[len(all)/2])
	}
}

// classify returns the logarithms of a cell's probabilities. Paper without print or noise,
// which training lacks, is junk.
func (r *Reader) classify(c *glyph.Cell, floor float32) (out [glyph.Classes]float32) {
	const blank = 0.3 // of the floor
	if _, d := glyph.Deviation(c); d < blank*floor {
		for i := range out {
			out[i] = -8
		}
		out[glyph.Junk] = 0
		return out
	}
	glyph.Normalize(c, floor)
	return r.net.Classify(c)
}

// print is the mean probability that every third character is one.
func (r *Reader) print(p pyramid, g *grid) float64 {
	var sum float64
	n := 0
	g.sampleCells(p, 2, func(c *glyph.Cell) {
		out := r.classify(c, g.floor)
		sum += math.Exp(float64(likeliest(&out)))
		n++
	})
	return sum / float64(max(1, n))
}

// window classifies rows from and to and what is between them, with some characters
// beyond the zone's ends, and chooses the zone.
func (r *Reader) window(p pyramid, g *grid, from, to, beyond int) *transcript {
	outside := float64(beyond)
	// Character 0 is the first that may be print.
	first := 0.0
	// A pitch that changes along the row may end before the row does.
	for g.along(first, 0) > -outside*g.pitch {
		if first--; g.pitchAt(first) <= 0 {
			return nil
		}
	}
	for g.along(first, 0) < -outside*g.pitch {
		if first++; g.pitchAt(first) <= 0 {
			return nil
		}
	}
	g.rebase(first)
	count := 0
	for count < maxCount && g.along(float64(count), 0) < g.length+outside*g.pitch {
		count++
	}
	all := make([]classified, 0, to-from+1)
	var cell glyph.Cell
	for row := from; row <= to; row++ {
		c := classified{row, make([][glyph.Classes]float32, count)}
		for k := range c.cells {
			g.cell(p, float64(k), float64(row), &cell)
			c.cells[k] = r.classify(&cell, g.floor)
		}
		all = append(all, c)
	}
	list := chooseWindows(all, count)
	if len(list) == 0 {
		return nil
	}
	for _, t := range list {
		t.grid, t.count = g, count
	}
	list[0].others = list[1:]
	return list[0]
}

// maxCount bounds the characters of a row that are classified.
const maxCount = 64

// classified is a row of a grid with the logarithms of its cells' probabilities.
type classified struct {
	row   int
	cells [][glyph.Classes]float32
}

// chooseWindows finds which rows and columns are the zone's: characters within, none
// beside. The first is the likeliest.
func chooseWindows(all []classified, count int) []*transcript {
	// odds are the logarithms of print's probability against junk's.
	odds := make([][]float64, len(all))
	for i, c := range all {
		for _, cell := range c.cells {
			junk := math.Exp(float64(cell[glyph.Junk]))
			odds[i] = append(odds[i], max(-4, min(4, math.Log((1-junk+1e-6)/(junk+1e-6)))))
		}
	}
	var list []*transcript
	for _, shape := range []struct {
		rows  []int
		width int
	}{{[]int{0, 1}, 44}, {[]int{0, 1}, 36}, {[]int{1, 2}, 44}, {[]int{1, 2}, 36}, {[]int{0, 1, 2}, 30}, {[]int{-1, 0, 1}, 30}} {
		first, last := shape.rows[0], shape.rows[len(shape.rows)-1]
		if first < all[0].row || last > all[len(all)-1].row {
			continue
		}
		for from := 0; from+shape.width <= count; from++ {
			to := from + shape.width
			t := &transcript{rows: shape.rows, width: shape.width, first: float64(from)}
			for i, c := range all {
				switch {
				case c.row >= first && c.row <= last:
					for k := max(0, from-3); k < min(count, to+3); k++ {
						if k >= from && k < to {
							t.score += odds[i][k]
						} else {
							t.score -= odds[i][k]
						}
					}
					t.cells = append(t.cells, c.cells[from:to])
				case len(shape.rows) == 2: // a third row would be print as well
					for k := from; k < from+30; k++ {
						t.score -= max(0, 0.5*odds[i][k]-0.5)
					}
				}
			}
			list = append(list, t)
		}
	}
	sortBy(list, func(t *transcript) float64 { return t.score })
	return list[:min(len(list), maxWindows)]
}

// maxWindows bounds the windows that are decoded.
const maxWindows = 4

func (t *transcript) quad() Quad {
	const half = 0.28 // of the spacing
	first, last := float64(t.rows[0])-half, float64(t.rows[len(t.rows)-1])+half
	from, to := t.first-0.5, t.first+float64(t.width)-0.5
	return Quad{t.place(from, first), t.place(to, first), t.place(to, last), t.place(from, last)}
}

func (t *transcript) charHeight() float64 { return t.pitch }
