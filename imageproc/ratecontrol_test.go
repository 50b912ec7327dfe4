package imageproc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestSizeByQuality(t *testing.T) {
	last := 0.0
	for q := 0.01; q <= 1; q += 0.01 {
		size := relativeSize(q)
		if size <= last {
			t.Errorf("at %.2f a file is not larger than just below: %.3f", q, size)
		}
		if back := qualityOf(size); math.Abs(back-q) > 1e-9 {
			t.Errorf("%.2f becomes %.4f and back %.4f", q, size, back)
		}
		last = size
	}
	for _, tt := range []struct{ size, want float64 }{{-1, 0.01}, {0, 0.01}, {1, 0.85}, {100, 1}} {
		if got := qualityOf(tt.size); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("qualityOf(%v) = %v, want %v", tt.size, got, tt.want)
		}
	}
	if relativeSize(0) != relativeSize(0.01) || relativeSize(2) != relativeSize(1) {
		t.Error("the curve does not end where it ends")
	}
}

func TestFitWithin(t *testing.T) {
	for _, tt := range []struct {
		size    Size
		maxSide int
		want    Size
	}{
		{Size{8000, 6000}, 8000, Size{8000, 6000}},
		{Size{8001, 6000}, 8000, Size{8000, 5999}},
		{Size{6000, 8001}, 8000, Size{5999, 8000}},
		{Size{9000, 6750}, 8000, Size{8000, 6000}},
		{Size{20000, 400}, 8000, Size{8000, 160}},
		{Size{65535, 4}, 8000, Size{8000, 0}},
		{Size{1<<31 - 1, 1<<31 - 1}, 8000, Size{8000, 8000}},
	} {
		t.Run(fmt.Sprint(tt.size), func(t *testing.T) {
			if got := fitWithin(tt.size, tt.maxSide); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestExpectedBytes(t *testing.T) {
	const megabyte = 1e6
	big, small := Size{8000, 6000}, Size{4000, 3000}
	for _, tt := range []struct {
		name    string
		format  Format
		coded   int64
		quality float64
		size    Size
		want    float64
	}{
		{"the same JPEG", JPEG, 10 * megabyte, 0.85, big, 10 * megabyte},
		{"a better JPEG", JPEG, 10 * megabyte, 0.95, big, 10 * megabyte / 2.1},
		{"a JPEG of unknown quality counts as a good one", JPEG, 10 * megabyte, 0, big, 10 * megabyte / 1.49},
		{"a quarter of the px", JPEG, 10 * megabyte, 0.85, small, 10 * megabyte * math.Pow(0.25, 0.8)},
		{"HEIC", HEIC, 4 * megabyte, 0, big, 10 * megabyte},
		{"PNG", PNG, 40 * megabyte, 0, big, 10 * megabyte},
		{"BMP, at most 5 bits a px", BMP, 144 * megabyte, 0, big, 30 * megabyte},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := expectedBytes(Info{Format: tt.format, Width: 8000, Height: 6000, Quality: tt.quality}, tt.coded, tt.size)
			if math.Abs(got-tt.want) > 1 {
				t.Errorf("got %.0f, want %.0f", got, tt.want)
			}
		})
	}
}

func TestRateControl_first(t *testing.T) {
	full := Size{8000, 6000}
	plain := rateControl{full: full, limit: 15e6, target: 15e6, minQuality: 0.7, maxQuality: 0.92, minSide: 301}
	for _, tt := range []struct {
		name     string
		change   func(*rateControl)
		expected float64 // bytes at 0.85
		size     Size
		quality  float64
		ok       bool
	}{
		{"much room", nil, 1e6, full, 0.92, true},
		{"room, but not if colours become finer", nil, 8e6, full, 0.89, true},
		{"hardly room", nil, 13.5e6, full, 0.85, true},
		{"just the lowest", nil, 13.5e6 / 0.60, full, 0.70, true},
		{"less than the lowest", nil, 13.5e6 / 0.30, Size{5187, 3891}, 0.70, true},
		{"no more than the input's quality", func(s *rateControl) { s.maxQuality = 0.8 }, 1e6, full, 0.8, true},
		{"no more bytes than the input", func(s *rateControl) { s.target = 5e6 }, 4.5e6, full, 0.85, true},
		{"more than the input rather than worse than the lowest", func(s *rateControl) { s.target = 1e6 }, 4.5e6, full, 0.7, true},
		{"a long side just long enough", func(s *rateControl) { s.minSide = 5187 }, 13.5e6 / 0.30, Size{5187, 3891}, 0.70, true},
		{"a long side that would be too short", func(s *rateControl) { s.minSide = 5200 }, 13.5e6 / 0.30, Size{5200, 3900}, 0.70, true},
		{"a short side that would vanish", func(s *rateControl) { s.full = Size{8000, 1} }, 1e9, Size{}, 0, false},
		{"no bytes at all", func(s *rateControl) { s.limit, s.target = 0, 0 }, 1e6, Size{}, 0, false},
		{"less than no bytes", func(s *rateControl) { s.limit, s.target = -1, -1 }, 1e6, Size{}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := plain
			if tt.change != nil {
				tt.change(&s)
			}
			a, ok := s.first(tt.expected)
			if ok != tt.ok || ok && (a.size != tt.size || math.Abs(a.quality-tt.quality) > 0.002) {
				t.Errorf("got %v at %.3f, %v, want %v at %.3f, %v", a.size, a.quality, ok, tt.size, tt.quality, tt.ok)
			}
		})
	}
}

func TestRateControl_next(t *testing.T) {
	full, half := Size{8000, 6000}, Size{4000, 3000}
	type result struct {
		attempt
		bytes float64
	}
	limit := rateControl{full: full, limit: 15e6, target: 15e6, minQuality: 0.7, maxQuality: 0.92, minSide: 301}
	input := limit
	input.target = 10e6
	for _, tt := range []struct {
		name    string
		rc      rateControl
		results []result
		left    int
		size    Size
		quality float64
		ok      bool
	}{
		{"good", limit, []result{{attempt{full, 0.85}, 13e6}}, 2, Size{}, 0, false},
		{"just used enough", limit, []result{{attempt{full, 0.85}, 12.75e6}}, 2, Size{}, 0, false},
		{"just not", limit, []result{{attempt{full, 0.85}, 12.74e6}}, 2, full, 0.862, true},
		{"just not, no more times", limit, []result{{attempt{full, 0.85}, 12.74e6}}, 0, Size{}, 0, false},
		{"little, at the highest quality", limit, []result{{attempt{full, 0.92}, 5e6}}, 2, Size{}, 0, false},
		{"px to spare", limit, []result{{attempt{half, 0.7}, 12e6}}, 2, Size{4395, 3296}, 0.7, true},
		{"px and quality to spare", limit, []result{{attempt{half, 0.7}, 3e6}}, 2, full, 0.828, true},
		{"just within the input's bytes", input, []result{{attempt{full, 0.85}, 10e6}}, 2, Size{}, 0, false},
		{"half of the input's bytes", input, []result{{attempt{full, 0.85}, 5e6}}, 2, Size{}, 0, false},
		{"less than half of them", input, []result{{attempt{full, 0.85}, 4.9e6}}, 2, full, 0.89, true},
		{"more than the input's bytes", input, []result{{attempt{full, 0.85}, 11.625e6}}, 2, full, 0.80 - 0.1*0.02/0.22, true},
		{"more, at the lowest quality", input, []result{{attempt{full, 0.7}, 13e6}}, 2, Size{}, 0, false},
		{"a little more, above the lowest quality", input, []result{{attempt{full, 0.705}, 13e6}}, 2, full, 0.7, true},
		{"a little more than the limit, above the lowest quality", limit, []result{{attempt{full, 0.705}, 15.1e6}}, 2, Size{7701, 5775}, 0.7, true},
		{"too many for the lowest quality", limit, []result{{attempt{full, 0.7}, 30e6}}, 2, Size{4957, 3718}, 0.7, true},
		{"too many, the last time", limit, []result{{attempt{full, 0.7}, 30e6}}, 1, Size{4334, 3250}, 0.7, true},
		{"too many for the shortest side", limit, []result{{attempt{Size{301, 226}, 0.7}, 30e6}}, 2, Size{}, 0, false},
		{"between two, by their slope", limit, []result{{attempt{half, 0.7}, 5e6}, {attempt{full, 0.7}, 20e6}}, 1, Size{6681, 5011}, 0.7, true},
		{"two that are too close", limit, []result{{attempt{full, 0.85}, 12e6}, {attempt{full, 0.855}, 16e6}}, 1, Size{}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range tt.results {
				tt.rc.note(r.attempt, r.bytes)
			}
			a, ok := tt.rc.next(tt.left)
			if ok != tt.ok || ok && (a.size != tt.size || math.Abs(a.quality-tt.quality) > 0.005) {
				t.Errorf("got %v at %.3f, %v, want %v at %.3f, %v", a.size, a.quality, ok, tt.size, tt.quality, tt.ok)
			}
		})
	}
}

