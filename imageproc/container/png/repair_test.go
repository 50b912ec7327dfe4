package png

import (
	"bytes"
	gopng "image/png"
	"io"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// TestStrip_repairs: what decoders overlook is repaired without a change of the pixels.
func TestStrip_repairs(t *testing.T) {
	whole := testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{})
	grey := testpic.BlankPNG(16, 8)
	insert := func(b []byte, at int, name, body string) []byte {
		return testpic.JoinPNG(slices.Insert(testpic.SplitPNG(b), at, testpic.Chunk{name, []byte(body)})...)
	}
	wrongCRC := func(b []byte, name string, n int) []byte {
		b = bytes.Clone(b)
		b[bytes.Index(b, []byte(name))+4+n] ^= 1
		return b
	}
	rgba := func() []byte {
		c := testpic.SplitPNG(whole)
		c[0].Body = bytes.Clone(c[0].Body)
		c[0].Body[9] = 6
		c[1].Body = testpic.Deflate(make([]byte, 8*(1+4*16)))
		return testpic.JoinPNG(c...)
	}()
	paletted := func() []byte {
		c := testpic.SplitPNG(whole)
		c[0].Body = bytes.Clone(c[0].Body)
		c[0].Body[9] = palette
		c[1].Body = testpic.Deflate(make([]byte, 8*(1+16)))
		return testpic.JoinPNG(c...)
	}()
	for _, tt := range []struct {
		name  string
		b     []byte
		want  fault.Code
		sound bool // not repaired
	}{
		{"whole", whole, "", true},
		{"text with a wrong CRC", wrongCRC(insert(whole, 1, "tEXt", "a\x00b"), "tEXt", 3), "", false},
		{"a profile with a wrong CRC", wrongCRC(insert(whole, 1, "iCCP", "a\x00\x00b"), "iCCP", 4), "", false},
		{"a profile without a header", insert(whole, 1, "iCCP", string(make([]byte, minICCP-1))), "", false},
		{"a profile that may have a header", insert(whole, 1, "iCCP", string(make([]byte, minICCP))), "", true},
		{"transparency with a wrong CRC", wrongCRC(insert(whole, 1, "tRNS", "123456"), "tRNS", 6), "", false},
		{"pixels with a wrong CRC", wrongCRC(insert(whole, 1, "IDAT", ""), "IDAT", 0), fault.Corrupt, false},
		{"an ancillary chunk without a name", insert(whole, 1, "s\x01IT", "abc"), "", false},
		{"a critical chunk without a name", insert(whole, 1, "S\x01IT", "abc"), fault.Corrupt, false},
		{"transparency for RGBA", insert(rgba, 1, "tRNS", "123456"), "", false},
		{"transparency after the pixels", insert(whole, 2, "tRNS", "123456"), "", false},
		{"transparency twice", insert(insert(whole, 1, "tRNS", "123456"), 1, "tRNS", "123456"), "", false},
		{"a colour space after the pixels", insert(whole, 2, "sRGB", "\x00"), "", false},
		{"a palette for grey", insert(grey, 1, "PLTE", "123"), "", false},
		{"a palette to choose from", insert(whole, 1, "PLTE", "123456"), "", true},
		{"a palette to choose from, twice", insert(insert(whole, 1, "PLTE", "123"), 1, "PLTE", "123"), "", false},
		{"a palette to choose from, of 4 bytes", insert(whole, 1, "PLTE", "1234"), "", false},
		{"a palette to choose from, of 257 colours", insert(whole, 1, "PLTE", string(make([]byte, 771))), "", false},
		{"transparency of RGB", insert(whole, 1, "tRNS", "123456"), "", true},
		{"transparency of RGB in 5 bytes", insert(whole, 1, "tRNS", "12345"), "", false},
		{"transparency of grey", insert(grey, 1, "tRNS", "12"), "", true},
		{"transparency of grey in no bytes", insert(grey, 1, "tRNS", ""), "", false},
		{"transparency before its palette", insert(insert(paletted, 1, "PLTE", "123456"), 1, "tRNS", "1"), "", false},
		{"transparency as long as its palette", insert(insert(paletted, 1, "tRNS", "12"), 1, "PLTE", "123456"), "", true},
		{"transparency longer than its palette", insert(insert(paletted, 1, "tRNS", "123"), 1, "PLTE", "123456"), "", false},
		{"a palette after the pixels", insert(whole, 2, "PLTE", "123"), "", false},
		{"anything instead of IEND", append(whole[:len(whole)-12:len(whole)-12], bytes.Repeat([]byte{1}, 40)...), "", false},
		{"IEND with a body", insert(whole[:len(whole)-12], 2, "IEND", "ab"), "", false},
		{"IEND with a wrong CRC", wrongCRC(whole, "IEND", 0), "", false},
		{"half of IEND", whole[:len(whole)-6], "", false},
		{"no IEND", whole[:len(whole)-12], "", false},
		{"no IEND, and no end of IDAT", whole[:len(whole)-13], fault.Truncated, false},
		{"no IEND, and text that is cut off", insert(whole, 2, "tEXt", "abc")[:len(whole)], "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var info container.Info
			spans, err := Strip(container.NewReader(bytes.NewReader(tt.b)), &info)
			must.Code(t, err, tt.want)
			if err != nil {
				return
			}
			if info.Repaired == tt.sound {
				t.Errorf("repaired is %v", info.Repaired)
			}
			s := container.NewSplice(bytes.NewReader(tt.b), spans)
			out, _ := io.ReadAll(io.NewSectionReader(s, 0, s.Size()))
			if again, err := imagetest.Read(Check, out); err != nil || again.Repaired {
				t.Errorf("the repaired file: %v, repaired %v", err, again.Repaired)
			}
			if _, err := gopng.Decode(bytes.NewReader(out)); err != nil {
				t.Errorf("the repaired file: %v", err)
			}
		})
	}
}

