package mrz

import (
	"math"
	"testing"

	"credential-capture/imageproc/mrz/glyph"
)

// TestSegment_impossibleRows has rows as a fit to little print may leave them.
func TestSegment_impossibleRows(t *testing.T) {
	stripes := blank(640, 480, 255)
	for i := range stripes.Pix {
		if i%7 < 3 {
			stripes.Pix[i] = 0
		}
	}
	p := newPyramid(stripes)
	for _, tt := range []struct {
		name            string
		spacing, length float64
		known           *grid
		ok              bool
	}{
		{"rows", 20, 400, nil, true},
		{"short", 20, 33, nil, false}, {"just long enough", 20, 34, nil, true},
		{"long", 2, 501, nil, false}, {"just short enough", 2, 500, nil, true},
		{"no spacing", 0, 400, nil, false}, {"tiny spacing", 1e-300, 400, nil, false},
		{"negative spacing", -20, 400, nil, false}, {"negative length", 20, -1e6, nil, false},
		{"spacing is no number", math.NaN(), 400, nil, false}, {"length is no number", 20, math.NaN(), nil, false},
		{"known pitch", 20, 400, &grid{pitch: 7}, true},
		{"known pitch is zero", 20, 400, &grid{}, false},
		{"known pitch ends at the middle", 20, 400, &grid{pitch: 7, growth: -7. * 7 / 400}, false},
		{"known pitch grows without end", 20, 400, &grid{pitch: 7, growth: 1e20}, false},
	} {
		z := &zone{start: Point{20, 100}, right: Point{1, 0}, down: Point{0, 1}, spacing: tt.spacing, length: tt.length, half: 0.2}
		if g := z.segment(p, 2, tt.known); (g != nil) != tt.ok {
			t.Errorf("%s: %+v", tt.name, g)
		}
	}
}

// TestWindow_pitchThatEnds has rows of which the pitch falls to nothing before the first character.
func TestWindow_pitchThatEnds(t *testing.T) {
	r, p := reader(t), newPyramid(blank(640, 480, 255))
	z := &zone{start: Point{20, 100}, right: Point{1, 0}, down: Point{0, 1}, spacing: 20, length: 600, half: 0.2}
	for _, tt := range []struct {
		growth float64
		ok     bool
	}{{0.0035, true}, {0.01, false}} {
		if got := r.window(p, &grid{zone: z, start0: 300, pitch: 5, growth: tt.growth * 5, floor: 4}, 0, 1, 3); (got != nil) != tt.ok {
			t.Errorf("growth %v: %v", tt.growth, got)
		}
	}
}

// TestRead_passportIsNoVisa has the beginning of a passport's lines, which pass the check digits of a visa of 36
// characters. V is the likeliest letter that may begin a visa.
func TestRead_passportIsNoVisa(t *testing.T) {
	lines := []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226"}
	for _, tt := range []struct {
		v  float32 // logarithm of V's probability
		ok bool
	}{{minVisa - 0.01, false}, {minVisa + 0.01, true}} {
		z := &zone{right: Point{1, 0}, down: Point{0, 1}, spacing: 25, length: 360}
		tr := &transcript{grid: &grid{zone: z, pitch: 10}, rows: []int{0, 1}, width: 36}
		for _, line := range lines {
			cells := make([][glyph.Classes]float32, len(line))
			for i := range cells {
				for j := range cells[i] {
					cells[i][j] = -20
				}
				cells[i][classOf(line[i])] = 0
			}
			tr.cells = append(tr.cells, cells)
		}
		tr.cells[0][0][classOf('P')], tr.cells[0][0][classOf('V')] = -8, tt.v
		if r, reason := tr.read(); (reason == "") != tt.ok {
			t.Errorf("V of %v: %v, %q", tt.v, r, reason)
		}
	}
}
