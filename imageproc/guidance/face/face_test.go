package face

import (
	"math"
	"os"
	"slices"
	"testing"

	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/facescene"
)

// file is web/face.bin.
func file(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../web/face.bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func detector(t testing.TB) *Detector {
	t.Helper()
	c, err := Parse(file(t))
	if err != nil {
		t.Fatal(err)
	}
	return NewDetector(c)
}

func grey(s facescene.Scene) *frame.Gray {
	var p frame.Gray
	p.FromRGBA(s.Image.Pix, s.Image.Rect.Dx(), s.Image.Rect.Dy())
	return &p
}

func paint(people int, trouble facescene.Trouble, seed uint64) *frame.Gray {
	return grey(facescene.Paint(people, trouble, 320, 240, seed))
}

// TestTrack_count counts no, one and several faces in single frames. Seeds 0, 4 and 13 have
// scenes with a wrong count; tools/accuracy measures the rate.
func TestTrack_count(t *testing.T) {
	d := detector(t)
	for people := range 4 {
		for seed := uint64(5); seed < 13; seed++ {
			if got := d.Track(&Track{}, paint(people, facescene.Fine, seed)); min(2, len(got)) != min(2, people) {
				t.Errorf("%d people, seed %d: %v", people, seed, got)
			}
		}
	}
}

// TestTrack_position compares with the ground truth in frames of alternating sizes.
func TestTrack_position(t *testing.T) {
	d := detector(t)
	for _, size := range [][2]int{{640, 480}, {240, 320}, {320, 240}, {480, 640}} {
		s := facescene.Paint(1, facescene.Fine, size[0], size[1], 1)
		got, want := d.Track(&Track{}, grey(s)), s.Faces[0]
		if len(got) != 1 {
			t.Errorf("%v: %d faces", size, len(got))
			continue
		}
		near := 0.2 * want.Size
		for _, d := range []float64{got[0].X - want.X, got[0].Y - want.Y, got[0].Size - want.Size} {
			if d > near || d < -near {
				t.Errorf("%v: %+v, want %+v", size, got[0], want)
				break
			}
		}
	}
}

// TestTrack_tilted has a face that is tilted by 22 degrees, which the upright search misses.
func TestTrack_tilted(t *testing.T) {
	d := detector(t)
	s := facescene.Paint(1, facescene.Fine, 640, 480, 1)
	want := s.Faces[0]
	for _, angle := range []float64{0.38, -0.38} {
		var p turned
		p.turn(grey(s), angle)
		if base, factor := d.reduce(&p.Gray, detectAt); len(d.search(base, factor, Face{Size: 640}, 96, 640)) > 0 {
			t.Fatalf("%v: an upright face", angle)
		}
		got := d.Track(&Track{}, &p.Gray)
		if len(got) != 1 {
			t.Errorf("%v: %v", angle, got)
			continue
		}
		// turn samples px at the angle, so the face moves by its opposite.
		sin, cos := math.Sincos(-angle)
		x, y := want.X+want.Size/2-320, want.Y+want.Size/2-240
		dx, dy := got[0].X+got[0].Size/2-320-(cos*x-sin*y), got[0].Y+got[0].Size/2-240-(sin*x+cos*y)
		if math.Hypot(dx, dy) > 0.25*want.Size || math.Abs(got[0].Size-want.Size) > 0.35*want.Size {
			t.Errorf("%v: %+v is %v, %v px off, of %+v", angle, got[0], dx, dy, want)
		}
	}
}

// TestMeasure has five scenes of each trouble, in which at least a number of faces is detected.
// The measure of each of these is beyond its default limit, and in no scene without trouble.
func TestMeasure(t *testing.T) {
	d := detector(t)
	measure := func(trouble facescene.Trouble) (all []Metrics) {
		for seed := range uint64(5) {
			p := paint(1, trouble, seed)
			if faces := d.Track(&Track{}, p); len(faces) == 1 {
				all = append(all, Measure(p, faces[0]))
			}
		}
		return all
	}
	fine := measure(facescene.Fine)
	for _, tt := range []struct {
		trouble  facescene.Trouble
		detected int
		beyond   func(Metrics) bool
	}{
		{facescene.Far, 4, func(m Metrics) bool { return m.Fill < 0.28 }},
		{facescene.Close, 5, func(m Metrics) bool { return m.Fill > 0.75 }},
		{facescene.OffCentre, 5, func(m Metrics) bool { return m.Offset > 0.2 }},
		{facescene.CutOff, 5, func(m Metrics) bool { return m.Cut }},
		{facescene.Dark, 4, func(m Metrics) bool { return m.Brightness < 60 && m.Backlight <= 90 }},
		{facescene.BackLit, 3, func(m Metrics) bool { return m.Backlight > 90 }},
	} {
		all := measure(tt.trouble)
		if len(all) < tt.detected {
			t.Errorf("%s: %d of 5 faces detected, want %d", tt.trouble, len(all), tt.detected)
		}
		for _, m := range all {
			if !tt.beyond(m) {
				t.Errorf("%s: %+v", tt.trouble, m)
			}
		}
		if slices.ContainsFunc(fine, tt.beyond) {
			t.Errorf("%s: without trouble one of %+v is beyond the limit", tt.trouble, fine)
		}
	}
}

// TestTrack_smallFrames has frames in which no window fits, and some in which it barely does.
func TestTrack_smallFrames(t *testing.T) {
	d := detector(t)
	for _, size := range [][2]int{{1, 1}, {39, 400}, {40, 40}, {41, 977}, {2000, 41}} {
		var p frame.Gray
		p.Resize(size[0], size[1])
		if got := d.Track(&Track{}, &p); len(got) > 0 {
			t.Errorf("%v: %v", size, got)
		}
	}
}

func TestDetectNear(t *testing.T) {
	d := detector(t)
	p := paint(1, facescene.Fine, 1)
	all := d.Track(&Track{}, p)
	if len(all) != 1 {
		t.Fatalf("%d faces", len(all))
	}
	f := all[0]
	for _, tt := range []struct {
		name string
		last Face
		want int
	}{
		{"same position", f, 1},
		{"moved", Face{X: f.X + 0.25*f.Size, Y: f.Y - 0.25*f.Size, Size: f.Size}, 1},
		{"a little smaller before", Face{X: f.X, Y: f.Y, Size: f.Size / 1.15}, 1},
		{"elsewhere", Face{X: f.X - 1.2*f.Size, Y: f.Y, Size: f.Size}, 0},
		{"much smaller before", Face{X: f.X, Y: f.Y, Size: f.Size / 2}, 0},
	} {
		if got := d.detectNear(p, tt.last); len(got) != tt.want {
			t.Errorf("%s: %v of %v", tt.name, got, f)
		}
	}
}

// TestTrack_newcomer adds a second person: the fourth frame, which is searched whole, has both.
func TestTrack_newcomer(t *testing.T) {
	d := detector(t)
	var state Track
	one, two := paint(1, facescene.Fine, 1), paint(2, facescene.Fine, 1)
	d.Track(&state, one)
	var got []Face
	for range maxLocal + 1 {
		got = d.Track(&state, two)
	}
	if len(got) != 2 {
		t.Errorf("%d faces after %d frames", len(got), maxLocal+1)
	}
}
