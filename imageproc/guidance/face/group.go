package face

import (
	"cmp"
	"slices"
)

const (
	// least is how many windows must agree on a face.
	least = 5
	// doubtful is how many times surer the surest may be for another one to count.
	doubtful = 6
	// alike is how far, as a share of their size, two windows may lie apart that mean the same.
	alike = 0.22
)

// group makes one face of the windows that mean the same. What is left inside of a face
// that more windows speak for is a part of it: an eye, a mouth.
func group(hits []Face) []Face {
	of := make([]int, len(hits)) // the group of each
	for i := range hits {
		of[i] = i
	}
	for i := range hits {
		for j := range i {
			if of[i] != of[j] && same(hits[i], hits[j]) {
				from, to := of[i], of[j]
				for k := range of[:i+1] {
					if of[k] == from {
						of[k] = to
					}
				}
			}
		}
	}
	var all []Face
	for g := range hits {
		var f Face
		for i, h := range hits {
			if of[i] == g {
				f = Face{f.X + h.X, f.Y + h.Y, f.Size + h.Size, f.Score + 1}
			}
		}
		if f.Score >= least {
			n := float64(f.Score)
			all = append(all, Face{f.X / n, f.Y / n, f.Size / n, f.Score})
		}
	}
	slices.SortFunc(all, func(a, b Face) int { return cmp.Compare(b.Score, a.Score) })
	kept := all[:0]
	for _, f := range all {
		if doubtful*f.Score < all[0].Score {
			break
		}
		if !slices.ContainsFunc(kept, func(k Face) bool { return overlap(f, k) }) {
			kept = append(kept, f)
		}
	}
	return kept
}

func same(a, b Face) bool {
	apart := alike * min(a.Size, b.Size)
	return near(a.X, b.X, apart) && near(a.Y, b.Y, apart) && near(a.X+a.Size, b.X+b.Size, apart) && near(a.Y+a.Size, b.Y+b.Size, apart)
}

func near(a, b, apart float64) bool { return a-b <= apart && b-a <= apart }

// overlap reports whether half of the smaller one is in the other.
func overlap(a, b Face) bool {
	w := min(a.X+a.Size, b.X+b.Size) - max(a.X, b.X)
	h := min(a.Y+a.Size, b.Y+b.Size) - max(a.Y, b.Y)
	size := min(a.Size, b.Size)
	return w > 0 && h > 0 && w*h > 0.4*size*size
}
