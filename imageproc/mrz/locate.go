package mrz

import (
	"math"
	"slices"
)

// maxMap is the longer side of the map in which zones are located, px.
const maxMap = 512

// energyMap has the contrast of vertical strokes. Turned, rows of text run from the
// picture's bottom to its top.
type energyMap struct {
	width, height int
	columns       []uint16 // sums over columnWidth px of a row: the first column's rows first
	scale         float64  // px of the picture a px of the map
	turned        bool
}

const (
	columnWidth = 4               // px of the map
	binWidth    = 2 * columnWidth // px of the map
)

// search looks for rows of text in the maps of a picture.
type search struct {
	maps  [2]*energyMap
	shear shear // reused
	list  []candidate
}

func newSearch(p pyramid) *search {
	// Differences are computed at twice the map's resolution, where the picture has it.
	l, fold := &p[len(p)-1], 1
	if len(p) > 1 {
		l, fold = &p[len(p)-2], 2
	}
	hasSpecks := hasTwoLevels(p[0].Gray)
	if hasSpecks {
		l = &level{soften(l.Gray), l.scale}
	}
	var s search
	for i, step := range [2]int{1, l.Stride} {
		floor := 0
		if hasSpecks {
			floor = max(int(speck/l.scale), usualStep(l.Gray, step))
		}
		s.maps[i] = newEnergyMap(l, fold, step, floor)
	}
	return &s
}

// newEnergyMap adds up differences between px that are 2 steps apart, less a floor. A px of the map
// has fold × fold px.
func newEnergyMap(l *level, fold, step, floor int) *energyMap {
	w, h := l.Width/fold, l.Height/fold
	m := &energyMap{width: w, height: h, scale: l.scale * float64(fold), turned: step != 1}
	if m.turned {
		m.width, m.height = h, w
	}
	m.columns = make([]uint16, m.width/columnWidth*m.height)
	var energy [511]uint16 // of a difference and 255
	for i := range energy {
		energy[i] = uint16(max(0, min(max(i-255, 255-i)-floor, 63)) * 4 / (fold * fold))
	}
	// Without the border all neighbours exist.
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			i := fold * (y*l.Stride + x)
			e := energy[255+int(l.Pix[i+step])-int(l.Pix[i-step])]
			if fold == 2 {
				k := i + l.Stride
				e += energy[255+int(l.Pix[i+1+step])-int(l.Pix[i+1-step])] +
					energy[255+int(l.Pix[k+step])-int(l.Pix[k-step])] + energy[255+int(l.Pix[k+1+step])-int(l.Pix[k+1-step])]
			}
			to := x/columnWidth*h + y
			if m.turned {
				to = y/columnWidth*w + w - 1 - x
			}
			if to < len(m.columns) { // the last columns may lack some px
				m.columns[to] += e
			}
		}
	}
	return m
}

// speck is the difference, in levels, that two black px make in a softened scan.
const speck = 50

// hasTwoLevels reports a scan of black and white, in which patterns and noise of the paper are
// specks.
func hasTwoLevels(g Gray) bool {
	n, between := 0, 0
	for y := 0; y < g.Height; y += 5 {
		for x := 0; x < g.Width; x += 3 {
			n++
			if v := g.Pix[y*g.Stride+x]; v >= 16 && v < 240 {
				between++
			}
		}
	}
	return 5*between < n
}

// usualStep is the median difference between the neighbours of a px.
func usualStep(g Gray, step int) int {
	var counts [256]int
	n := 0
	for y := 1; y < g.Height-1; y += 4 {
		for at := y*g.Stride + 1; at < y*g.Stride+g.Width-1; at += 3 {
			d := int(g.Pix[at+step]) - int(g.Pix[at-step])
			counts[max(d, -d)]++
			n++
		}
	}
	d := 0
	for below := counts[0]; 2*below < n; below += counts[d] {
		d++
	}
	return d
}

