package jpeg

import (
	"bytes"
	"image"
	gojpeg "image/jpeg"
	"io"
	"os"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// strip returns the stripped file.
func strip(b []byte) ([]byte, container.Info, error) {
	var info container.Info
	spans, err := Strip(container.NewReader(bytes.NewReader(b)), &info)
	if err != nil {
		return nil, info, err
	}
	s := container.NewSplice(bytes.NewReader(b), spans)
	out, err := io.ReadAll(io.NewSectionReader(s, 0, s.Size()))
	return out, info, err
}

// TestStrip_repairs: what decoders overlook is repaired without a change of the pixels; what they
// show in different ways is refused.
func TestStrip_repairs(t *testing.T) {
	colour := testpic.SplitJPEG(testpic.JPEG(testpic.Scene(48, 32), testpic.JPEGOptions{}))
	grey := testpic.FlatJPEG(9) // a restart marker behind each block but the last
	edit := func(parts []testpic.Segment, marker byte, change func(p *testpic.Segment)) []byte {
		parts = slices.Clone(parts)
		change(&parts[testpic.IndexMarker(parts, marker)])
		return testpic.JoinJPEG(parts...)
	}
	restart := func(i int, to string) []byte {
		return edit(grey, markerSOS, func(p *testpic.Segment) {
			p.Data = slices.Concat(p.Data[:3*i+1], []byte(to), p.Data[3*i+3:])
		})
	}
	whole := testpic.JoinJPEG(colour...)
	end := func(b []byte, n int, more string) []byte { return append(b[:len(b)-n:len(b)-n], more...) }
	ids := func(b []byte) []byte {
		return bytes.Replace(bytes.Replace(b, []byte{3, 0x11, 1}, []byte{2, 0x11, 1}, 1), []byte{3, 0x11, 0, 63}, []byte{2, 0x11, 0, 63}, 1)
	}
	noDHT := testpic.JoinJPEG(slices.DeleteFunc(slices.Clone(colour), func(p testpic.Segment) bool { return p.Marker == markerDHT })...)
	for _, tt := range []struct {
		name  string
		b     []byte
		like  []testpic.Segment
		want  fault.Code
		sound bool // not repaired
	}{
		{"whole", whole, colour, "", true},
		{"whole, with restarts", testpic.JoinJPEG(grey...), grey, "", true},
		{"no EOI", end(whole, 2, ""), colour, "", false},
		{"half of EOI", end(whole, 1, ""), colour, "", false},
		{"no EOI, 2 bytes of data missing", end(whole, 4, ""), colour, fault.Truncated, false},
		{"no EOI but a trailer", end(whole, 2, "\xff\x8e\x00\x05abc and what a phone's maker adds"), colour, "", false},
		{"no EOI but a trailer without markers", end(whole, 2, "\x00\x01\x02"), colour, "", false},
		{"no EOI, progressive", end(testpic.JoinJPEG(testpic.ProgressiveJPEG()...), 2, ""), testpic.ProgressiveJPEG(), "", false},
		{"a byte between segments", slices.Concat(whole[:2], []byte{0}, whole[2:]), colour, "", false},
		{"a stuffed byte between segments", slices.Concat(whole[:2], []byte{0xff, 0}, whole[2:]), colour, "", false},
		{"no Huffman tables", noDHT, colour, "", false},
		{"equal component ids", ids(whole), colour, "", false},
		{"restart 1 instead of 4", restart(4, "\xff\xd1"), grey, "", false},
		{"restart 2 instead of 4", restart(4, "\xff\xd2"), grey, fault.Corrupt, false},
		{"restart 3 instead of 4", restart(4, "\xff\xd3"), grey, fault.Corrupt, false},
		{"restart 5 instead of 4", restart(4, "\xff\xd5"), grey, fault.Corrupt, false},
		{"restart 6 instead of 4", restart(4, "\xff\xd6"), grey, fault.Corrupt, false},
		{"restart 7 instead of 4", restart(4, "\xff\xd7"), grey, "", false},
		{"restart 0 instead of 4", restart(4, "\xff\xd0"), grey, "", false},
		{"a restart twice", restart(4, "\xff\xd4\xff\xd4"), grey, fault.Corrupt, false},
		{"no restart", restart(4, ""), grey, fault.Corrupt, false},
		{"bytes before a wrong restart", restart(4, "\x12\x34\xff\xd0"), grey, "", false},
		{"a restart behind the last block", edit(grey, markerSOS, func(p *testpic.Segment) {
			p.Data = append(bytes.Clone(p.Data), "\xff\xd0\x12"...)
		}), grey, "", false},
		{"an interval missing", edit(grey, markerSOS, func(p *testpic.Segment) { p.Data = p.Data[:3*7+1] }), grey, fault.Truncated, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, info, err := strip(tt.b)
			must.Code(t, err, tt.want)
			if tt.want != "" {
				return
			}
			if info.Repaired == tt.sound {
				t.Errorf("repaired is %v", info.Repaired)
			}
			if again, err := imagetest.Read(CheckPixels, out); err != nil || again.Repaired {
				t.Errorf("the repaired file: %v, repaired %v", err, again.Repaired)
			}
			got, err := gojpeg.Decode(bytes.NewReader(out))
			if err != nil {
				t.Fatalf("the repaired file: %v", err)
			}
			want := must.Get(gojpeg.Decode(bytes.NewReader(testpic.JoinJPEG(tt.like...))))(t)
			if !samePixels(got, want) {
				t.Error("the repaired file shows another picture")
			}
		})
	}
}

