package quality

import (
	"math"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
)

const (
	// beside is how far from a document's border, px, its profile is taken to either side.
	beside = 8
	// Profiles lie next to one another in groups: each is the mean of its places, which is
	// quieter than any of them, and bent paper stays straight within it.
	borderGroups, borderPlaces = 8, 8
	// leastRise is how many levels the border must differ from the table.
	leastRise = 14
	// ofBorder is what the px that the border takes count beside those of print. Print is
	// thin, a border has a shadow beside it: 4 px of it are as soft as 2.7 of print.
	ofBorder = 2.7 / 4
)

// borderWidths are how many px the step from a document to the table takes, across it and
// down: 2 is a step from one px to the next, 0 is one that isn't seen. Where a hand moves
// print may still look sharp the other way; the border, one straight step all around,
// can't. Of sides that face each other the sharper tells, since the other may have a
// shadow or a hand over it.
func borderWidths(p *frame.Gray, q *document.Quad) (widths [2]float64) {
	if q == nil {
		return widths
	}
	for i := range widths {
		a, b := sideWidth(p, q[i], q[i+1]), sideWidth(p, q[i+2], q[(i+3)&3])
		if a == 0 || b != 0 && b < a {
			a = b
		}
		widths[i] = a
	}
	return widths
}

// sideWidth is the median over the groups of a side; 0 when too few show a step.
func sideWidth(p *frame.Gray, a, b document.Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if length < 32 {
		return 0
	}
	nx, ny := -dy/length, dx/length
	var widths [borderGroups]float64
	n := 0
	for g := range borderGroups {
		var profile [2*beside + 1]float64
		places := 0
		for k := range borderPlaces {
			at := 0.08 + 0.84*float64(g*borderPlaces+k)/(borderGroups*borderPlaces-1)
			x, y := a.X+at*dx, a.Y+at*dy
			if !p.Holds(x-beside*nx, y-beside*ny) || !p.Holds(x+beside*nx, y+beside*ny) {
				continue
			}
			places++
			for i := range profile {
				off := float64(i - beside)
				profile[i] += p.At(x+off*nx, y+off*ny)
			}
		}
		if places < borderPlaces/2 {
			continue
		}
		if w := stepWidth(&profile, leastRise*float64(places)); w > 0 {
			widths[n] = w
			n++
		}
	}
	if n < borderGroups/2 {
		return 0
	}
	frame.SortFew(widths[:n])
	return widths[n/2]
}

// stepWidth is the whole rise of a profile by its steepest, over two px.
func stepWidth(profile *[2*beside + 1]float64, least float64) float64 {
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
	if rise < least || steepest == 0 {
		return 0
	}
	return 2 * rise / steepest
}