// soften averages 3 × 3 px.
func soften(g Gray) Gray {
	out := Gray{make([]byte, len(g.Pix)), g.Width, g.Height, g.Stride}
	for y := 1; y < g.Height-1; y++ {
		for at := y*g.Stride + 1; at < y*g.Stride+g.Width-1; at++ {
			sum := 0
			for _, row := range [3]int{at - g.Stride, at, at + g.Stride} {
				sum += int(g.Pix[row-1]) + int(g.Pix[row]) + int(g.Pix[row+1])
			}
			out.Pix[at] = byte(sum / 9)
		}
	}
	return out
}

// toPicture maps px of the map to px of the picture.
func (m *energyMap) toPicture(x, y float64) Point {
	x, y = (x+0.5)*m.scale-0.5, (y+0.5)*m.scale-0.5
	if m.turned {
		return Point{float64(m.height)*m.scale - 1 - y, x}
	}
	return Point{x, y}
}

// candidate is where two rows of text may be.
type candidate struct {
	start   Point   // left end of the first row's middle, px of the picture
	right   Point   // direction of the rows, of length 1
	spacing float64 // of the rows, px of the picture
	length  float64 // of the rows, px of the picture
	score   float64
}

const (
	maxTilt  = 4   // steps
	tiltStep = 4.0 // degrees
	// Spacing of rows in px of the map.
	minSpacing, maxSpacing, spacingStep = 6, 60, 1.15
	minLength                           = 9 // of rows, in spacings
	minScore                            = 2
	maxCandidates                       = 6
)

// search adds candidates of rows that are tilted by minTilt to maxTilt steps, to either side.
func (s *search) search(minTilt, maxTilt int, wait *pauses) error {
	for _, m := range s.maps {
		for tilt := -maxTilt; tilt <= maxTilt; tilt++ {
			if max(tilt, -tilt) < minTilt {
				continue
			}
			if err := wait.pause(); err != nil {
				return err
			}
			slope := math.Tan(float64(tilt) * tiltStep * math.Pi / 180)
			s.shear.set(m, slope)
			for spacing := float64(minSpacing); spacing <= maxSpacing && 1.5*spacing < float64(s.shear.height); spacing *= spacingStep {
				s.list = append(s.list, m.pairs(&s.shear, spacing)...)
			}
		}
	}
	return nil
}

// best returns up to n candidates, the likeliest first.
func (s *search) best(n int) []candidate {
	sortBy(s.list, func(c candidate) float64 { return c.score })
	var kept []candidate
	for _, c := range s.list {
		if len(kept) < n && !slices.ContainsFunc(kept, c.near) {
			kept = append(kept, c)
		}
	}
	return kept
}