// counted is a Source that inflates by itself.
type counted struct {
	container.Source
	found      int64 // bytes that it claims to find
	off, limit int64
}

func (c *counted) InflatedSize(off, limit int64) int64 {
	c.off, c.limit = off, limit
	return c.found
}

func TestCheck_rows(t *testing.T) {
	const raw = 8 * (1 + 3*16)
	file := func(pieces ...[]byte) []byte {
		c := testpic.SplitPNG(testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
		var idat []testpic.Chunk
		for _, p := range pieces {
			idat = append(idat, testpic.Chunk{"IDAT", p})
		}
		return testpic.JoinPNG(slices.Concat(c[:1], idat, c[2:])...)
	}
	z := testpic.Deflate(bytes.Repeat([]byte{0, 1, 2, 3, 4, 5, 6}, raw/7))
	for _, tt := range []struct {
		name string
		b    []byte
		want fault.Code
	}{
		{"all rows", file(z), ""},
		{"all rows in many chunks", file(z[:1], nil, z[1:2], z[2:9], z[9:]), ""},
		{"more than all rows", file(testpic.Deflate(make([]byte, raw+1))), ""},
		{"bytes behind the stream", file(z, []byte("junk")), ""},
		{"all rows but a byte", file(testpic.Deflate(make([]byte, raw-1))), fault.Truncated},
		{"half of the stream", file(z[:len(z)/2]), fault.Truncated},
		{"nothing", file(nil), fault.Truncated},
		{"no zlib stream", file([]byte("not deflated at all")), fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := imagetest.Read(Check, tt.b)
			must.Code(t, err, tt.want)
			// A Source that inflates is believed if it finds all rows, and checked if it doesn't.
			for _, found := range []int64{0, raw - 1, raw} {
				want := tt.want
				if found == raw {
					want = ""
				}
				src := &counted{Source: imagetest.File(tt.b), found: found}
				r := container.NewReader(src)
				defer r.Scan()()
				if err := Check(r, &container.Info{}); fault.CodeOf(err) != want {
					t.Errorf("by a Source that finds %d bytes: got %v, want %q", found, err, want)
				}
				if first := int64(bytes.Index(tt.b, []byte("IDAT")) - 4); src.off != first || src.limit != raw {
					t.Errorf("%d bytes from %d on are expected of the Source, want %d from %d on", src.limit, src.off, raw, first)
				}
			}
		})
	}
}

func TestRawSize(t *testing.T) {
	for _, tt := range []struct {
		width, height, bits int64
		interlaced          bool
		want                int64
	}{
		{16, 8, 24, false, 8 * 49},
		{9, 2, 1, false, 2 * 3},
		{1, 1, 8, true, 2},
		{16, 8, 24, true, 399},
		{5, 5, 1, true, 2 + 2 + 2 + 2*2 + 2 + 3*2 + 2*2},
		{1<<31 - 1, 1<<31 - 1, 64, false, maxRaw + 1},
		{1 << 14, 1 << 14, 64, false, 1<<31 + 1<<14},
	} {
		if got := rawSize(tt.width, tt.height, tt.bits, tt.interlaced); got != tt.want {
			t.Errorf("%+v: got %d", tt, got)
		}
	}
}
