package png

import (
	"bytes"
	"image"
	gopng "image/png"
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
	scene := testpic.Scene(16, 8)
	plain := container.Info{Width: 16, Height: 8, BitDepth: 8, Channels: 3, Orientation: container.Normal}
	with := func(change func(*container.Info)) container.Info {
		info := plain
		change(&info)
		return info
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want container.Info
	}{
		{"plain", testpic.PNG(scene, testpic.PNGOptions{}), plain},
		{"grey", testpic.PNG(image.NewGray(scene.Rect), testpic.PNGOptions{}), with(func(i *container.Info) { i.Channels = 1 })},
		{"16 bits grey", testpic.PNG(image.NewGray16(scene.Rect), testpic.PNGOptions{}),
			with(func(i *container.Info) { i.Channels, i.BitDepth = 1, 16 })},
		{"16 bits and alpha", testpic.PNG(image.NewNRGBA64(scene.Rect), testpic.PNGOptions{}),
			with(func(i *container.Info) { i.BitDepth, i.Alpha = 16, true })},
		{"palette with tRNS", testpic.PNG(testpic.Paletted(), testpic.PNGOptions{}),
			with(func(i *container.Info) { i.BitDepth, i.Alpha = 1, true })},
		{"orientation alone is not private", testpic.PNG(scene, testpic.PNGOptions{Orientation: 8}),
			with(func(i *container.Info) { i.Orientation = 8 })},
		{"EXIF", testpic.PNG(scene, testpic.PNGOptions{EXIF: true, Orientation: 2}),
			with(func(i *container.Info) { i.Orientation = 2; i.Metadata.EXIF = true })},
		{"GPS", testpic.PNG(scene, testpic.PNGOptions{GPS: true}),
			with(func(i *container.Info) { i.Metadata.EXIF, i.Metadata.GPS = true, true })},
		{"text", testpic.PNG(scene, testpic.PNGOptions{Text: true}), with(func(i *container.Info) { i.Metadata.Comment = true })},
		{"XMP", testpic.PNG(scene, testpic.PNGOptions{XMP: true}), with(func(i *container.Info) { i.Metadata.XMP = true })},
		{"ICC", testpic.PNG(scene, testpic.PNGOptions{ICC: true}), with(func(i *container.Info) { i.Metadata.ICC, i.WideGamut = true, true })},
		{"trailing", testpic.PNG(scene, testpic.PNGOptions{Trailing: []byte{0}}),
			with(func(i *container.Info) { i.Metadata.Trailing = true })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			want.Bytes = int64(len(tt.b))
			got, err := imagetest.Read(Check, tt.b)
			if err != nil || got != want {
				t.Errorf("check: got %+v, %v\nwant %+v", got, err, want)
			}
			want.Metadata.Trailing = false // headers don't tell
			got, err = imagetest.Read(Inspect, tt.b)
			if err != nil || got != want {
				t.Errorf("inspect: got %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestCheck_chunks(t *testing.T) {
	block := exif.Encode(6)
	for _, tt := range []struct {
		name  string
		add   testpic.Chunk
		after bool
		want  container.Info // orientation, animation and metadata only
	}{
		{"time", testpic.Chunk{"tIME", make([]byte, 7)}, true, container.Info{Metadata: container.Metadata{Comment: true}}},
		{"unknown ancillary", testpic.Chunk{"abCd", nil}, true, container.Info{Metadata: container.Metadata{Comment: true}}},
		{"iTXt", testpic.Chunk{"iTXt", []byte("A\x00\x00\x00\x00\x00b")}, false, container.Info{Metadata: container.Metadata{Comment: true}}},
		{"eXIf", testpic.Chunk{"eXIf", block}, false, container.Info{Orientation: 6}},
		{"eXIf with JPEG's prefix", testpic.Chunk{"eXIf", append([]byte(exif.Header), block...)}, false, container.Info{Orientation: 6}},
		{"late eXIf", testpic.Chunk{"eXIf", block}, true, container.Info{Metadata: container.Metadata{EXIF: true}}},
		{"large eXIf", testpic.Chunk{"eXIf", append(bytes.Clone(block), make([]byte, maxEXIFChunk)...)}, false, container.Info{Metadata: container.Metadata{EXIF: true}}},
		{"broken eXIf", testpic.Chunk{"eXIf", []byte("x")}, false, container.Info{Metadata: container.Metadata{EXIF: true}}},
		{"animation", testpic.Chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, false, container.Info{Animated: true}},
		{"animation of one frame", testpic.Chunk{"acTL", []byte{0, 0, 0, 1, 0, 0, 0, 0}}, false, container.Info{Metadata: container.Metadata{Comment: true}}},
		{"late acTL", testpic.Chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, true, container.Info{Metadata: container.Metadata{Comment: true}}},
		{"a frame without animation", testpic.Chunk{"fdAT", []byte("x")}, true, container.Info{Metadata: container.Metadata{Comment: true}}},
		{"density", testpic.Chunk{"pHYs", make([]byte, 9)}, false, container.Info{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chunks := testpic.SplitPNG(testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
			at := 1
			if tt.after {
				at = len(chunks) - 1
			}
			got, err := imagetest.Read(Check, testpic.JoinPNG(slices.Insert(chunks, at, tt.add)...))
			if tt.want.Orientation == 0 {
				tt.want.Orientation = container.Normal
			}
			got = container.Info{Orientation: got.Orientation, Animated: got.Animated, Metadata: got.Metadata}
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v\nwant %+v", got, err, tt.want)
			}
		})
	}
}

func TestCheck_ignoresASecondEXIF(t *testing.T) {
	chunks := testpic.SplitPNG(testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{Orientation: 6}))
	got, err := imagetest.Read(Check, testpic.JoinPNG(slices.Insert(chunks, 2, testpic.Chunk{"eXIf", exif.Encode(3)})...))
	if err != nil || got.Orientation != 6 || !got.Metadata.EXIF {
		t.Errorf("got orientation %d, %+v, %v", got.Orientation, got.Metadata, err)
	}
}

func TestCheck_truncatedAnywhere(t *testing.T) {
	b := testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{Orientation: 6, Text: true, ICC: true})
	pixels := bytes.Index(b, []byte("IEND")) - 4 // where they end
	for n := range b {
		info, err := imagetest.Read(Check, b[:n])
		if n < pixels && fault.CodeOf(err) != fault.Truncated || n >= pixels && (err != nil || !info.Repaired) {
			t.Fatalf("%d of %d bytes: %v, repaired %v", n, len(b), err, info.Repaired)
		}
	}
}

// TestCheck_changedAnywhere: every byte is covered by a checksum, a length or the signature.
func TestCheck_changedAnywhere(t *testing.T) {
	b := testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{Orientation: 6, Text: true, ICC: true})
	for i := range b {
		b[i] ^= 0x55
		if info, err := imagetest.Read(Check, b); err == nil && !info.Repaired {
			t.Errorf("a change of byte %d goes unnoticed", i)
		}
		b[i] ^= 0x55
	}
}

func TestCheck_broken(t *testing.T) {
	ihdr := func(at int, v byte) func([]testpic.Chunk) []testpic.Chunk {
		return func(c []testpic.Chunk) []testpic.Chunk {
			c[0].Body = bytes.Clone(c[0].Body)
			c[0].Body[at] = v
			return c
		}
	}
	insert := func(at int, add ...testpic.Chunk) func([]testpic.Chunk) []testpic.Chunk {
		return func(c []testpic.Chunk) []testpic.Chunk { return slices.Insert(c, at, add...) }
	}
	idat := testpic.Chunk{"IDAT", nil}
	plte := testpic.Chunk{"PLTE", make([]byte, 6)}
	paletted := func(add ...testpic.Chunk) func([]testpic.Chunk) []testpic.Chunk {
		return func(c []testpic.Chunk) []testpic.Chunk { return insert(1, add...)(ihdr(9, palette)(c)) }
	}
	for _, tt := range []struct {
		name  string
		spoil func([]testpic.Chunk) []testpic.Chunk // gets IHDR, IDAT, IEND: RGB, 8 bits
		want  fault.Code
	}{
		{"as it was", func(c []testpic.Chunk) []testpic.Chunk { return c }, ""},
		{"no IHDR", func(c []testpic.Chunk) []testpic.Chunk { return c[1:] }, fault.Corrupt},
		{"two IHDR", func(c []testpic.Chunk) []testpic.Chunk { return append(c[:1:1], c...) }, fault.Corrupt},
		{"a short IHDR", func(c []testpic.Chunk) []testpic.Chunk { c[0].Body = c[0].Body[:12]; return c }, fault.Corrupt},
		{"Apple's own", insert(0, testpic.Chunk{"CgBI", make([]byte, 4)}), fault.UnsupportedFormat},
		{"no width", ihdr(3, 0), fault.Corrupt},
		{"no height", ihdr(7, 0), fault.Corrupt},
		{"a width of 2^31", ihdr(0, 0x80), fault.Corrupt},
		{"RGB of 4 bits", ihdr(8, 4), fault.Corrupt},
		{"RGB of 255 bits", ihdr(8, 255), fault.Corrupt},
		{"colour type 1", ihdr(9, 1), fault.Corrupt},
		{"colour type 7", ihdr(9, 7), fault.Corrupt},
		{"colour type 255", ihdr(9, 255), fault.Corrupt},
		{"compression 1", ihdr(10, 1), fault.Corrupt},
		{"filter 1", ihdr(11, 1), fault.Corrupt},
		{"interlace 2", ihdr(12, 2), fault.Corrupt},
		{"interlaced is fine", func(c []testpic.Chunk) []testpic.Chunk {
			c[1].Body = testpic.Deflate(make([]byte, 399))
			return ihdr(12, 1)(c)
		}, ""},
		{"no pixels", func(c []testpic.Chunk) []testpic.Chunk { return append(c[:1], c[2]) }, fault.Corrupt},
		{"two IDAT in a row", insert(2, idat), ""},
		{"two IDAT apart", insert(2, testpic.Chunk{"tEXt", nil}, idat), fault.Corrupt},
		{"an unknown critical chunk", insert(1, testpic.Chunk{"ABCD", nil}), fault.Corrupt},
		{"a name that is none", insert(1, testpic.Chunk{"1234", nil}), fault.Corrupt},
		{"a palette of one colour", paletted(testpic.Chunk{"PLTE", make([]byte, 3)}), ""},
		{"two palettes", paletted(plte, plte), fault.Corrupt},
		{"a palette of 4 bytes", paletted(testpic.Chunk{"PLTE", make([]byte, 4)}), fault.Corrupt},
		{"a palette of nothing", paletted(testpic.Chunk{"PLTE", nil}), fault.Corrupt},
		{"a palette of 256", paletted(testpic.Chunk{"PLTE", make([]byte, 768)}), ""},
		{"a palette of 257", paletted(testpic.Chunk{"PLTE", make([]byte, 771)}), fault.Corrupt},
		{"pixels without their palette", ihdr(9, palette), fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chunks := testpic.SplitPNG(testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
			if len(chunks) != 3 {
				t.Fatalf("%d chunks, want 3", len(chunks))
			}
			_, err := imagetest.Read(Check, testpic.JoinPNG(tt.spoil(chunks)...))
			must.Code(t, err, tt.want)
		})
	}
}

func TestCheck_chunkOfTwoGigabytes(t *testing.T) {
	b := []byte(signature + "\x80\x00\x00\x00IHDR\x00\x00\x00\x00")
	if _, err := imagetest.Read(Check, b); fault.CodeOf(err) != fault.Corrupt {
		t.Errorf("just above the limit: %v", err)
	}
	b = []byte(signature + "\x7f\xff\xff\xffIHDR\x00\x00\x00\x00")
	if _, err := imagetest.Read(Check, b); fault.CodeOf(err) != fault.Truncated {
		t.Errorf("just below the limit: %v", err)
	}
}

func TestStrip_limitsSpans(t *testing.T) {
	chunks := testpic.SplitPNG(testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
	for _, tt := range []struct {
		name string
		n    int
		want fault.Code
	}{
		// Header and pixels are a span each.
		{"just within", container.MaxSpans - 2, ""},
		{"just above", container.MaxSpans - 1, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pairs := slices.Repeat([]testpic.Chunk{{"gAMA", make([]byte, 4)}, {"tEXt", nil}}, tt.n)
			b := testpic.JoinPNG(slices.Insert(slices.Clone(chunks), 1, pairs...)...)
			_, err := Strip(container.NewReader(bytes.NewReader(b)), &container.Info{})
			must.Code(t, err, tt.want)
		})
	}
}

func FuzzPNG(f *testing.F) {
	for _, b := range testpic.PNGSeeds() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = testpic.RepairPNG(b)
		info, ok := imagetest.HeadersAgree(t, Inspect, Check, b)
		if config, err := gopng.DecodeConfig(bytes.NewReader(b)); ok && err == nil &&
			(config.Width != info.Width || config.Height != info.Height) {
			t.Errorf("%d × %d px to Go, %d × %d here", config.Width, config.Height, info.Width, info.Height)
		}
	})
}
