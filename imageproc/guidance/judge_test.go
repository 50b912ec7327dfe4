package guidance_test

import (
	"slices"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
)

// sharp are measures without a problem.
var sharp = quality.Metrics{EdgeWidth: 2, Brightness: 200, Contrast: 100, Colour: 40}

// card is a frame of 640 × 480 px with a card of that width, off the centre by dx, dy px.
func card(width, dx, dy float64) guidance.View {
	return sheet(width, width*53.98/85.6, dx, dy)
}

func sheet(w, h, dx, dy float64) guidance.View {
	return guidance.View{
		Width: 640, Height: 480, Quality: sharp,
		Document: &document.Detection{Quad: frame.Rect(320-w/2+dx, 240-h/2+dy, w, h), Confidence: 1, Probability: 1, Polarity: 1},
	}
}

// tilted is a card whose lower side is a multiple of its upper one.
func tilted(by float64) guidance.View {
	v := card(400, 0, 0)
	v.Document.Quad[3].X, v.Document.Quad[2].X = 320-200*by, 320+200*by
	return v
}

// person is a frame with a face of that size.
func person(side float64) guidance.View {
	f := face.Face{X: 320 - side/2, Y: 240 - side/2, Size: side, Score: 20}
	return guidance.View{Width: 640, Height: 480, Faces: []face.Face{f}, Face: face.Metrics{Fill: side / 480, Brightness: 150}, Quality: sharp}
}

// empty is a frame without a document or a face.
func empty(q quality.Metrics) guidance.View {
	return guidance.View{Width: 640, Height: 480, Quality: q}
}

func with(v guidance.View, change func(*guidance.View)) guidance.View {
	change(&v)
	return v
}

// half is a view in a frame of half the size.
func half(v guidance.View) guidance.View {
	v.Width, v.Height, v.Document.Quad = v.Width/2, v.Height/2, v.Document.Quad.Scale(0.5)
	return v
}

// measured is a card with another measure.
func measured(change func(*quality.Metrics)) guidance.View {
	v := card(500, 0, 0)
	change(&v.Quality)
	return v
}

// overexposed are measures of a frame with a share of clipped px, and the level of its print.
func overexposed(clipped, black float64) quality.Metrics {
	return quality.Metrics{Brightness: 255, Clipped: clipped, Black: black}
}

func codes(all ...guidance.Code) []guidance.Code { return all }

