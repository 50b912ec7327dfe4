package face

import (
	"bytes"
	"testing"

	"credential-capture/imageproc/guidance/frame"
)

func TestParse_invalid(t *testing.T) {
	whole := file(t)
	if _, err := Parse(whole); err != nil {
		t.Fatal(err)
	}
	if len(whole) > 60_000 {
		t.Errorf("%d bytes, the limit is 60,000", len(whole))
	}
	change := func(at int, to byte) []byte {
		b := bytes.Clone(whole)
		b[at] = to
		return b
	}
	for name, b := range map[string][]byte{
		"nothing":                nil,
		"a byte less":            whole[:len(whole)-1],
		"a byte more":            append(bytes.Clone(whole), 0),
		"half":                   whole[:len(whole)/2],
		"another magic":          change(0, 'X'),
		"a tiny window":          change(4, 11),
		"a huge window":          change(4, 41),
		"no stages":              change(5, 0),
		"too many stages":        change(5, 41),
		"a stage without trees":  change(6, 0),
		"a threshold that isn't": change(11, 0x7f),
		"an unknown flag":        change(12, 8),
		"a rectangle outside":    change(12+1+12+4, 19),
		"one that has no width":  change(12+1+12+4+2, 0),
		"one that has no weight": change(12+1+12+4+4, 0),
	} {
		if _, err := Parse(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzParse searches a frame with whatever parses.
func FuzzParse(f *testing.F) {
	whole := file(f)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(Magic))
	f.Add(small())
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err != nil {
			return
		}
		var p frame.Gray
		p.Resize(96, 80)
		for i := range p.Pix {
			p.Pix[i] = uint8(i * 37)
		}
		NewDetector(c).Track(&Track{}, &p)
	})
}

// small is a cascade of one tree, which the fuzzer can mutate and keep valid.
func small() []byte {
	b := []byte(Magic)
	b = append(b, 20, 1, 1, 0, 0, 0, 0, 0) // one stage of one tree
	b = append(b, 0)
	b = append(b, make([]byte, 12)...) // leaves
	for range 2 {
		b = append(b, 0, 0, 0, 0)
		b = append(b, 0, 0, 20, 20, 0xff, 4, 4, 12, 12, 2)
	}
	return b
}
