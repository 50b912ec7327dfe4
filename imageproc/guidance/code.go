package guidance

// Code is one thing to say.
type Code string

// The codes. Those of a face begin with face_, but for the two that count them.
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

// Severity is what a trouble means for the picture.
type Severity string

// The severities. Fine is that of OK.
const (
	Fine    Severity = "fine"
	Advice  Severity = "advice"  // it could be better
	Problem Severity = "problem" // the service is likely to refuse it
)

// Severity is that of a code.
func (c Code) Severity() Severity {
	switch c {
	case OK:
		return Fine
	case Tilted, OffCentre, WrongShape, LowContrast, BlackWhite, Moving, FaceOffCentre, FaceTooFar, FaceTooClose:
		return Advice
	}
	return Problem
}

// waits reports whether a picture shouldn't be taken by itself while this is so. Paper may
// have no colour, and print may be faint: waiting doesn't help.
func (c Code) waits() bool { return c != OK && c != LowContrast && c != BlackWhite }
