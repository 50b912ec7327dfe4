package frame

import (
	"math"
	"math/rand/v2"
	"testing"
)

// ramp is a picture whose levels rise by dx a column and dy a row.
func ramp(w, h int, dx, dy float64) *Colours {
	var p Gray
	p.Resize(w, h)
	for i := range p.Pix {
		x, y := float64(i%w-w/2), float64(i/w-h/2)
		p.Pix[i] = uint8(math.Round(128 + dx*x + dy*y))
	}
	var c Colours
	c.OfGray(&p, false)
	return &c
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
	e.Of(&c)
	if at := 2*w + 4; e.Strength[at] != 160 || e.X[at] != 160 || e.Y[at] != 0 {
		t.Errorf("strength %d, %d across, %d down", e.Strength[at], e.X[at], e.Y[at])
	}
	c.Of(pix, w, h, true)
	if c.Width != 4 || c.Height != 3 || c.Level(1, 2) != 60 || c.Level(2, 2) != 100 || c.Level(0, 0) != 100 {
		t.Errorf("half: %+v", c)
	}
}

// TestEdgesAreThoseOfOneColourAfterTheOther compares with what three grey pictures have,
// of px that are anything.
func TestEdgesAreThoseOfOneColourAfterTheOther(t *testing.T) {
	const w, h = 40, 30
	r := rand.New(rand.NewPCG(1, 2))
	for _, levels := range []int{8, 60, 256} {
		pix := make([]byte, 4*w*h)
		for i := range pix {
			pix[i] = uint8(r.IntN(levels))
		}
		var all Edges
		var c Colours
		c.Of(pix, w, h, false)
		all.Of(&c)
		var one [3]Edges
		for k := range one {
			p := Gray{Width: w, Height: h, Pix: make([]uint8, w*h)}
			for i := range p.Pix {
				p.Pix[i] = pix[4*i+k]
			}
			c.OfGray(&p, false)
			one[k].Of(&c)
		}
		for i := range w * h {
			want := max(one[0].Strength[i], one[1].Strength[i], one[2].Strength[i])
			// The strongest is the one with the largest sum of both parts, whose length may
			// be three tenths below another's.
			if got := all.Strength[i]; want > 22 && (got > want || 3*got < 2*want) {
				t.Fatalf("levels to %d, px %d: %d, want %d", levels, i, got, want)
			}
		}
	}
}

// TestFaintEdgesAreNone: 15 both ways is level ground, 16 isn't.
func TestFaintEdgesAreNone(t *testing.T) {
	for _, tt := range []struct {
		step uint8 // on one px of a row only: two, four and two count
		want uint16
	}{{7, 0}, {8, 16}} {
		p := Gray{Width: 5, Height: 3, Pix: []uint8{9, 9, 9, 9, 9, 9, 9, 9, 9 + tt.step, 9, 9, 9, 9, 9, 9}}
		var c Colours
		c.OfGray(&p, false)
		var e Edges
		e.Of(&c)
		if got := e.Strength[5+2]; got != tt.want {
			t.Errorf("a step of %d: %d, want %d", tt.step, got, tt.want)
		}
	}
}

// TestHalfOfColoursIsThatOfGray: what is grey is the same in all three, to the level.
func TestHalfOfColoursIsThatOfGray(t *testing.T) {
	const w, h = 7, 5
	r := rand.New(rand.NewPCG(3, 4))
	pix, p := make([]byte, 4*w*h), Gray{Width: w, Height: h, Pix: make([]uint8, w*h)}
	for i := range p.Pix {
		p.Pix[i] = uint8(r.IntN(256))
		copy(pix[4*i:], []byte{p.Pix[i], p.Pix[i], p.Pix[i], 255})
	}
	var c, g Colours
	c.Of(pix, w, h, true)
	g.OfGray(&p, true)
	for i := range g.Pix {
		for colour := range c.Count {
			if got, want := c.Level(i, colour), g.Level(i, 0); got != want {
				t.Errorf("px %d, colour %d: %d, want %d", i, colour, got, want)
			}
		}
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
