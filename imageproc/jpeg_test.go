package imageproc

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// look runs inspectJPEG, checkJPEG or one of their kind over bytes.
func look(read func(*window, *Info) error, b []byte) (Info, error) {
	info := Info{Bytes: int64(len(b)), Orientation: Normal}
	err := read(newWindow(bytes.NewReader(b)), &info)
	return info, err
}

func TestJPEGFacts(t *testing.T) {
	scene := testpic.Scene(24, 16)
	plain := Info{Width: 24, Height: 16, BitDepth: 8, Channels: 3, Orientation: Normal}
	with := func(change func(*Info)) Info {
		info := plain
		change(&info)
		return info
	}
	for _, tt := range []struct {
		name    string
		options testpic.JPEGOptions
		want    Info
	}{
		{"plain", testpic.JPEGOptions{}, plain},
		{"orientation alone is not private", testpic.JPEGOptions{Orientation: 6},
			with(func(i *Info) { i.Orientation = 6 })},
		{"EXIF", testpic.JPEGOptions{EXIF: true, Orientation: 3},
			with(func(i *Info) { i.Orientation = 3; i.Metadata.EXIF = true })},
		{"GPS", testpic.JPEGOptions{GPS: true},
			with(func(i *Info) { i.Metadata.EXIF, i.Metadata.GPS = true, true })},
		{"EXIF thumbnail", testpic.JPEGOptions{Thumbnail: true},
			with(func(i *Info) { i.Metadata.EXIF, i.Metadata.Thumbnail = true, true })},
		{"XMP", testpic.JPEGOptions{XMP: true}, with(func(i *Info) { i.Metadata.XMP = true })},
		{"IPTC", testpic.JPEGOptions{IPTC: true}, with(func(i *Info) { i.Metadata.IPTC = true })},
		{"ICC", testpic.JPEGOptions{ICC: true}, with(func(i *Info) { i.Metadata.ICC, i.Wide = true, true })},
		{"comment", testpic.JPEGOptions{Comment: true}, with(func(i *Info) { i.Metadata.Comment = true })},
		{"trailing", testpic.JPEGOptions{Trailing: []byte("\x00\x00\x00\x18ftypmp42")},
			with(func(i *Info) { i.Metadata.Trailing = true })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := testpic.JPEG(scene, tt.options)
			want := tt.want
			want.Bytes = int64(len(b))
			got, err := look(checkJPEG, b)
			if err != nil || got != want {
				t.Errorf("check: got %+v, %v\nwant %+v", got, err, want)
			}
			want.Metadata.Trailing = false // headers don't tell
			got, err = look(inspectJPEG, b)
			if err != nil || got != want {
				t.Errorf("inspect: got %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestJPEGApplicationSegments(t *testing.T) {
	jfif := []byte("JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00")
	for _, tt := range []struct {
		name   string
		marker byte
		body   []byte
		want   Metadata
	}{
		{"JFIF", markerAPP0, jfif, Metadata{}},
		{"JFIF with a thumbnail", markerAPP0, append(append(bytes.Clone(jfif[:12]), 1, 1), 1, 2, 3), Metadata{Thumbnail: true}},
		{"JFXX", markerAPP0, []byte("JFXX\x00\x10thumbnail"), Metadata{Thumbnail: true}},
		{"AVI1", markerAPP0, []byte("AVI1\x00"), Metadata{Comment: true}},
		{"extended XMP", markerAPP1, []byte(xmpMore + "more"), Metadata{XMP: true}},
		{"unknown APP1", markerAPP1, []byte("something"), Metadata{Comment: true}},
		{"empty APP1", markerAPP1, nil, Metadata{Comment: true}},
		{"unreadable EXIF", markerAPP1, []byte(exifHead + "junk"), Metadata{EXIF: true}},
		{"MPF", markerAPP2, []byte(mpfHead + "MM"), Metadata{Thumbnail: true}},
		{"unknown APP2", markerAPP2, []byte("urn:iso:std:iso:ts:21496:-1\x00"), Metadata{Comment: true}},
		{"Adobe", markerAPP14, append([]byte(adobeHead), 0, 100, 0, 0, 0, 0, 1), Metadata{}},
		{"Adobe with more", markerAPP14, append([]byte(adobeHead), 0, 100, 0, 0, 0, 0, 1, 'x'), Metadata{Comment: true}},
		{"C2PA", 0xeb, []byte("JP\x00\x01"), Metadata{Comment: true}},
		{"JPG0", 0xf0, []byte("x"), Metadata{Comment: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts := splitJPEG(t, testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{}))
			parts = slices.Insert(parts, 0, jpegPart{marker: tt.marker, body: tt.body})
			got, err := look(checkJPEG, joinJPEG(parts...))
			if err != nil || got.Metadata != tt.want {
				t.Errorf("got %+v, %v, want %+v", got.Metadata, err, tt.want)
			}
		})
	}
}

func TestJPEGSecondEXIFIsNotAsked(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{Orientation: 6})
	parts := splitJPEG(t, b)
	second := jpegPart{marker: markerAPP1, body: append([]byte(exifHead), orientationEXIF(3)...)}
	got, err := look(checkJPEG, joinJPEG(slices.Insert(parts, 1, second)...))
	if err != nil || got.Orientation != 6 || !got.Metadata.EXIF {
		t.Errorf("got orientation %d, %+v, %v", got.Orientation, got.Metadata, err)
	}
	parts = progressiveJPEG(t)
	got, err = look(checkJPEG, joinJPEG(slices.Insert(parts, len(parts)-1, second)...))
	if err != nil || got.Orientation != Normal || !got.Metadata.EXIF {
		t.Errorf("between scans: got orientation %d, %+v, %v", got.Orientation, got.Metadata, err)
	}
}

func TestJPEGFillBytesAndThumbnailMarkers(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{Thumbnail: true})
	if n := bytes.Count(b, []byte{0xff, markerEOI}); n != 2 {
		t.Fatalf("%d EOIs, want the thumbnail's and the picture's", n)
	}
	filled := append([]byte{0xff, 0xd8, 0xff, 0xff, 0xff}, b[2:len(b)-2]...)
	filled = append(filled, 0xff, 0xff, 0xff, 0xd9)
	got, err := look(checkJPEG, filled)
	if err != nil || got.Metadata.Trailing || got.Width != 16 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestJPEGProgressiveAndRestarts(t *testing.T) {
	for _, tt := range []struct {
		name        string
		parts       []jpegPart
		progressive bool
	}{
		{"progressive", progressiveJPEG(t), true},
		{"restarts beyond seven", flatJPEG(t, 20), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := joinJPEG(tt.parts...)
			if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
				t.Fatalf("the test's own picture: %v", err)
			}
			got, err := look(checkJPEG, b)
			if err != nil || got.Progressive != tt.progressive || got.Channels != 1 {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// TestJPEGCutAnywhere cuts whole pictures at every byte: each piece is truncated,
// nothing else, and nothing panics.
func TestJPEGCutAnywhere(t *testing.T) {
	for name, b := range map[string][]byte{
		"photo":       testpic.JPEG(testpic.Scene(32, 24), testpic.JPEGOptions{Orientation: 6, Thumbnail: true, ICC: true}),
		"progressive": joinJPEG(progressiveJPEG(t)...),
		"restarts":    joinJPEG(flatJPEG(t, 9)...),
	} {
		t.Run(name, func(t *testing.T) {
			for n := range b {
				if _, err := look(checkJPEG, b[:n]); fault.CodeOf(err) != fault.Truncated {
					t.Fatalf("%d of %d bytes: %v", n, len(b), err)
				}
			}
			if _, err := look(checkJPEG, b); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestJPEGScanAcrossBuffers puts markers and stuffing on every side of the places
// where one buffer ends and the next begins.
func TestJPEGScanAcrossBuffers(t *testing.T) {
	for _, end := range []string{"\xff\x00", "\xff\xff\x00", "\xff\xd0", "\xff"} {
		for shift := -3; shift <= 3; shift++ {
			parts := flatJPEG(t, 2)
			sos := one(t, parts, markerSOS)
			parts[sos].data = nil
			before := len(joinJPEG(parts...)) - len("\xff\xd9")
			data := bytes.Repeat([]byte{0x2b}, headerChunk-before+shift)
			parts[sos].data = append(append(data, end...), 1)
			if end == "\xff" {
				parts[sos].data = data
			}
			if _, err := look(checkJPEG, joinJPEG(parts...)); err != nil {
				t.Errorf("%q at %+d: %v", end, shift, err)
			}
		}
	}
}

func TestJPEGLimitsOfStructure(t *testing.T) {
	parts := progressiveJPEG(t)
	last := parts[len(parts)-1]
	comment := jpegPart{marker: markerCOM}
	restart := jpegPart{marker: markerDRI, body: []byte{0, 0}}
	for _, tt := range []struct {
		name string
		add  []jpegPart
		want fault.Code
	}{
		{"scans just within", slices.Repeat([]jpegPart{last}, maxJPEGScans-2), ""},
		{"scans just above", slices.Repeat([]jpegPart{last}, maxJPEGScans-1), fault.Corrupt},
		{"segments just within", slices.Repeat([]jpegPart{comment}, maxJPEGSegments-1), ""},
		{"segments just above", slices.Repeat([]jpegPart{comment}, maxJPEGSegments), fault.Corrupt},
		{"pieces within", slices.Repeat([]jpegPart{comment, restart}, 1000), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := joinJPEG(slices.Concat(parts, tt.add)...)
			if _, err := look(checkJPEG, b); fault.CodeOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	// Pieces are counted where a strip is planned.
	many := slices.Concat(parts, slices.Repeat(append(slices.Repeat([]jpegPart{comment, restart}, 1000), last), 5))
	s := &survey{Source: bytes.NewReader(joinJPEG(many...))}
	if err := checkJPEG(newWindow(s), &Info{}); fault.CodeOf(err) != fault.Corrupt {
		t.Errorf("5000 pieces: %v", err)
	}
}

func TestJPEGQuality(t *testing.T) {
	for _, want := range []int{25, 50, 75, 90, 95, 100} {
		t.Run(fmt.Sprint(want), func(t *testing.T) {
			b := testpic.JPEG(image.NewGray(image.Rect(0, 0, 8, 8)), testpic.JPEGOptions{Quality: want})
			s := &survey{Source: bytes.NewReader(b)}
			if err := checkJPEG(newWindow(s), &Info{}); err != nil {
				t.Fatal(err)
			}
			if math.Abs(s.quality-float64(want)/100) > 0.02 {
				t.Errorf("guessed %.3f", s.quality)
			}
		})
	}
}
