package document

import (
	"slices"
	"testing"

	"credential-capture/imageproc/guidance/frame"
)

// painted is a picture of 200 × 100 px, and a line down its middle.
func painted(level func(x, y int) uint8) (*frame.Colours, Point, Point) {
	var p frame.Gray
	p.Resize(200, 100)
	for i := range p.Pix {
		p.Pix[i] = level(i%200, i/200)
	}
	var c frame.Colours
	c.OfGray(&p, false)
	return &c, Point{X: 100, Y: 0}, Point{X: 100, Y: 99}
}

func TestApart(t *testing.T) {
	either := func(left, right uint8) func(x, y int) uint8 {
		return func(x, _ int) uint8 {
			if x < 100 {
				return left
			}
			return right
		}
	}
	for _, tt := range []struct {
		name        string
		level       func(x, y int) uint8
		least, most float64
	}{
		{"paper on a table", either(180, 90), 1, 1},
		{"the other way round", either(90, 180), 1, 1},
		{"just enough", either(100, 105), 1, 1},
		{"just too little", either(100, 104), 0, 0},
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
			if got, _ := apart(painted(tt.level)); got < tt.least || got > tt.most {
				t.Errorf("got %v, want %v to %v", got, tt.least, tt.most)
			}
		})
	}
}

// TestApartTakesTheColourThatDiffers: what is equally red may differ in blue.
func TestApartTakesTheColourThatDiffers(t *testing.T) {
	red, a, b := painted(func(int, int) uint8 { return 120 })
	blue, _, _ := painted(func(x, _ int) uint8 { return uint8(60 + x/100*50) })
	both := *red
	both.Count = 3
	both.Pix = slices.Clone(red.Pix)
	for i := range both.Pix {
		both.Pix[i] |= blue.Pix[i] << 32
	}
	if share, step := apart(&both, a, b); share != 1 || step != 50 {
		t.Errorf("%v by %v levels", share, step)
	}
	if share, _ := apart(red, Point{X: 0, Y: 0}, Point{X: 0, Y: 99}); share != 0 {
		t.Errorf("%v of the frame's own border", share)
	}
}

// TestPrinted: a side that differs by little where the others differ by much.
func TestPrinted(t *testing.T) {
	for step, want := range map[float64]bool{34: true, 35: false, 100: false} {
		c := candidate{looked: 15, step: [4]float64{100, 100, step, 120}}
		if got := (&search{}).printed(&c, 2, likePrint); got != want {
			t.Errorf("by %v levels: %v", step, got)
		}
	}
}
