package main

import (
	"fmt"
	"math"
	"strings"

	"credential-capture/imageproc/guidance/document"
)

// answer is the candidate that networks choose.
type answer struct {
	index int // -1: none
	cut   bool
}

func choose(nets []*net, l *list) answer {
	best, highest, mass := [2]int{-1, -1}, [2]float64{}, [2]float64{}
	for i := range l.Candidates {
		odds := 0.0
		for _, n := range nets {
			x := n.normal(&l.Candidates[i])
			odds += n.forward(&x, make([]float64, len(n.hidden))) / float64(len(nets))
		}
		kind := document.Whole
		if l.Candidates[i].Cut {
			kind = document.Cut
		}
		mass[kind] += math.Exp(odds)
		if best[kind] < 0 || odds > highest[kind] {
			best[kind], highest[kind] = i, odds
		}
	}
	var figures document.Figures
	if at := best[document.Cut]; at >= 0 {
		for k, v := range l.Candidates[at].Figures {
			figures[k] = float32(v) / figureScale
		}
	}
	kind := document.Decide(math.Log(mass[document.Whole]), math.Log(mass[document.Cut]), &figures, 0)
	if kind == document.None {
		return answer{index: -1}
	}
	return answer{best[kind], kind == document.Cut}
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