func samePixels(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

func TestCheckPixels(t *testing.T) {
	scene := testpic.JPEG(testpic.Scene(160, 120), testpic.JPEGOptions{Quality: 95})
	parts := testpic.SplitJPEG(scene)
	sos := testpic.IndexMarker(parts, markerSOS)
	half := parts[sos].Data[:len(parts[sos].Data)/2]
	filled := func(filler byte, n int) []byte {
		cut := slices.Clone(parts)
		cut[sos].Data = append(bytes.Clone(half), bytes.Repeat([]byte{filler}, n)...)
		return testpic.JoinJPEG(cut...)
	}
	grey := testpic.FlatJPEG(9) // a restart marker behind each block but the last
	surplus := func(parts []testpic.Segment, at, zeros, ones int) []byte {
		parts = slices.Clone(parts)
		p := &parts[testpic.IndexMarker(parts, markerSOS)]
		p.Data = slices.Concat(p.Data[:at], make([]byte, zeros), bytes.Repeat([]byte{1}, ones), p.Data[at:])
		return testpic.JoinJPEG(parts...)
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want []fault.Code
	}{
		{"whole", scene, []fault.Code{""}},
		{"blank", testpic.BlankJPEG(640, 480), []fault.Code{""}},
		{"the upper half", filled(0, 0), []fault.Code{fault.Truncated}},
		{"the upper half and a few zeros", filled(0, 1000), []fault.Code{fault.Truncated}},
		{"the upper half and many zeros", filled(0, 100_000), []fault.Code{fault.Truncated}},
		{"the upper half and noise", filled(0x5a, 10_000), []fault.Code{fault.Truncated, fault.Corrupt}},
		{"more bytes than the blocks take", surplus(parts, len(parts[sos].Data), maxSurplus-1, 1), []fault.Code{""}},
		{"many more bytes than the blocks take", surplus(parts, len(parts[sos].Data), maxSurplus, 1), []fault.Code{fault.Corrupt}},
		{"padding", surplus(parts, len(parts[sos].Data), 10_000, 0), []fault.Code{""}},
		{"more bytes than an interval takes", surplus(grey, 1, maxSurplus-1, 1), []fault.Code{""}},
		{"many more bytes than an interval takes", surplus(grey, 1, maxSurplus, 1), []fault.Code{fault.Corrupt}},
		{"hardly any data", testpic.JPEGHeader(64, 64), []fault.Code{fault.Truncated}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := imagetest.Read(CheckPixels, tt.b); !slices.Contains(tt.want, fault.CodeOf(err)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestCheckPixels_progressive: testdata/progressive.jpg is testpic.Scene(64, 48) by libjpeg's
// jpegtran -progressive: ten scans with successive approximation.
func TestCheckPixels_progressive(t *testing.T) {
	b := must.Get(os.ReadFile("testdata/progressive.jpg"))(t)
	must.Get(imagetest.Read(CheckPixels, b))(t)
	first := bytes.Index(b, []byte{0xff, markerSOS})
	for n := first + 14; n < len(b)-4; n++ {
		if _, err := imagetest.Read(CheckPixels, append(bytes.Clone(b[:n]), 0xff, markerEOI)); err == nil {
			t.Errorf("%d of %d bytes pass", n, len(b))
		}
	}
}

// TestInspect_skipsLongMetadata: a photo's metadata may exceed what is read of other headers.
func TestInspect_skipsLongMetadata(t *testing.T) {
	parts := testpic.SplitJPEG(testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{}))
	more := testpic.Segment{Marker: APP1, Body: append([]byte(xmpMore), make([]byte, 65_000)...)}
	b := testpic.JoinJPEG(append(slices.Repeat([]testpic.Segment{more}, 400), parts...)...)
	src := &imagetest.Counted{Source: imagetest.File(b)}
	var info container.Info
	if err := Inspect(container.NewReader(src), &info); err != nil || info.Width != 16 || !info.Metadata.XMP {
		t.Errorf("got %+v, %v", info, err)
	}
	if src.Read > 2<<20 {
		t.Errorf("%d of %d bytes are read", src.Read, len(b))
	}
}
