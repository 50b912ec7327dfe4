package container

// Turns and mirrors spell the EXIF orientations 1 to 8: first, where Mirrored,
// left and right are exchanged, then the picture is turned clockwise by quarters.
var (
	Turns    = [9]int{1: 0, 2: 0, 3: 2, 4: 2, 5: 3, 6: 1, 7: 1, 8: 3}
	Mirrored = [9]bool{2: true, 4: true, 5: true, 7: true}
)

// OrientationOf is the inverse of Turns and Mirrored.
func OrientationOf(turn int, mirror bool) Orientation {
	for o := Normal; o <= 8; o++ {
		if Turns[o] == turn&3 && Mirrored[o] == mirror {
			return o
		}
	}
	return Normal
}

// valid reports whether o is one of the eight.
func (o Orientation) Valid() bool { return o >= 1 && o <= 8 }

// then returns what doing o and after it p amounts to.
func (o Orientation) Then(p Orientation) Orientation {
	if !o.Valid() || !p.Valid() {
		return Normal
	}
	first := Turns[o]
	if Mirrored[p] {
		first = -first // seen in a mirror, a turn goes the other way
	}
	return OrientationOf(Turns[p]+first, Mirrored[o] != Mirrored[p])
}
