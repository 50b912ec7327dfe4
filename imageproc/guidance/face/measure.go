package face

import "credential-capture/imageproc/guidance/frame"

// Problem is what is wrong with a selfie.
type Problem string

// The problems, in the order in which they are worth saying.
const (
	None      Problem = "no_face"
	Several   Problem = "multiple_faces"
	TooDark   Problem = "face_too_dark"
	BackLit   Problem = "face_back_lit"
	TooFar    Problem = "face_too_far"
	TooClose  Problem = "face_too_close"
	CutOff    Problem = "face_cut_off"
	OffCentre Problem = "face_off_centre"
)

// Limits are the thresholds. The zero value of a member means its default.
type Limits struct {
	Far     float64 // the face's square by the frame's shorter side, at least; default 0.28
	Close   float64 // the same, at most; default 0.75
	Centre  float64 // how far the face's middle may be from the frame's, as a share of its sides; default 0.2
	Dark    float64 // level, 0 to 255, that a tenth of the face is at least; default 60
	Against float64 // levels by which what is behind may outshine the face; default 90
}

// WithDefaults fills in what is zero.
func (l Limits) WithDefaults() Limits {
	for _, d := range []struct {
		v *float64
		d float64
	}{{&l.Far, 0.28}, {&l.Close, 0.75}, {&l.Centre, 0.2}, {&l.Dark, 60}, {&l.Against, 90}} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	return l
}

// Metrics are the figures of one face in its frame, on the scales of Limits.
type Metrics struct {
	Share  float64
	Centre float64
	// Dark is the level that a tenth of the face is at least. Skin may be dark; where there
	// is light, brow, nose and eyes have some of it.
	Dark float64
	// Against is the mean level around the head less Dark.
	Against float64
	Cut     bool // a part of the head is outside of the frame
}

// brow is what of the frame must be above the face's square, as a share of it, for the
// forehead to be there. Some hair may be outside.
const brow = 0.1

// Measure measures a face in its frame.
func Measure(p *frame.Gray, f Face) Metrics {
	w, h := float64(p.Width), float64(p.Height)
	m := Metrics{Share: f.Size / min(w, h)}
	dx, dy := (f.X+f.Size/2)/w-0.5, (f.Y+f.Size/2)/h-0.5
	m.Centre = max(dx, -dx, dy, -dy)
	m.Cut = f.X < 0 || f.Y < brow*f.Size || f.X+f.Size > w || f.Y+f.Size > h
	inner := box{f.X + 0.15*f.Size, f.Y + 0.1*f.Size, 0.7 * f.Size, 0.75 * f.Size}
	around := box{f.X - 0.35*f.Size, f.Y - 0.45*f.Size, 1.7 * f.Size, 3 * f.Size}
	var face [256]int
	within, behind, sum := 0, 0, 0
	for y := 0; y < p.Height; y += 2 {
		row := p.Pix[y*p.Width:][:p.Width]
		a, b := inner.across(y, p.Width)
		for _, v := range row[a:b] {
			face[v]++
		}
		within += b - a
		a, b = around.across(y, p.Width)
		for x := 0; x < p.Width; x += 4 {
			if x < a || x >= b {
				sum += int(row[x])
				behind++
			}
		}
	}
	left := within / 10
	for level := 255; level >= 0; level-- {
		if left -= face[level]; left < 0 {
			m.Dark = float64(level)
			break
		}
	}
	if behind*40 > p.Width*p.Height/8 { // enough of it is seen
		m.Against = float64(sum)/float64(behind) - m.Dark
	}
	return m
}

// box is a part of a frame.
type box struct{ x, y, w, h float64 }

// across is which px of a row are in it.
func (b box) across(y, width int) (from, to int) {
	if float64(y) < b.y || float64(y) > b.y+b.h {
		return 0, 0
	}
	return max(0, min(width, int(b.x))), max(0, min(width, int(b.x+b.w)))
}

// Problems holds what was found in a frame against the limits. m are the figures of the
// first face; without any it isn't looked at.
func (l Limits) Problems(faces []Face, m Metrics) []Problem {
	if len(faces) == 0 {
		return []Problem{None}
	}
	l = l.WithDefaults()
	var all []Problem
	for _, p := range []struct {
		wrong bool
		code  Problem
	}{
		{len(faces) > 1, Several},
		{m.Dark < l.Dark && m.Against <= l.Against, TooDark},
		{m.Against > l.Against, BackLit},
		{m.Share < l.Far, TooFar},
		{m.Share > l.Close, TooClose},
		{m.Cut, CutOff},
		{m.Centre > l.Centre, OffCentre},
	} {
		if p.wrong {
			all = append(all, p.code)
		}
	}
	return all
}
