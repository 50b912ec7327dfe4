package document

import (
	"testing"

	"credential-capture/imageproc/guidance/frame"
)

// painted is a greyscale picture.
func painted(w, h int, level func(x, y int) uint8) (*frame.Gray, []byte, *frame.Colours) {
	var p frame.Gray
	var pix []byte
	for i := range w * h {
		v := level(i%w, i/w)
		pix = append(pix, v, v, v, 255)
	}
	p.FromRGBA(pix, w, h)
	var c frame.Colours
	c.FromRGBA(pix, w, h, false)
	return &p, pix, &c
}

// top and bottom of the line between the halves of a picture of 200 × 100 px.
var top, bottom = frame.Point{X: 100, Y: 0}, frame.Point{X: 100, Y: 99}

func TestEdgeContrast(t *testing.T) {
	halves := func(left, right uint8) func(x, y int) uint8 {
		return func(x, _ int) uint8 {
			if x < 100 {
				return left
			}
			return right
		}
	}
	for _, tt := range []struct {
		name     string
		level    func(x, y int) uint8
		min, max float64
	}{
		{"bright on the left", halves(180, 90), 1, 1},
		{"bright on the right", halves(90, 180), 1, 1},
		{"just enough", halves(100, 105), 1, 1},
		{"just too little", halves(100, 104), 0, 0},
		{"a joint", func(x, _ int) uint8 {
			if x == 99 || x == 100 {
				return 40
			}
			return 120
		}, 0, 0},
		{"chequers", func(x, y int) uint8 {
			if (x/25+y/25)%2 == 0 {
				return 150
			}
			return 90
		}, 0.4, 0.6},
		{"a finger over a third", func(x, y int) uint8 {
			if x < 100 || y < 33 {
				return 180
			}
			return 90
		}, 0.6, 0.75},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, c := painted(200, 100, tt.level)
			if got, _ := edgeContrast(c, top, bottom); got < tt.min || got > tt.max {
				t.Errorf("got %v, want %v to %v", got, tt.min, tt.max)
			}
		})
	}
}

func TestEdgeContrast_blueOnly(t *testing.T) {
	var pix []byte
	for i := range 200 * 100 {
		pix = append(pix, 120, 120, uint8(60+i%200/100*50), 255)
	}
	var c frame.Colours
	c.FromRGBA(pix, 200, 100, false)
	if share, step := edgeContrast(&c, top, bottom); share != 1 || step != 50 {
		t.Errorf("%v by %v levels", share, step)
	}
	if share, _ := edgeContrast(&c, frame.Point{X: 0, Y: 0}, frame.Point{X: 0, Y: 99}); share != 0 {
		t.Errorf("%v at the frame's border", share)
	}
}

func TestIsTextLine_justBelowAndAbove(t *testing.T) {
	for step, want := range map[float64]bool{34: true, 35: false, 100: false} {
		c := candidate{measured: 15, step: [4]float64{100, 100, step, 120}}
		if got := (&search{}).isTextLine(&c, 2, likelyText); got != want {
			t.Errorf("a step of %v levels: %v", step, got)
		}
	}
}

// TestEvident has paper of 100 × 80 px that leaves the frame at its lower border.
func TestEvident(t *testing.T) {
	for _, tt := range []struct {
		name      string
		level     int // of the paper above the table
		parallels int // lines to its left
		change    func(*candidate)
		want      bool
	}{
		{"paper", 60, 0, nil, true},
		{"just enough contrast", 11, 0, nil, true},
		{"just too little contrast", 10, 0, nil, false},
		{"darker paper", -11, 0, nil, true},
		{"max parallels", 25, 7, nil, true},
		{"one parallel more", 25, 8, nil, false},
		{"high contrast and many parallels", 60, 50, nil, true},
		{"just visible enough", 24, 0, func(c *candidate) { c.seen = [4]float64{0.73, 0.73, 1, 0.73} }, true},
		{"just not visible enough", 24, 0, func(c *candidate) { c.seen = [4]float64{0.71, 0.71, 1, 0.71} }, false},
		{"continues past its corners", 24, 0, func(c *candidate) { c.beyond = 0.6 }, false},
		{"little contrast, but whole", 10, 0, func(c *candidate) { c.cut = false }, true},
		{"a possible cell, just enough contrast", 15, 0, func(c *candidate) { c.cut, c.cell = false, true }, true},
		{"a possible cell, just too little contrast", 14, 0, func(c *candidate) { c.cut, c.cell = false, true }, false},
		{"a possible cell, just enough contrast of one side", 60, 0, cellWithSide(0.75), true},
		{"a possible cell, just too little contrast of one side", 60, 0, cellWithSide(0.74), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, colours := painted(320, 200, func(x, y int) uint8 {
				if x >= 120 && x < 220 && y >= 120 {
					return uint8(100 + tt.level)
				}
				return 100
			})
			s := search{colours: colours, width: 320, height: 200}
			for _, l := range []line{{0, 1, 120}, {-1, 0, -220}, {1, 0, 120}} {
				s.sides = append(s.sides, side{line: l})
			}
			for i := range tt.parallels {
				s.sides = append(s.sides, side{line: line{1, 0, float64(2 * i)}})
			}
			c := candidate{quad: frame.Rect(120, 120, 100, 79), sides: [4]int{0, 1, none, 2}, seen: [4]float64{1, 1, 1, 1}, cut: true}
			if tt.change != nil {
				tt.change(&c)
			}
			for i := range c.sides {
				s.measure(&c, i)
			}
			if got := s.mayBeEvident(&c) && s.evident(&c); got != tt.want {
				t.Errorf("%v with %v + levels %v", got, c.certainty, c.step)
			}
		})
	}
}

// cellWithSide makes a candidate a possible cell of a grid and sets the contrast of one side.
func cellWithSide(contrast float64) func(*candidate) {
	return func(c *candidate) {
		c.cell, c.measured = true, 15
		c.contrast, c.step = [4]float64{1, contrast, 0, 1}, [4]float64{60, 60, 0, 60}
	}
}

// TestMaxLines has frames full of lines.
func TestMaxLines(t *testing.T) {
	for _, tt := range []struct{ width, height, want int }{{320, 240, maxLinesSmall}, {640, 480, maxLines}} {
		cell := tt.width / 20
		p, pix, _ := painted(tt.width, tt.height, func(x, y int) uint8 { return uint8((x/cell + y/cell + 1) % 2 * 200) })
		d := new(Detector)
		d.Track(&Track{}, p, pix)
		if got := len(d.search.sides); got != tt.want {
			t.Errorf("%d × %d: %d lines, want %d", tt.width, tt.height, got, tt.want)
		}
	}
}
