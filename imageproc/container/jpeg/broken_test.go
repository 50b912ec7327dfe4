package jpeg

import (
	"bytes"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func TestCheck_broken(t *testing.T) {
	type parts = []testpic.Segment
	body := func(marker byte, change func(b []byte) []byte) func(parts) parts {
		return func(p parts) parts {
			i := testpic.IndexMarker(p, marker)
			p[i].Body = change(bytes.Clone(p[i].Body))
			return p
		}
	}
	set := func(marker byte, at int, v byte) func(parts) parts {
		return body(marker, func(b []byte) []byte { b[at] = v; return b })
	}
	without := func(marker byte) func(parts) parts {
		return func(p parts) parts {
			testpic.IndexMarker(p, marker)
			return slices.DeleteFunc(p, func(p testpic.Segment) bool { return p.Marker == marker })
		}
	}
	renamed := func(from, to byte) func(parts) parts {
		return func(p parts) parts { p[testpic.IndexMarker(p, from)].Marker = to; return p }
	}
	before := func(marker byte, add ...testpic.Segment) func(parts) parts {
		return func(p parts) parts { return slices.Insert(p, testpic.IndexMarker(p, marker), add...) }
	}
	frame := testpic.Segment{Marker: markerSOF0, Body: []byte{8, 0, 8, 0, 8, 1, 1, 0x11, 0}}
	for _, tt := range []struct {
		name  string
		spoil func(parts) parts
		want  fault.Code
	}{
		{"height left to DNL", body(markerSOF0, func(b []byte) []byte { b[1], b[2] = 0, 0; return b }), fault.Corrupt},
		{"no width", body(markerSOF0, func(b []byte) []byte { b[3], b[4] = 0, 0; return b }), fault.Corrupt},
		{"7 bits", set(markerSOF0, 0, 7), fault.Corrupt},
		{"12 bits, baseline", set(markerSOF0, 0, 12), fault.Corrupt},
		{"short frame header", body(markerSOF0, func(b []byte) []byte { return b[:5] }), fault.Corrupt},
		{"frame header too long", body(markerSOF0, func(b []byte) []byte { return append(b, 0) }), fault.Corrupt},
		{"no components", body(markerSOF0, func(b []byte) []byte { b[5] = 0; return b[:6] }), fault.Corrupt},
		{"two components", body(markerSOF0, func(b []byte) []byte { b[5] = 2; return b[:12] }), fault.UnsupportedFormat},
		{"twice the same component in the frame alone", set(markerSOF0, 9, 1), fault.Corrupt},
		{"sampling 0", set(markerSOF0, 7, 0x01), fault.Corrupt},
		{"sampling 5", set(markerSOF0, 7, 0x15), fault.Corrupt},
		{"quantization table 4", set(markerSOF0, 8, 4), fault.Corrupt},
		{"extended is fine", renamed(markerSOF0, markerSOF1), ""},
		{"lossless", renamed(markerSOF0, 0xc3), fault.UnsupportedFormat},
		{"differential", renamed(markerSOF0, 0xc5), fault.UnsupportedFormat},
		{"arithmetic", renamed(markerSOF0, 0xc9), fault.UnsupportedFormat},
		{"arithmetic conditioning", renamed(markerDHT, markerDAC), fault.UnsupportedFormat},
		{"hierarchical", before(markerSOF0, testpic.Segment{Marker: markerDHP, Body: frame.Body}), fault.UnsupportedFormat},
		{"no frame header", without(markerSOF0), fault.Corrupt},
		{"two frame headers", before(markerSOS, frame), fault.Corrupt},
		{"no scan", without(markerSOS), fault.Corrupt},
		{"no quantization tables", without(markerDQT), fault.Corrupt},
		{"no Huffman tables, progressive", func(p parts) parts {
			return renamed(markerSOF0, markerSOF2)(without(markerDHT)(p))
		}, fault.Corrupt},
		{"a reserved marker", renamed(markerDQT, 0x02), fault.Corrupt},
		{"SOI again", before(markerDQT, testpic.Segment{Marker: markerSOI}), fault.Corrupt},
		{"a restart marker among the headers", before(markerDQT, testpic.Segment{Marker: markerRST0}), fault.Corrupt},
		{"an empty DQT", body(markerDQT, func([]byte) []byte { return nil }), fault.Corrupt},
		{"a short DQT", body(markerDQT, func(b []byte) []byte { return b[:len(b)-1] }), fault.Corrupt},
		{"DQT precision 2", set(markerDQT, 0, 0x20), fault.Corrupt},
		{"DQT number 4", set(markerDQT, 0, 0x04), fault.Corrupt},
		{"an empty DHT", body(markerDHT, func([]byte) []byte { return nil }), fault.Corrupt},
		{"a short DHT", body(markerDHT, func(b []byte) []byte { return b[:len(b)-1] }), fault.Corrupt},
		{"DHT class 2", set(markerDHT, 0, 0x20), fault.Corrupt},
		{"more codes than fit", set(markerDHT, 1, 3), fault.Corrupt},
		{"a restart interval of 1 byte", before(markerSOS, testpic.Segment{Marker: markerDRI, Body: []byte{1}}), fault.Corrupt},
		{"a scan of no components", set(markerSOS, 0, 0), fault.Corrupt},
		{"a scan of an unknown component", set(markerSOS, 1, 9), fault.Corrupt},
		{"a scan of a component twice", set(markerSOS, 3, 1), fault.Corrupt},
		{"a scan with an unknown table", set(markerSOS, 2, 0x30), fault.Corrupt},
		{"a component without scan", body(markerSOS, func(b []byte) []byte {
			return append([]byte{2}, append(b[1:5], b[7:]...)...)
		}), fault.Truncated},
		{"a DNL that agrees is fine", func(p parts) parts {
			return append(p, testpic.Segment{Marker: markerDNL, Body: []byte{0, 16}})
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := testpic.SplitJPEG(testpic.JPEG(testpic.Scene(16, 16), testpic.JPEGOptions{}))
			_, err := imagetest.Read(Check, testpic.JoinJPEG(tt.spoil(whole)...))
			must.Code(t, err, tt.want)
		})
	}
}

func TestCheck_brokenFiles(t *testing.T) {
	whole := testpic.JPEG(testpic.Scene(16, 16), testpic.JPEGOptions{Comment: true})
	// progressive has another byte in its last scan header.
	progressive := func(at int, v byte) []byte {
		parts := testpic.ProgressiveJPEG()
		parts[len(parts)-1].Body[at] = v
		return testpic.JoinJPEG(parts...)
	}
	restarts := func(interval byte, data string) []byte {
		parts := testpic.FlatJPEG(3)
		parts[testpic.IndexMarker(parts, markerSOS)].Data = []byte(data)
		parts[testpic.IndexMarker(parts, markerDRI)].Body = []byte{0, interval}
		return testpic.JoinJPEG(parts...)
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want fault.Code
	}{
		{"only SOI and EOI", []byte("\xff\xd8\xff\xd9"), fault.Corrupt},
		{"not a JPEG", []byte("\xff\xd7\xff\xd9"), fault.Corrupt},
		{"segment of length 1", []byte("\xff\xd8\xff\xe0\x00\x01"), fault.Corrupt},
		{"64 KiB of junk", slices.Concat(whole[:2], make([]byte, maxStray), whole[2:]), ""},
		{"more than 64 KiB of junk", slices.Concat(whole[:2], make([]byte, maxStray+1), whole[2:]), fault.Corrupt},
		{"a length that points into another segment", bytes.Replace(whole, []byte("\xff\xfe\x00\x11"), []byte("\xff\xfe\x00\x12"), 1), fault.Corrupt},
		{"a length beyond the end", bytes.Replace(whole, []byte("\xff\xfe\x00\x11"), []byte("\xff\xfe\xff\xff"), 1), fault.Truncated},
		{"TEM is skipped", append([]byte("\xff\xd8\xff\x01"), whole[2:]...), ""},
		{"nothing but fill", []byte("\xff\xd8\xff\xff"), fault.Truncated},

		{"progressive", progressive(3, 1), ""},
		{"progressive, DC and AC together", progressive(3, 0), fault.Corrupt},
		{"progressive, from coefficient 64", progressive(3, 64), fault.Corrupt},
		{"progressive, to coefficient 64", progressive(4, 64), fault.Corrupt},
		{"progressive, approximation 14", progressive(5, 0x0e), fault.Corrupt},
		{"progressive, refinement", progressive(5, 0x10), ""},
		{"progressive, an unknown AC table", progressive(2, 0x03), fault.Corrupt},
		{"progressive, an unknown DC table that isn't used", progressive(2, 0x30), ""},

		{"restarts in turn", restarts(1, "\x2b\xff\xd0\x2b\xff\xd1\x2b"), ""},
		{"restarts, one missing", restarts(1, "\x2b\xff\xd0\x2b\xff\xd2\x2b"), fault.Corrupt},
		{"restarts that don't begin at zero", restarts(1, "\x2b\xff\xd1\x2b"), fault.Corrupt},
		{"restarts without an interval", restarts(0, "\x2b\xff\xd0\x2b"), fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := imagetest.Read(Check, tt.b)
			must.Code(t, err, tt.want)
		})
	}
}