// TestRateControl_findsAnEncode: the encoders' curves differ from sizeByQuality, and the
// expectations are far off.
func TestRateControl_findsAnEncode(t *testing.T) {
	encoders := map[string]func(q float64) float64{
		"as believed": relativeSize,
		"fine colours from 0.9 on": func(q float64) float64 {
			if q >= fullChroma {
				return chromaJump * relativeSize(q)
			}
			return relativeSize(q)
		},
		"steep":   func(q float64) float64 { return math.Pow(relativeSize(q), 1.2) },
		"shallow": func(q float64) float64 { return math.Pow(relativeSize(q), 0.8) },
	}
	r := rand.New(rand.NewPCG(3, 4))
	for name, encoder := range encoders {
		t.Run(name, func(t *testing.T) {
			total, unused := 0, 0
			const games = 2000
			for range games {
				s := rateControl{
					full:  Size{1000 + r.IntN(7000), 1000 + r.IntN(7000)},
					limit: int64(1e5 * math.Pow(150, r.Float64())), minQuality: 0.7, maxQuality: 0.92, minSide: 301,
				}
				s.target = s.limit
				unit := pixelRatio(s.full, Size{1, 1}) * (0.05 + 0.5*r.Float64()) // bytes at 0.85
				guess := unit * (0.6 + 0.9*r.Float64())
				tries, used := play(s, guess, func(a attempt) int64 {
					return int64(unit * encoder(a.quality) * math.Pow(pixelRatio(a.size, s.full), 0.85))
				})
				if used == 0 {
					t.Fatalf("%+v, unit %.0f, guess %.0f: nothing after %d attempts", s, unit, guess, tries)
				}
				total += tries
				if used < minUse {
					unused++
				}
			}
			// Finer colours leave a gap of bytes that no quality gives.
			if mean := float64(total) / games; mean > 2.1 || unused > games/20 && name != "fine colours from 0.9 on" {
				t.Errorf("%.2f attempts on average, %d of %d leave over 15 %% unused", mean, unused, games)
			}
		})
	}
}

