package guidance

import (
	"math"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
)

// View is what was detected and measured in one frame.
type View struct {
	Width, Height int                 // px
	Document      *document.Detection // nil: none
	Faces         []face.Face         // highest score first
	Face          face.Metrics        // of the first face
	Quality       quality.Metrics     // of the document or the first face, else of the whole frame
}

// judge lists the problems of a view, most important first. The limits of the code that is
// currently shown are tightened by the hysteresis.
type judge struct {
	limits Limits
	shown  Code
	hints  []Code
}

// hysteresis is the share by which a shown problem must be clearly over.
const hysteresis = 0.06

func (j *judge) isAbove(c Code, v, limit float64) bool {
	if c == j.shown {
		limit *= 1 - hysteresis
	}
	return v > limit
}

func (j *judge) isBelow(c Code, v, limit float64) bool {
	if c == j.shown {
		limit *= 1 + hysteresis
	}
	return v < limit
}

func (j *judge) when(wrong bool, c Code) {
	if wrong {
		j.hints = append(j.hints, c)
	}
}

func (j *judge) above(c Code, v, limit float64) { j.when(j.isAbove(c, v, limit), c) }

func (j *judge) below(c Code, v, limit float64) { j.when(j.isBelow(c, v, limit), c) }

// judge returns the problems of a view, given the code that is shown. The limits have their
// defaults.
func (o Options) judge(v View, shown Code) []Code {
	j := judge{limits: o.Limits, shown: shown}
	switch {
	case o.Part == Face:
		j.face(v)
	case v.Document == nil:
		j.noDocument(v, o)
	default:
		j.document(v, o)
	}
	return j.hints
}

const (
	// maxSmear is the px of motion blur of a whole frame.
	maxSmear = 0.5
	// darkTable is a factor on MinBrightness without a document: a table may be dark in good light.
	darkTable = 0.95
	// maxInk is the level of print on a white page that fills the frame, as scans do, and
	// minPaper the share of its px that are clipped. Of letters scaled to 640 or 453 px it is 77
	// at most; overexposure fades print.
	maxInk, minPaper = 80, 0.55
	// A frame is washed out without any px below minVeil although it is bright, or below
	// minLifted with a share of minClipped clipped. Photographs of documents, at 640 px, have a
	// darkest level of 88 at most; 98 % have less than 0.02 clipped.
	minVeil, minVeilBrightness = 120, 200
	minLifted, minClipped      = 55, 0.12
)

// noDocument judges light and sharpness of the whole frame. EdgeWidth is no criterion
// there: 60 % of 330 empty scenes exceed its limit.
func (j *judge) noDocument(v View, o Options) {
	l, q := j.limits, v.Quality
	if j.below(TooDark, q.Brightness, darkTable*l.MinBrightness); len(j.hints) > 0 {
		return
	}
	// A single picture of a page may be a scan.
	if isScan := o.Part == Document && o.Stream == "" && q.Black <= maxInk && q.Clipped >= minPaper; !isScan {
		j.bright(q)
	}
	j.when(true, NoDocument)
	// The grain of a wooden table may pass for motion blur, so this is never the first hint.
	j.above(Blurred, q.Smear, maxSmear)
}

// bright judges light in a document or in the whole frame.
func (j *judge) bright(q quality.Metrics) {
	washedOut := q.Black > minVeil && q.Brightness > minVeilBrightness || q.Black > minLifted && q.Clipped > minClipped
	j.when(washedOut || j.isAbove(TooBright, q.Clipped, j.limits.MaxBrightness), TooBright)
}

func (j *judge) document(v View, o Options) {
	l, q, quad := j.limits, v.Quality, v.Document.Quad
	fill := o.fill(quad, v)
	cut := v.Document.Cut || atBorder(quad, v)
	center := quad.Center()
	dx, dy := center.X/float64(v.Width)-0.5, center.Y/float64(v.Height)-0.5
	j.below(TooDark, q.Brightness, l.MinBrightness)
	j.above(TooClose, fill, l.MaxFill)
	j.when(cut, CutOff)
	j.below(TooFar, fill, l.MinFill)
	if !cut {
		j.when(j.isWrongShape(quad, o.ratios()), WrongShape)
		j.above(Tilted, quad.Tilt(), l.MaxTilt)
	}
	j.above(OffCentre, max(math.Abs(dx), math.Abs(dy)), l.MaxOffset)
	j.bright(q)
	j.above(Moving, q.Motion, l.MaxMotion)
	// Without any edge there is no legible print.
	j.when(q.EdgeWidth == 0 || j.isAbove(Blurred, q.EdgeWidth, l.MaxEdgeWidth), Blurred)
	j.above(Glare, q.Glare, l.MaxGlare)
	if o.Part != Document {
		j.below(LowContrast, q.Contrast, l.MinContrast)
	}
	if o.Part == Front {
		j.below(BlackWhite, q.Colour, l.MinColour)
	}
}