func TestHints_document(t *testing.T) {
	// The aiming frame is 576 px wide in a frame of 640 × 480.
	const far, near = 576 * 0.45, 576 * 1.1
	for _, tt := range []struct {
		name    string
		options guidance.Options
		view    guidance.View
		want    []guidance.Code
	}{
		{"no problem", guidance.Options{}, card(500, 0, 0), nil},
		{"no document", guidance.Options{}, empty(sharp), codes(guidance.NoDocument)},
		{"no document, just bright enough", guidance.Options{}, empty(quality.Metrics{Brightness: 85}), codes(guidance.NoDocument)},
		{"no document, just too dark", guidance.Options{}, empty(quality.Metrics{Brightness: 80.7}), codes(guidance.TooDark)},
		{"no document, just bright enough", guidance.Options{}, empty(quality.Metrics{Brightness: 80.8}), codes(guidance.NoDocument)},
		{"no document, just bright", guidance.Options{}, empty(overexposed(0.34, 40)), codes(guidance.TooBright, guidance.NoDocument)},
		{"no document, just not bright", guidance.Options{}, empty(overexposed(0.33, 40)), codes(guidance.NoDocument)},
		{"just washed out", guidance.Options{}, empty(overexposed(0.13, 56)), codes(guidance.TooBright, guidance.NoDocument)},
		{"clipped, just not washed out", guidance.Options{}, empty(overexposed(0.13, 55)), codes(guidance.NoDocument)},
		{"lifted, just not washed out", guidance.Options{}, empty(overexposed(0.12, 56)), codes(guidance.NoDocument)},
		{"just veiled", guidance.Options{}, empty(quality.Metrics{Brightness: 201, Black: 121}), codes(guidance.TooBright, guidance.NoDocument)},
		{"just not veiled", guidance.Options{}, empty(quality.Metrics{Brightness: 201, Black: 120}), codes(guidance.NoDocument)},
		{"too grey for a veil", guidance.Options{}, empty(quality.Metrics{Brightness: 200, Black: 121}), codes(guidance.NoDocument)},
		{"a veiled card", guidance.Options{}, measured(func(q *quality.Metrics) { q.Black, q.Brightness = 121, 201 }), codes(guidance.TooBright)},
		{"a card with dark print, bright", guidance.Options{}, empty(overexposed(0.34, 80)), codes(guidance.TooBright, guidance.NoDocument)},
		{"a page with just dark print", guidance.Options{Part: guidance.Document}, empty(overexposed(0.9, 80)), codes(guidance.NoDocument)},
		{"a page with just faded print", guidance.Options{Part: guidance.Document}, empty(overexposed(0.9, 81)), codes(guidance.TooBright, guidance.NoDocument)},
		{"a page in a stream", guidance.Options{Part: guidance.Document, Stream: "a"}, empty(overexposed(0.9, 80)), codes(guidance.TooBright, guidance.NoDocument)},
		{"just not a page", guidance.Options{Part: guidance.Document}, empty(overexposed(0.54, 80)), codes(guidance.TooBright, guidance.NoDocument)},
		{"no document, just smeared", guidance.Options{}, empty(quality.Metrics{Brightness: 200, EdgeWidth: 4, Smear: 0.51}), codes(guidance.NoDocument, guidance.Blurred)},
		{"no document, just not smeared", guidance.Options{}, empty(quality.Metrics{Brightness: 200, EdgeWidth: 4, Smear: 0.5}), codes(guidance.NoDocument)},
		{"just too far", guidance.Options{}, card(far-1, 0, 0), codes(guidance.TooFar)},
		{"just near enough", guidance.Options{}, card(far+1, 0, 0), nil},
		{"another minFill", guidance.Options{Limits: guidance.Limits{MinFill: 0.3}}, card(far-1, 0, 0), nil},
		{"just too close", guidance.Options{}, card(near+1, 0, 0), codes(guidance.TooClose, guidance.CutOff)},
		{"just not too close", guidance.Options{}, card(near-1, 0, 0), nil},
		{"cut off", guidance.Options{}, with(card(400, 0, 0), func(v *guidance.View) { v.Document.Cut = true }), codes(guidance.CutOff)},
		{"a corner at the border", guidance.Options{}, card(500, 69, 0), codes(guidance.CutOff)},
		{"just inside", guidance.Options{}, card(500, 67, 0), nil},
		{"a corner at the border of a small frame", guidance.Options{}, half(card(500, 68.5, 0)), codes(guidance.CutOff)},
		{"just inside a small frame", guidance.Options{}, half(card(500, 66, 0)), nil},
		{"just off centre", guidance.Options{}, card(340, 129, 0), codes(guidance.OffCentre)},
		{"just not off centre", guidance.Options{}, card(340, 127, 0), nil},
		{"just too wide", guidance.Options{Type: "ID_CARD"}, sheet(500, 500/(1.586*1.29), 0, 0), codes(guidance.WrongShape)},
		{"just not too wide", guidance.Options{Type: "ID_CARD"}, sheet(500, 500/(1.586*1.27), 0, 0), nil},
		{"just too square", guidance.Options{}, sheet(400, 400/(1.42/1.29), 0, 0), codes(guidance.WrongShape)},
		{"just not too square", guidance.Options{}, sheet(400, 400/(1.42/1.27), 0, 0), nil},
		{"a receipt", guidance.Options{Part: guidance.Document}, sheet(200, 440, 0, 0), nil},
		{"just tilted", guidance.Options{}, tilted(1.26), codes(guidance.Tilted)},
		{"just not tilted", guidance.Options{}, tilted(1.24), nil},
		{"just blurred", guidance.Options{}, measured(func(q *quality.Metrics) { q.EdgeWidth = 2.71 }), codes(guidance.Blurred)},
		{"no edges", guidance.Options{}, measured(func(q *quality.Metrics) { q.EdgeWidth = 0 }), codes(guidance.Blurred)},
		{"just glare", guidance.Options{}, measured(func(q *quality.Metrics) { q.Glare = 0.0081 }), codes(guidance.Glare)},
		{"just too dark", guidance.Options{}, measured(func(q *quality.Metrics) { q.Brightness = 84 }), codes(guidance.TooDark)},
		{"just too bright", guidance.Options{}, measured(func(q *quality.Metrics) { q.Clipped = 0.34 }), codes(guidance.TooBright)},
		{"just moving", guidance.Options{}, measured(func(q *quality.Metrics) { q.Motion = 6.1 }), codes(guidance.Moving)},
		{"just too little contrast", guidance.Options{}, measured(func(q *quality.Metrics) { q.Contrast = 29 }), codes(guidance.LowContrast)},
		{"just too little colour", guidance.Options{}, measured(func(q *quality.Metrics) { q.Colour = 4.9 }), codes(guidance.BlackWhite)},
		{"at all limits", guidance.Options{}, measured(func(q *quality.Metrics) {
			*q = quality.Metrics{EdgeWidth: 2.7, Brightness: 85, Clipped: 0.33, Glare: 0.008, Contrast: 30, Colour: 5, Motion: 6}
		}), nil},
		{"a back without colour", guidance.Options{Part: guidance.Back}, measured(func(q *quality.Metrics) { q.Colour = 4 }), nil},
		{"far and blurred", guidance.Options{}, with(card(250, 0, 0), func(v *guidance.View) { v.Quality.EdgeWidth = 3 }), codes(guidance.TooFar, guidance.Blurred)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.options.Part == "" {
				tt.options.Part = guidance.Front
			}
			testHints(t, tt.options, tt.view, tt.want)
		})
	}
}

