package mrz

import (
	"cmp"
	"math"
	"slices"
)

// maxMap is the longer side of the map in which zones are located, px.
const maxMap = 512

// energyMap has the contrast of vertical strokes. Turned, rows of text run from the
// picture's bottom to its top.
type energyMap struct {
	width, height int
	pix           []uint8
	scale         float64 // px of the picture a px of the map
	turned        bool
	picture       Point // size
}

// newEnergyMap computes differences at twice the map's resolution, where the picture has it.
func newEnergyMap(p pyramid, turned bool) *energyMap {
	l := &p[len(p)-1]
	fold := 1
	if len(p) > 1 {
		l, fold = &p[len(p)-2], 2
	}
	m := &energyMap{width: l.Width / fold, height: l.Height / fold, scale: l.scale * float64(fold), turned: turned,
		picture: Point{float64(p[0].Width), float64(p[0].Height)}}
	step := 1
	if turned {
		m.width, m.height = m.height, m.width
		step = l.Stride
	}
	m.pix = make([]uint8, m.width*m.height)
	// Without the border all neighbours exist.
	for y := 1; y < l.Height/fold*fold-1; y++ {
		row := l.Pix[y*l.Stride:]
		_ = row
		for x := 1; x < l.Width/fold*fold-1; x++ {
			at := y*l.Stride + x
			d := int(l.Pix[at+step]) - int(l.Pix[at-step])
			if d < 0 {
				d = -d
			}
			d = min(d, 63)
			to := y/fold*m.width + x/fold
			if turned {
				to = (m.height-1-x/fold)*m.width + y/fold
			}
			if fold == 1 {
				m.pix[to] = uint8(4 * d)
			} else {
				m.pix[to] += uint8(d)
			}
		}
	}
	return m
}

// toPicture maps px of the map to px of the picture.
func (m *energyMap) toPicture(x, y float64) Point {
	x, y = (x+0.5)*m.scale-0.5, (y+0.5)*m.scale-0.5
	if m.turned {
		return Point{m.height2() - y, x}
	}
	return Point{x, y}
}

// height2 is the largest x of the picture that the turned map covers.
func (m *energyMap) height2() float64 { return float64(m.height)*m.scale - 1 }

// candidate is where two rows of text may be.
type candidate struct {
	start   Point   // left end of the first row's middle, px of the picture
	right   Point   // direction of the rows, of length 1
	spacing float64 // of the rows, px of the picture
	length  float64 // of the rows, px of the picture
	score   float64
}

const (
	maxTilt  = 16 // degrees
	tiltStep = 4
	binWidth = 8 // px of the map
	// Spacing of rows in px of the map.
	minSpacing, maxSpacing = 6, 60
	maxCandidates          = 6
)

// locate lists candidates, the likeliest first.
func locate(p pyramid) []candidate {
	var list []candidate
	for _, turned := range []bool{false, true} {
		m := newEnergyMap(p, turned)
		for tilt := -maxTilt; tilt <= maxTilt; tilt += tiltStep {
			list = append(list, m.search(math.Tan(float64(tilt)*math.Pi/180))...)
		}
	}
	slices.SortFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	var kept []candidate
	for _, c := range list {
		if !slices.ContainsFunc(kept, c.near) {
			kept = append(kept, c)
		}
		if len(kept) == maxCandidates {
			break
		}
	}
	return kept
}

func (c candidate) middle() Point {
	return Point{c.start.X + c.right.X*c.length/2 - c.right.Y*c.spacing/2, c.start.Y + c.right.Y*c.length/2 + c.right.X*c.spacing/2}
}

// near reports whether both are about the same rows.
func (c candidate) near(other candidate) bool {
	a, b := c.middle(), other.middle()
	dx, dy := a.X-b.X, a.Y-b.Y
	along, across := dx*other.right.X+dy*other.right.Y, dy*other.right.X-dx*other.right.Y
	return math.Abs(along) < 0.3*other.length && math.Abs(across) < 0.7*other.spacing && math.Abs(c.right.X*other.right.X+c.right.Y*other.right.Y) > 0.8
}

