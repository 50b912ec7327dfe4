package jpeg

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	gojpeg "image/jpeg"
	"math"
	"runtime"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func TestInspectAndCheck(t *testing.T) {
	scene := testpic.Scene(24, 16)
	plain := container.Info{Width: 24, Height: 16, BitDepth: 8, Channels: 3, Orientation: container.Normal}
	with := func(change func(*container.Info)) container.Info {
		info := plain
		change(&info)
		return info
	}
	for _, tt := range []struct {
		name    string
		options testpic.JPEGOptions
		want    container.Info
	}{
		{"plain", testpic.JPEGOptions{}, plain},
		{"orientation alone is not private", testpic.JPEGOptions{Orientation: 6},
			with(func(i *container.Info) { i.Orientation = 6 })},
		{"EXIF", testpic.JPEGOptions{EXIF: true, Orientation: 3},
			with(func(i *container.Info) { i.Orientation = 3; i.Metadata.EXIF = true })},
		{"GPS", testpic.JPEGOptions{GPS: true},
			with(func(i *container.Info) { i.Metadata.EXIF, i.Metadata.GPS = true, true })},
		{"EXIF thumbnail", testpic.JPEGOptions{Thumbnail: true},
			with(func(i *container.Info) { i.Metadata.EXIF, i.Metadata.Thumbnail = true, true })},
		{"XMP", testpic.JPEGOptions{XMP: true}, with(func(i *container.Info) { i.Metadata.XMP = true })},
		{"IPTC", testpic.JPEGOptions{IPTC: true}, with(func(i *container.Info) { i.Metadata.IPTC = true })},
		{"ICC", testpic.JPEGOptions{ICC: true}, with(func(i *container.Info) { i.Metadata.ICC, i.WideGamut = true, true })},
		{"comment", testpic.JPEGOptions{Comment: true}, with(func(i *container.Info) { i.Metadata.Comment = true })},
		{"trailing", testpic.JPEGOptions{Trailing: []byte("\x00\x00\x00\x18ftypmp42")},
			with(func(i *container.Info) { i.Metadata.Trailing = true })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := testpic.JPEG(scene, tt.options)
			want := tt.want
			want.Bytes = int64(len(b))
			got, err := imagetest.Read(Check, b)
			want.Quality = got.Quality // see TestCheck_quality
			if err != nil || got != want {
				t.Errorf("check: got %+v, %v\nwant %+v", got, err, want)
			}
			want.Metadata.Trailing = false // headers don't tell
			got, err = imagetest.Read(Inspect, b)
			if err != nil || got != want {
				t.Errorf("inspect: got %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestCheck_applicationSegments(t *testing.T) {
	jfif := []byte("JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00")
	for _, tt := range []struct {
		name   string
		marker byte
		body   []byte
		want   container.Metadata
	}{
		{"JFIF", markerAPP0, jfif, container.Metadata{}},
		{"JFIF with a thumbnail", markerAPP0, append(append(bytes.Clone(jfif[:12]), 1, 1), 1, 2, 3), container.Metadata{Thumbnail: true}},
		{"JFXX", markerAPP0, []byte("JFXX\x00\x10thumbnail"), container.Metadata{Thumbnail: true}},
		{"AVI1", markerAPP0, []byte("AVI1\x00"), container.Metadata{Comment: true}},
		{"extended XMP", APP1, []byte(xmpMore + "more"), container.Metadata{XMP: true}},
		{"unknown APP1", APP1, []byte("something"), container.Metadata{Comment: true}},
		{"empty APP1", APP1, nil, container.Metadata{Comment: true}},
		{"unreadable EXIF", APP1, []byte(exif.Header + "junk"), container.Metadata{EXIF: true}},
		{"MPF", markerAPP2, []byte(mpfHead + "MM"), container.Metadata{Thumbnail: true}},
		{"unknown APP2", markerAPP2, []byte("urn:iso:std:iso:ts:21496:-1\x00"), container.Metadata{Comment: true}},
		{"Adobe", markerAPP14, append([]byte(adobeHead), 0, 100, 0, 0, 0, 0, 1), container.Metadata{}},
		{"Adobe with more", markerAPP14, append([]byte(adobeHead), 0, 100, 0, 0, 0, 0, 1, 'x'), container.Metadata{Comment: true}},
		{"C2PA", 0xeb, []byte("JP\x00\x01"), container.Metadata{Comment: true}},
		{"JPG0", 0xf0, []byte("x"), container.Metadata{Comment: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts := testpic.SplitJPEG(testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{}))
			parts = slices.Insert(parts, 0, testpic.Segment{Marker: tt.marker, Body: tt.body})
			got, err := imagetest.Read(Check, testpic.JoinJPEG(parts...))
			if err != nil || got.Metadata != tt.want {
				t.Errorf("got %+v, %v, want %+v", got.Metadata, err, tt.want)
			}
		})
	}
}

func TestCheck_ignoresASecondEXIF(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{Orientation: 6})
	parts := testpic.SplitJPEG(b)
	second := testpic.Segment{Marker: APP1, Body: append([]byte(exif.Header), exif.Encode(3)...)}
	got, err := imagetest.Read(Check, testpic.JoinJPEG(slices.Insert(parts, 1, second)...))
	if err != nil || got.Orientation != 6 || !got.Metadata.EXIF {
		t.Errorf("got orientation %d, %+v, %v", got.Orientation, got.Metadata, err)
	}
	parts = testpic.ProgressiveJPEG()
	got, err = imagetest.Read(Check, testpic.JoinJPEG(slices.Insert(parts, len(parts)-1, second)...))
	if err != nil || got.Orientation != container.Normal || !got.Metadata.EXIF {
		t.Errorf("between scans: got orientation %d, %+v, %v", got.Orientation, got.Metadata, err)
	}
}

func TestCheck_fillBytesAndThumbnails(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(16, 8), testpic.JPEGOptions{Thumbnail: true})
	if n := bytes.Count(b, []byte{0xff, markerEOI}); n != 2 {
		t.Fatalf("%d EOIs, want the thumbnail's and the picture's", n)
	}
	filled := append([]byte{0xff, 0xd8, 0xff, 0xff, 0xff}, b[2:len(b)-2]...)
	filled = append(filled, 0xff, 0xff, 0xff, 0xd9)
	got, err := imagetest.Read(Check, filled)
	if err != nil || got.Metadata.Trailing || got.Width != 16 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCheck_progressiveAndRestarts(t *testing.T) {
	for _, tt := range []struct {
		name        string
		parts       []testpic.Segment
		progressive bool
	}{
		{"progressive", testpic.ProgressiveJPEG(), true},
		{"restarts beyond seven", testpic.FlatJPEG(20), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := testpic.JoinJPEG(tt.parts...)
			if _, err := gojpeg.Decode(bytes.NewReader(b)); err != nil {
				t.Fatalf("the test's own picture: %v", err)
			}
			got, err := imagetest.Read(Check, b)
			if err != nil || got.Progressive != tt.progressive || got.Channels != 1 {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestCheck_truncatedAnywhere(t *testing.T) {
	for name, b := range map[string][]byte{
		"photo":       testpic.JPEG(testpic.Scene(32, 24), testpic.JPEGOptions{Orientation: 6, Thumbnail: true, ICC: true}),
		"progressive": testpic.JoinJPEG(testpic.ProgressiveJPEG()...),
		"restarts":    testpic.JoinJPEG(testpic.FlatJPEG(9)...),
	} {
		t.Run(name, func(t *testing.T) {
			for n := range len(b) - len("\xff\xd9") {
				if _, err := imagetest.Read(Check, b[:n]); fault.CodeOf(err) != fault.Truncated {
					t.Fatalf("%d of %d bytes: %v", n, len(b), err)
				}
			}
			must.Get(imagetest.Read(Check, b))(t)
		})
	}
}

// TestCheck_markersAcrossBuffers: markers and stuffing lie on all sides of a buffer's end.
func TestCheck_markersAcrossBuffers(t *testing.T) {
	for _, end := range []string{"\xff\x00", "\xff\xff\x00", "\xff\xd0", "\xff"} {
		for shift := -3; shift <= 3; shift++ {
			parts := testpic.FlatJPEG(2)
			sos := testpic.IndexMarker(parts, markerSOS)
			if end != "\xff\xd0" {
				parts[testpic.IndexMarker(parts, markerDRI)].Body = []byte{0, 0}
			}
			parts[sos].Data = nil
			before := len(testpic.JoinJPEG(parts...)) - len("\xff\xd9")
			data := bytes.Repeat([]byte{0x2b}, 4<<10-before+shift)
			parts[sos].Data = append(append(data, end...), 1)
			if end == "\xff" {
				parts[sos].Data = data
			}
			if _, err := imagetest.Read(Check, testpic.JoinJPEG(parts...)); err != nil {
				t.Errorf("%q at %+d: %v", end, shift, err)
			}
		}
	}
}

func TestCheck_limits(t *testing.T) {
	parts := testpic.ProgressiveJPEG()
	last := parts[len(parts)-1]
	comment := testpic.Segment{Marker: markerCOM}
	restart := testpic.Segment{Marker: markerDRI, Body: []byte{0, 0}}
	for _, tt := range []struct {
		name string
		add  []testpic.Segment
		want fault.Code
	}{
		{"scans just within", slices.Repeat([]testpic.Segment{last}, maxScans-2), ""},
		{"scans just above", slices.Repeat([]testpic.Segment{last}, maxScans-1), fault.Corrupt},
		{"segments just within", slices.Repeat([]testpic.Segment{comment}, maxSegments-1), ""},
		{"segments just above", slices.Repeat([]testpic.Segment{comment}, maxSegments), fault.Corrupt},
		{"pieces within", slices.Repeat([]testpic.Segment{comment, restart}, 1000), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := testpic.JoinJPEG(slices.Concat(parts, tt.add)...)
			_, err := imagetest.Read(Check, b)
			must.Code(t, err, tt.want)
		})
	}
	// Only Strip counts spans.
	many := slices.Concat(parts, slices.Repeat(append(slices.Repeat([]testpic.Segment{comment, restart}, 1000), last), 5))
	r := container.NewReader(bytes.NewReader(testpic.JoinJPEG(many...)))
	if _, err := Strip(r, &container.Info{}); fault.CodeOf(err) != fault.Corrupt {
		t.Errorf("5000 pieces: %v", err)
	}
}

func TestCheck_quality(t *testing.T) {
	for _, want := range []int{25, 50, 75, 90, 95, 100} {
		t.Run(fmt.Sprint(want), func(t *testing.T) {
			b := testpic.JPEG(image.NewGray(image.Rect(0, 0, 8, 8)), testpic.JPEGOptions{Quality: want})
			info := must.Get(imagetest.Read(Check, b))(t)
			if math.Abs(info.Quality-float64(want)/100) > 0.02 {
				t.Errorf("guessed %.3f", info.Quality)
			}
		})
	}
}

func TestCheck_wideGamut(t *testing.T) {
	plain := testpic.SplitJPEG(testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{}))
	for _, tt := range []struct {
		name  string
		parts []string
		want  bool
	}{
		{"none", nil, false},
		{"Display P3", []string{"\x01\x01 Display P3"}, true},
		{"sRGB", []string{"\x01\x01 sRGB IEC61966-2.1"}, false},
		{"sRGB as ICC v4 writes it", []string{"\x01\x01 \x00s\x00R\x00G\x00B\x00 "}, false},
		{"Display P3 with sRGB's curve", []string{"\x01\x01 \x00P\x003\x00 \x00s\x00R\x00G\x00B\x00 "}, true},
		{"sRGB in two pieces", []string{"\x01\x02 sRGB", "\x02\x02 more"}, false},
		{"P3 in two pieces", []string{"\x01\x02 P3", "\x02\x02 sRGB"}, true},
		{"nothing", []string{""}, false},
	} {
		var parts []testpic.Segment
		for _, p := range tt.parts {
			parts = append(parts, testpic.Segment{Marker: markerAPP2, Body: []byte(iccHead + p)})
		}
		info, err := imagetest.Read(Check, testpic.JoinJPEG(append(parts, plain...)...))
		if err != nil || info.WideGamut != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.name, info.WideGamut, err, tt.want)
		}
	}
}

// TestWithProfile: a segment holds 64 kB of a profile.
func TestWithProfile(t *testing.T) {
	plain := testpic.JPEG(testpic.Scene(8, 8), testpic.JPEGOptions{})
	const maxPiece = 65533 - 14
	for _, size := range []int{0, 1, maxPiece, maxPiece + 1, 3 * maxPiece} {
		icc := bytes.Repeat([]byte{7}, size)
		b := WithProfile(plain, icc)
		if got := Profile(container.NewReader(bytes.NewReader(b))); !bytes.Equal(got, icc) {
			t.Errorf("%d bytes came back as %d", size, len(got))
		}
		must.Get(imagetest.Read(Check, b))(t)
	}
}

// TestPreheat: Preheat follows the pattern to its end, and leaves its buffer for the next scan.
func TestPreheat(t *testing.T) {
	Preheat()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Preheat()
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 64<<10 {
		t.Errorf("a scan finds no buffer: %d bytes are allocated", n)
	}
	r := container.NewReader(container.Pattern{})
	defer r.Scan()()
	if _, err := (&scanner{r: r}).entropy(0); !errors.Is(err, fault.Truncated) {
		t.Errorf("what is followed ends early: %v", err)
	}
}

func FuzzJPEG(f *testing.F) {
	for _, b := range testpic.JPEGSeeds() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		info, ok := imagetest.HeadersAgree(t, Inspect, Check, b)
		if config, err := gojpeg.DecodeConfig(bytes.NewReader(b)); ok && err == nil &&
			(config.Width != info.Width || config.Height != info.Height) {
			t.Errorf("%d × %d px to Go, %d × %d here", config.Width, config.Height, info.Width, info.Height)
		}
		_, _ = imagetest.Read(CheckPixels, b)
		if out, _, err := strip(b); err == nil {
			if again, err := imagetest.Read(Check, out); err != nil || again.Repaired {
				t.Errorf("the stripped file: %v, repaired %v", err, again.Repaired)
			}
		}
	})
}
