package quality

import (
	"math"

	"credential-capture/imageproc/frame"
)

const (
	// reach is how far apart, in px, levels are compared for the size of an edge.
	reach = 4
	// leastStep is how far levels must differ over that: above what noise makes of
	// nothing, and a good part of the contrast, because what blur leaves of small print
	// is low.
	leastStep = 24
	partOf    = 5
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

// edgeWidth measures edges in four directions. How the differences compare tells how
// wide edges are, and neither how strong the print is nor how much of it there is. A
// hand that moves blurs one direction, so the worst is told.
func edgeWidth(p *frame.Gray, a *area, contrast int) float64 {
	w := p.Width
	least := max(leastStep, contrast/partOf)
	steps := [4]int{1, w + 1, w, w - 1}
	var all [4]edges
	for i := reach; i < len(a.rows)-reach; i += 2 {
		from, to := a.rows[i][0]+reach, a.rows[i][1]-reach
		from += (a.top + i) >> 1 & 1 // not the same columns in every row
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
	most := max(all[0].n, all[1].n, all[2].n, all[3].n)
	if most < leastEdges {
		return 0
	}
	worst := 0.0
	for _, e := range all {
		if e.n*smeared < most || e.n < leastEdges/4 {
			worst = reach
			continue
		}
		worst = max(worst, e.width())
	}
	return min(reach, worst*oneSided(&all))
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
