package document

import (
	"testing"

	"credential-capture/imageproc/guidance/frame"
)

// TestEvident has a paper of 100 × 80 px that leaves the frame at its lower border, so
// many levels above the table.
func TestEvident(t *testing.T) {
	for _, tt := range []struct {
		name   string
		level  int
		beside int // lines to the left of it that are parallel to two of its sides
		change func(*candidate)
		want   bool
	}{
		{"paper", 60, 0, nil, true},
		{"just clear enough", 11, 0, nil, true},
		{"just not", 10, 0, nil, false},
		{"darker paper", -11, 0, nil, true},
		{"as few lines beside it as there may be", 25, 7, nil, true},
		{"one more", 25, 8, nil, false},
		{"clear paper among any number of lines", 60, 50, nil, true},
		{"seen well enough", 24, 0, func(c *candidate) { c.seen = [4]float64{0.73, 0.73, 1, 0.73} }, true},
		{"just not seen well enough", 24, 0, func(c *candidate) { c.seen = [4]float64{0.71, 0.71, 1, 0.71} }, false},
		{"goes on past its corners", 24, 0, func(c *candidate) { c.beyond = 0.6 }, false},
		{"faint, but whole", 10, 0, func(c *candidate) { c.cut = false }, true},
		{"what may be a cell", 15, 0, func(c *candidate) { c.cut, c.doubtful = false, true }, true},
		{"what is too faint not to be one", 14, 0, func(c *candidate) { c.cut, c.doubtful = false, true }, false},
		{"what may be one, and hardly differs on one side", 60, 0, cellBut(0.75), true},
		{"what is one on one side", 60, 0, cellBut(0.74), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p frame.Gray
			p.Resize(320, 200)
			q := Quad{{X: 120, Y: 120}, {X: 220, Y: 120}, {X: 220, Y: 199}, {X: 120, Y: 199}}
			for i := range p.Pix {
				p.Pix[i] = 100
				if x, y := i%320, i/320; x >= 120 && x < 220 && y >= 120 {
					p.Pix[i] = uint8(100 + tt.level)
				}
			}
			var colours frame.Colours
			colours.OfGray(&p, false)
			s := search{colours: &colours, width: 320, height: 200}
			for _, l := range []line{{0, 1, 120}, {-1, 0, -220}, {1, 0, 120}} {
				s.sides = append(s.sides, side{line: l})
			}
			for i := range tt.beside {
				s.sides = append(s.sides, side{line: line{1, 0, float64(2 * i)}})
			}
			c := candidate{quad: q, sides: [4]int{0, 1, none, 2}, seen: [4]float64{1, 1, 1, 1}, cut: true}
			if tt.change != nil {
				tt.change(&c)
			}
			for i := range c.sides {
				s.look(&c, i)
			}
			if got := s.mayBeEvident(&c) && s.evident(&c); got != tt.want {
				t.Errorf("%v with %v + levels %v", got, c.sure, c.step)
			}
		})
	}
}

// cellBut makes a candidate one that may be a cell, and differs from the table at such a
// share of the places along one side.
func cellBut(share float64) func(*candidate) {
	return func(c *candidate) {
		c.doubtful, c.looked = true, 15
		c.apart, c.step = [4]float64{1, share, 0, 1}, [4]float64{60, 60, 0, 60}
	}
}
