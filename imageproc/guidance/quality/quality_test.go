package quality_test

import (
	"math/rand/v2"
	"testing"

	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
	"credential-capture/test/scene/docscene"
)

// developed is the first of the seeds that thresholds are tuned on.
const developed = 1_000_000

func measure(meter *quality.Meter, s docscene.Scene, region *frame.Quad) quality.Metrics {
	var p frame.Gray
	p.FromRGBA(s.Image.Pix, 640, 480)
	return meter.Measure(&p, s.Image.Pix, region, region != nil)
}

// TestMeasure compares scenes, measured inside the true outline, with the default limits.
func TestMeasure(t *testing.T) {
	type flags struct{ blurred, dark, bright bool }
	for trouble, want := range map[docscene.Trouble]flags{
		docscene.Fine:    {},
		docscene.Blurred: {blurred: true},
		docscene.Dark:    {dark: true},
		docscene.Bright:  {bright: true},
	} {
		for seed := range uint64(3) {
			s := docscene.Paint(docscene.Card, trouble, 640, 480, developed+seed)
			m := measure(&quality.Meter{}, s, &s.Quad)
			got := flags{m.EdgeWidth == 0 || m.EdgeWidth > 2.7, m.Brightness < 85, m.Clipped > 0.33}
			if want == (flags{}) && (m.Glare > 0.008 || m.Contrast < 30 || m.Colour < 5) {
				t.Errorf("%s %d: %+v", trouble, seed, m)
			}
			// Overexposed or dark print may look blurred, too.
			if got.blurred = got.blurred && (want.blurred || want == (flags{})); got != want {
				t.Errorf("%s %d: %+v of %+v", trouble, seed, got, m)
			}
		}
	}
}

func TestMeasure_motion(t *testing.T) {
	still := docscene.Paint(docscene.Card, docscene.Fine, 640, 480, developed+1)
	other := docscene.Paint(docscene.Card, docscene.Fine, 640, 480, developed+2)
	var meter quality.Meter
	for _, tt := range []struct {
		name     string
		scene    docscene.Scene
		min, max float64
	}{{"the first frame", still, 0, 0}, {"the same again", still, 0, 0.01}, {"another", other, 6, 255}} {
		if m := measure(&meter, tt.scene, nil); m.Motion < tt.min || m.Motion > tt.max {
			t.Errorf("%s: %v", tt.name, m.Motion)
		}
	}
}

// sheet is a bright sheet without print on a dark table, its left and right border a number
// of px wide and the others one, and its outline, in a frame of a width.
func sheet(w int, borderWidth float64) (*frame.Gray, []byte, frame.Quad) {
	const h, left, right, top, bottom = 240, 60, 260, 50, 190
	var pix []byte
	step := func(off, width float64) float64 { return max(0, min(1, off/width+0.5)) }
	for i := range w * h {
		x, y := float64(i%w), float64(i/w)
		in := step(x-left, borderWidth) * step(right-x, borderWidth) * step(y-top, 1) * step(bottom-y, 1)
		v := uint8(50 + 120*in)
		pix = append(pix, v, v, v, 255)
	}
	var p frame.Gray
	p.FromRGBA(pix, w, h)
	return &p, pix, frame.Rect(left, top, right-left, bottom-top)
}

// TestMeasure_border has horizontal motion blur, which leaves the upper border sharp.
func TestMeasure_border(t *testing.T) {
	for _, tt := range []struct {
		name  string
		frame int
		width float64
		want  bool
	}{
		{"a step", 640, 1, false}, {"just sharp", 640, 3.7, false}, {"just blurred", 640, 4.3, true}, {"blurred", 640, 12, true},
		{"wider than the profile", 640, 30, true},
		{"a step, half as large", 320, 1, false}, {"just sharp, half as large", 320, 3.3, false}, {"just blurred, half as large", 320, 3.8, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, pix, quad := sheet(tt.frame, tt.width)
			var meter quality.Meter
			m := meter.Measure(p, pix, &quad, true)
			if got := m.EdgeWidth > 2.7; got != tt.want || m.EdgeWidth == 0 {
				t.Errorf("%v px, blurred %v", m.EdgeWidth, got)
			}
		})
	}
}

// TestMeasure_smear has a random pattern of 4 px cells, blurred over a number of px.
func TestMeasure_smear(t *testing.T) {
	for _, tt := range []struct {
		name     string
		px, py   int
		min, max float64
	}{{"sharp", 1, 1, 0, 0}, {"motion blur", 9, 1, 0.7, 3}, {"slight motion blur", 3, 1, 0, 0.7}, {"out of focus", 9, 9, 0, 0}} {
		r := rand.New(rand.NewPCG(1, 2))
		cells := make([]int, 90*70)
		for i := range cells {
			cells[i] = r.IntN(90)
		}
		var pix []byte
		for i := range 320 * 240 {
			sum := 0
			for dx := range tt.px {
				for dy := range tt.py {
					sum += cells[(i/320+dy)/4*90+(i%320+dx)/4]
				}
			}
			v := uint8(30 + sum/tt.px/tt.py)
			pix = append(pix, v, v, v, 255)
		}
		var p frame.Gray
		p.FromRGBA(pix, 320, 240)
		var meter quality.Meter
		if m := meter.Measure(&p, pix, nil, false); m.Smear < tt.min || m.Smear > tt.max {
			t.Errorf("%s: %v px", tt.name, m.Smear)
		}
	}
}

// TestMeasure_noBorder has an outline inside the sheet, where there is neither a border nor
// print.
func TestMeasure_noBorder(t *testing.T) {
	p, pix, _ := sheet(640, 1)
	inside := frame.Rect(110, 85, 100, 70)
	var meter quality.Meter
	if m := meter.Measure(p, pix, &inside, true); m.EdgeWidth != 0 || m.Smear != 0 {
		t.Errorf("%v px, %v smear", m.EdgeWidth, m.Smear)
	}
}
