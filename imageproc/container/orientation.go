package container

// Orientation is the EXIF orientation, 1 to 8.
type Orientation uint8

// Normal is the orientation of a picture that is stored upright.
const Normal Orientation = 1

// quarters and mirrored decompose the orientations 1 to 8: mirror left and right, then turn
// clockwise by quarters.
var (
	quarters = [9]int{1: 0, 2: 0, 3: 2, 4: 2, 5: 3, 6: 1, 7: 1, 8: 3}
	mirrored = [9]bool{2: true, 4: true, 5: true, 7: true}
)

// NewOrientation returns the orientation that mirrors, if asked to, and then turns clockwise.
func NewOrientation(quarterTurns int, mirror bool) Orientation {
	for o := Normal; o <= 8; o++ {
		if quarters[o] == quarterTurns&3 && mirrored[o] == mirror {
			return o
		}
	}
	return Normal
}

// Valid reports whether o is one of the eight.
func (o Orientation) Valid() bool { return o >= 1 && o <= 8 }

// Swaps reports whether o exchanges width and height.
func (o Orientation) Swaps() bool { return o >= 5 && o <= 8 }

// QuarterTurns is how often o turns a picture clockwise, after Mirrors.
func (o Orientation) QuarterTurns() int { return quarters[o] }

// Mirrors reports whether o exchanges left and right, before it turns.
func (o Orientation) Mirrors() bool { return mirrored[o] }

// Then returns the orientation that is o followed by p.
func (o Orientation) Then(p Orientation) Orientation {
	if !o.Valid() || !p.Valid() {
		return Normal
	}
	first := quarters[o]
	if mirrored[p] {
		first = -first // a mirror reverses the sense of rotation
	}
	return NewOrientation(quarters[p]+first, mirrored[o] != mirrored[p])
}
