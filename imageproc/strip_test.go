package imageproc

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// stripped returns the bytes of a stripped file.
func stripped(t testing.TB, b []byte) ([]byte, error) {
	t.Helper()
	_, out, err := scanned(b)
	if err != nil {
		return nil, err
	}
	return imagetest.Contents(t, out), nil
}

// scanned returns what a file says and what a strip leaves of it.
func scanned(b []byte) (Info, *Splice, error) {
	r := container.NewReader(bytes.NewReader(b))
	info, err := inspect(r)
	report, spans := validate(r, info, err, accepting, format.stripped)
	return report.Info, container.NewSplice(bytes.NewReader(b), spans), report.Fatal()
}

// TestStrip_everything: all metadata goes but the profile and the orientation; the pixels and their
// bytes stay.
func TestStrip_everything(t *testing.T) {
	trailing := append([]byte("\x00\x00\x00\x18ftypmp42"), testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{GPS: true})...)
	jpeg := testpic.JPEG(testpic.Scene(40, 24), testpic.JPEGOptions{ICC: true})
	png := testpic.SplitPNG(testpic.PNG(testpic.Scene(20, 12), testpic.PNGOptions{ICC: true}))
	for o := 1; o <= 8; o++ {
		wantJPEG, wantPNG := jpeg, testpic.JoinPNG(png...)
		if o != 1 {
			block := exif.Encode(Orientation(o))
			wantJPEG = slices.Insert(slices.Clone(jpeg), 2, slices.Concat([]byte("\xff\xe1\x00\x22"+exif.Header), block)...)
			wantPNG = testpic.JoinPNG(slices.Insert(slices.Clone(png), 1, testpic.Chunk{"eXIf", block})...)
		}
		for name, tt := range map[string]struct{ all, want []byte }{
			"JPEG": {testpic.JPEG(testpic.Scene(40, 24), testpic.JPEGOptions{
				Orientation: o, EXIF: true, GPS: true, Thumbnail: true, XMP: true, IPTC: true, ICC: true, Comment: true, Trailing: trailing,
			}), wantJPEG},
			"PNG": {testpic.PNG(testpic.Scene(20, 12), testpic.PNGOptions{
				Orientation: o, EXIF: true, GPS: true, Text: true, XMP: true, ICC: true, Trailing: []byte("PK\x03\x04"),
			}), wantPNG},
		} {
			t.Run(fmt.Sprint(name, " of orientation ", o), func(t *testing.T) {
				got := must.Get(stripped(t, tt.all))(t)
				if !bytes.Equal(got, tt.want) {
					t.Errorf("%d bytes are not those of the same picture with nothing but profile and orientation, %d", len(got), len(tt.want))
				}
				checkStripped(t, tt.all, got)
			})
		}
	}
}

// checkStripped compares a file and what strip left of it.
func checkStripped(t testing.TB, before, after []byte) {
	t.Helper()
	was, _, err := scanned(before)
	must.Succeed(t, err)
	is, _, err := scanned(after)
	if err != nil {
		t.Fatalf("the stripped file does not re-inspect: %v", err)
	}
	if is.Metadata.HasPersonalData() || is.Animated {
		t.Errorf("left: %+v, animated %v", is.Metadata, is.Animated)
	}
	if is.Metadata.ICC != was.Metadata.ICC || is.Orientation != was.Orientation ||
		is.Width != was.Width || is.Height != was.Height || is.Alpha != was.Alpha {
		t.Errorf("was %+v\nis  %+v", was, is)
	}
	again, err := stripped(t, after)
	if err != nil || !bytes.Equal(again, after) {
		t.Errorf("stripping again changes the file: %v", err)
	}
	img, err := imagetest.Pixels(before)
	if err != nil {
		return // no decoder reads either
	}
	if got := imagetest.MustPixels(t, after); !bytes.Equal(got.Pix, img.Pix) || got.Rect != img.Rect {
		t.Error("the pixels differ")
	}
}

