package main

import (
	"os"
	"slices"

	"credential-capture/imageproc/document"
	"credential-capture/imageproc/face"
	"credential-capture/imageproc/guide"
	"credential-capture/internal/facescene"
)

// tooFar reports whether the guidance says of an outline that it is too far away.
func tooFar(q document.Quad, width, height int) bool {
	v := guide.View{Width: width, Height: height, Document: &document.Found{Quad: q, Confidence: 1}}
	_, g := guide.State{}.Next(guide.Options{Part: guide.Front}, v, 1)
	return slices.Contains(g.Hints, guide.TooFar)
}

// faces counts what a cascade, read from a file, is right about.
func faces(file string, each int) ([]row, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c, err := face.Parse(b)
	if err != nil {
		return nil, err
	}
	var all []row
	for _, r := range facescene.Tally(c, each) {
		all = append(all, row{Check: r.Check, Frames: r.Frames, Recall: r.Recall, FalseAlarms: r.FalseAlarms})
	}
	return all, nil
}
