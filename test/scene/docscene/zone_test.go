package docscene

import (
	"errors"
	"os"
	"slices"
	"testing"

	"credential-capture/imageproc/mrz"
)

// TestPaintZone_isRead reads a few scenes with the product's weights. tools/mrzbench reads
// many.
func TestPaintZone_isRead(t *testing.T) {
	file, err := os.ReadFile("../../../web/mrz.bin")
	if err != nil {
		t.Fatal(err)
	}
	reader, err := mrz.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		seed  uint64
		paint func(w, h int, seed uint64) (Scene, []string)
	}{{1000, PaintZone}, {1002, PaintZone}, {6, ScanZone}} { // the scan has specks
		seed := c.seed
		s, lines := c.paint(800, 600, seed)
		want, err := mrz.Parse(lines)
		if err != nil || s.Kind != Card && want.Format == mrz.TD1 {
			t.Fatalf("%d: %v %v", seed, lines, err)
		}
		g := mrz.Gray{Width: 800, Height: 600, Stride: 800}
		for i := 0; i < len(s.Image.Pix); i += 4 {
			p := s.Image.Pix[i:]
			g.Pix = append(g.Pix, byte((77*int(p[0])+150*int(p[1])+29*int(p[2])+128)>>8))
		}
		got, err := reader.Read(t.Context(), g)
		if err != nil || !slices.Equal(got.Lines, lines) {
			t.Errorf("%d: %v, want %v", seed, err, lines)
			continue
		}
		for _, f := range got.Fields {
			if w := want.Field(f.Name); f.Certain && f.Value != w.Value {
				t.Errorf("%d: %s is %q, want %q", seed, f.Name, f.Value, w.Value)
			}
		}
		for _, corner := range got.Quad {
			if !Contains(s.Quad, corner.X, corner.Y) {
				t.Errorf("%d: the zone %v isn't on the document %v", seed, got.Quad, s.Quad)
			}
		}
	}
	s := Paint(Letter, Fine, 800, 600, 5)
	g := mrz.Gray{Width: 800, Height: 600, Stride: 800}
	for i := 1; i < len(s.Image.Pix); i += 4 {
		g.Pix = append(g.Pix, s.Image.Pix[i])
	}
	var unreadable *mrz.UnreadableError
	if got, err := reader.Read(t.Context(), g); got != nil || err != mrz.ErrNone && !errors.As(err, &unreadable) {
		t.Errorf("a letter: %v, %v", got, err)
	}
}
