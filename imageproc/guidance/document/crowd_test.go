package document

import (
	"testing"

	"credential-capture/imageproc/guidance/frame"
)

// TestCrowd shows frames that are all lines: of a small one, which a slow device is given,
// fewer are tried.
func TestCrowd(t *testing.T) {
	for _, tt := range []struct{ width, height, most int }{
		{320, 240, smallLines},
		{640, 480, mostLines},
	} {
		g := frame.Gray{Width: tt.width, Height: tt.height, Pix: make([]uint8, tt.width*tt.height)}
		cell := tt.width / 20
		for i := range g.Pix {
			if (i%tt.width/cell+i/tt.width/cell)%2 == 0 {
				g.Pix[i] = 200
			}
		}
		f := NewFinder()
		f.Find(&g)
		if got := len(f.search.sides); got != tt.most {
			t.Errorf("%d × %d: %d lines are tried, want %d", tt.width, tt.height, got, tt.most)
		}
	}
}