// play encodes as Fit does, and returns the part of the limit that is used; 0 if nothing
// fits, 1 at the highest quality.
func play(s rateControl, expected float64, encode func(attempt) int64) (tries int, used float64) {
	a, more := s.first(expected)
	for more {
		got := encode(a)
		tries++
		s.note(a, float64(got))
		a, more = s.next(maxEncodes - tries)
	}
	if s.low.position >= relativeSize(s.maxQuality) {
		return tries, 1
	}
	return tries, s.low.bytes / float64(s.limit)
}

func TestRateControl_slack(t *testing.T) {
	big := Size{4000, 3000} // noise: 13.2 MB
	for _, tt := range []struct {
		name       string
		size       Size
		maxQuality float64
		target     int64
		expected   float64 // at 0.85
		want       bool
	}{
		{"half the limit", Size{8000, 6000}, maxQuality, 15_000_000, 7_500_000 / 1.49, true},
		{"a little more", Size{8000, 6000}, maxQuality, 15_000_000, 7_510_000 / 1.49, false},
		{"more than any picture of that size takes", big, maxQualityOfLossless, 13_200_000, 1e9, true},
		{"less than that", big, maxQualityOfLossless, 13_199_999, 1e9, false},
		{"at a quality of which that isn't known", big, 0.96, 15_000_000, 1e9, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := rateControl{full: tt.size, target: tt.target, limit: tt.target, maxQuality: tt.maxQuality}
			if got := s.slack(tt.expected); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
