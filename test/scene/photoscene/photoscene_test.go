package photoscene

import (
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/must"
	"credential-capture/test/scene/docscene"
)

// sheet is a white sheet of 100 × 60 px on a dark table of 200 × 150 px.
func sheet() Scene {
	q := frame.Rect(50, 40, 100, 60)
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, 200, 150)), Quad: &q, Whole: true}
	for y := range 150 {
		for x := range 200 {
			c := color.RGBA{40, 30, 20, 255}
			if docscene.Contains(q, float64(x), float64(y)) {
				c = color.RGBA{250, 240, 230, 255}
			}
			s.Image.SetRGBA(x, y, c)
		}
	}
	return s
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.03 }

func TestOverlap(t *testing.T) {
	a := frame.Rect(0, 0, 100, 100)
	for _, tt := range []struct {
		name         string
		b            frame.Quad
		overlap, in0 float64 // in0: of the parts in a frame of 75 × 100 px
	}{
		{"itself", a, 1, 1},
		{"half over half", frame.Rect(50, 0, 100, 100), 1.0 / 3, 1.0 / 3},
		{"a quarter inside", frame.Rect(25, 25, 50, 50), 0.25, 1.0 / 3},
		{"elsewhere", frame.Rect(200, 0, 10, 10), 0, 0},
		{"a diamond", frame.Quad{{X: 50, Y: 0}, {X: 100, Y: 50}, {X: 50, Y: 100}, {X: 0, Y: 50}}, 0.5, 4375.0 / 7500},
	} {
		if got := Overlap(a, tt.b); !near(got, tt.overlap) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.overlap)
		}
		if got := OverlapIn(a, tt.b, 75, 100); !near(got, tt.in0) {
			t.Errorf("%s, in a frame: %v, want %v", tt.name, got, tt.in0)
		}
	}
}

func TestScene_shapes(t *testing.T) {
	s := sheet()
	half := s.Reduce(100)
	if b := half.Image.Rect; b.Dx() != 100 || b.Dy() != 75 || !near(half.Share(), 0.2) || s.Reduce(300).Image != s.Image {
		t.Errorf("reduced: %v, %v", b, half.Quad)
	}
	if crop, ok := s.Around(4, 3); !ok || crop.Image.Rect.Dx() != 125 || !crop.Whole || !near(crop.Share(), 6000.0/125/93) {
		t.Errorf("around: %v, %v", ok, crop.Image)
	}
	if _, ok := s.Around(9, 16); ok {
		t.Error("a sheet wider than the crop")
	}
	for side, want := range []frame.Point{{X: -15, Y: 40}, {X: 50, Y: -9}, {X: 50, Y: 40}, {X: 50, Y: 40}} {
		if cut := s.Without(0.15, side); cut.Whole || cut.Quad[0] != want {
			t.Errorf("without side %d: %v", side, cut.Quad)
		}
	}
	moved := s.Shift(3, -2)
	if moved.Quad[0] != (frame.Point{X: 47, Y: 42}) || moved.Image.RGBAAt(47, 42) != s.Image.RGBAAt(50, 40) {
		t.Errorf("moved: %v", moved.Quad)
	}
}

func TestScene_degraded(t *testing.T) {
	s := sheet()
	at := func(s Scene, x, y int) int { return int(s.Image.RGBAAt(x, y).R) }
	if soft := s.Blur(2); at(soft, 100, 70) != 250 || at(soft, 10, 10) != 40 || at(soft, 50, 70) < 140 || at(soft, 50, 70) > 190 {
		t.Errorf("blurred: %d at the border", at(soft, 50, 70))
	}
	if smeared := s.Smear(11); at(smeared, 47, 70) < 60 || at(smeared, 100, 36) != 40 {
		t.Errorf("smeared: %d, %d", at(smeared, 47, 70), at(smeared, 100, 36))
	}
	if dark := s.Levels(0.5, 10); at(dark, 100, 70) != 135 || at(dark, 10, 10) != 30 {
		t.Errorf("levels: %d, %d", at(dark, 100, 70), at(dark, 10, 10))
	}
}

// TestCompose lays the sheet on a grey table: its inside is bright and the rest isn't.
func TestCompose(t *testing.T) {
	table := Scene{Image: image.NewRGBA(image.Rect(0, 0, 160, 120))}
	for i := range table.Image.Pix {
		table.Image.Pix[i] = 90
	}
	for seed := range uint64(4) {
		cut := seed&1 == 1
		s := sheet().Compose(table, cut, rand.New(rand.NewPCG(seed, 1)))
		if s.Quad == nil || s.Whole == cut {
			t.Fatalf("seed %d: %+v", seed, s.Quad)
		}
		outside := 0
		for _, p := range s.Quad {
			if p.X < 0 || p.Y < 0 || p.X > 160 || p.Y > 120 {
				outside++
			}
		}
		if (outside > 0) != cut {
			t.Errorf("seed %d: %d corners outside", seed, outside)
		}
		c := s.Quad.Center()
		if v := s.Image.RGBAAt(max(0, min(159, int(c.X))), max(0, min(119, int(c.Y)))).R; v < 150 {
			t.Errorf("seed %d: %d in the middle of the sheet", seed, v)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	labels := `[{"file":"a.jpg","kind":"document","width":200,"height":150,"tags":["paper"],"source":"o/r: p/a.jpg",
		"quad":[[50,40],[150,40],[150,100],[50,100]],"whole":true,"quality":[]}]`
	must.Succeed(t, os.WriteFile(filepath.Join(dir, "labels.json"), []byte(labels), 0o600))
	f := must.Get(os.Create(filepath.Join(dir, "a.jpg")))(t)
	must.Succeed(t, jpeg.Encode(f, sheet().Image, nil))
	f.Close()
	all, err := Read(dir)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	s, err := all[0].Open()
	if err != nil || s.Image.Rect.Dx() != 200 || *s.Quad != frame.Rect(50, 40, 100, 60) || !all[0].Has("wood", "paper") || all[0].Has("wood") || all[0].Repository() != "o/r" {
		t.Errorf("%+v, %v", all[0], err)
	}
	for _, bad := range []string{`[`, `[{"file":"a.jpg","kind":"document","whole":true,"quad":[[1,2]]}]`} {
		must.Succeed(t, os.WriteFile(filepath.Join(dir, "labels.json"), []byte(bad), 0o600))
		if _, err := Read(dir); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
