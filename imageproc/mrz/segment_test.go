package mrz

import (
	"math"
	"slices"
	"strings"
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

// rowsOf makes cells of text: a character is certain, a space is blank, a ~ is washed out, and a lower-case
// letter is by the factor 2 likelier than a filler.
func rowsOf(lines ...string) (all []classified) {
	for row, line := range lines {
		c := classified{row: row}
		for _, v := range []byte(line) {
			cell := evenly(-20, -20)
			odds := 4.0
			switch {
			case v == ' ':
				cell, odds = empty, -4
			case v == '~':
				cell, odds = washedOut, 0
			case v >= 'a':
				cell[classOf(v-'a'+'A')], cell[fillerIndex] = -0.4, -1.1
			default:
				cell[classOf(v)] = 0
			}
			c.cells, c.odds = append(c.cells, cell), append(c.odds, odds)
		}
		all = append(all, c)
	}
	return all
}

// TestChooseWindows_besideEdges has print-like edges of a card beside a zone of 36 characters, and paper beyond.
func TestChooseWindows_besideEdges(t *testing.T) {
	line := strings.Repeat("A", 36)
	list := chooseWindows(rowsOf("   E E"+line+"E E  E   ", "      "+line+"  E E   "))
	if got := list[0]; got.width != 36 || got.first != 6 {
		t.Errorf("%d characters from column %v", got.width, got.first)
	}
}

func TestWindow_open(t *testing.T) {
	line := strings.Repeat("A", 44)
	for _, tt := range []struct {
		row         string
		left, right int
	}{
		{"   " + line + "   ", 0, 0}, {"  " + line + "   ", 6, 0}, {"   " + line + "  ", 0, 6},
		{" AA" + line + "   ", 6, 0}, {"   " + line + "AA ", 0, 6}, {"   " + line + "A  ", 0, 0},
		{"  " + strings.Repeat("A ", 22) + "  ", 0, 0}, // no zone
	} {
		all := rowsOf(tt.row, tt.row)
		if left, right := chooseWindows(all)[0].open(all); left != tt.left || right != tt.right {
			t.Errorf("%q: %d, %d", tt.row, left, right)
		}
	}
}

// TestLogs_usual reads names and optional data of TD1.
func TestLogs_usual(t *testing.T) {
	for _, tt := range []struct{ optional, name, want string }{
		{"~~~<<<<<<<<<<<<", "DOE<<JANE<<~~~~<<<<<<<<<<<<<<<", "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<"},
		{"A<<<<<<<<<<~~~~", "DOE<<JANE<<<    <<<<<<<<<<<<~~", "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<"},
		{"<<<<<<<<<<<<<<<", "DOE<<JANE<<k<<<<<<<<<<<<<<<<<<", "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<"},
		{"<<<<<<<<<<<<<<<", "DOE<<JANE<k<<<<<<<<<<<<<<<<<<<", "DOE<<JANE<K<<<<<<<<<<<<<<<<<<<"},
		{"<<<<<<<<<<<<<<<", "DOE<<k<<<<<<<<<<<<<<<<<<<<<<<<", "DOE<<K<<<<<<<<<<<<<<<<<<<<<<<<"},
		{"<<<<<<<<<<<<<<<", "DOE<<<k<<<<<<<<<<<<<<<<<<<<<<<", "DOE<<<<<<<<<<<<<<<<<<<<<<<<<<<"},
		{"<<<<<<<<<<<<<<<", "DOE<<JANE<<K<<<<<<<<<<<<<<<<<<", "DOE<<JANE<<K<<<<<<<<<<<<<<<<<<"},
	} {
		tr := &transcript{width: 30}
		for _, c := range rowsOf("I<UTOD231458907"+tt.optional, strings.Repeat("<", 30), tt.name) {
			tr.cells = append(tr.cells, c.cells)
		}
		list := tr.logs(TD1)
		for k, c := range tt.want {
			if l := list[60+k]; l[classOf(byte(c))] != slices.Max(l[:]) {
				t.Errorf("%q: not %c in column %d", tt.name, c, k)
			}
		}
		for k := 1; k < 15; k++ {
			if l := list[15+k]; !l.isFiller() {
				t.Errorf("%q: no filler in column %d", tt.optional, k)
			}
		}
	}
	// A hidden character after one that is no filler may be any.
	tr := &transcript{width: 30}
	for _, c := range rowsOf("I<UTOD231458907A~<<<<<<<<<<<<<", strings.Repeat("<", 30), "DOE~<JANE<<<<<<<<<<<<<<<<<<<<<") {
		tr.cells = append(tr.cells, c.cells)
	}
	if list := tr.logs(TD1); !list[16].isHidden() || !list[63].isHidden() {
		t.Error("hidden characters beside letters are fillers")
	}
}

// TestRead_doubtsOneField has a number of which OO and 00 match all check digits.
func TestRead_doubtsOneField(t *testing.T) {
	number := "OO2345678"
	number += string(CheckDigit(number))
	second := number + "UTO7408122F1204159<<<<<<<<<<<<<<0"
	second += string(CheckDigit(second[:10] + second[13:20] + second[21:]))
	for _, tt := range []struct {
		odds  float32 // logarithm by which O is likelier than 0
		pitch float64
		hide  int // column of the second line; 0: none
		want  Reason
	}{
		{rareO + 0.9, minCharHeight, 0, ""}, {rareO + 0.9, minCharHeight - 0.1, 0, TooSmall},
		{rareO + 1.1, minCharHeight - 0.1, 0, ""}, {rareO + 0.9, minCharHeight, 15, Ambiguous},
	} {
		z := &zone{right: Point{1, 0}, down: Point{0, 1}, spacing: 25, length: 440}
		tr := &transcript{grid: &grid{zone: z, pitch: tt.pitch}, rows: []int{0, 1}, width: 44}
		for _, c := range rowsOf("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", second) {
			tr.cells = append(tr.cells, c.cells)
		}
		for i := range 2 {
			tr.cells[1][i][classOf('0')] = -tt.odds
		}
		if tt.hide > 0 {
			tr.cells[1][tt.hide] = washedOut
		}
		r, reason := tr.read()
		if reason != tt.want || r.Field(DocumentNumber).Certain != (tt.odds > rareO+1) {
			t.Errorf("%+v: %q, %+v", tt, reason, r)
		}
	}
}
