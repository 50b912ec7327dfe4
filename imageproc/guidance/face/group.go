package face

import (
	"cmp"
	"slices"
)

const (
	// minScore is the min number of windows of a face.
	minScore = 5
	// maxScoreRatio is by what factor the highest score may exceed another face's.
	maxScoreRatio = 6
	// maxApart is the max distance of the sides of two windows of one face, by their size.
	maxApart = 0.22
)

// group merges the windows of each face. A face that overlaps one of a higher score is a part
// of it, such as an eye or a mouth, and is dropped.
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
		if f.Score >= minScore {
			n := float64(f.Score)
			all = append(all, Face{f.X / n, f.Y / n, f.Size / n, f.Score})
		}
	}
	slices.SortFunc(all, func(a, b Face) int { return cmp.Compare(b.Score, a.Score) })
	kept := all[:0]
	for _, f := range all {
		if maxScoreRatio*f.Score < all[0].Score {
			break
		}
		if !slices.ContainsFunc(kept, func(k Face) bool { return overlap(f, k) }) {
			kept = append(kept, f)
		}
	}
	return kept
}

func same(a, b Face) bool {
	apart := maxApart * min(a.Size, b.Size)
	return near(a.X, b.X, apart) && near(a.Y, b.Y, apart) && near(a.X+a.Size, b.X+b.Size, apart) && near(a.Y+a.Size, b.Y+b.Size, apart)
}

func near(a, b, apart float64) bool { return a-b <= apart && b-a <= apart }

// overlap reports whether two fifths of the smaller one are in the other.
func overlap(a, b Face) bool {
	w := min(a.X+a.Size, b.X+b.Size) - max(a.X, b.X)
	h := min(a.Y+a.Size, b.Y+b.Size) - max(a.Y, b.Y)
	size := min(a.Size, b.Size)
	return w > 0 && h > 0 && w*h > 0.4*size*size
}
