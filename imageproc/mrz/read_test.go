package mrz

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// reader has the weights that the product loads.
func reader(t testing.TB) *Reader {
	file, err := os.ReadFile("../../web/mrz.bin")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNewReader_refusesOtherFiles(t *testing.T) {
	file, err := os.ReadFile("../../web/mrz.bin")
	if err != nil {
		t.Fatal(err)
	}
	bad := append([]byte(nil), file...)
	bad[len(file)-40] ^= 0xff // a weight: any value is valid
	for _, c := range []struct {
		name string
		file []byte
		ok   bool
	}{{"whole", file, true}, {"another weight", bad, true}, {"empty", nil, false}, {"short", file[:len(file)-1], false},
		{"long", append(bad, 0), false}, {"other magic", append([]byte("MRZ2"), file[4:]...), false}} {
		if _, err := NewReader(c.file); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func blank(w, h int, level byte) Gray {
	g := Gray{Pix: make([]byte, w*h), Width: w, Height: h, Stride: w}
	for i := range g.Pix {
		g.Pix[i] = level
	}
	return g
}

func TestRead_picturesWithoutZone(t *testing.T) {
	r := reader(t)
	stripes, noise := blank(640, 480, 255), blank(640, 480, 255)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range stripes.Pix {
		if i/640%24 < 9 && i%7 < 3 {
			stripes.Pix[i] = 0
		}
		noise.Pix[i] = byte(random.IntN(256))
	}
	for name, g := range map[string]Gray{"white": blank(800, 600, 255), "one px": blank(1, 1, 0), "row": blank(5000, 1, 9), "column": blank(1, 5000, 9),
		"narrow": blank(3, 4000, 200), "stripes": stripes, "noise": noise} {
		got, err := r.Read(t.Context(), g)
		var unreadable *UnreadableError
		if got != nil || err != ErrNone && !errors.As(err, &unreadable) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestRead_refusesImpossiblePictures(t *testing.T) {
	r := reader(t)
	for name, g := range map[string]Gray{"nothing": {}, "few px": {Pix: make([]byte, 99), Width: 10, Height: 10, Stride: 10}, "short stride": {Pix: make([]byte, 100), Width: 10, Height: 10, Stride: 9},
		"overflowing stride": {Pix: make([]byte, 100), Width: 10, Height: 9, Stride: 1 << 61}, "no row": {Pix: make([]byte, 9), Width: 10, Height: 1, Stride: 10},
		"negative": {Pix: make([]byte, 100), Width: -1, Height: 10, Stride: 10}, "too wide": {Pix: make([]byte, maxSize+1), Width: maxSize + 1, Height: 1, Stride: maxSize + 1}} {
		if _, err := r.Read(t.Context(), g); err != errPicture {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// countdown is a context that ends when it has been asked n times.
type countdown struct {
	context.Context
	n int
}

func (c *countdown) Err() error {
	if c.n--; c.n < 0 {
		return context.Canceled
	}
	return nil
}

// TestRead_cancelled ends a reading at each of its stages.
func TestRead_cancelled(t *testing.T) {
	r := reader(t)
	stripes := blank(320, 240, 255)
	for i := range stripes.Pix {
		if i/320%24 < 9 && i%7 < 3 {
			stripes.Pix[i] = 0
		}
	}
	const tilts, maps = 9, 2
	stages := 0
	for ; ; stages++ {
		if _, err := r.Read(&countdown{t.Context(), stages}, stripes); err != context.Canceled {
			break
		}
	}
	if stages < tilts*maps+2 {
		t.Errorf("the context is looked at in %d stages", stages)
	}
}

// TestDecode_repairs decodes certain characters of which one is misread.
func TestDecode_repairs(t *testing.T) {
	for _, z := range zones {
		if !z.valid {
			continue
		}
		text := strings.ReplaceAll(z.text, "\n", "")
		format := Format(z.format)
		long := 0
		if strings.Contains(z.name, "of twelve") {
			long = 4
		}
		cells := make([]logs, len(text))
		for i := range cells {
			for j := range cells[i] {
				cells[i][j] = -9
			}
			cells[i][classOf(text[i])] = 0
		}
		if d := decode(format, slots(format, long), cells); d == nil || string(d.text) != text || d.repaired > 0 || d.margin < 8 {
			t.Errorf("%s: %+v", z.name, d)
			continue
		}
		// The first digit of the birth date: 1 is likelier than what is printed.
		at := 0
		for _, p := range layouts[format].fields {
			if p.name == BirthDate {
				at = p.at.from
				for _, w := range layouts[format].widths[:p.at.line] {
					at += w
				}
			}
		}
		cells[at][classOf(text[at])], cells[at][classOf('1')] = -1, 0
		d := decode(format, slots(format, long), cells)
		if d == nil || string(d.text) != text || d.repaired != 1 || d.cost < 0.9 || d.cost > 1.1 || !d.chars[at].Repaired {
			t.Errorf("%s, a digit misread: %+v", z.name, d)
		}
	}
}

// TestDecode_prefers0 reads what may be 0 or O in optional data, which a visa has no check digit of.
func TestDecode_prefers0(t *testing.T) {
	const text = "V<LUXMAUS<<KETTY<<<<<<<<<<<<<<<<<<<<<<<<<<<<S998527<<4LUX7806201F110808403060021041<<<<96"
	for _, c := range []struct {
		oddsOfO float32
		want    byte
	}{{rareO - 0.1, '0'}, {rareO + 0.1, 'O'}} {
		cells := make([]logs, len(text))
		for i := range cells {
			for j := range cells[i] {
				cells[i][j] = -9
			}
			cells[i][classOf(text[i])] = 0
		}
		at := len(text) - 3
		cells[at][classOf('0')], cells[at][classOf('O')], cells[at][fillerIndex] = -c.oddsOfO, 0, -9
		d := decode(MRVA, slots(MRVA, 0), cells)
		if d == nil || d.text[at] != c.want {
			t.Errorf("O likelier by %v: %+v", c.oddsOfO, d)
		}
	}
}

func classOf(c byte) int {
	return strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<", c)
}

func FuzzRead(f *testing.F) {
	r := reader(f)
	f.Add(uint16(320), uint16(240), []byte{255})
	f.Add(uint16(500), uint16(30), []byte{0, 255, 255, 0, 255})
	f.Add(uint16(30), uint16(500), []byte("P<UTOERIKSSON<<ANNA<MARIA<<<"))
	f.Add(uint16(400), uint16(300), []byte(strings.Repeat("\xff", 2000)+strings.Repeat("\xff\x00\xff", 1500)))
	f.Fuzz(func(t *testing.T, w, h uint16, pattern []byte) {
		g := blank(int(w)%700, int(h)%700, 128)
		for i := range g.Pix {
			if len(pattern) > 0 {
				g.Pix[i] = pattern[i%len(pattern)]
			}
		}
		got, err := r.Read(t.Context(), g)
		if (got == nil) == (err == nil) || got != nil && !got.Valid() {
			t.Errorf("%v, %v", got, err)
		}
	})
}
