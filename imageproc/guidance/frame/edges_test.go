package frame

import (
	"math"
	"math/rand/v2"
	"testing"
)

// greyscale is a picture of levels in colour.
func greyscale(w, h int, level func(x, y int) uint8, half bool) *Colours {
	pix := make([]byte, 0, 4*w*h)
	for i := range w * h {
		v := level(i%w, i/w)
		pix = append(pix, v, v, v, 255)
	}
	var c Colours
	c.FromRGBA(pix, w, h, half)
	return &c
}

// ramp is a picture whose levels rise by dx a column and dy a row.
func ramp(w, h int, dx, dy float64) *Colours {
	return greyscale(w, h, func(x, y int) uint8 {
		return uint8(math.Round(128 + dx*float64(x-w/2) + dy*float64(y-h/2)))
	}, false)
}

func TestEdges_direction(t *testing.T) {
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
		e.Detect(ramp(15, 13, tt.dx, tt.dy), nil)
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

// TestEdges_blueOnly has two halves that differ in blue only.
func TestEdges_blueOnly(t *testing.T) {
	const w, h = 8, 6
	pix := make([]byte, 4*w*h)
	for i := range w * h {
		pix[4*i], pix[4*i+1], pix[4*i+2] = 100, 100, 60
		if i%w >= 4 {
			pix[4*i+2] = 100
		}
	}
	var c Colours
	c.FromRGBA(pix, w, h, false)
	var e Edges
	e.Detect(&c, nil)
	if at := 2*w + 4; e.Strength[at] != 160 || e.X[at] != 160 || e.Y[at] != 0 {
		t.Errorf("strength %d, %d across, %d down", e.Strength[at], e.X[at], e.Y[at])
	}
	c.FromRGBA(pix, w, h, true)
	if c.Width != 4 || c.Height != 3 || c.Level(1, 2) != 60 || c.Level(2, 2) != 100 || c.Level(0, 0) != 100 {
		t.Errorf("half: %+v", c)
	}
}

// TestEdges_strongestColour compares random px with their three colours as greyscale
// pictures.
func TestEdges_strongestColour(t *testing.T) {
	const w, h = 40, 30
	r := rand.New(rand.NewPCG(1, 2))
	for _, levels := range []int{8, 60, 256} {
		pix := make([]byte, 4*w*h)
		for i := range pix {
			pix[i] = uint8(r.IntN(levels))
		}
		var all Edges
		var c Colours
		c.FromRGBA(pix, w, h, false)
		all.Detect(&c, nil)
		var one [3]Edges
		for k := range one {
			one[k].Detect(greyscale(w, h, func(x, y int) uint8 { return pix[4*(y*w+x)+k] }, false), nil)
		}
		for i := range w * h {
			want := max(one[0].Strength[i], one[1].Strength[i], one[2].Strength[i])
			// The strongest has the largest sum of both parts, so its length may be three tenths
			// below another's.
			if got := all.Strength[i]; want > 22 && (got > want || 3*got < 2*want) {
				t.Fatalf("levels to %d, px %d: %d, want %d", levels, i, got, want)
			}
		}
	}
}

func TestEdges_justBelowAndAboveFaint(t *testing.T) {
	for _, tt := range []struct {
		step uint8 // of one px; Sobel's gradient is twice that
		want uint16
	}{{7, 0}, {8, 16}} {
		var e Edges
		e.Detect(greyscale(5, 3, func(x, y int) uint8 {
			if x == 3 && y == 1 {
				return 9 + tt.step
			}
			return 9
		}, false), nil)
		if got := e.Strength[5+2]; got != tt.want {
			t.Errorf("a step of %d: %d, want %d", tt.step, got, tt.want)
		}
	}
}

func TestColours_halfEqualsGrayHalf(t *testing.T) {
	const w, h = 7, 5
	r := rand.New(rand.NewPCG(3, 4))
	var p, half Gray
	p.Resize(w, h)
	for i := range p.Pix {
		p.Pix[i] = uint8(r.IntN(256))
	}
	half.Half(&p)
	c := greyscale(w, h, func(x, y int) uint8 { return p.Pix[y*w+x] }, true)
	for i, want := range half.Pix {
		for colour := range 3 {
			if got := c.Level(i, colour); got != int(want) {
				t.Errorf("px %d, colour %d: %d, want %d", i, colour, got, want)
			}
		}
	}
}

func TestEdges_tinyPictures(t *testing.T) {
	var e Edges
	for _, size := range [][2]int{{1, 1}, {2, 9}, {9, 2}, {3, 3}} {
		e.Detect(ramp(size[0], size[1], 9, 9), nil)
		if len(e.Strength) != size[0]*size[1] || e.Strength[0] != 0 {
			t.Errorf("%v: %v", size, e.Strength)
		}
	}
}
