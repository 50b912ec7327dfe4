package main

import (
	"os"
	"slices"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/test/scene/facescene"
	"credential-capture/tools/tally"
)

// tooFar reports whether the guidance says of an outline that it is too far away.
func tooFar(q document.Quad, width, height int) bool {
	v := guidance.View{Width: width, Height: height, Document: &document.Found{Quad: q, Confidence: 1}}
	_, g := guidance.State{}.Next(guidance.Options{Part: guidance.Front}, v, 1)
	return slices.Contains(g.Hints, guidance.TooFar)
}

// faces counts what a cascade, read from a file, is right about.
func faces(file string, each int) ([]tally.Row, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c, err := face.Parse(b)
	if err != nil {
		return nil, err
	}
	return facescene.Tally(c, each), nil
}
