package guidance_test

import (
	"slices"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/quality"
)

// sharp are figures with which nothing is wrong.
var sharp = quality.Metrics{EdgeWidth: 2, Dark: 200, Contrast: 100, Colour: 40}

// card is a frame with a card of that width in its middle, moved by dx and dy, px.
func card(width, dx, dy float64) guidance.View {
	return sheet(width, width*53.98/85.6, dx, dy)
}

func sheet(w, h, dx, dy float64) guidance.View {
	x, y := 320-w/2+dx, 240-h/2+dy
	quad := document.Quad{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
	return guidance.View{Width: 640, Height: 480, Document: &document.Found{Quad: quad, Confidence: 1}, Quality: sharp}
}

// person is a frame with a face whose square has that side.
func person(side float64) guidance.View {
	f := face.Face{X: 320 - side/2, Y: 240 - side/2, Size: side, Score: 20}
	return guidance.View{Width: 640, Height: 480, Faces: []face.Face{f}, Face: face.Metrics{Share: side / 480, Dark: 150}, Quality: sharp}
}

func with(v guidance.View, change func(*guidance.View)) guidance.View {
	change(&v)
	return v
}

// hints is all that is wrong with a single frame.
func hints(o guidance.Options, v guidance.View) []guidance.Code {
	_, g := guidance.State{}.Next(o, v, 1)
	return g.Hints
}

func TestDocumentJustBelowAndAbove(t *testing.T) {
	// The frame to aim with is 576 px wide in one of 640 × 480.
	const far, close = 576 * 0.45, 576 * 1.1
	for _, tt := range []struct {
		name    string
		options guidance.Options
		view    guidance.View
		want    []guidance.Code
	}{
		{"fine", guidance.Options{}, card(500, 0, 0), nil},
		{"nothing", guidance.Options{}, guidance.View{Width: 640, Height: 480, Quality: sharp}, []guidance.Code{guidance.NoDocument}},
		{"nothing is seen in the dark", guidance.Options{}, guidance.View{Width: 640, Height: 480, Quality: quality.Metrics{Dark: 84}}, []guidance.Code{guidance.TooDark}},
		{"far", guidance.Options{}, card(far-1, 0, 0), []guidance.Code{guidance.TooFar}},
		{"not far", guidance.Options{}, card(far+1, 0, 0), nil},
		{"far, and the host doesn't mind", guidance.Options{Limits: guidance.Limits{Far: 0.3}}, card(far-1, 0, 0), nil},
		{"close", guidance.Options{}, card(close+1, 0, 0), []guidance.Code{guidance.TooClose, guidance.CutOff}},
		{"not close", guidance.Options{}, card(close-1, 0, 0), nil},
		{"cut off", guidance.Options{}, with(card(400, 0, 0), func(v *guidance.View) { v.Document = &document.Found{Quad: v.Document.Quad, Cut: true} }), []guidance.Code{guidance.CutOff}},
		{"a corner at the edge", guidance.Options{}, card(500, 69, 0), []guidance.Code{guidance.CutOff}},
		{"just inside", guidance.Options{}, card(500, 67, 0), nil},
		{"aside", guidance.Options{}, card(340, 129, 0), []guidance.Code{guidance.OffCentre}},
		{"not aside", guidance.Options{}, card(340, 127, 0), nil},
		{"too wide", guidance.Options{Type: "ID_CARD"}, sheet(500, 500/(1.586*1.29), 0, 0), []guidance.Code{guidance.WrongShape}},
		{"not too wide", guidance.Options{Type: "ID_CARD"}, sheet(500, 500/(1.586*1.27), 0, 0), nil},
		{"square", guidance.Options{}, sheet(400, 400/(1.42/1.29), 0, 0), []guidance.Code{guidance.WrongShape}},
		{"not square", guidance.Options{}, sheet(400, 400/(1.42/1.27), 0, 0), nil},
		{"a receipt is a document", guidance.Options{Part: guidance.Document}, sheet(200, 440, 0, 0), nil},
		{"tilted", guidance.Options{}, slanted(1.26), []guidance.Code{guidance.Tilted}},
		{"not tilted", guidance.Options{}, slanted(1.24), nil},
		{"blurred", guidance.Options{}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.EdgeWidth = 2.71 }), []guidance.Code{guidance.Blurred}},
		{"not blurred", guidance.Options{}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.EdgeWidth = 2.7 }), nil},
		{"glare", guidance.Options{}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.Glare = 0.0081 }), []guidance.Code{guidance.Glare}},
		{"bright", guidance.Options{}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.Bright = 0.34 }), []guidance.Code{guidance.TooBright}},
		{"a hand moves", guidance.Options{}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.Motion = 6.1 }), []guidance.Code{guidance.Moving}},
		{"a copy of a card", guidance.Options{}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.Colour = 4 }), []guidance.Code{guidance.BlackWhite}},
		{"backs may have no colour", guidance.Options{Part: guidance.Back}, with(card(500, 0, 0), func(v *guidance.View) { v.Quality.Colour = 4 }), nil},
		{"far and blurred", guidance.Options{}, with(card(250, 0, 0), func(v *guidance.View) { v.Quality.EdgeWidth = 3 }), []guidance.Code{guidance.TooFar, guidance.Blurred}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.options.Part == "" {
				tt.options.Part = guidance.Front
			}
			if got := hints(tt.options, tt.view); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// slanted is a card whose lower side is so many times its upper one.
func slanted(by float64) guidance.View {
	v := card(400, 0, 0)
	q := v.Document.Quad
	q[3].X, q[2].X = 320-200*by, 320+200*by
	v.Document.Quad = q
	return v
}

func TestFaceJustBelowAndAbove(t *testing.T) {
	for _, tt := range []struct {
		name string
		view guidance.View
		want []guidance.Code
	}{
		{"fine", person(220), nil},
		{"nobody", guidance.View{Width: 640, Height: 480, Quality: sharp}, []guidance.Code{guidance.NoFace}},
		{"nobody is seen in the dark", guidance.View{Width: 640, Height: 480, Quality: quality.Metrics{Dark: 20}}, []guidance.Code{guidance.FaceTooDark}},
		{"two", with(person(220), func(v *guidance.View) { v.Faces = append(v.Faces, v.Faces[0]) }), []guidance.Code{guidance.MultipleFaces}},
		{"far", person(134), []guidance.Code{guidance.FaceTooFar}},
		{"not far", person(135), nil},
		{"close", person(361), []guidance.Code{guidance.FaceTooClose}},
		{"not close", person(359), nil},
		{"blurred", with(person(220), func(v *guidance.View) { v.Quality.EdgeWidth = 3.16 }), []guidance.Code{guidance.Blurred}},
		{"not blurred", with(person(220), func(v *guidance.View) { v.Quality.EdgeWidth = 3.15 }), nil},
		{"smooth skin", with(person(220), func(v *guidance.View) { v.Quality.EdgeWidth = 0 }), nil},
		{"before a window", with(person(220), func(v *guidance.View) { v.Face.Against = 91 }), []guidance.Code{guidance.FaceBackLit}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := hints(guidance.Options{Part: guidance.Face}, tt.view); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
