package guidance

import (
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/quality"
)

// Part is what a picture is for, named as the service does.
type Part string

// The parts.
const (
	Front    Part = "FRONT"
	Back     Part = "BACK"
	Face     Part = "FACE"
	Document Part = "DOCUMENT"
)

// Options say what is asked for.
type Options struct {
	Part Part   // default Front
	Type string // of the document, such as PASSPORT; "" when it isn't known
	Limits
}

// Limits are the thresholds. The zero value of a member means its default.
type Limits struct {
	Quality quality.Limits
	Face    face.Limits
	// Far and Close are the side of the document's area by that of the frame to aim with: at
	// least 0.45, at most 1.1.
	Far, Close float64
	// Shape is how far the proportions may be off, as a share: default 0.28, since a slant
	// changes them.
	Shape float64
	// Tilt is how much longer a side may be than the opposite one, as a share: default 0.25.
	Tilt float64
	// Centre is how far the document's middle may be from the frame's, as a share of the
	// frame's sides: default 0.2.
	Centre float64
	// FaceEdge is the most px that a step takes in a face: default 3.15. Skin has no sharp
	// edges, so it is more than what print has.
	FaceEdge float64
	// Still is how far a corner, or a face, may move from one frame to the next, as a share
	// of its size: default 0.04.
	Still float64
	// Hold is for how many ms a trouble must last before it is told: default 350.
	Hold float64
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		v *float64
		d float64
	}{
		{&l.Far, 0.45}, {&l.Close, 1.1}, {&l.Shape, 0.28}, {&l.Tilt, 0.25}, {&l.Centre, 0.2},
		{&l.FaceEdge, 3.15}, {&l.Still, 0.04}, {&l.Hold, 350},
	} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	l.Quality, l.Face = l.Quality.WithDefaults(), l.Face.WithDefaults()
	return l
}

// Longer by shorter side, of ISO/IEC 7810 ID-1 and ID-3 and of ISO 216.
const (
	id1 = 85.60 / 53.98
	id3 = 125.0 / 88
	a4  = 297.0 / 210
)

// ratio is that of the frame to aim with, as web/element/screens/guide.js draws it.
func (o Options) ratio() float64 {
	switch {
	case o.Part == Document:
		return a4
	case o.Type == "PASSPORT":
		return id3
	}
	return id1
}

// ratios are those that a document of this part may have; none: any.
func (o Options) ratios() []float64 {
	switch {
	case o.Part == Document: // a letter, a bill, a receipt
		return nil
	case o.Type == "":
		return []float64{id1, id3}
	}
	// Some countries' cards are as large as a passport's page was.
	return []float64{o.ratio(), id3}
}
