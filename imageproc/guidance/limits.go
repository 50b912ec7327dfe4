package guidance

// Part is the part of a credential that a picture is for, in the service's words.
type Part string

// The parts.
const (
	Front    Part = "FRONT"
	Back     Part = "BACK"
	Face     Part = "FACE"
	Document Part = "DOCUMENT"
)

// Options say what a frame should show, and which stream it belongs to.
type Options struct {
	Part   Part   // default Front
	Type   string // of the document, such as PASSPORT; "" when unknown
	Stream string // "": a single frame
	Reset  bool   // forget the stream's earlier frames
	Limits
}

// Limits are the thresholds of advice. Zero means the default.
type Limits struct {
	MinBrightness float64 // level, 0 to 255, of the 97th percentile; default 85
	MaxBrightness float64 // share of clipped px, 0 to 1; default 0.33
	MaxGlare      float64 // share of the document, 0 to 1; default 0.008
	MinContrast   float64 // levels; default 30
	MinColour     float64 // levels; default 5
	MaxEdgeWidth  float64 // px; default 2.7
	MaxMotion     float64 // levels; default 6
	// MinFill and MaxFill bound the square root of the document's area by that of the aiming
	// frame; defaults 0.45 and 1.1.
	MinFill, MaxFill float64
	// MaxRatioError is by how much the aspect ratio may differ, as a share; perspective
	// changes it. Default 0.28.
	MaxRatioError float64
	// MaxTilt is by how much a side may be longer than the opposite one, as a share; default
	// 0.25.
	MaxTilt float64
	// MaxOffset is the distance of the document's centre from the frame's, as a share of the
	// frame's sides; default 0.2.
	MaxOffset float64
	// MaxMovement is how far a corner, or half as far as a face, may move from one frame to
	// the next, as a share of its size; default 0.04.
	MaxMovement float64
	// DebounceMs is for how many ms a problem must last; default 350.
	DebounceMs float64
	// MinFaceFill and MaxFaceFill bound the face's side by the frame's shorter side; defaults
	// 0.28 and 0.75.
	MinFaceFill, MaxFaceFill float64
	MaxFaceOffset            float64 // as MaxOffset; default 0.2
	MinFaceBrightness        float64 // level, 0 to 255, of the 90th percentile; default 60
	MaxBacklight             float64 // levels by which the background exceeds the face; default 90
	// MaxFaceEdgeWidth is as MaxEdgeWidth, in a face, whose skin has no sharp edges; default
	// 3.4. Of 50 sharp photographs 95 % have 3.17 or less and none more than 3.36; blurred by
	// 2 px of 640 they have 3.42 or more.
	MaxFaceEdgeWidth float64
}

// Limit is one of the Limits.
type Limit struct {
	Name, Deprecated string // in JavaScript
	Value            *float64
	Default          float64
}

// All lists the limits; setting a Value sets the member of l.
func (l *Limits) All() []Limit {
	return []Limit{
		{"minBrightness", "dark", &l.MinBrightness, 85}, {"maxBrightness", "bright", &l.MaxBrightness, 0.33},
		{"maxGlare", "glare", &l.MaxGlare, 0.008}, {"minContrast", "contrast", &l.MinContrast, 30},
		{"minColour", "colour", &l.MinColour, 5}, {"maxEdgeWidth", "edgeWidth", &l.MaxEdgeWidth, 2.7},
		{"maxMotion", "motion", &l.MaxMotion, 6}, {"minFill", "far", &l.MinFill, 0.45}, {"maxFill", "close", &l.MaxFill, 1.1},
		{"maxRatioError", "shape", &l.MaxRatioError, 0.28}, {"maxTilt", "tilt", &l.MaxTilt, 0.25},
		{"maxOffset", "centre", &l.MaxOffset, 0.2}, {"maxMovement", "still", &l.MaxMovement, 0.04},
		{"debounceMs", "hold", &l.DebounceMs, 350}, {"minFaceFill", "faceFar", &l.MinFaceFill, 0.28},
		{"maxFaceFill", "faceClose", &l.MaxFaceFill, 0.75}, {"maxFaceOffset", "faceCentre", &l.MaxFaceOffset, 0.2},
		{"minFaceBrightness", "faceDark", &l.MinFaceBrightness, 60}, {"maxBacklight", "faceAgainst", &l.MaxBacklight, 90},
		{"maxFaceEdgeWidth", "faceEdgeWidth", &l.MaxFaceEdgeWidth, 3.4},
	}
}

func (l Limits) withDefaults() Limits {
	for _, limit := range l.All() {
		if *limit.Value == 0 {
			*limit.Value = limit.Default
		}
	}
	return l
}

// Aspect ratios of ISO/IEC 7810 ID-1 and ID-3 and of ISO 216.
const (
	id1 = 85.60 / 53.98
	id3 = 125.0 / 88
	a4  = 297.0 / 210
)

// ratio is that of the aiming frame, as web/element/screens/guide.js draws it.
func (o Options) ratio() float64 {
	switch {
	case o.Part == Document:
		return a4
	case o.Type == "PASSPORT":
		return id3
	}
	return id1
}

// ratios lists those that the document may have; none means any.
func (o Options) ratios() []float64 {
	switch {
	case o.Part == Document: // a letter, a bill, a receipt
		return nil
	case o.Type == "":
		return []float64{id1, id3}
	}
	// Some countries' cards are ID-3.
	return []float64{o.ratio(), id3}
}
