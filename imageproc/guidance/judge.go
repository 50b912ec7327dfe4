package guidance

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/quality"
)

// View is what was seen in one frame.
type View struct {
	Width, Height int             // of the frame, px
	Document      *document.Found // nil when there is none
	Faces         []face.Face     // the surest first
	Face          face.Metrics    // of the first of them
	Quality       quality.Metrics // inside of the document or the first face; of all, without either
}

// judge lists what is wrong, what matters most first. What was told before gets limits
// that are a little stricter, so that it is over only when it clearly is.
func (o Options) judge(v View, told Code) []Code {
	o.Limits = o.Limits.withDefaults()
	if o.Part == Face {
		return o.judgeFace(v, told)
	}
	return o.judgeDocument(v, told)
}

// slack is how much stricter.
const slack = 0.06

// beyond reports whether a figure is above a limit, less when that was told before.
func beyond(v, limit float64, told bool) bool {
	if told {
		limit *= 1 - slack
	}
	return v > limit
}

func below(v, limit float64, told bool) bool {
	if told {
		limit *= 1 + slack
	}
	return v < limit
}

func (o Options) judgeDocument(v View, told Code) []Code {
	l, q := o.Limits, v.Quality
	if v.Document == nil {
		if below(q.Dark, l.Quality.Dark, told == TooDark) {
			return []Code{TooDark}
		}
		return []Code{NoDocument}
	}
	quad := v.Document.Quad
	fill := o.fill(quad, v)
	cut := v.Document.Cut || atEdge(quad, v)
	center := quad.Center()
	dx, dy := center.X/float64(v.Width)-0.5, center.Y/float64(v.Height)-0.5
	identity := o.Part != Document
	return list(
		when(below(q.Dark, l.Quality.Dark, told == TooDark), TooDark),
		when(beyond(fill, l.Close, told == TooClose), TooClose),
		when(cut, CutOff),
		when(below(fill, l.Far, told == TooFar), TooFar),
		when(!cut && o.odd(quad, told == WrongShape), WrongShape),
		when(!cut && beyond(quad.Tilt(), l.Tilt, told == Tilted), Tilted),
		when(beyond(max(math.Abs(dx), math.Abs(dy)), l.Centre, told == OffCentre), OffCentre),
		when(beyond(q.Bright, l.Quality.Bright, told == TooBright), TooBright),
		when(beyond(q.Motion, l.Quality.Motion, told == Moving), Moving),
		when(q.EdgeWidth == 0 || beyond(q.EdgeWidth, l.Quality.EdgeWidth, told == Blurred), Blurred),
		when(beyond(q.Glare, l.Quality.Glare, told == Glare), Glare),
		when(identity && below(q.Contrast, l.Quality.Contrast, told == LowContrast), LowContrast),
		when(o.Part == Front && below(q.Colour, l.Quality.Colour, told == BlackWhite), BlackWhite),
	)
}

// faceCodes are the codes of face's problems.
var faceCodes = map[face.Problem]Code{
	face.None: NoFace, face.Several: MultipleFaces, face.TooDark: FaceTooDark, face.BackLit: FaceBackLit,
	face.TooFar: FaceTooFar, face.TooClose: FaceTooClose, face.CutOff: FaceCutOff, face.OffCentre: FaceOffCentre,
}

func (o Options) judgeFace(v View, told Code) []Code {
	l, q := o.Limits, v.Quality
	if len(v.Faces) == 0 && below(q.Dark, l.Quality.Dark, told == FaceTooDark) {
		return []Code{FaceTooDark}
	}
	switch told {
	case FaceTooFar:
		l.Face.Far *= 1 + slack
	case FaceTooClose:
		l.Face.Close *= 1 - slack
	case FaceOffCentre:
		l.Face.Centre *= 1 - slack
	case FaceTooDark:
		l.Face.Dark *= 1 + slack
	case FaceBackLit:
		l.Face.Against *= 1 - slack
	}
	var all []Code
	for _, p := range l.Face.Problems(v.Faces, v.Face) {
		all = append(all, faceCodes[p])
	}
	if len(v.Faces) == 0 {
		return all
	}
	return append(all, list(
		when(beyond(q.Motion, l.Quality.Motion, told == Moving), Moving),
		when(beyond(q.EdgeWidth, l.FaceEdge, told == Blurred), Blurred),
	)...)
}

func when(wrong bool, c Code) Code {
	if wrong {
		return c
	}
	return OK
}

func list(codes ...Code) []Code {
	return slices.DeleteFunc(codes, func(c Code) bool { return c == OK })
}

// fill is how much of the frame to aim with a document takes, side by side.
func (o Options) fill(q document.Quad, v View) float64 {
	w, h, ratio := float64(v.Width), float64(v.Height), o.ratio()
	across, down := ratio, 1.0
	if o.Part == Document {
		across, down = 1, ratio
	}
	const room = 0.9 // as web/element/screens/guide.js
	scale := min(w*room/across, h*room/down)
	// A phone may be turned, and the document with it.
	scale = max(scale, min(w*room/down, h*room/across)*0.75)
	return math.Sqrt(math.Abs(q.Area()) / (scale * scale * ratio))
}

// atEdge reports whether a corner lies outside of the frame, or so close to its edge that
// nobody can say.
func atEdge(q document.Quad, v View) bool {
	for _, p := range q {
		if p.X < 2 || p.Y < 2 || p.X > float64(v.Width-3) || p.Y > float64(v.Height-3) {
			return true
		}
	}
	return false
}

// odd reports whether an outline has the proportions of no document that is asked for.
func (o Options) odd(q document.Quad, told bool) bool {
	ratios := o.ratios()
	for _, r := range ratios {
		off := q.Ratio() / r
		if !beyond(max(off, 1/off)-1, o.Shape, told) {
			return false
		}
	}
	return len(ratios) > 0
}
