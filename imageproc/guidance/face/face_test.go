package face_test

import (
	"os"
	"slices"
	"testing"

	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/facescene"
)

// file is the cascade as it is served.
func file(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../web/face.bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func finder(t testing.TB) *face.Finder {
	t.Helper()
	c, err := face.Parse(file(t))
	if err != nil {
		t.Fatal(err)
	}
	return face.NewFinder(c)
}

func grey(s facescene.Scene) *frame.Gray {
	var p frame.Gray
	p.FromRGBA(s.Image.Pix, s.Image.Rect.Dx(), s.Image.Rect.Dy())
	return &p
}

// TestHowMany counts on painted frames none, one and several. Statistics over more are
// make accuracy's.
func TestHowMany(t *testing.T) {
	f := finder(t)
	const each = 20
	for people := range 4 {
		right := 0
		for seed := range uint64(each) {
			p := grey(facescene.Paint(people, facescene.Fine, 320, 240, seed))
			if got := f.Find(p); min(2, len(got)) == min(2, people) {
				right++
			}
		}
		t.Logf("%d people: %d of %d right", people, right, each)
		if right < each*8/10 {
			t.Errorf("%d people: %d of %d right", people, right, each)
		}
	}
}

// TestWhereTheyAre holds what is found against where it was painted, at both sizes that
// frames have, and when the same Finder is given another size in between.
func TestWhereTheyAre(t *testing.T) {
	f := finder(t)
	for _, size := range [][2]int{{640, 480}, {240, 320}, {320, 240}, {480, 640}} {
		s := facescene.Paint(1, facescene.Fine, size[0], size[1], 1)
		got, want := f.Find(grey(s)), s.Faces[0]
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

// TestTroublesAreSeen says of painted troubles that it is that one, among others perhaps.
func TestTroublesAreSeen(t *testing.T) {
	f := finder(t)
	for _, tt := range []struct {
		trouble facescene.Trouble
		want    face.Problem
	}{
		{facescene.Fine, ""},
		{facescene.Far, face.TooFar},
		{facescene.Close, face.TooClose},
		{facescene.OffCentre, face.OffCentre},
		{facescene.CutOff, face.CutOff},
		{facescene.Dark, face.TooDark},
		{facescene.BackLit, face.BackLit},
	} {
		right, seen := 0, 0
		for seed := range uint64(10) {
			p := grey(facescene.Paint(1, tt.trouble, 320, 240, seed))
			faces := f.Find(p)
			if len(faces) != 1 {
				continue // that is TestHowMany's
			}
			seen++
			got := face.Limits{}.Problems(faces, face.Measure(p, faces[0]))
			if tt.want == "" && len(got) == 0 || slices.Contains(got, tt.want) {
				right++
			} else {
				t.Logf("%s %d: %v of %+v in %+v", tt.trouble, seed, got, face.Measure(p, faces[0]), faces[0])
			}
		}
		if seen < 4 || right*10 < seen*8 {
			t.Errorf("%s: %d of %d right", tt.trouble, right, seen)
		}
	}
}

func TestProblemsAtTheirLimits(t *testing.T) {
	one := []face.Face{{Size: 100}}
	fine := []face.Metrics{
		{Share: 0.28, Centre: 0.2, Dark: 60, Against: 90},
		{Share: 0.75, Dark: 60},
	}
	for _, m := range fine {
		if got := (face.Limits{}).Problems(one, m); len(got) > 0 {
			t.Errorf("just at the limits: %v of %+v", got, m)
		}
	}
	for _, tt := range []struct {
		name   string
		faces  []face.Face
		limits face.Limits
		change func(*face.Metrics)
		want   []face.Problem
	}{
		{"nobody", nil, face.Limits{}, func(*face.Metrics) {}, []face.Problem{face.None}},
		{"two", append(one, one...), face.Limits{}, func(*face.Metrics) {}, []face.Problem{face.Several}},
		{"far", one, face.Limits{}, func(m *face.Metrics) { m.Share = 0.279 }, []face.Problem{face.TooFar}},
		{"close", one, face.Limits{}, func(m *face.Metrics) { m.Share = 0.751 }, []face.Problem{face.TooClose}},
		{"aside", one, face.Limits{}, func(m *face.Metrics) { m.Centre = 0.201 }, []face.Problem{face.OffCentre}},
		{"cut", one, face.Limits{}, func(m *face.Metrics) { m.Cut = true }, []face.Problem{face.CutOff}},
		{"dark", one, face.Limits{}, func(m *face.Metrics) { m.Dark = 59 }, []face.Problem{face.TooDark}},
		{"before a window", one, face.Limits{}, func(m *face.Metrics) { m.Against = 91 }, []face.Problem{face.BackLit}},
		{"dark because of a window", one, face.Limits{}, func(m *face.Metrics) { m.Dark, m.Against = 30, 91 }, []face.Problem{face.BackLit}},
		{"far, and the host doesn't mind", one, face.Limits{Far: 0.1}, func(m *face.Metrics) { m.Share = 0.1 }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := fine[0]
			m.Against = 0
			tt.change(&m)
			if got := tt.limits.Problems(tt.faces, m); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestSmallFrames gives frames in which no window has room, and others that barely do.
func TestSmallFrames(t *testing.T) {
	f := finder(t)
	for _, size := range [][2]int{{1, 1}, {39, 400}, {40, 40}, {41, 977}, {2000, 41}} {
		var p frame.Gray
		p.Resize(size[0], size[1])
		if got := f.Find(&p); len(got) > 0 {
			t.Errorf("%v: %v in nothing", size, got)
		}
	}
}

// TestFollow finds a face where it was, and a little further, and none where it wasn't.
func TestFollow(t *testing.T) {
	f := finder(t)
	p := grey(facescene.Paint(1, facescene.Fine, 320, 240, 1))
	all := f.Find(p)
	if len(all) != 1 {
		t.Fatalf("%d faces", len(all))
	}
	whole := all[0]
	for _, tt := range []struct {
		name string
		was  face.Face
		want int
	}{
		{"where it is", whole, 1},
		{"moved", face.Face{X: whole.X + 0.25*whole.Size, Y: whole.Y - 0.25*whole.Size, Size: whole.Size}, 1},
		{"smaller before", face.Face{X: whole.X, Y: whole.Y, Size: whole.Size / 1.15}, 1},
		{"elsewhere", face.Face{X: whole.X - 1.2*whole.Size, Y: whole.Y, Size: whole.Size}, 0},
		{"much smaller before", face.Face{X: whole.X, Y: whole.Y, Size: whole.Size / 2}, 0},
	} {
		if got := f.Follow(p, tt.was); len(got) != tt.want {
			t.Errorf("%s: %v of %v", tt.name, got, whole)
		}
	}
}

func BenchmarkFollow(b *testing.B) {
	f := finder(b)
	p := grey(facescene.Paint(1, facescene.Fine, 320, 240, 1))
	was := f.Find(p)[0]
	for b.Loop() {
		f.Follow(p, was)
	}
}

func BenchmarkFind(b *testing.B) {
	f := finder(b)
	p := grey(facescene.Paint(1, facescene.Fine, 320, 240, 1))
	for b.Loop() {
		f.Find(p)
	}
}
