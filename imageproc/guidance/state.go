package guidance

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
)

// Guidance is the advice after a frame.
type Guidance struct {
	Code     Code // to show: the first hint once it has lasted
	Severity Severity
	Hints    []Code // all problems of this very frame, most important first
	View     View
	// Ready says that minGood frames in a row have no problem worth waiting for, that nothing
	// moved between them, and that their outlines are certain: a picture may be taken.
	Ready bool
}

// State is the memory of a stream. The zero value is its beginning.
type State struct {
	shown    Code
	next     Code    // what replaces it
	nextMs   float64 // ms for which next was observed, minus ms it was not (leaky integrator)
	at       float64 // of the previous frame, ms
	endedAt  float64 // since when shown is no longer observed, ms; 0: it is
	softAt   float64 // since when a face has been blurred, ms; 0: it isn't
	good     int     // frames in a row without a problem worth waiting for
	document *frame.Quad
	face     *face.Face
	size     [2]int // of the frame of document and face
}

const (
	// maxStaleMs is for how many ms a code that is no longer observed is shown while others
	// alternate.
	maxStaleMs = 1000
	// minGood is how many frames must agree. Of photographs without a document, an outline that
	// is wrong in one frame is seldom found in the next two.
	minGood = 3
	// minProbability and minPolarity are those of the outline, and minLight the brightness as a
	// factor on MinBrightness, that automatic capture needs. Of 172 right outlines on photographs
	// 95 % have a polarity of 0.75 or more; frames printed on cheques have 0.65 or less. A frame
	// printed on a dark card has a probability of 0.83 at most, cross-validated.
	minProbability, minPolarity, minLight = 0.85, 0.7, 1.65
	// minShortSide is the min length, px, of an outline's shorter side: 11 px of motion of 640 pass
	// for sharp on a document of 69 px in a frame of 320 px.
	minShortSide = 72
	// maxFaintEdge is the max edge width of a document with less than MinContrast, as a factor on
	// MaxEdgeWidth: faint edges are measured too narrow, 2.3 px where the blur is 2 px of 640.
	maxFaintEdge = 0.8
	// maxHaze is the max level of a frame's 0.1th percentile. It is 77 on the photograph of a ticket
	// whose print is faint.
	maxHaze = 70
	// maxSoftMs is for how many ms automatic capture waits for a face to become sharp: some
	// cameras never are.
	maxSoftMs = 6000
	// maxFrameMs bounds the ms that one frame counts, since a pause is no evidence.
	maxFrameMs = 250
)

// Next judges a frame taken at a time in ms on a monotonic clock, above 0.
func (s State) Next(o Options, v View, at float64) (State, Guidance) {
	o.Limits = o.withDefaults()
	hints := o.judge(v, s.shown)
	if s.moved(v, o.MaxMovement) && !slices.Contains(hints, Moving) {
		hints = insertMoving(hints)
	}
	first := OK
	if len(hints) > 0 {
		first = hints[0]
	}
	s = s.debounce(first, hints, o.DebounceMs, at)
	if o.Part != Face || !slices.Contains(hints, Blurred) {
		s.softAt = 0
	} else if s.softAt == 0 {
		s.softAt = at
	}
	soft := s.softAt != 0 && at-s.softAt > maxSoftMs
	if s.good++; !o.certain(v) || slices.ContainsFunc(hints, func(c Code) bool { return c.waits() && !(c == Blurred && soft) }) {
		s.good = 0
	}
	s.size, s.document, s.face = [2]int{v.Width, v.Height}, nil, nil
	if v.Document != nil {
		s.document = &v.Document.Quad
	}
	if len(v.Faces) > 0 {
		first := v.Faces[0] // the next frame overwrites the slice
		s.face = &first
	}
	return s, Guidance{Code: s.shown, Severity: s.shown.Severity(), Hints: hints, View: v, Ready: s.good >= minGood}
}

// certain reports whether a document's outline, the light on it and the measure of its sharpness
// are good enough for automatic capture. A person may take any picture.
func (o Options) certain(v View) bool {
	d, q := v.Document, v.Quality
	if d == nil {
		return true
	}
	return d.Probability >= minProbability && d.Polarity >= minPolarity && q.Brightness >= minLight*o.MinBrightness &&
		q.Black <= maxHaze && math.Sqrt(math.Abs(d.Quad.Area())/d.Quad.Ratio()) >= minShortSide &&
		(q.Contrast >= o.MinContrast || q.EdgeWidth <= maxFaintEdge*o.MaxEdgeWidth)
}

// debounce decides what is shown: OK at once, another problem when it has lasted. A frame
// in between with other problems delays it, but doesn't cancel it.
func (s State) debounce(first Code, hints []Code, debounceMs, at float64) State {
	passed := min(at-s.at, maxFrameMs)
	s.at = at
	switch {
	case first == s.next && first != s.shown:
		s.nextMs += passed
	case s.nextMs >= passed && passed > 0:
		s.nextMs -= passed
	default:
		s.next, s.nextMs = first, 0
	}
	switch {
	case slices.Contains(hints, s.shown), s.shown == OK && first == OK:
		s.endedAt = 0
	case s.endedAt == 0:
		s.endedAt = at
	}
	stale := s.shown != "" && s.endedAt != 0 && at-s.endedAt >= maxStaleMs
	switch {
	case s.shown == "" || first == OK || stale:
		s.shown = first
	case s.nextMs >= debounceMs:
		s.shown = s.next
	default:
		return s
	}
	s.next, s.nextMs, s.endedAt = first, 0, 0
	return s
}

// insertMoving inserts Moving before the problems that motion causes.
func insertMoving(hints []Code) []Code {
	at := slices.IndexFunc(hints, func(c Code) bool {
		return c == Blurred || c == Glare || c == LowContrast || c == BlackWhite
	})
	if at < 0 {
		at = len(hints)
	}
	return slices.Insert(hints, at, Moving)
}

// moved reports whether the document or the face moved since the previous frame. A face is
// located to within one step of the search, so it may move twice as far.
func (s State) moved(v View, maxMovement float64) bool {
	if s.size != [2]int{v.Width, v.Height} {
		return false
	}
	if v.Document != nil && s.document != nil {
		q := v.Document.Quad
		for i, p := range q {
			if p.Distance(s.document[i]) > maxMovement*math.Sqrt(math.Abs(q.Area())) {
				return true
			}
		}
	}
	if len(v.Faces) > 0 && s.face != nil {
		f, was := v.Faces[0], s.face
		return math.Hypot(f.X+f.Size/2-was.X-was.Size/2, f.Y+f.Size/2-was.Y-was.Size/2) > 2*maxMovement*f.Size
	}
	return false
}
