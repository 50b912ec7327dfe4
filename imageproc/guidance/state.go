package guidance

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
)

// Guidance is what to say after a frame.
type Guidance struct {
	Code     Code
	Severity Severity
	// Hints are all that is wrong with this very frame, what matters most first.
	Hints []Code
	View  View
	// Ready says that this frame and the one before have nothing that a picture should wait
	// for, and that nothing moves.
	Ready bool
}

// State is what has to be known of the frames before. The zero value is the beginning.
type State struct {
	told    Code
	next    Code    // what would be told
	heard   float64 // for how many ms it was so, less those when it wasn't
	at      float64 // of the frame before, ms
	absent  float64 // from when on what was told is no longer so, 0 while it is
	good    int     // how many frames in a row could be taken
	quad    document.Quad
	face    face.Face
	size    [2]int // of the frame that these are of
	tracked bool
}

// gone is for how many ms what was told may be untrue while others take turns.
const gone = 1000

// Next judges a frame that was taken at a time, ms on any clock that only goes forward and
// is above 0.
func (s State) Next(o Options, v View, at float64) (State, Guidance) {
	limits := o.Limits.withDefaults()
	hints := o.judge(v, s.told)
	if s.moved(v, limits.Still) && !slices.Contains(hints, Moving) {
		hints = insertMoving(hints)
	}
	g := Guidance{Hints: hints, View: v}
	first := OK
	if len(hints) > 0 {
		first = hints[0]
	}
	s = s.tell(first, hints, limits.Hold, at)
	if slices.ContainsFunc(hints, Code.waits) {
		s.good = 0
	} else {
		s.good++
	}
	s = s.track(v)
	g.Code, g.Severity, g.Ready = s.told, s.told.Severity(), s.good >= 2
	return s, g
}

// tell decides what is said: good news at once, another trouble when it has lasted. A frame
// in between that says otherwise sets it back, but doesn't end it.
func (s State) tell(first Code, hints []Code, hold, at float64) State {
	passed := min(at-s.at, mostPassed)
	s.at = at
	switch {
	case first == s.next && first != s.told:
		s.heard += passed
	case s.heard >= passed && passed > 0:
		s.heard -= passed
	default:
		s.next, s.heard = first, 0
	}
	switch {
	case slices.Contains(hints, s.told), s.told == OK && first == OK:
		s.absent = 0
	case s.absent == 0:
		s.absent = at
	}
	stale := s.told != "" && s.absent != 0 && at-s.absent >= gone
	switch {
	case s.told == "" || first == OK || stale:
		s.told = first
	case s.heard >= hold:
		s.told = s.next
	default:
		return s
	}
	s.next, s.heard, s.absent = first, 0, 0
	return s
}

// mostPassed is the most ms that one frame counts: a pause says nothing.
const mostPassed = 250

// insertMoving puts it where quality's own measure of motion would stand: before what
// motion spoils, after what must be done first.
func insertMoving(hints []Code) []Code {
	at := slices.IndexFunc(hints, func(c Code) bool {
		return c == Blurred || c == Glare || c == LowContrast || c == BlackWhite
	})
	if at < 0 {
		at = len(hints)
	}
	return slices.Insert(hints, at, Moving)
}

// moved compares where the document or the face is with where it was.
func (s State) moved(v View, still float64) bool {
	if !s.tracked || s.size != [2]int{v.Width, v.Height} {
		return false
	}
	if v.Document != nil {
		q := v.Document.Quad
		size := math.Sqrt(math.Abs(q.Area()))
		for i, p := range q {
			if math.Hypot(p.X-s.quad[i].X, p.Y-s.quad[i].Y) > still*size {
				return true
			}
		}
	}
	if len(v.Faces) > 0 {
		f := v.Faces[0]
		// A face is found to within a step of the search, so more is left to it.
		return math.Hypot(f.X+f.Size/2-s.face.X-s.face.Size/2, f.Y+f.Size/2-s.face.Y-s.face.Size/2) > 2*still*f.Size
	}
	return false
}

func (s State) track(v View) State {
	s.tracked, s.size = false, [2]int{v.Width, v.Height}
	if v.Document != nil {
		s.quad, s.tracked = v.Document.Quad, true
	}
	if len(v.Faces) > 0 {
		s.face, s.tracked = v.Faces[0], true
	}
	return s
}
