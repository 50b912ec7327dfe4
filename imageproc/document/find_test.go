package document_test

import (
	"math"
	"testing"

	"credential-capture/imageproc/document"
	"credential-capture/imageproc/frame"
	"credential-capture/internal/docscene"
)

func find(s docscene.Scene) (document.Found, bool) {
	var p frame.Gray
	p.FromRGBA(s.Image.Pix, s.Image.Rect.Dx(), s.Image.Rect.Dy())
	return document.NewFinder().Find(&p)
}

// TestFindIsExact looks at scenes in which nothing is wrong: the corners are within 3 px
// of where they were painted. Statistics over thousands are make accuracy's.
func TestFindIsExact(t *testing.T) {
	for _, kind := range []docscene.Kind{docscene.Card, docscene.Passport, docscene.Letter} {
		for seed := range uint64(4) {
			s := docscene.Paint(kind, docscene.Fine, 640, 480, seed)
			found, ok := find(s)
			if !ok || found.Cut {
				t.Errorf("%s %d: found %v, cut %v", kind, seed, ok, found.Cut)
				continue
			}
			for _, want := range s.Quad {
				nearest := math.Inf(1)
				for _, got := range found.Quad {
					nearest = min(nearest, math.Hypot(got.X-want.X, got.Y-want.Y))
				}
				if nearest > 3 {
					t.Errorf("%s %d: no corner within 3 px of %v: %v", kind, seed, want, found.Quad)
				}
			}
		}
	}
}

func TestFindFindsNothing(t *testing.T) {
	for seed := range uint64(6) {
		if found, ok := find(docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, seed)); ok && !found.Cut {
			t.Errorf("%d: %+v", seed, found)
		}
	}
	var p frame.Gray
	for _, size := range [][2]int{{1, 1}, {31, 400}, {64, 64}} {
		p.FromRGBA(make([]byte, 4*size[0]*size[1]), size[0], size[1])
		if _, ok := document.NewFinder().Find(&p); ok {
			t.Errorf("a document in %v black px", size)
		}
	}
}

func TestFindSaysWhatIsCutOff(t *testing.T) {
	for seed := range uint64(4) {
		if found, ok := find(docscene.Paint(docscene.Card, docscene.CutOff, 640, 480, seed)); !ok || !found.Cut {
			t.Errorf("%d: found %v, cut %v", seed, ok, found.Cut)
		}
	}
}

func TestQuad(t *testing.T) {
	q := document.Quad{{X: 10, Y: 10}, {X: 110, Y: 10}, {X: 110, Y: 60}, {X: 10, Y: 60}}
	if q.Area() != 5000 || q.Ratio() != 2 || q.Tilt() != 0 || q.Angle() != 0 || q.Center() != (document.Point{X: 60, Y: 35}) {
		t.Errorf("area %v, ratio %v, tilt %v, angle %v, center %v", q.Area(), q.Ratio(), q.Tilt(), q.Angle(), q.Center())
	}
	for p, want := range map[document.Point]bool{{X: 11, Y: 11}: true, {X: 9, Y: 11}: false, {X: 60, Y: 61}: false} {
		if q.Contains(p) != want {
			t.Errorf("contains %v: %v", p, !want)
		}
	}
	q[1].Y, q[2].Y = 0, 70 // the right side is nearer
	if tilt := q.Tilt(); math.Abs(tilt-0.4) > 1e-9 {
		t.Errorf("tilt %v, want 0.4", tilt)
	}
}