func testHints(t *testing.T, o guidance.Options, v guidance.View, want []guidance.Code) {
	t.Helper()
	if _, g := (guidance.State{}).Next(o, v, 1); !slices.Equal(g.Hints, want) {
		t.Errorf("got %v, want %v", g.Hints, want)
	}
}

func TestHints_face(t *testing.T) {
	face := func(change func(*guidance.View)) guidance.View { return with(person(220), change) }
	for _, tt := range []struct {
		name string
		view guidance.View
		want []guidance.Code
	}{
		{"no problem", person(220), nil},
		{"nobody", empty(sharp), codes(guidance.NoFace)},
		{"nobody, too dark", empty(quality.Metrics{Brightness: 20}), codes(guidance.FaceTooDark)},
		{"two", face(func(v *guidance.View) { v.Faces = append(v.Faces, v.Faces[0]) }), codes(guidance.MultipleFaces)},
		{"just too far", person(134), codes(guidance.FaceTooFar)},
		{"just near enough", person(135), nil},
		{"just too close", person(361), codes(guidance.FaceTooClose)},
		{"just not too close", person(359), nil},
		{"just off centre", face(func(v *guidance.View) { v.Face.Offset = 0.201 }), codes(guidance.FaceOffCentre)},
		{"just not off centre", face(func(v *guidance.View) { v.Face.Offset = 0.2 }), nil},
		{"cut off", face(func(v *guidance.View) { v.Face.Cut = true }), codes(guidance.FaceCutOff)},
		{"just too dark", face(func(v *guidance.View) { v.Face.Brightness = 59 }), codes(guidance.FaceTooDark)},
		{"just bright enough", face(func(v *guidance.View) { v.Face.Brightness = 60 }), nil},
		{"just back-lit", face(func(v *guidance.View) { v.Face.Backlight = 91 }), codes(guidance.FaceBackLit)},
		{"just not back-lit", face(func(v *guidance.View) { v.Face.Backlight = 90 }), nil},
		{"dark because of a window", face(func(v *guidance.View) { v.Face.Brightness, v.Face.Backlight = 30, 91 }), codes(guidance.FaceBackLit)},
		{"just blurred", face(func(v *guidance.View) { v.Quality.EdgeWidth = 3.41 }), codes(guidance.Blurred)},
		{"just not blurred", face(func(v *guidance.View) { v.Quality.EdgeWidth = 3.4 }), nil},
		{"smooth skin", face(func(v *guidance.View) { v.Quality.EdgeWidth = 0 }), nil},
	} {
		t.Run(tt.name, func(t *testing.T) { testHints(t, guidance.Options{Part: guidance.Face}, tt.view, tt.want) })
	}
}

// TestLimits_names checks that each limit has two names of its own and a default.
func TestLimits_names(t *testing.T) {
	var l guidance.Limits
	var names []string
	for _, limit := range l.All() {
		names = append(names, limit.Name, limit.Deprecated)
		if limit.Default <= 0 {
			t.Errorf("%s: default %v", limit.Name, limit.Default)
		}
		*limit.Value++
	}
	slices.Sort(names)
	if n := len(names); n != 40 || len(slices.Compact(names)) != n {
		t.Errorf("%d names: %v", n, names)
	}
	for _, limit := range l.All() {
		if *limit.Value != 1 {
			t.Errorf("%s shares its member", limit.Name)
		}
	}
}
