package document_test

import (
	"testing"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/docscene"
)

// stream follows a document through frames.
type stream struct {
	finder *document.Finder
	trail  document.Trail
}

func (s *stream) see(scene docscene.Scene) (document.Found, bool) {
	var p frame.Gray
	size := scene.Image.Rect.Size()
	p.FromRGBA(scene.Image.Pix, size.X, size.Y)
	return s.finder.Follow(&s.trail, &p, scene.Image.Pix)
}

// TestFollowIsAsExact looks at films of a card held in a hand: where it was found in the
// first frame it is found in each, as near to where it is.
func TestFollowIsAsExact(t *testing.T) {
	for _, kind := range []docscene.Kind{docscene.Card, docscene.Passport, docscene.Letter} {
		for seed := range uint64(2) {
			s := stream{finder: document.NewFinder()}
			for i, scene := range docscene.Film(kind, docscene.Fine, 640, 480, 12, developed+seed) {
				found, ok := s.see(scene)
				if !ok || found.Cut || farthest(scene.Quad, found.Quad) > 5 {
					t.Errorf("%s %d, frame %d: found %v, cut %v, %v instead of %v", kind, seed, i, ok, found.Cut, found.Quad, scene.Quad)
				}
			}
		}
	}
}

// TestFollowNoticesWhatChanges shows one film, then another: after eight frames at the
// latest what is said is what a search of everything says of that frame.
func TestFollowNoticesWhatChanges(t *testing.T) {
	const noticed = 8
	card := docscene.Film(docscene.Card, docscene.Fine, 640, 480, 3, developed)
	flat := flatScene(nil)
	sheet := document.Quad{{X: 150, Y: 110}, {X: 500, Y: 110}, {X: 500, Y: 370}, {X: 150, Y: 370}}
	for _, tt := range []struct {
		name          string
		before, after []docscene.Scene
		found, cut    bool
	}{
		{"it stays", card, docscene.Film(docscene.Card, docscene.Fine, 640, 480, noticed, developed), true, false},
		{"another takes its place", card, docscene.Film(docscene.Passport, docscene.Fine, 640, 480, noticed, developed+1), true, false},
		{"it is taken away", card, docscene.Film(docscene.Nothing, docscene.Fine, 640, 480, noticed, developed), false, false},
		{"it is cut off", card, docscene.Film(docscene.Passport, docscene.CutOff, 640, 480, noticed, developed+2), true, true},
		{"there is a sheet around it, all of whose own sides are still there", same(flat, 1), same(flatScene(&sheet), noticed), true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := stream{finder: document.NewFinder()}
			for _, scene := range tt.before {
				if _, ok := s.see(scene); !ok {
					t.Fatal("not found to begin with")
				}
			}
			var last document.Found
			var ok bool
			for _, scene := range tt.after {
				last, ok = s.see(scene)
			}
			scene := tt.after[noticed-1]
			if ok != tt.found || last.Cut != tt.cut {
				t.Fatalf("found %v: %+v", ok, last)
			}
			if tt.found && !tt.cut && farthest(scene.Quad, last.Quad) > 5 {
				t.Errorf("%v instead of %v", last.Quad, scene.Quad)
			}
		})
	}
}

// flatScene is a card without anything on it, and maybe a sheet below it.
func flatScene(sheet *document.Quad) docscene.Scene {
	s := docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, developed)
	s.Quad = document.Quad{{X: 190, Y: 150}, {X: 460, Y: 150}, {X: 460, Y: 330}, {X: 190, Y: 330}}
	card := s.Quad
	if sheet != nil {
		s.Quad = *sheet
	}
	for i := range 640 * 480 {
		level := uint8(60)
		at := document.Point{X: float64(i % 640), Y: float64(i / 640)}
		switch {
		case card.Contains(at):
			level = 130
		case sheet != nil && sheet.Contains(at):
			level = 210
		}
		copy(s.Image.Pix[4*i:], []byte{level, level, level, 255})
	}
	return s
}

func same(s docscene.Scene, frames int) (all []docscene.Scene) {
	for range frames {
		all = append(all, s)
	}
	return all
}
