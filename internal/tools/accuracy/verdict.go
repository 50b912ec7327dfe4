package main

import (
	"os"
	"slices"

	"credential-capture/imageproc/document"
	"credential-capture/imageproc/face"
	"credential-capture/imageproc/guide"
	"credential-capture/internal/facescene"
	"credential-capture/internal/tally"
)

// tooFar reports whether the guidance says of an outline that it is too far away.
func tooFar(q document.Quad, width, height int) bool {
	v := guide.View{Width: width, Height: height, Document: &document.Found{Quad: q, Confidence: 1}}
	_, g := guide.State{}.Next(guide.Options{Part: guide.Front}, v, 1)
	return slices.Contains(g.Hints, guide.TooFar)
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
