package a11y

import "testing"

func TestPairs_coversEachPair(t *testing.T) {
	for _, sizes := range [][]int{{2, 2}, {40, 3, 3, 3}, {3, 1, 5}, {2, 2, 2, 2, 2}} {
		cases := pairs(sizes...)
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

// pairs returns cases, each with an index for each dimension, such that each two values of
// two different dimensions are together in a case. Each new case is the greedy choice.
func pairs(sizes ...int) (cases [][]int) {
	type pair struct{ a, i, b, j int }
	open := map[pair]bool{}
	var order []pair
	for a := range sizes {
		for b := range a {
			for i := range sizes[a] {
				for j := range sizes[b] {
					open[pair{a, i, b, j}] = true
					order = append(order, pair{a, i, b, j})
				}
			}
		}
	}
	// gain is how many open pairs the value i of dimension a makes with those chosen.
	gain := func(row []int, a, i int) (n int) {
		for b, j := range row {
			if j >= 0 && open[pair{max(a, b), pick(a > b, i, j), min(a, b), pick(a > b, j, i)}] {
				n++
			}
		}
		return n
	}
	for _, first := range order {
		if !open[first] {
			continue
		}
		row := make([]int, len(sizes))
		for a := range row {
			row[a] = -1
		}
		row[first.a], row[first.b] = first.i, first.j
		for a := range row {
			if row[a] >= 0 {
				continue
			}
			best := 0
			for i := range sizes[a] {
				if gain(row, a, i) > gain(row, a, best) {
					best = i
				}
			}
			row[a] = best
		}
		for a, i := range row {
			for b, j := range row[:a] {
				delete(open, pair{a, i, b, j})
			}
		}
		cases = append(cases, row)
	}
	return cases
}

func pick(first bool, a, b int) int {
	if first {
		return a
	}
	return b
}
