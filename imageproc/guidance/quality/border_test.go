package quality_test

import (
	"testing"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
)

// ramped is a bright sheet without print on a dark table, its left and right border so
// many px wide and the others one, and its outline.
func ramped(wide float64) (*frame.Gray, *document.Quad) {
	const w, h, left, right, top, bottom = 320, 240, 60, 260, 50, 190
	p := &frame.Gray{}
	p.Resize(w, h)
	step := func(off, wide float64) float64 { return max(0, min(1, off/wide+0.5)) }
	for i := range p.Pix {
		x, y := float64(i%w), float64(i/w)
		in := step(x-left, wide) * step(right-x, wide) * step(y-top, 1) * step(bottom-y, 1)
		p.Pix[i] = uint8(50 + 120*in)
	}
	return p, &document.Quad{{X: left, Y: top}, {X: right, Y: top}, {X: right, Y: bottom}, {X: left, Y: bottom}}
}

// TestBorderTells: a hand that moved sideways leaves the upper border as it was.
func TestBorderTells(t *testing.T) {
	for _, tt := range []struct {
		name string
		wide float64
		want bool
	}{{"a step", 1, false}, {"just sharp", 3.7, false}, {"just blurred", 4.3, true}, {"smeared", 12, true}, {"farther than is looked", 30, true}} {
		t.Run(tt.name, func(t *testing.T) {
			p, quad := ramped(tt.wide)
			var meter quality.Meter
			m := meter.Measure(p, nil, quad)
			if got := m.EdgeWidth > (quality.Limits{}).WithDefaults().EdgeWidth; got != tt.want || m.EdgeWidth == 0 {
				t.Errorf("%v px, blurred %v", m.EdgeWidth, got)
			}
		})
	}
}

// TestBorderIsNotSeen: an outline on a table of the same level says nothing, and there is
// no print that would.
func TestBorderIsNotSeen(t *testing.T) {
	p, quad := ramped(1)
	for i := range quad {
		quad[i] = document.Point{X: 160 + (quad[i].X-160)/2, Y: 120 + (quad[i].Y-120)/2}
	}
	var meter quality.Meter
	if m := meter.Measure(p, nil, quad); m.EdgeWidth != 0 {
		t.Errorf("%v px of nothing", m.EdgeWidth)
	}
}
