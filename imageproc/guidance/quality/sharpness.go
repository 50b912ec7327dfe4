package quality

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

const (
	// reach is the distance, px, over which the size of an edge is measured.
	reach = 4
	// An edge is a difference over reach of at least minStep levels, which exceeds noise, and
	// of 1/contrastPart of the contrast; blur leaves little of small print.
	minStep, contrastPart = 24, 5
	// Areas above this many px are sampled every fourth row instead of every second.
	largeArea = 40_000
	// minEdges is the min number of edges in the direction with most.
	minEdges = 40
	// Print has edges in all directions. A direction with less than 1/smeared of the most is
	// blurred beyond measuring.
	smeared = 8
	// Smear needs detail, as the min share of px on an edge, and minAcross times as many edges
	// across the worst direction as in it. Of 330 empty scenes (seeds from 1,000,000 on) one has
	// a Smear above 0.7: the grain of wood is directional, too.
	minDetail, minAcross = 0.03, 1.5
)

// edges sums, for the edges in one direction, the squared differences of levels from px to
// px and over reach.
type edges struct{ near, far, n int }

// width is the RMS edge width in px: 2 for a step from px to px, less for a thin line, reach
// at most.
func (e edges) width() float64 { return math.Sqrt(float64(e.far) / float64(max(1, e.near))) }

// sharpness is Metrics.EdgeWidth and Metrics.Smear. Where the border isn't visible in both
// directions, print that lacks edges in one direction counts as smeared in it.
func sharpness(p *frame.Gray, a *area, border [2]float64, contrast int) (width, smear float64) {
	all, most, places := printEdges(p, a, contrast)
	if most >= minEdges {
		width = printWidth(&all, most, border[0] > 0 && border[1] > 0)
	}
	if float64(most) > minDetail*float64(places) {
		smear = smearOf(&all)
	}
	return min(reach, max(width, borderWeight*max(border[0], border[1]))), smear
}

const (
	// fullSize is the longest side, px, of a frame that EdgeWidth is given for.
	fullSize = 640
	// halved is by what factor halving a frame narrows edges, less the 2 px of a sharp one,
	// beyond 1. Of 58 photographs blurred by 2 px of 640, 95 % have 2.45 px or more at 320; sharp
	// ones have 2.41 at most.
	halved = 2.0 / 3
)

// atFullSize converts a width in a smaller frame.
func atFullSize(width float64, size int) float64 {
	if width <= 2 || size >= fullSize {
		return width
	}
	return min(reach, 2+(width-2)*(1+halved*(fullSize/float64(size)-1)))
}

// printEdges sums the edges in four directions, at alternating columns. Ratios of the sums
// depend on the width of edges, not on the contrast or the amount of print.
func printEdges(p *frame.Gray, a *area, contrast int) (all [4]edges, most, places int) {
	w := p.Width
	least := max(minStep, contrast/contrastPart)
	steps := [4]int{1, w + 1, w, w - 1}
	every := 2
	if a.px > largeArea {
		every = 4
	}
	for i := reach; i < len(a.rows)-reach; i += every {
		from, to := a.rows[i][0]+reach, a.rows[i][1]-reach
		from += i / every & 1
		places += max(0, to-from) / 2
		row := (a.top + i) * w
		for d, step := range steps {
			near, far, n := 0, 0, 0
			for at := row + from; at < row+to; at += 2 {
				over := int(p.Pix[at+2*step]) - int(p.Pix[at-2*step])
				if over < least && over > -least {
					continue
				}
				one := int(p.Pix[at+step]) - int(p.Pix[at])
				other := int(p.Pix[at]) - int(p.Pix[at-step])
				near += one*one + other*other
				far += 2 * over * over
				n++
			}
			all[d].near += near
			all[d].far += far
			all[d].n += n
		}
	}
	return all, max(all[0].n, all[1].n, all[2].n, all[3].n), places
}

// printWidth is the width in the worst direction, which motion blurs; or over all of them
// when the border is measured in each.
func printWidth(all *[4]edges, most int, bordered bool) float64 {
	worst := 0.0
	var sum edges
	for _, e := range all {
		sum = edges{sum.near + e.near, sum.far + e.far, sum.n + e.n}
		if e.n*smeared < most || e.n < minEdges/4 {
			worst = reach
			continue
		}
		worst = max(worst, e.width())
	}
	if bordered {
		return sum.width()
	}
	return worst * oneSided(all)
}

