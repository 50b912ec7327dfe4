package frame

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFromRGBA(t *testing.T) {
	var g Gray
	pix := []byte{255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 0, 255, 255}
	if !g.FromRGBA(pix, 2, 2) {
		t.Fatal("refused")
	}
	for i, want := range []uint8{255, 0, 77, 29} {
		if got := g.Pix[i]; got != want {
			t.Errorf("px %d is %d, want %d", i, got, want)
		}
	}
	for _, size := range [][2]int{{0, 2}, {2, 0}, {-1, 1}, {5, 1}, {1, 5}, {1 << 62, 1 << 62}} {
		if g.FromRGBA(pix, size[0], size[1]) {
			t.Errorf("%v exceeds the px", size)
		}
	}
}

// TestFromRGBA_remainder has widths that aren't multiples of the four px a round.
func TestFromRGBA_remainder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for w := 1; w <= 9; w++ {
		pix := make([]byte, 4*w)
		for i := range pix {
			pix[i] = uint8(r.IntN(256))
		}
		var g Gray
		g.FromRGBA(pix, w, 1)
		for i, got := range g.Pix {
			p := pix[4*i:]
			if want := uint8((77*int(p[0]) + 150*int(p[1]) + 29*int(p[2]) + 128) >> 8); got != want {
				t.Errorf("px %d of %d is %d, want %d", i, w, got, want)
			}
		}
	}
}

func TestHalf(t *testing.T) {
	from := Gray{Width: 5, Height: 2, Pix: []uint8{0, 4, 10, 20, 99, 8, 12, 30, 40, 99}}
	var g Gray
	g.Half(&from)
	if g.Width != 2 || g.Height != 1 || g.Pix[0] != 6 || g.Pix[1] != 25 {
		t.Errorf("got %+v", g)
	}
}

func TestAt_interpolates(t *testing.T) {
	p := Gray{Width: 2, Height: 2, Pix: []uint8{0, 100, 200, 40}}
	for _, tt := range []struct{ x, y, want float64 }{{0, 0, 0}, {0.5, 0, 50}, {0, 0.5, 100}, {0.5, 0.5, 85}, {1, 1, 40}, {-3, 0, 0}, {9, 9, 40}} {
		if got := p.At(tt.x, tt.y); got < tt.want-0.01 || got > tt.want+0.01 {
			t.Errorf("at %v, %v: %v, want %v", tt.x, tt.y, got, tt.want)
		}
	}
	if !p.Contains(1, 1) || p.Contains(1.01, 1) || p.Contains(0, -0.01) {
		t.Error("Contains")
	}
}

func TestInsertionSort(t *testing.T) {
	for _, v := range [][]float64{nil, {1}, {2, 1}, {1, 3, 2, 2, -4, 9}, {5, 4, 3, 2, 1}} {
		want := slices.Sorted(slices.Values(v))
		InsertionSort(v)
		if !slices.Equal(v, want) {
			t.Errorf("got %v, want %v", v, want)
		}
	}
}

func TestQuad(t *testing.T) {
	q := Rect(10, 10, 100, 50)
	if q.Area() != 5000 || q.Ratio() != 2 || q.Tilt() != 0 || q.Center() != (Point{X: 60, Y: 35}) || q.Side(0) != 100 {
		t.Errorf("area %v, ratio %v, tilt %v, center %v, top %v", q.Area(), q.Ratio(), q.Tilt(), q.Center(), q.Side(0))
	}
	for y, want := range map[float64][2]float64{9: {1, 0}, 10: {10, 110}, 35: {10, 110}, 61: {1, 0}} {
		if from, to := q.Span(y); from != want[0] || to != want[1] {
			t.Errorf("row %v: %v to %v, want %v", y, from, to, want)
		}
	}
	q[1].Y, q[2].Y = 0, 70 // the right side is nearer
	if tilt := q.Tilt(); tilt < 0.4-1e-9 || tilt > 0.4+1e-9 {
		t.Errorf("tilt %v, want 0.4", tilt)
	}
}