// sortBy sorts a list, the highest score first, and leaves equal ones in order. slices.SortFunc adds 2 kB to the
// compressed wasm for each type.
func sortBy[T any](list []T, score func(T) float64) {
	for i := range list {
		item := list[i]
		at, k := score(item), i
		for ; k > 0 && score(list[k-1]) < at; k-- {
			list[k] = list[k-1]
		}
		list[k] = item
	}
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

// shear has running sums of a map's energy, from top to bottom of each bin, of which the rows
// of a slope are level.
type shear struct {
	sums         []int32 // sums[y*bins+b] is the sum of rows above y
	height, bins int
	slope        float64
	offset       int

	// bands are sums over 2×half+1 px around each row, and full is in how many bins of a
	// row they are at least the floor.
	half  int
	bands []int32
	full  []int
}

// energyFloor is what counts as print: 1.5 levels a difference, of which each px of a map
// has four, in a row of a bin.
const energyFloor = 1.5 * 4 * binWidth

func (s *shear) set(m *energyMap, slope float64) {
	rise := int(math.Ceil(math.Abs(slope) * float64(m.width)))
	s.height, s.bins, s.slope, s.offset, s.half = m.height+rise, m.width/binWidth, slope, 0, 0
	if slope > 0 {
		s.offset = rise
	}
	if n := (s.height + 1) * s.bins; len(s.sums) < n {
		s.sums, s.bands, s.full = make([]int32, n), make([]int32, n), make([]int, s.height)
	} else if len(s.full) < s.height {
		s.full = make([]int, s.height)
	}
	for b := range s.bins {
		var columns [2][]uint16
		var shifts [2]int
		for i := range columns {
			n := 2*b + i
			columns[i] = m.columns[n*m.height:][:m.height]
			shifts[i] = s.offset - int(math.Round(slope*(float64(n)+0.5)*columnWidth))
		}
		var sum int32
		s.sums[b] = 0
		for y := range s.height {
			if i := y - shifts[0]; i >= 0 && i < m.height {
				sum += int32(columns[0][i])
			}
			if i := y - shifts[1]; i >= 0 && i < m.height {
				sum += int32(columns[1][i])
			}
			s.sums[(y+1)*s.bins+b] = sum
		}
	}
}

func (s *shear) row(y int) []int32 { return s.sums[min(s.height, max(0, y))*s.bins:][:s.bins] }

// setHalf computes the bands.
func (s *shear) setHalf(half int) {
	if s.half == half {
		return
	}
	s.half = half
	floor := int32(energyFloor * (2*half + 1))
	for y := range s.height {
		from, to, out := s.row(y-half), s.row(y+half+1), s.bands[y*s.bins:][:s.bins]
		full := 0
		for b := range out {
			v := to[b] - from[b]
			out[b] = v
			if v >= floor {
				full++
			}
		}
		s.full[y] = full
	}
}

// pairs finds runs of bins in which there is print in two rows and little between and
// beside them.
func (m *energyMap) pairs(s *shear, spacing float64) []candidate {
	half := max(1, int(0.22*spacing+0.5))
	s.setHalf(half)
	gapFrom, gapTo := int(0.34*spacing+0.5), int(0.66*spacing+0.5)+1
	second := int(spacing + 0.5)
	scale := 1 / float32(2*half+1)
	between, beside := 0.7/float32(gapTo-gapFrom), 0.2/float32(gapTo-gapFrom)
	floor := int32(energyFloor * (2*half + 1))
	minRun := int(minLength * spacing / binWidth)
	var list []candidate
	lastY := 0
	for y := half; y+second+half < s.height; y += max(1, int(spacing/6)) {
		if s.full[y] < minRun || s.full[y+second] < minRun {
			continue
		}
		one, two := s.bands[y*s.bins:][:s.bins], s.bands[(y+second)*s.bins:][:s.bins]
		from, to := s.row(y+gapFrom), s.row(y+gapTo)
		above, aboveTo := s.row(y-gapTo+1), s.row(y-gapFrom+1)
		below, belowTo := s.row(y+second+gapFrom), s.row(y+second+gapTo)
		var sum, best float32
		start, bestStart, bestEnd := 0, 0, 0
		for b := range one {
			const none = -0.6
			v := float32(none)
			less, more := one[b], two[b]
			if less > more {
				less, more = more, less
			}
			if less >= floor {
				v = float32(less)*scale - energyFloor - float32(to[b]-from[b])*between - float32(aboveTo[b]-above[b]+belowTo[b]-below[b])*beside
				v /= float32(more)*scale + 2*energyFloor
				if v < none {
					v = none
				}
			}
			sum += v
			if sum <= 0 {
				sum, start = 0, b+1
			} else if sum > best {
				best, bestStart, bestEnd = sum, start, b+1
			}
		}
		if score := float64(best) * binWidth / spacing; bestEnd-bestStart >= minRun && score >= minScore {
			// Of rows that overlap the best remains.
			if n := len(list) - 1; n >= 0 && float64(y-lastY) < spacing/2 {
				if list[n].score >= score {
					continue
				}
				list = list[:n]
			}
			lastY = y
			list = append(list, m.candidate(s, float64(bestStart*binWidth), float64(bestEnd*binWidth), float64(y), spacing, score))
		}
	}
	return list
}

func (m *energyMap) candidate(s *shear, x0, x1, y, spacing, score float64) candidate {
	at := func(x float64) Point { return m.toPicture(x, y-float64(s.offset)+s.slope*x) }
	a, b := at(x0), at(x1)
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	return candidate{
		start: a, right: Point{(b.X - a.X) / length, (b.Y - a.Y) / length},
		spacing: spacing * m.scale / math.Sqrt(1+s.slope*s.slope), length: length, score: score,
	}
}
