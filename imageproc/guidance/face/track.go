package face

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// Track is the state of a stream: where its only face is. The zero value is its beginning.
type Track struct {
	last  Face
	alone bool   // last was the only face
	local int    // frames since a whole one was searched
	size  [2]int // of that frame
}

// maxLocal is how many frames in a row are searched only around the last face.
const maxLocal = 3

// Track returns the faces of the next frame of a stream, the one with the highest score
// first; they are valid until the next call. The zero Track makes the frame a single one.
//
// Where the last frame had one face, only its surroundings are searched, at similar sizes,
// which takes a fraction of the time. The whole frame is searched when that fails, and in
// every fourth frame: somebody else may have come.
func (d *Detector) Track(t *Track, p *frame.Gray) []Face {
	size := [2]int{p.Width, p.Height}
	if t.alone && t.size == size && t.local < maxLocal {
		t.local++
		if faces := d.detectNear(p, t.last); len(faces) == 1 {
			t.last = faces[0]
			return faces
		}
	}
	faces := d.search(p, Face{Size: float64(max(p.Width, p.Height))}, 0, math.Inf(1))
	*t = Track{size: size, alone: len(faces) == 1}
	if t.alone {
		t.last = faces[0]
	}
	return faces
}

// detectNear searches around a face for one of similar size.
func (d *Detector) detectNear(p *frame.Gray, last Face) []Face {
	const around, growth = 0.4, 1.35 // by the face's size
	near := Face{X: last.X - around*last.Size, Y: last.Y - around*last.Size, Size: (1 + 2*around) * last.Size}
	return d.search(p, near, last.Size/growth, last.Size*growth)
}
