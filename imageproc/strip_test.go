package imageproc

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// stripped strips whole bytes and returns the result's.
func stripped(t testing.TB, b []byte) ([]byte, error) {
	t.Helper()
	s := &survey{Source: bytes.NewReader(b)}
	info, err := surveyed(s)
	if err != nil {
		return nil, err
	}
	out, err := s.strip(info)
	if err != nil {
		return nil, err
	}
	return contents(t, out), nil
}

// surveyed checks s, whichever of the two formats it has.
func surveyed(s *survey) (Info, error) {
	info, err := inspect(newWindow(s))
	if err != nil {
		return Info{}, err
	}
	w := newWindow(s)
	w.scan()
	return *info, map[Format]func(*window, *Info) error{JPEG: checkJPEG, PNG: checkPNG}[info.Format](w, info)
}

func contents(t testing.TB, src Source) []byte {
	t.Helper()
	b, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pixels decodes with the standard library.
func pixels(b []byte) (*image.NRGBA, error) {
	var img image.Image
	var err error
	if bytes.HasPrefix(b, []byte(pngHead)) {
		img, err = png.Decode(bytes.NewReader(b))
	} else {
		img, err = jpeg.Decode(bytes.NewReader(b))
	}
	if err != nil {
		return nil, err
	}
	out := image.NewNRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
	return out, nil
}

func mustPixels(t testing.TB, b []byte) *image.NRGBA {
	t.Helper()
	img, err := pixels(b)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestStripJPEG strips everything that a JPEG can carry, in every orientation: the
// pixels decode to the same, the bytes that code them are the same, and what is
// left is the profile and the orientation.
func TestStripJPEG(t *testing.T) {
	trailing := append([]byte("\x00\x00\x00\x18ftypmp42"), testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{GPS: true})...)
	for o := 1; o <= 8; o++ {
		t.Run(fmt.Sprint("orientation ", o), func(t *testing.T) {
			all := testpic.JPEG(testpic.Scene(40, 24), testpic.JPEGOptions{
				Orientation: o, EXIF: true, GPS: true, Thumbnail: true, XMP: true, IPTC: true, ICC: true, Comment: true,
				Trailing: trailing,
			})
			got, err := stripped(t, all)
			if err != nil {
				t.Fatal(err)
			}
			want := testpic.JPEG(testpic.Scene(40, 24), testpic.JPEGOptions{ICC: true})
			if o != 1 {
				block := appendJPEGSegment(nil, markerAPP1, append([]byte(exifHead), orientationEXIF(Orientation(o))...))
				want = slices.Insert(want, 2, block...)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%d bytes are not those of the same picture with nothing but profile and orientation, %d", len(got), len(want))
			}
			checkStripped(t, all, got)
		})
	}
}

// checkStripped compares a file and what strip left of it.
func checkStripped(t testing.TB, before, after []byte) {
	t.Helper()
	was, err := surveyed(&survey{Source: bytes.NewReader(before)})
	if err != nil {
		t.Fatal(err)
	}
	is, err := surveyed(&survey{Source: bytes.NewReader(after)})
	if err != nil {
		t.Fatalf("the stripped file does not re-inspect: %v", err)
	}
	if is.Metadata.Private() || is.Animated {
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
	img, err := pixels(before)
	if err != nil {
		return // no decoder reads either
	}
	if got := mustPixels(t, after); !bytes.Equal(got.Pix, img.Pix) || got.Rect != img.Rect {
		t.Error("the pixels differ")
	}
}

func TestStripJPEGSpecials(t *testing.T) {
	jfif := jpegPart{marker: markerAPP0, body: []byte("JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00")}
	thumb := jpegPart{marker: markerAPP0, body: append(append(bytes.Clone(jfif.body[:12]), 1, 1), 1, 2, 3)}
	adobe := jpegPart{marker: markerAPP14, body: append([]byte(adobeHead), 0, 100, 0, 0, 0, 0, 1)}
	adobeMore := jpegPart{marker: markerAPP14, body: append(bytes.Clone(adobe.body), "secret"...)}
	exif := jpegPart{marker: markerAPP1, body: append([]byte(exifHead), orientationEXIF(6)...)}
	comment := jpegPart{marker: markerCOM, body: []byte("secret")}
	plain := splitJPEG(t, testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{}))
	progressive := progressiveJPEG(t)
	for _, tt := range []struct {
		name     string
		in, want []jpegPart
	}{
		{"JFIF stays first", slices.Concat([]jpegPart{jfif, comment, exif}, plain), slices.Concat([]jpegPart{jfif, exif}, plain)},
		{"JFIF after EXIF", slices.Concat([]jpegPart{exif, jfif, comment}, plain), slices.Concat([]jpegPart{exif, jfif}, plain)},
		{"JFIF without its thumbnail", slices.Concat([]jpegPart{thumb}, plain), slices.Concat([]jpegPart{jfif}, plain)},
		{"Adobe stays", slices.Concat([]jpegPart{comment, adobe}, plain), slices.Concat([]jpegPart{adobe}, plain)},
		{"Adobe without more", slices.Concat([]jpegPart{adobeMore}, plain), slices.Concat([]jpegPart{adobe}, plain)},
		{"comments between scans", progressive, slices.DeleteFunc(slices.Clone(progressive), func(p jpegPart) bool { return p.marker == markerCOM })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := joinJPEG(tt.in...)
			got, err := stripped(t, before)
			if err != nil {
				t.Fatal(err)
			}
			if want := joinJPEG(tt.want...); !bytes.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			checkStripped(t, before, got)
		})
	}
}