// oneSided is a factor on the width for a direction with weaker edges than the one across
// it, as motion blur leaves: 1 for half as strong, 1.2 for an eighth.
func oneSided(all *[4]edges) float64 {
	least := 1.0
	for d := range 2 {
		a, b := float64(all[d].near+1), float64(all[d+2].near+1)
		least = min(least, a/b, b/a)
	}
	return math.Pow(0.5/max(0.05, least), 1.0/8)
}

// smearOf is Metrics.Smear of enough edges.
func smearOf(all *[4]edges) float64 {
	worst := 0
	for d := range all {
		if all[d].width() > all[worst].width() {
			worst = d
		}
	}
	across := all[(worst+2)&3]
	if float64(across.n) <= minAcross*float64(max(1, all[worst].n)) {
		return 0
	}
	return max(0, all[worst].width()-across.width())
}

const (
	// profileReach is how far a profile across the border extends to either side, px.
	profileReach = 8
	// Profiles are averaged over borderPlaces neighbouring places, which reduces noise; in
	// each of borderGroups groups bent paper is straight enough for that.
	borderGroups, borderPlaces = 8, 8
	// minRise is the min step, in levels, of a border.
	minRise = 14
	// borderWeight converts border widths to those of print: print is thin, and a border has a
	// shadow profileReach it, so 4 px of border are as soft as 2.7 of print.
	borderWeight = 2.7 / 4
)

// borderWidths measures the step from a document to the table in px, horizontally and
// vertically: 2 is a step from one px to the next, 0 unknown. Motion blur may leave print
// sharp in one direction; the border, a straight step all around, shows it. Of facing sides
// the sharper counts, since a shadow or a hand may cover the other.
func borderWidths(p *frame.Gray, q *frame.Quad) (widths [2]float64) {
	for i := range widths {
		a, b := sideWidth(p, q[i], q[i+1]), sideWidth(p, q[i+2], q[(i+3)&3])
		if a == 0 || b != 0 && b < a {
			a = b
		}
		widths[i] = a
	}
	return widths
}

// sideWidth is the median over the groups of a side; 0 when fewer than half show a step.
func sideWidth(p *frame.Gray, a, b frame.Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if length < 32 {
		return 0
	}
	nx, ny := -dy/length, dx/length
	var widths [borderGroups]float64
	n := 0
	for g := range borderGroups {
		var profile [2*profileReach + 1]float64
		places := 0
		for k := range borderPlaces {
			at := 0.08 + 0.84*float64(g*borderPlaces+k)/(borderGroups*borderPlaces-1)
			x, y := a.X+at*dx, a.Y+at*dy
			if !p.Contains(x-profileReach*nx, y-profileReach*ny) || !p.Contains(x+profileReach*nx, y+profileReach*ny) {
				continue
			}
			places++
			for i := range profile {
				off := float64(i - profileReach)
				profile[i] += p.At(x+off*nx, y+off*ny)
			}
		}
		if places < borderPlaces/2 {
			continue
		}
		if w := stepWidth(&profile, minRise*float64(places)); w > 0 {
			widths[n] = w
			n++
		}
	}
	if n < borderGroups/2 {
		return 0
	}
	frame.InsertionSort(widths[:n])
	return widths[n/2]
}

// stepWidth is the rise of a profile by its max slope, which is taken over two px.
func stepWidth(profile *[2*profileReach + 1]float64, minRise float64) float64 {
	last := len(profile) - 1
	rise := profile[last] + profile[last-1] + profile[last-2] - profile[0] - profile[1] - profile[2]
	steepest := 0.0
	for i := 2; i <= last; i++ {
		d := profile[i] - profile[i-2]
		if rise < 0 {
			d = -d
		}
		steepest = max(steepest, d)
	}
	rise = max(rise, -rise) / 3
	if rise < minRise || steepest == 0 {
		return 0
	}
	return 2 * rise / steepest
}