func (j *judge) face(v View) {
	l, q, m := j.limits, v.Quality, v.Face
	if len(v.Faces) == 0 {
		if j.below(FaceTooDark, q.Brightness, l.MinBrightness); len(j.hints) == 0 {
			j.when(true, NoFace)
		}
		return
	}
	backlit := j.isAbove(FaceBackLit, m.Backlight, l.MaxBacklight)
	j.when(len(v.Faces) > 1, MultipleFaces)
	if !backlit {
		j.below(FaceTooDark, m.Brightness, l.MinFaceBrightness)
	}
	j.when(backlit, FaceBackLit)
	j.below(FaceTooFar, m.Fill, l.MinFaceFill)
	j.above(FaceTooClose, m.Fill, l.MaxFaceFill)
	j.when(m.Cut, FaceCutOff)
	j.above(FaceOffCentre, m.Offset, l.MaxFaceOffset)
	j.above(Moving, q.Motion, l.MaxMotion)
	j.above(Blurred, q.EdgeWidth, l.MaxFaceEdgeWidth)
}

// fill is the square root of the document's area by that of the aiming frame.
func (o Options) fill(q frame.Quad, v View) float64 {
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

// atBorder reports whether a corner lies outside the frame or, at 640 px, within 2 px of its border.
func atBorder(q frame.Quad, v View) bool {
	near := 2 * float64(max(v.Width, v.Height)) / 640
	for _, p := range q {
		if p.X < near || p.Y < near || p.X > float64(v.Width-1)-near || p.Y > float64(v.Height-1)-near {
			return true
		}
	}
	return false
}

// isWrongShape reports whether an outline has none of the ratios.
func (j *judge) isWrongShape(q frame.Quad, ratios []float64) bool {
	for _, r := range ratios {
		off := q.Ratio() / r
		if !j.isAbove(WrongShape, max(off, 1/off)-1, j.limits.MaxRatioError) {
			return false
		}
	}
	return len(ratios) > 0
}

// Code is one piece of advice.
type Code string

// The codes.
const (
	OK Code = "ok"

	NoDocument Code = "no_document"
	CutOff     Code = "cut_off"
	TooFar     Code = "too_far"
	TooClose   Code = "too_close"
	WrongShape Code = "wrong_shape"
	Tilted     Code = "tilted"
	OffCentre  Code = "off_centre"

	TooDark     Code = "too_dark"
	TooBright   Code = "too_bright"
	Glare       Code = "glare"
	LowContrast Code = "low_contrast"
	Blurred     Code = "blurred"
	Moving      Code = "moving"
	BlackWhite  Code = "black_white"

	NoFace        Code = "no_face"
	MultipleFaces Code = "multiple_faces"
	FaceTooDark   Code = "face_too_dark"
	FaceBackLit   Code = "face_back_lit"
	FaceTooFar    Code = "face_too_far"
	FaceTooClose  Code = "face_too_close"
	FaceCutOff    Code = "face_cut_off"
	FaceOffCentre Code = "face_off_centre"
)

// Severity is what a problem means for the picture.
type Severity string

// The severities.
const (
	Fine    Severity = "fine"    // no problem
	Advice  Severity = "advice"  // it could be better
	Problem Severity = "problem" // the service is likely to refuse it
)

// Severity returns the severity of a code.
func (c Code) Severity() Severity {
	switch c {
	case OK:
		return Fine
	case Tilted, OffCentre, WrongShape, LowContrast, BlackWhite, Moving, FaceOffCentre, FaceTooFar, FaceTooClose:
		return Advice
	}
	return Problem
}

// waits reports whether automatic capture waits for the problem to end. A document without
// colour, or with faint print, stays so.
func (c Code) waits() bool { return c != OK && c != LowContrast && c != BlackWhite }
