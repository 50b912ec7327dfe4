package quality

import (
	"slices"

	"credential-capture/imageproc/frame"
)

// A step must be this high, in levels, for its width to be measured: above what noise
// makes of nothing. And there must be enough of them.
const (
	leastStep  = 34
	leastSlope = 8
	leastEdges = 24
	mostEdges  = 6000
)

// edgeWidth measures the steps along rows and along columns. The width of a step is its
// height by its greatest slope, which doesn't depend on how strong the print is, nor on
// how much of it there is. Only a third of all steps counts: blurred ones are there in
// any picture, sharp ones only in a sharp one. A hand that moves blurs one direction, so
// the worse of the two is told.
func edgeWidth(p *frame.Gray, a area) float64 {
	var along, down []float64
	for i := 0; i < len(a.rows); i += 2 {
		y := a.top + i
		r := a.rows[i]
		if len(along) < mostEdges {
			along = steps(along, p.Pix[y*p.Width:], r[0], r[1], 1)
		}
	}
	left, right := p.Width, 0
	for _, r := range a.rows {
		if r[1] > r[0] {
			left, right = min(left, r[0]), max(right, r[1])
		}
	}
	for x := left; x < right && len(down) < mostEdges; x += 2 {
		first, last := -1, -1
		for i, r := range a.rows {
			if x >= r[0] && x < r[1] {
				if first < 0 {
					first = i
				}
				last = i
			}
		}
		if first >= 0 {
			down = steps(down, p.Pix[x:], a.top+first, a.top+last+1, p.Width)
		}
	}
	// A smear takes nearly all steps of one direction away and leaves those of the other.
	few, many := min(len(along), len(down)), max(len(along), len(down))
	if many >= leastEdges && few*smeared < many {
		return smearedWidth
	}
	return max(third(along), third(down))
}

// Print has about as many steps along rows as along columns. With less than a sixth of
// them in one direction that one is smeared; how far can't be measured.
const (
	smeared      = 6
	smearedWidth = 10
)

// steps appends the widths of the steps of one line of px.
func steps(widths []float64, pix []uint8, from, to, stride int) []float64 {
	at := func(i int) int { return int(pix[i*stride]) }
	for i := from + 2; i < to-2; {
		slope := at(i+1) - at(i-1)
		sign := 1
		if slope < 0 {
			sign, slope = -1, -slope
		}
		if slope < 2*leastSlope {
			i++
			continue
		}
		// The step goes on for as long as levels go the same way.
		low, high, steepest := i-1, i+1, slope
		for low > from && sign*(at(low)-at(low-1)) > 0 {
			low--
		}
		for high < to-1 && sign*(at(high+1)-at(high)) > 0 {
			high++
			if s := sign * (at(high) - at(high-2)); s > steepest {
				steepest = s
			}
		}
		if height := sign * (at(high) - at(low)); height >= leastStep {
			widths = append(widths, 2*float64(height)/float64(steepest))
		}
		i = high + 1
	}
	return widths
}

func third(widths []float64) float64 {
	if len(widths) < leastEdges {
		return 0
	}
	slices.Sort(widths)
	return widths[len(widths)/3]
}
