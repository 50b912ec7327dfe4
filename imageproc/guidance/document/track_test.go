package document_test

import (
	"slices"
	"testing"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/docscene"
)

// TestTrack has films of a hand-held camera; all corners are within 5 px in every frame.
func TestTrack(t *testing.T) {
	for _, kind := range []docscene.Kind{docscene.Card, docscene.Passport, docscene.Letter} {
		detector, state := new(document.Detector), document.Track{}
		for i, scene := range docscene.Film(kind, docscene.Fine, 640, 480, 12, developed) {
			found, ok := track(detector, &state, scene)
			if !ok || found.Cut || maxDistance(scene.Quad, found.Quad) > 5 {
				t.Errorf("%s, frame %d: found %v, cut %v, %v, want %v", kind, i, ok, found.Cut, found.Quad, scene.Quad)
			}
		}
	}
}

// TestTrack_change cuts from one film to another: within eight frames the new scene is
// detected.
func TestTrack_change(t *testing.T) {
	const frames = 8
	card := docscene.Film(docscene.Card, docscene.Fine, 640, 480, 3, developed)
	flat, sheet := flatScene(frame.Quad{}), flatScene(frame.Rect(150, 110, 350, 260))
	for _, tt := range []struct {
		name          string
		before, after []docscene.Scene
		found, cut    bool
	}{
		{"the same", card, docscene.Film(docscene.Card, docscene.Fine, 640, 480, frames, developed), true, false},
		{"another document", card, docscene.Film(docscene.Passport, docscene.Fine, 640, 480, frames, developed+1), true, false},
		{"an empty table", card, docscene.Film(docscene.Nothing, docscene.Fine, 640, 480, frames, developed), false, false},
		{"a cut document", card, docscene.Film(docscene.Passport, docscene.CutOff, 640, 480, frames, developed+2), true, true},
		{"a sheet around the card, whose sides are still visible", []docscene.Scene{flat}, slices.Repeat([]docscene.Scene{sheet}, frames), true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			detector, state := new(document.Detector), document.Track{}
			for _, scene := range tt.before {
				if _, ok := track(detector, &state, scene); !ok {
					t.Fatal("nothing found before the cut")
				}
			}
			var last document.Detection
			var ok bool
			for _, scene := range tt.after {
				last, ok = track(detector, &state, scene)
			}
			scene := tt.after[frames-1]
			if ok != tt.found || last.Cut != tt.cut {
				t.Fatalf("found %v: %+v", ok, last)
			}
			if tt.found && !tt.cut && maxDistance(scene.Quad, last.Quad) > 5 {
				t.Errorf("%v, want %v", last.Quad, scene.Quad)
			}
		})
	}
}

// flatScene is a card without print, on a sheet unless that is zero.
func flatScene(sheet frame.Quad) docscene.Scene {
	s := docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, developed)
	card := frame.Rect(190, 150, 270, 180)
	if s.Quad = card; sheet != (frame.Quad{}) {
		s.Quad = sheet
	}
	for i := range 640 * 480 {
		level := uint8(60)
		x, y := float64(i%640), float64(i/640)
		switch {
		case docscene.Contains(card, x, y):
			level = 130
		case docscene.Contains(s.Quad, x, y):
			level = 210
		}
		copy(s.Image.Pix[4*i:], []byte{level, level, level, 255})
	}
	return s
}
