package main

import (
	"fmt"
	"math"
	"strings"
)

// answer is the candidate that networks choose.
type answer struct {
	index          int // -1: none
	cut            bool
	whole, cutOdds float64 // logarithms of the odds of all whole candidates, and of all cut ones
	of             [2]int  // the best whole and the best cut candidate
}

// As in imageproc/guidance/document.
const minOdds, minCutOdds, forWhole = 0.0, 2.5, 3.0

func choose(nets []*net, l *list) answer {
	best, highest, mass := [2]int{-1, -1}, [2]float64{}, [2]float64{}
	for i := range l.Candidates {
		odds := 0.0
		for _, n := range nets {
			x := n.normal(&l.Candidates[i])
			odds += n.forward(&x, make([]float64, len(n.hidden))) / float64(len(nets))
		}
		kind := 0
		if l.Candidates[i].Cut {
			kind = 1
		}
		mass[kind] += math.Exp(odds)
		if best[kind] < 0 || odds > highest[kind] {
			best[kind], highest[kind] = i, odds
		}
	}
	a := answer{whole: math.Log(mass[0]), cutOdds: math.Log(mass[1])}
	a.of = best
	return a.decide()
}

func (a answer) decide() answer {
	a.index, a.cut = -1, false
	switch {
	case a.whole >= max(minOdds, a.cutOdds-forWhole):
		a.index = a.of[0]
	case a.cutOdds >= minCutOdds:
		a.index, a.cut = a.of[1], true
	}
	return a
}

// tabulate prints, by class and size, the shares of frames in which a whole outline is right to
// 90 %, in which the document is called cut off, and in which there is any outline.
func tabulate(lists []list, answers []answer) string {
	var out strings.Builder
	for _, class := range []string{"whole", "crop", "odd", "degraded", "composed", "cropped", "cut", "painted", "painted cut", "painted none", "negative", "negative part", "face", "face part"} {
		for _, size := range []int{640, 320} {
			n, right, cut, any := 0, 0, 0, 0
			for i, l := range lists {
				if l.Class != class || (l.Size > 320) != (size > 320) {
					continue
				}
				n++
				a := answers[i]
				if a.index < 0 {
					continue
				}
				any++
				if a.cut {
					cut++
				} else if l.Whole && l.Candidates[a.index].Overlap >= 90 {
					right++
				}
			}
			if n > 0 {
				share := func(k int) float64 { return 100 * float64(k) / float64(n) }
				fmt.Fprintf(&out, "%-14s %d px  %4d frames  outlined %5.1f %%  cut off %5.1f %%  any outline %5.1f %%\n", class, size, n, share(right), share(cut), share(any))
			}
		}
	}
	return out.String()
}
