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

// paper is a candidate around a sheet of 100 × 80 px that leaves the frame at its lower border,
// level brighter than the table.
func paper(level int) (*search, *candidate) {
	_, _, colours := painted(320, 200, func(x, y int) uint8 {
		if x >= 120 && x < 220 && y >= 120 {
			return uint8(100 + level)
		}
		return 100
	})
	s := &search{colours: colours, width: 320, height: 200}
	for _, l := range []line{{0, 1, 120}, {-1, 0, -220}, {1, 0, 120}} {
		s.sides = append(s.sides, side{line: l})
	}
	s.kept = []candidate{{quad: frame.Rect(120, 120, 100, 79), sides: [4]int{0, 1, none, 2}, seen: [4]float64{1, 1, 1, 1}, cut: true}}
	return s, &s.kept[0]
}

func TestNear_sumsOddsOfSimilarOutlines(t *testing.T) {
	c := candidate{quad: frame.Rect(0, 0, 100, 100)}
	turned := frame.Rect(4, 0, 100, 100)
	turned = frame.Quad{turned[2], turned[3], turned[0], turned[1]}
	s := &search{kept: []candidate{c, {quad: turned}, {quad: frame.Rect(5, 0, 100, 100)}, {quad: c.quad, cut: true}}}
	if got := s.near(&c); got != 2 {
		t.Errorf("odds of %v outlines, want 2", got)
	}
}

func TestSample(t *testing.T) {
	for _, level := range []int{60, -40} {
		s, c := paper(level)
		o := s.sample(c.quad[0], c.quad[1])
		if o.share != 1 || o.in != [3]float64{float64(100 + level), float64(100 + level), float64(100 + level)} || o.out != [3]float64{100, 100, 100} ||
			o.step != float64(max(level, -level)) || o.depth != o.step || o.inDev != 0 || o.outDev != 0 || o.far != 0 {
			t.Errorf("paper of %d levels: %+v", level, o)
		}
	}
}

// TestDescribe_range has outlines in, across and outside the frame, and without extent.
func TestDescribe_range(t *testing.T) {
	for _, q := range []frame.Quad{
		frame.Rect(120, 120, 100, 79), frame.Rect(-80, -60, 200, 150), frame.Rect(0, 0, 320, 200), frame.Rect(-500, -500, 100, 100), {},
	} {
		s, c := paper(60)
		c.quad, c.score = q, 1e9
		for k, v := range s.describe(c) {
			if !(v >= -1.5 && v <= 1.5) {
				t.Errorf("%v: figure %d is %v", q, k, v)
			}
		}
	}
}

func TestParallels(t *testing.T) {
	s, c := paper(60)
	for _, rho := range []float64{100, 114, 116, 130, 150, 190, 224, 226, 250} {
		s.sides = append(s.sides, side{line: line{1, 0, rho}})
	}
	if out, in := s.parallels(c, false), s.parallels(c, true); out != 4 || in != 3 {
		t.Errorf("%d outside, %d inside, want 4 and 3", out, in)
	}
}

// TestOdds has two units, one of which is at rest.
func TestOdds(t *testing.T) {
	n := network{hidden: make([][NumFigures]float32, 2), bias: []float32{0.5, -2, 0.25}, out: []float32{3, 100}}
	n.hidden[0][1], n.hidden[1][1] = 2, 1
	if got := n.odds(&Figures{1: 1}); got != 3*2.5+0.25 {
		t.Errorf("got %v", got)
	}
}

// TestChoose_justBelowAndAbove has a network whose output is its bias.
func TestChoose_justBelowAndAbove(t *testing.T) {
	trained := chooser
	defer func() { chooser = trained }()
	for _, tt := range []struct {
		name string
		cut  bool
		less float64
		odds float32
		want bool
	}{
		{"whole", false, 0, minOdds + 0.01, true}, {"not whole enough", false, 0, minOdds - 0.01, false},
		{"cut off", true, 0, minCutOdds + 0.01, true}, {"not cut off enough", true, 0, minCutOdds - 0.01, false},
		{"tracked", false, trackedOdds, minOdds - trackedOdds + 0.01, true}, {"not tracked", false, trackedOdds, minOdds - trackedOdds - 0.01, false},
	} {
		s, c := paper(60)
		if c.cut = tt.cut; tt.cut {
			f := s.describe(c)
			tt.odds -= float32(cutBias(&f))
		}
		chooser = network{bias: []float32{tt.odds}}
		if got := s.choose(tt.less) != nil; got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestDecide_justBelowAndAbove(t *testing.T) {
	for _, tt := range []struct {
		name       string
		whole, cut float64
		figures    Figures
		want       Kind
	}{
		{"whole", 1, 1 + forWhole, Figures{}, Whole},
		{"cut off rather than whole", 1, 1.01 + forWhole, Figures{}, Cut},
		{"none", minOdds - 0.01, minCutOdds - 0.01, Figures{}, None},
		{"bright paper", -9, minCutOdds - 0.49, Figures{polarityFigure: 1}, Cut},
		{"a bright thing", -9, minCutOdds - 0.51, Figures{polarityFigure: 1}, None},
		{"print", -9, minCutOdds - 0.39, Figures{insideFigure: -0.1}, Cut},
		{"parallel lines beside it", -9, minCutOdds + 0.49, Figures{outsideLines: 0.5}, None},
		{"few parallel lines beside it", -9, minCutOdds + 0.51, Figures{outsideLines: 0.5}, Cut},
		{"sharp corner", -9, minCutOdds + 0.99, Figures{cornerFigure: 0.5}, None},
		{"shadow beside it", -9, minCutOdds + 0.99, Figures{surroundings: 0.5, depthFigure: 0.5}, None},
	} {
		if got := Decide(tt.whole, tt.cut, &tt.figures, 0); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestCombineCut_limit has a sheet at the frame's lower border, with three sides.
func TestCombineCut_limit(t *testing.T) {
	s, c := paper(60)
	*s = search{colours: s.colours, width: s.width, height: s.height, sides: s.sides, floor: [3]float64{-9, -9, -9}}
	want := c.quad
	for i := range s.sides {
		seen := &s.sides[i]
		seen.horizontal = i == 0
		for place := range 321 {
			seen.seen = append(seen.seen, int32(max(0, min(place-120, 100))))
		}
	}
	s.cross()
	s.pair()
	for limit, n := range []int{0, 1} {
		s.kept = nil
		s.combineCut(limit)
		if len(s.kept) != n || n > 0 && !isNear(s.kept[0].quad, want, 1) {
			t.Errorf("limit %d: %+v", limit, s.kept)
		}
	}
}

func TestKeep_oneOfSimilarCutOutlines(t *testing.T) {
	s := &search{width: 320, height: 200, floor: [3]float64{-9, -9, -9}}
	for _, c := range []candidate{
		{quad: frame.Rect(100, 100, 100, 100), score: 1, cut: true}, {quad: frame.Rect(119, 100, 100, 100), score: 2, cut: true},
		{quad: frame.Rect(110, 100, 100, 100), score: 1, cut: true}, {quad: frame.Rect(141, 100, 100, 100), score: 1, cut: true},
		{quad: frame.Rect(100, 100, 100, 100), score: 1}, {quad: frame.Rect(101, 100, 100, 100), score: 1},
	} {
		s.keep(&c)
	}
	if len(s.kept) != 4 || s.kept[0].score != 2 {
		t.Errorf("%+v", s.kept)
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
