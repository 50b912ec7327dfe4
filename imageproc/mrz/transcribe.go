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
	minPrint = 0.5
)

// transcribe classifies the characters of a zone; nil if it isn't one.
func (r *Reader) transcribe(p pyramid, z *zone) *transcript {
	g, print := r.upright(p, z)
	if print < minPrint {
		return nil
	}
	t := r.window(p, g, -1, 2, 6)
	if t == nil {
		return nil
	}
	// What is beside the zone doesn't disturb further fits. They end when the zone stays
	// where it is.
	for n := range maxFits {
		g = t.grid
		rows := len(t.rows)
		from := g.along(t.first-0.5, 0)
		z = g.reframe(from, float64(t.rows[0]), g.along(t.first+float64(t.width)-0.5, 0)-from)
		z.fit(p, rows, 0.2)
		z.fit(p, rows, 0.1)
		if g = z.segment(p, rows, g.shifted(from)); g == nil {
			return nil
		}
		g.measureFloor(p, rows)
		beyond := 3
		if t.width == 36 { // 44 whose ends aren't seen yet
			beyond = 9
		}
		last := t
		if t = r.window(p, g, 0, rows-1, beyond); t == nil {
			return nil
		}
		if n > 0 && t.width == last.width && math.Abs(g.along(t.first-0.5, 0)) < g.pitch/2 {
			break
		}
	}
	return t
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
		var best float32 = -100
		for _, v := range out[:glyph.Junk] {
			best = max(best, v)
		}
		sum += math.Exp(float64(best))
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
	all := map[int][][glyph.Classes]float32{}
	var cell glyph.Cell
	for row := from; row <= to; row++ {
		list := make([][glyph.Classes]float32, count)
		for k := range list {
			g.cell(p, float64(k), float64(row), &cell)
			list[k] = r.classify(&cell, g.floor)
		}
		all[row] = list
	}
	list := chooseWindows(all, count)
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

// chooseWindows finds which rows and columns are the zone's: characters within, none
// beside. The first is the likeliest.
func chooseWindows(all map[int][][glyph.Classes]float32, count int) []*transcript {
	var list []*transcript
	// odds is the logarithm of print's probability against junk's.
	odds := func(row, k int) float64 {
		junk := math.Exp(float64(all[row][k][glyph.Junk]))
		return max(-4, min(4, math.Log((1-junk+1e-6)/(junk+1e-6))))
	}
	for _, shape := range []struct {
		rows  []int
		width int
	}{{[]int{0, 1}, 44}, {[]int{0, 1}, 36}, {[]int{0, 1, 2}, 30}, {[]int{-1, 0, 1}, 30}} {
		if all[shape.rows[0]] == nil || all[shape.rows[len(shape.rows)-1]] == nil {
			continue
		}
		for from := 0; from+shape.width <= count; from++ {
			var score float64
			for row := range all {
				inRows := row >= shape.rows[0] && row <= shape.rows[len(shape.rows)-1]
				for k := max(0, from-3); k < min(count, from+shape.width+3); k++ {
					v := odds(row, k)
					switch in := inRows && k >= from && k < from+shape.width; {
					case in:
						score += v
					case inRows:
						score -= v
					}
				}
			}
			if len(shape.rows) == 2 { // a third row would be print as well
				for k := from; k < from+min(30, shape.width); k++ {
					for row := range all {
						if row < 0 || row > 1 {
							score -= max(0, 0.5*odds(row, k)-0.5)
						}
					}
				}
			}
			t := &transcript{rows: shape.rows, width: shape.width, first: float64(from), score: score}
			for _, row := range shape.rows {
				t.cells = append(t.cells, all[row][from:from+shape.width])
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
