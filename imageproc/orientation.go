package imageproc

// turns and mirrors spell the EXIF orientations 1 to 8: first, where mirrored,
// left and right are exchanged, then the picture is turned clockwise by quarters.
var (
	turns    = [9]int{1: 0, 2: 0, 3: 2, 4: 2, 5: 3, 6: 1, 7: 1, 8: 3}
	mirrored = [9]bool{2: true, 4: true, 5: true, 7: true}
)

// orientationOf is the inverse of turns and mirrored.
func orientationOf(turn int, mirror bool) Orientation {
	for o := Normal; o <= 8; o++ {
		if turns[o] == turn&3 && mirrored[o] == mirror {
			return o
		}
	}
	return Normal
}

// valid reports whether o is one of the eight.
func (o Orientation) valid() bool { return o >= 1 && o <= 8 }

// then returns what doing o and after it p amounts to.
func (o Orientation) then(p Orientation) Orientation {
	if !o.valid() || !p.valid() {
		return Normal
	}
	first := turns[o]
	if mirrored[p] {
		first = -first // seen in a mirror, a turn goes the other way
	}
	return orientationOf(turns[p]+first, mirrored[o] != mirrored[p])
}
