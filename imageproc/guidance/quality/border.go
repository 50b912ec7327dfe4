package quality

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

const (
	// profileReach is how far a profile across the border extends to either side, px.
	profileReach = 8
	// Profiles are averaged over borderPlaces neighbouring places, which reduces noise; in
	// each of borderGroups groups bent paper is straight enough for that.
	borderGroups, borderPlaces = 8, 8
	// minRise is the min step, in levels, of a border.
	minRise = 14
	// borderWeight converts border widths to those of print: print is thin, and a border has a
	// shadow profileReach it, so 4 px of border are as soft as 2.7 of print.
	borderWeight = 2.7 / 4
)

// borderWidths measures the step from a document to the table in px, horizontally and
// vertically: 2 is a step from one px to the next, 0 unknown. Motion blur may leave print
// sharp in one direction; the border, a straight step all around, shows it. Of facing sides
// the sharper counts, since a shadow or a hand may cover the other.
func borderWidths(p *frame.Gray, q *frame.Quad) (widths [2]float64) {
	for i := range widths {
		a, b := sideWidth(p, q[i], q[i+1]), sideWidth(p, q[i+2], q[(i+3)&3])
		if a == 0 || b != 0 && b < a {
			a = b
		}
		widths[i] = a
	}
	return widths
}

// sideWidth is the median over the groups of a side; 0 when fewer than half show a step.
func sideWidth(p *frame.Gray, a, b frame.Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if length < 32 {
		return 0
	}
	nx, ny := -dy/length, dx/length
	var widths [borderGroups]float64
	n := 0
	for g := range borderGroups {
		var profile [2*profileReach + 1]float64
		places := 0
		for k := range borderPlaces {
			at := 0.08 + 0.84*float64(g*borderPlaces+k)/(borderGroups*borderPlaces-1)
			x, y := a.X+at*dx, a.Y+at*dy
			if !p.Contains(x-profileReach*nx, y-profileReach*ny) || !p.Contains(x+profileReach*nx, y+profileReach*ny) {
				continue
			}
			places++
			for i := range profile {
				off := float64(i - profileReach)
				profile[i] += p.At(x+off*nx, y+off*ny)
			}
		}
		if places < borderPlaces/2 {
			continue
		}
		if w := stepWidth(&profile, minRise*float64(places)); w > 0 {
			widths[n] = w
			n++
		}
	}
	if n < borderGroups/2 {
		return 0
	}
	frame.InsertionSort(widths[:n])
	return widths[n/2]
}

// stepWidth is the rise of a profile by its max slope, which is taken over two px.
func stepWidth(profile *[2*profileReach + 1]float64, minRise float64) float64 {
	last := len(profile) - 1
	rise := profile[last] + profile[last-1] + profile[last-2] - profile[0] - profile[1] - profile[2]
	steepest := 0.0
	for i := 2; i <= last; i++ {
		d := profile[i] - profile[i-2]
		if rise < 0 {
			d = -d
		}
		steepest = max(steepest, d)
	}
	rise = max(rise, -rise) / 3
	if rise < minRise || steepest == 0 {
		return 0
	}
	return 2 * rise / steepest
}
