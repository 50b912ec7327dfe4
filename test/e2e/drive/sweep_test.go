package drive

import "testing"

func TestPairs_coversEachPair(t *testing.T) {
	for _, sizes := range [][]int{{2, 2}, {40, 3, 3, 3}, {3, 1, 5}, {2, 2, 2, 2, 2}} {
		cases := Pairs(sizes...)
		for a := range sizes {
			for b := range a {
				seen := map[[2]int]bool{}
				for _, c := range cases {
					seen[[2]int{c[a], c[b]}] = true
				}
				if len(seen) != sizes[a]*sizes[b] {
					t.Errorf("%v: dimensions %d and %d have %d of %d pairs", sizes, a, b, len(seen), sizes[a]*sizes[b])
				}
			}
		}
		t.Logf("%v: %d cases", sizes, len(cases))
	}
}
