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
		last := t
		if t = r.window(p, g, 0, rows-1, 3); t == nil {
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
				out := r.classify(&cell, g)
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

// measureFloor measures the usual contrast and brightness of cells.
func (g *grid) measureFloor(p pyramid, rows int) {
	var levels, all []float32
	g.sampleCells(p, rows, func(c *glyph.Cell) {
		mean, d := glyph.Deviation(c)
		levels, all = append(levels, mean), append(all, d)
	})
	g.floor, g.glare = glyph.MinDeviation, 256
	if len(all) > 0 {
		d := median(all)
		g.floor = max(g.floor, glyph.FloorShare*d)
		g.glare = median(levels) + max(d, glyph.MinDeviation)
	}
}

func median(list []float32) float32 {
	sortBy(list, func(v float32) float64 { return float64(v) })
	return list[len(list)/2]
}

// Cells without contrast: in a reflection, print is as likely as none; paper without print or noise,
// which training lacks, is junk.
var washedOut, empty = evenly(-4.3, -0.7), evenly(-8, 0) // logarithms; -4.3 of a half of 1/37

func evenly(char, junk float32) (c [glyph.Classes]float32) {
	for i := range c {
		c[i] = char
	}
	c[glyph.Junk] = junk
	return c
}

// classify returns the logarithms of a cell's probabilities.
func (r *Reader) classify(c *glyph.Cell, g *grid) [glyph.Classes]float32 {
	const least = 0.3 // contrast of print, of the floor
	if mean, d := glyph.Deviation(c); d < least*g.floor {
		if mean > g.glare {
			return washedOut
		}
		return empty
	}
	glyph.Normalize(c, g.floor)
	return r.net.Classify(c)
}

// print is the mean probability that every third character is one.
func (r *Reader) print(p pyramid, g *grid) float64 {
	var sum float64
	n := 0
	g.sampleCells(p, 2, func(c *glyph.Cell) {
		if out := r.classify(c, g); out != washedOut {
			sum += math.Exp(float64(likeliest(&out)))
			n++
		}
	})
	return sum / float64(max(1, n))
}

// window classifies rows from and to and what is between them, with some characters
// beyond the zone's ends, and chooses the zone. It goes on where there is print at an end.
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
	all := make([]classified, to-from+1)
	for i := range all {
		all[i].row = from + i
	}
	r.add(p, g, all, 0, count)
	list := chooseWindows(all)
	for len(list) > 0 {
		left, right := list[0].open(all)
		wider := float64(len(all[0].cells) + left + right)
		if left+right == 0 || wider > maxCount || min(g.pitchAt(float64(-left)), g.pitchAt(wider)) <= 0 {
			break
		}
		r.add(p, g, all, left, right)
		list = chooseWindows(all)
	}
	if len(list) == 0 {
		return nil
	}
	for _, t := range list {
		t.grid = g
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
	odds  []float64 // logarithms of print's probability against junk's
}

// add classifies columns at both ends of the rows, and makes the leftmost the first.
func (r *Reader) add(p pyramid, g *grid, all []classified, left, right int) {
	g.rebase(float64(-left))
	var cell glyph.Cell
	for i := range all {
		old := all[i]
		n := classified{row: old.row}
		for k := range left + len(old.cells) + right {
			if seen := k - left; seen >= 0 && seen < len(old.cells) {
				n.cells, n.odds = append(n.cells, old.cells[seen]), append(n.odds, old.odds[seen])
				continue
			}
			g.cell(p, float64(k), float64(n.row), &cell)
			out := r.classify(&cell, g)
			junk := math.Exp(float64(out[glyph.Junk]))
			n.cells, n.odds = append(n.cells, out), append(n.odds, max(-4, min(4, math.Log((1-junk+1e-6)/(junk+1e-6)))))
		}
		all[i] = n
	}
}

// open returns how many columns to add at either end, because the zone may go on there.
func (t *transcript) open(all []classified) (left, right int) {
	const beside, step = 3, 6 // columns
	if printed, _ := t.clearness(); printed < minWindow {
		return 0, 0
	}
	count := len(all[0].cells)
	var before, after float64
	for _, c := range all {
		if c.row >= t.rows[0] && c.row <= t.rows[len(t.rows)-1] {
			for k := range beside {
				before += c.odds[k]
				after += c.odds[count-1-k]
			}
		}
	}
	if before > 0 || t.first < beside {
		left = step
	}
	if after > 0 || int(t.first)+t.width > count-beside {
		right = step
	}
	return left, right
}

// chooseWindows finds which rows and columns are the zone's: characters within, none
// beside. The first is the likeliest.
func chooseWindows(all []classified) []*transcript {
	count := len(all[0].cells)
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
			for _, c := range all {
				switch {
				case c.row >= first && c.row <= last:
					for k, odds := range c.odds {
						if k >= from && k < to {
							t.score += odds
						} else {
							t.score -= odds
						}
					}
					t.cells = append(t.cells, c.cells[from:to])
				case len(shape.rows) == 2: // a third row would be print as well
					for k := from; k < from+30; k++ {
						t.score -= max(0, 0.5*c.odds[k]-0.5)
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
