package guidance

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
