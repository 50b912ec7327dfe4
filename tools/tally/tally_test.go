package tally

import "testing"

func TestCount(t *testing.T) {
	for _, tt := range []struct {
		name   string
		frames [][2]bool // there, said
		want   Row
	}{
		{"nothing", nil, Row{Check: "x"}},
		{"right and wrong", [][2]bool{{true, true}, {true, true}, {true, false}, {false, true}, {false, false}}, Row{"x", 5, 2.0 / 3, 0.5, 0}},
		{"never there", [][2]bool{{false, false}, {false, true}}, Row{"x", 2, 0, 0.5, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c Count
			for _, f := range tt.frames {
				c.Add(f[0], f[1])
			}
			if got := c.Row("x"); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
