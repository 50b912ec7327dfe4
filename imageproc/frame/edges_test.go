package frame

import (
	"math"
	"testing"
)

// ramp is a picture whose levels rise by dx a column and dy a row.
func ramp(w, h int, dx, dy float64) *Gray {
	var p Gray
	p.Resize(w, h)
	for i := range p.Pix {
		x, y := float64(i%w-w/2), float64(i/w-h/2)
		p.Pix[i] = uint8(math.Round(128 + dx*x + dy*y))
	}
	return &p
}

func TestEdgesPointWhereLevelsRise(t *testing.T) {
	for _, tt := range []struct {
		name   string
		dx, dy float64
		want   uint8
	}{
		{"right", 6, 0, 0}, {"down right", 5, 5, 32}, {"down", 0, 6, 64}, {"down left", -5, 5, 96},
		{"left", -6, 0, 128}, {"up left", -5, -5, 160}, {"up", 0, -6, 192}, {"up right", 5, -5, 224},
		{"22 degrees down", 5, 2, 16},
	} {
		var e Edges
		e.Of(ramp(15, 13, tt.dx, tt.dy))
		at := 6*15 + 7
		if got := e.Direction(at); int8(got-tt.want) > 1 || int8(got-tt.want) < -1 {
			t.Errorf("%s: direction %d, want %d", tt.name, got, tt.want)
		}
		want := 8 * math.Hypot(tt.dx, tt.dy) // Sobel's kernel spans two px with weights of four
		if got := float64(e.Strength[at]); math.Abs(got-want) > 0.08*want+2 {
			t.Errorf("%s: strength %v, want %v", tt.name, got, want)
		}
	}
}

// TestEdgesOfColours: grey is the same on both sides, blue isn't.
func TestEdgesOfColours(t *testing.T) {
	const w, h = 8, 6
	pix := make([]byte, 4*w*h)
	for i := range w * h {
		pix[4*i], pix[4*i+1], pix[4*i+2] = 100, 100, 60
		if i%w >= 4 {
			pix[4*i+2] = 100
		}
	}
	var c Colours
	c.Of(pix, w, h, false)
	var e Edges
	e.OfColours(&c)
	if at := 2*w + 4; e.Strength[at] != 160 || e.X[at] != 160 || e.Y[at] != 0 {
		t.Errorf("strength %d, %d across, %d down", e.Strength[at], e.X[at], e.Y[at])
	}
	c.Of(pix, w, h, true)
	if c[2].Width != 4 || c[2].Height != 3 || c[2].Pix[1] != 60 || c[2].Pix[2] != 100 || c[0].Pix[0] != 100 {
		t.Errorf("half: %+v", c[2])
	}
}

func TestEdgesOfPicturesWithoutAMiddle(t *testing.T) {
	var e Edges
	for _, size := range [][2]int{{1, 1}, {2, 9}, {9, 2}, {3, 3}} {
		e.Of(ramp(size[0], size[1], 9, 9))
		if len(e.Strength) != size[0]*size[1] || e.Strength[0] != 0 {
			t.Errorf("%v: %v", size, e.Strength)
		}
	}
}