// search shears the map so that rows of this slope are level, and looks for pairs of rows.
func (m *energyMap) search(slope float64) []candidate {
	rise := int(math.Ceil(math.Abs(slope) * float64(m.width)))
	height, bins := m.height+rise, m.width/binWidth
	offset := 0
	if slope > 0 {
		offset = rise
	}
	// sums[y*bins+b] is the sum of rows above y.
	sums := make([]int32, (height+1)*bins)
	for b := range bins {
		for x := b * binWidth; x < (b+1)*binWidth; x++ {
			shift := offset - int(math.Round(slope*float64(x)))
			for y := range m.height {
				sums[(y+shift+1)*bins+b] += int32(m.pix[y*m.width+x])
			}
		}
	}
	for i := bins; i < len(sums); i++ {
		sums[i] += sums[i-bins]
	}
	var list []candidate
	for spacing := float64(minSpacing); spacing <= maxSpacing; spacing *= 1.12 {
		list = append(list, m.pairs(sums, height, bins, spacing, slope, offset)...)
	}
	return list
}

// pairs finds runs of bins in which there is print in two rows and none between them.
func (m *energyMap) pairs(sums []int32, height, bins int, spacing, slope float64, offset int) []candidate {
	half := max(1, int(0.22*spacing+0.5))
	band := 2*half + 1
	gapFrom, gapTo := int(0.34*spacing+0.5), int(0.66*spacing+0.5)+1
	second := int(spacing + 0.5)
	gap := gapTo - gapFrom
	// Levels are summed over 4 differences and 8 px of a bin; the floor is 1.5 levels.
	const floor = 1.5 * 4 * binWidth
	onScale, gapScale := 1/float32(band), 0.7/float32(gap)
	minRun := int(9 * spacing / binWidth)
	var list []candidate
	flankScale := 0.2 / float32(gap)
	for y := half; y+second+half+1 <= height; y += max(1, int(spacing/12)) {
		row := func(y int) []int32 { return sums[min(height, max(0, y))*bins:][:bins] }
		top, first := row(y-half), row(y+half+1)
		from, to := row(y+gapFrom), row(y+gapTo)
		top2, bottom2 := row(y+second-half), row(y+second+half+1)
		above, aboveTo := row(y-gapTo+1), row(y-gapFrom+1)
		below, belowTo := row(y+second+gapFrom), row(y+second+gapTo)
		var sum, best float32
		start, bestStart, bestEnd := 0, 0, 0
		for b := range bins {
			one, two := float32(first[b]-top[b])*onScale, float32(bottom2[b]-top2[b])*onScale
			v := min(one, two) - float32(to[b]-from[b])*gapScale - float32(aboveTo[b]-above[b]+belowTo[b]-below[b])*flankScale - floor
			v /= max(one, two) + 2*floor
			if v < -0.6 {
				v = -0.6
			}
			sum += v
			if sum <= 0 {
				sum, start = 0, b+1
			} else if sum > best {
				best, bestStart, bestEnd = sum, start, b+1
			}
		}
		if bestEnd-bestStart < minRun {
			continue
		}
		score := float64(best) * binWidth / spacing
		if score < 2 {
			continue
		}
		list = append(list, m.candidate(float64(bestStart*binWidth), float64(bestEnd*binWidth), float64(y), spacing, slope, offset, score))
	}
	return list
}

func (m *energyMap) candidate(x0, x1, y, spacing, slope float64, offset int, score float64) candidate {
	at := func(x float64) Point { return m.toPicture(x, y-float64(offset)+slope*x) }
	a, b := at(x0), at(x1)
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	return candidate{
		start: a, right: Point{(b.X - a.X) / length, (b.Y - a.Y) / length},
		spacing: spacing * m.scale / math.Sqrt(1+slope*slope), length: length, score: score,
	}
}