// TestStripCMYK shows why Adobe's segment stays: without it the colours are others.
func TestStripCMYK(t *testing.T) {
	for transform := byte(0); transform <= 2; transform += 2 {
		b := cmykJPEG(t, transform, cmykPlanes())
		got, err := stripped(t, append(bytes.Clone(b), "trailing"...))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, b) {
			t.Errorf("transform %d: the file differs", transform)
		}
		checkStripped(t, b, got)
	}
}

// cmykPlanes are four different greys.
func cmykPlanes() [4]*image.Gray {
	var planes [4]*image.Gray
	for i := range planes {
		planes[i] = image.NewGray(image.Rect(0, 0, 16, 16))
		for at := range planes[i].Pix {
			planes[i].Pix[at] = byte(40 + 50*i)
		}
	}
	return planes
}

func TestStripPNG(t *testing.T) {
	for o := 1; o <= 8; o++ {
		t.Run(fmt.Sprint("orientation ", o), func(t *testing.T) {
			all := testpic.PNG(testpic.Scene(20, 12), testpic.PNGOptions{
				Orientation: o, EXIF: true, GPS: true, Text: true, XMP: true, ICC: true, Trailing: []byte("PK\x03\x04"),
			})
			got, err := stripped(t, all)
			if err != nil {
				t.Fatal(err)
			}
			want := splitPNG(t, testpic.PNG(testpic.Scene(20, 12), testpic.PNGOptions{ICC: true}))
			if o != 1 {
				want = slices.Insert(want, 1, chunk{"eXIf", orientationEXIF(Orientation(o))})
			}
			if !bytes.Equal(got, joinPNG(want...)) {
				t.Errorf("%d bytes are not those of the same picture with nothing but profile and orientation", len(got))
			}
			checkStripped(t, all, got)
		})
	}
}

// TestStripPNGKeepsWhatTheLookNeeds has every chunk that stays, among others that go.
func TestStripPNGKeepsWhatTheLookNeeds(t *testing.T) {
	chunks := splitPNG(t, testpic.PNG(paletted(), testpic.PNGOptions{}))
	look := []chunk{
		{"gAMA", []byte{0, 0, 0xb1, 0x8f}}, {"cHRM", make([]byte, 32)}, {"sRGB", []byte{0}},
		{"cICP", []byte{1, 13, 0, 1}}, {"sBIT", []byte{5, 5, 5}}, {"pHYs", make([]byte, 9)},
	}
	private := []chunk{{"tEXt", []byte("a\x00b")}, {"zTXt", []byte("a\x00\x00b")}, {"vpAg", make([]byte, 9)}}
	after := []chunk{{"tIME", make([]byte, 7)}, {"eXIf", orientationEXIF(8)}}
	last := len(chunks) - 1
	before := joinPNG(slices.Concat(chunks[:1], look, private, chunks[1:last], after, chunks[last:])...)
	got, err := stripped(t, before)
	if err != nil {
		t.Fatal(err)
	}
	if want := joinPNG(slices.Concat(chunks[:1], look, chunks[1:])...); !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	checkStripped(t, before, got)
}

func TestStripAnimation(t *testing.T) {
	chunks := splitPNG(t, testpic.PNG(testpic.Scene(8, 8), testpic.PNGOptions{}))
	frames := slices.Clone(chunks[:1])
	frames = append(frames, chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, chunk{"fcTL", make([]byte, 26)})
	frames = append(frames, chunks[1:len(chunks)-1]...)
	frames = append(frames, chunk{"fcTL", make([]byte, 26)}, chunk{"fdAT", []byte("\x00\x00\x00\x01second frame")}, chunks[len(chunks)-1])
	got, err := stripped(t, joinPNG(frames...))
	if err != nil || !bytes.Equal(got, joinPNG(chunks...)) {
		t.Errorf("not the still picture: %v", err)
	}
}

// TestStripCopiesNothing: of a large picture, only the orientation is new bytes.
func TestStripCopiesNothing(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{Orientation: 6, GPS: true, Comment: true})
	s := &survey{Source: bytes.NewReader(b)}
	info, err := surveyed(s)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.strip(info)
	if err != nil {
		t.Fatal(err)
	}
	var fresh int64
	for _, span := range out.Spans() {
		if span.Bytes != nil {
			fresh += span.Len
		}
	}
	if want := int64(len("\xff\xd8") + len(orientationBlock(info))); fresh != want || len(out.Spans()) != 3 {
		t.Errorf("%d new bytes in %d spans, want %d in 3", fresh, len(out.Spans()), want)
	}
}

func TestStripWithoutSurvey(t *testing.T) {
	s := &survey{Source: bytes.NewReader(testpic.GIF(testpic.Scene(8, 8), 1))}
	if _, err := s.strip(Info{Format: GIF}); fault.CodeOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
}
