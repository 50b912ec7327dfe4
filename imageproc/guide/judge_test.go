package guide_test

import (
	"slices"
	"testing"

	"credential-capture/imageproc/document"
	"credential-capture/imageproc/face"
	"credential-capture/imageproc/guide"
	"credential-capture/imageproc/quality"
)

// sharp are figures with which nothing is wrong.
var sharp = quality.Metrics{EdgeWidth: 2, Dark: 200, Contrast: 100, Colour: 40}

// card is a frame with a card of that width in its middle, moved by dx and dy, px.
func card(width, dx, dy float64) guide.View {
	return sheet(width, width*53.98/85.6, dx, dy)
}

func sheet(w, h, dx, dy float64) guide.View {
	x, y := 320-w/2+dx, 240-h/2+dy
	quad := document.Quad{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
	return guide.View{Width: 640, Height: 480, Document: &document.Found{Quad: quad, Confidence: 1}, Quality: sharp}
}

// person is a frame with a face whose square has that side.
func person(side float64) guide.View {
	f := face.Face{X: 320 - side/2, Y: 240 - side/2, Size: side, Score: 20}
	return guide.View{Width: 640, Height: 480, Faces: []face.Face{f}, Face: face.Metrics{Share: side / 480, Dark: 150}, Quality: sharp}
}

func with(v guide.View, change func(*guide.View)) guide.View {
	change(&v)
	return v
}

// hints is all that is wrong with a single frame.
func hints(o guide.Options, v guide.View) []guide.Code {
	_, g := guide.State{}.Next(o, v, 1)
	return g.Hints
}

func TestDocumentJustBelowAndAbove(t *testing.T) {
	// The frame to aim with is 576 px wide in one of 640 × 480.
	const far, close = 576 * 0.45, 576 * 1.1
	for _, tt := range []struct {
		name    string
		options guide.Options
		view    guide.View
		want    []guide.Code
	}{
		{"fine", guide.Options{}, card(500, 0, 0), nil},
		{"nothing", guide.Options{}, guide.View{Width: 640, Height: 480, Quality: sharp}, []guide.Code{guide.NoDocument}},
		{"nothing is seen in the dark", guide.Options{}, guide.View{Width: 640, Height: 480, Quality: quality.Metrics{Dark: 84}}, []guide.Code{guide.TooDark}},
		{"far", guide.Options{}, card(far-1, 0, 0), []guide.Code{guide.TooFar}},
		{"not far", guide.Options{}, card(far+1, 0, 0), nil},
		{"far, and the host doesn't mind", guide.Options{Limits: guide.Limits{Far: 0.3}}, card(far-1, 0, 0), nil},
		{"close", guide.Options{}, card(close+1, 0, 0), []guide.Code{guide.TooClose, guide.CutOff}},
		{"not close", guide.Options{}, card(close-1, 0, 0), nil},
		{"cut off", guide.Options{}, with(card(400, 0, 0), func(v *guide.View) { v.Document = &document.Found{Quad: v.Document.Quad, Cut: true} }), []guide.Code{guide.CutOff}},
		{"a corner at the edge", guide.Options{}, card(500, 69, 0), []guide.Code{guide.CutOff}},
		{"just inside", guide.Options{}, card(500, 67, 0), nil},
		{"aside", guide.Options{}, card(340, 129, 0), []guide.Code{guide.OffCentre}},
		{"not aside", guide.Options{}, card(340, 127, 0), nil},
		{"too wide", guide.Options{Type: "ID_CARD"}, sheet(500, 500/(1.586*1.29), 0, 0), []guide.Code{guide.WrongShape}},
		{"not too wide", guide.Options{Type: "ID_CARD"}, sheet(500, 500/(1.586*1.27), 0, 0), nil},
		{"square", guide.Options{}, sheet(400, 400/(1.42/1.29), 0, 0), []guide.Code{guide.WrongShape}},
		{"not square", guide.Options{}, sheet(400, 400/(1.42/1.27), 0, 0), nil},
		{"a receipt is a document", guide.Options{Part: guide.Document}, sheet(200, 440, 0, 0), nil},
		{"tilted", guide.Options{}, slanted(1.26), []guide.Code{guide.Tilted}},
		{"not tilted", guide.Options{}, slanted(1.24), nil},
		{"blurred", guide.Options{}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.EdgeWidth = 2.71 }), []guide.Code{guide.Blurred}},
		{"not blurred", guide.Options{}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.EdgeWidth = 2.7 }), nil},
		{"glare", guide.Options{}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.Glare = 0.0081 }), []guide.Code{guide.Glare}},
		{"bright", guide.Options{}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.Bright = 0.34 }), []guide.Code{guide.TooBright}},
		{"a hand moves", guide.Options{}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.Motion = 6.1 }), []guide.Code{guide.Moving}},
		{"a copy of a card", guide.Options{}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.Colour = 4 }), []guide.Code{guide.BlackWhite}},
		{"backs may have no colour", guide.Options{Part: guide.Back}, with(card(500, 0, 0), func(v *guide.View) { v.Quality.Colour = 4 }), nil},
		{"far and blurred", guide.Options{}, with(card(250, 0, 0), func(v *guide.View) { v.Quality.EdgeWidth = 3 }), []guide.Code{guide.TooFar, guide.Blurred}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.options.Part == "" {
				tt.options.Part = guide.Front
			}
			if got := hints(tt.options, tt.view); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// slanted is a card whose lower side is so many times its upper one.
func slanted(by float64) guide.View {
	v := card(400, 0, 0)
	q := v.Document.Quad
	q[3].X, q[2].X = 320-200*by, 320+200*by
	v.Document.Quad = q
	return v
}

func TestFaceJustBelowAndAbove(t *testing.T) {
	for _, tt := range []struct {
		name string
		view guide.View
		want []guide.Code
	}{
		{"fine", person(220), nil},
		{"nobody", guide.View{Width: 640, Height: 480, Quality: sharp}, []guide.Code{guide.NoFace}},
		{"nobody is seen in the dark", guide.View{Width: 640, Height: 480, Quality: quality.Metrics{Dark: 20}}, []guide.Code{guide.FaceTooDark}},
		{"two", with(person(220), func(v *guide.View) { v.Faces = append(v.Faces, v.Faces[0]) }), []guide.Code{guide.MultipleFaces}},
		{"far", person(134), []guide.Code{guide.FaceTooFar}},
		{"not far", person(135), nil},
		{"close", person(361), []guide.Code{guide.FaceTooClose}},
		{"not close", person(359), nil},
		{"blurred", with(person(220), func(v *guide.View) { v.Quality.EdgeWidth = 3.16 }), []guide.Code{guide.Blurred}},
		{"not blurred", with(person(220), func(v *guide.View) { v.Quality.EdgeWidth = 3.15 }), nil},
		{"smooth skin", with(person(220), func(v *guide.View) { v.Quality.EdgeWidth = 0 }), nil},
		{"before a window", with(person(220), func(v *guide.View) { v.Face.Against = 91 }), []guide.Code{guide.FaceBackLit}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := hints(guide.Options{Part: guide.Face}, tt.view); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
