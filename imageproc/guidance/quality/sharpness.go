package quality

import (
	"math"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
)

const (
	// reach is how far apart, in px, levels are compared for the size of an edge.
	reach = 4
	// leastStep is how far levels must differ over that: above what noise makes of
	// nothing, and a good part of the contrast, because what blur leaves of small print
	// is low.
	leastStep = 24
	partOf    = 5
	// Of more px than this every fourth row tells as much as every second.
	plenty = 40_000
	// leastEdges is how many places make a figure.
	leastEdges = 40
	// Print has edges in all directions. With less than an eighth of the most in one,
	// that one is smeared: nothing of it is left to be measured.
	smeared = 8
)

// edges sums, for one direction, how levels differ from one px to the next and over the
// reach, squared, where they differ much over the reach.
type edges struct{ near, far, n int }

// width is how many px an edge takes: 2 when it is a step from one px to the next, less
// when it is a thin line, and towards the reach when it is wider than that.
func (e edges) width() float64 { return math.Sqrt(float64(e.far) / float64(max(1, e.near))) }

// sharpness is Metrics.EdgeWidth. Print in one direction only can't tell whether the
// other is smeared, and is told as if it were; unless the border is seen all around,
// which can tell.
func sharpness(p *frame.Gray, a *area, outline *document.Quad, contrast int) float64 {
	border := borderWidths(p, outline)
	all, most := printEdges(p, a, contrast)
	width := 0.0
	if most >= leastEdges {
		width = printWidth(&all, most, border[0] > 0 && border[1] > 0)
	}
	return min(reach, max(width, ofBorder*max(border[0], border[1])))
}

// printEdges measures edges in four directions. How the differences compare tells how
// wide edges are, and neither how strong the print is nor how much of it there is.
func printEdges(p *frame.Gray, a *area, contrast int) (all [4]edges, most int) {
	w := p.Width
	least := max(leastStep, contrast/partOf)
	steps := [4]int{1, w + 1, w, w - 1}
	every := 2
	if a.px > plenty {
		every = 4
	}
	for i := reach; i < len(a.rows)-reach; i += every {
		from, to := a.rows[i][0]+reach, a.rows[i][1]-reach
		from += i / every & 1 // not the same columns in every row
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
	return all, max(all[0].n, all[1].n, all[2].n, all[3].n)
}

// printWidth is the width in the worst direction, since a hand that moves blurs one; or
// over all of them, when the border tells of each by itself: known.
func printWidth(all *[4]edges, most int, known bool) float64 {
	worst := 0.0
	var sum edges
	for _, e := range all {
		sum = edges{sum.near + e.near, sum.far + e.far, sum.n + e.n}
		if e.n*smeared < most || e.n < leastEdges/4 {
			worst = reach
			continue
		}
		worst = max(worst, e.width())
	}
	if known {
		return sum.width()
	}
	return worst * oneSided(all)
}

// oneSided is what a width is worth when one direction has less of the finest edges than
// the one across it: print has about as many in both, and what is smeared hasn't. It is
// 1 for half as many, and 1.2 for an eighth.
func oneSided(all *[4]edges) float64 {
	least := 1.0
	for d := range 2 {
		a, b := float64(all[d].near+1), float64(all[d+2].near+1)
		least = min(least, a/b, b/a)
	}
	return math.Pow(0.5/max(0.05, least), 1.0/8)
}