func TestStrip_JPEGSegments(t *testing.T) {
	jfif := testpic.Segment{Marker: 0xe0, Body: []byte("JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00")}
	thumb := testpic.Segment{Marker: 0xe0, Body: append(append(bytes.Clone(jfif.Body[:12]), 1, 1), 1, 2, 3)}
	adobe := testpic.Segment{Marker: 0xee, Body: append([]byte("Adobe"), 0, 100, 0, 0, 0, 0, 1)}
	adobeMore := testpic.Segment{Marker: 0xee, Body: append(bytes.Clone(adobe.Body), "secret"...)}
	turned := testpic.Segment{Marker: 0xe1, Body: append([]byte(exif.Header), exif.Encode(6)...)}
	comment := testpic.Segment{Marker: testpic.COM, Body: []byte("secret")}
	plain := testpic.SplitJPEG(testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{}))
	progressive := testpic.ProgressiveJPEG()
	for _, tt := range []struct {
		name     string
		in, want []testpic.Segment
	}{
		{"JFIF stays first", slices.Concat([]testpic.Segment{jfif, comment, turned}, plain), slices.Concat([]testpic.Segment{jfif, turned}, plain)},
		{"JFIF after EXIF", slices.Concat([]testpic.Segment{turned, jfif, comment}, plain), slices.Concat([]testpic.Segment{turned, jfif}, plain)},
		{"JFIF without its thumbnail", slices.Concat([]testpic.Segment{thumb}, plain), slices.Concat([]testpic.Segment{jfif}, plain)},
		{"Adobe stays", slices.Concat([]testpic.Segment{comment, adobe}, plain), slices.Concat([]testpic.Segment{adobe}, plain)},
		{"Adobe without more", slices.Concat([]testpic.Segment{adobeMore}, plain), slices.Concat([]testpic.Segment{adobe}, plain)},
		{"comments between scans", progressive, slices.DeleteFunc(slices.Clone(progressive), func(p testpic.Segment) bool { return p.Marker == testpic.COM })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := testpic.JoinJPEG(tt.in...)
			got := must.Get(stripped(t, before))(t)
			if want := testpic.JoinJPEG(tt.want...); !bytes.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			checkStripped(t, before, got)
		})
	}
}

// TestStrip_CMYK: Adobe's segment stays, because the colours depend on it.
func TestStrip_CMYK(t *testing.T) {
	for transform := byte(0); transform <= 2; transform += 2 {
		b := testpic.CMYKJPEG(transform, testpic.CMYKPlanes())
		got := must.Get(stripped(t, append(bytes.Clone(b), "trailing"...)))(t)
		if !bytes.Equal(got, b) {
			t.Errorf("transform %d: the file differs", transform)
		}
		checkStripped(t, b, got)
	}
}

func TestStrip_PNGKeepsColourChunks(t *testing.T) {
	chunks := testpic.SplitPNG(testpic.PNG(testpic.Paletted(), testpic.PNGOptions{}))
	look := []testpic.Chunk{
		{"gAMA", []byte{0, 0, 0xb1, 0x8f}}, {"cHRM", make([]byte, 32)}, {"sRGB", []byte{0}},
		{"cICP", []byte{1, 13, 0, 1}}, {"sBIT", []byte{5, 5, 5}}, {"pHYs", make([]byte, 9)},
	}
	private := []testpic.Chunk{{"tEXt", []byte("a\x00b")}, {"zTXt", []byte("a\x00\x00b")}, {"vpAg", make([]byte, 9)}}
	after := []testpic.Chunk{{"tIME", make([]byte, 7)}, {"eXIf", exif.Encode(8)}}
	last := len(chunks) - 1
	before := testpic.JoinPNG(slices.Concat(chunks[:1], look, private, chunks[1:last], after, chunks[last:])...)
	got := must.Get(stripped(t, before))(t)
	if want := testpic.JoinPNG(slices.Concat(chunks[:1], look, chunks[1:])...); !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	checkStripped(t, before, got)
}

func TestStrip_animation(t *testing.T) {
	chunks := testpic.SplitPNG(testpic.PNG(testpic.Scene(8, 8), testpic.PNGOptions{}))
	frames := slices.Clone(chunks[:1])
	frames = append(frames, testpic.Chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, testpic.Chunk{"fcTL", make([]byte, 26)})
	frames = append(frames, chunks[1:len(chunks)-1]...)
	frames = append(frames, testpic.Chunk{"fcTL", make([]byte, 26)}, testpic.Chunk{"fdAT", []byte("\x00\x00\x00\x01second frame")}, chunks[len(chunks)-1])
	got, err := stripped(t, testpic.JoinPNG(frames...))
	if err != nil || !bytes.Equal(got, testpic.JoinPNG(chunks...)) {
		t.Errorf("not the still picture: %v", err)
	}
}

// TestStrip_copiesNothing: only SOI and the orientation are new bytes.
func TestStrip_copiesNothing(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{Orientation: 6, GPS: true, Comment: true})
	_, out, err := scanned(b)
	must.Succeed(t, err)
	var fresh int64
	for _, span := range out.Spans() {
		if span.Bytes != nil {
			fresh += span.Len
		}
	}
	if want := int64(len("\xff\xd8\xff\xe1\x00\x22"+exif.Header) + len(exif.Encode(6))); fresh != want || len(out.Spans()) != 3 {
		t.Errorf("%d new bytes in %d spans, want %d in 3", fresh, len(out.Spans()), want)
	}
}

func TestStrip_otherFormats(t *testing.T) {
	_, out, err := scanned(testpic.GIF(testpic.Scene(8, 8), 1))
	if err != nil || len(out.Spans()) > 0 {
		t.Errorf("got %v, %v", out.Spans(), err)
	}
}
