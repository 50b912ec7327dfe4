package face

import (
	"slices"

	"credential-capture/imageproc/guidance/frame"
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
	// There are few, and slices.SortFunc of another type adds 2 kB to the compressed wasm.
	for i := range all {
		for k := i; k > 0 && all[k].Score > all[k-1].Score; k-- {
			all[k], all[k-1] = all[k-1], all[k]
		}
	}
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
	near := func(a, b float64) bool { return a-b <= apart && b-a <= apart }
	return near(a.X, b.X) && near(a.Y, b.Y) && near(a.X+a.Size, b.X+b.Size) && near(a.Y+a.Size, b.Y+b.Size)
}

// overlap reports whether two fifths of the smaller one are in the other.
func overlap(a, b Face) bool {
	w := min(a.X+a.Size, b.X+b.Size) - max(a.X, b.X)
	h := min(a.Y+a.Size, b.Y+b.Size) - max(a.Y, b.Y)
	size := min(a.Size, b.Size)
	return w > 0 && h > 0 && w*h > 0.4*size*size
}

// Metrics are the measures of one face in its frame.
type Metrics struct {
	Fill   float64 // the face's side by the frame's shorter side
	Offset float64 // from the frame's centre to the face's, as a share of the frame's sides
	// Brightness is the level, 0 to 255, of the 90th percentile of the face: dark skin in good
	// light has highlights on brow, nose and eyes.
	Brightness float64
	// Backlight is the mean level around the head less Brightness.
	Backlight float64
	Cut       bool // a part of the head is outside the frame
}

// minBrow is the min room in the frame above the face's square, as a share of its side, for
// the forehead; hair may be outside.
const minBrow = 0.1

// Measure measures a face in its frame.
func Measure(p *frame.Gray, f Face) Metrics {
	w, h := float64(p.Width), float64(p.Height)
	m := Metrics{Fill: f.Size / min(w, h)}
	dx, dy := (f.X+f.Size/2)/w-0.5, (f.Y+f.Size/2)/h-0.5
	m.Offset = max(dx, -dx, dy, -dy)
	m.Cut = f.X < 0 || f.Y < minBrow*f.Size || f.X+f.Size > w || f.Y+f.Size > h
	inner := box{f.X + 0.15*f.Size, f.Y + 0.1*f.Size, 0.7 * f.Size, 0.75 * f.Size}
	head := box{f.X - 0.35*f.Size, f.Y - 0.45*f.Size, 1.7 * f.Size, 3 * f.Size}
	var levels [256]int
	within, behind, sum := 0, 0, 0
	for y := 0; y < p.Height; y += 2 {
		row := p.Pix[y*p.Width:][:p.Width]
		a, b := inner.row(y, p.Width)
		for _, v := range row[a:b] {
			levels[v]++
		}
		within += b - a
		a, b = head.row(y, p.Width)
		for x := 0; x < p.Width; x += 4 {
			if x < a || x >= b {
				sum += int(row[x])
				behind++
			}
		}
	}
	left := within / 10
	for level := 255; level >= 0; level-- {
		if left -= levels[level]; left < 0 {
			m.Brightness = float64(level)
			break
		}
	}
	if behind*40 > p.Width*p.Height/8 { // a twentieth of the frame, sampled by eights
		m.Backlight = float64(sum)/float64(behind) - m.Brightness
	}
	return m
}

// box is a rectangle in a frame.
type box struct{ x, y, w, h float64 }

// row is the range of columns that a row has in the box.
func (b box) row(y, width int) (from, to int) {
	if float64(y) < b.y || float64(y) > b.y+b.h {
		return 0, 0
	}
	return max(0, min(width, int(b.x))), max(0, min(width, int(b.x+b.w)))
}
