package imageproc

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// chunk is one chunk of a PNG.
type chunk struct {
	name string
	body []byte
}

func splitPNG(t testing.TB, b []byte) []chunk {
	t.Helper()
	var chunks []chunk
	for at := len(pngHead); at < len(b); {
		n := int(binary.BigEndian.Uint32(b[at:]))
		chunks = append(chunks, chunk{string(b[at+4 : at+8]), b[at+8 : at+8+n]})
		at += 12 + n
	}
	return chunks
}

// joinPNG is the inverse of splitPNG, with right checksums.
func joinPNG(chunks ...chunk) []byte {
	b := []byte(pngHead)
	for _, c := range chunks {
		b = appendPNGChunk(b, c.name, c.body)
	}
	return b
}

// paletted is a picture of 16×8 px in two colours, the second see-through.
func paletted() *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, 16, 8), color.Palette{color.White, color.NRGBA{1, 2, 3, 4}})
}

func TestPNGFacts(t *testing.T) {
	scene := testpic.Scene(16, 8)
	plain := Info{Width: 16, Height: 8, BitDepth: 8, Channels: 3, Orientation: Normal}
	with := func(change func(*Info)) Info {
		info := plain
		change(&info)
		return info
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want Info
	}{
		{"plain", testpic.PNG(scene, testpic.PNGOptions{}), plain},
		{"grey", testpic.PNG(image.NewGray(scene.Rect), testpic.PNGOptions{}), with(func(i *Info) { i.Channels = 1 })},
		{"16 bits grey", testpic.PNG(image.NewGray16(scene.Rect), testpic.PNGOptions{}),
			with(func(i *Info) { i.Channels, i.BitDepth = 1, 16 })},
		{"16 bits and alpha", testpic.PNG(image.NewNRGBA64(scene.Rect), testpic.PNGOptions{}),
			with(func(i *Info) { i.BitDepth, i.Alpha = 16, true })},
		{"palette with tRNS", testpic.PNG(paletted(), testpic.PNGOptions{}),
			with(func(i *Info) { i.BitDepth, i.Alpha = 1, true })},
		{"orientation alone is not private", testpic.PNG(scene, testpic.PNGOptions{Orientation: 8}),
			with(func(i *Info) { i.Orientation = 8 })},
		{"EXIF", testpic.PNG(scene, testpic.PNGOptions{EXIF: true, Orientation: 2}),
			with(func(i *Info) { i.Orientation = 2; i.Metadata.EXIF = true })},
		{"GPS", testpic.PNG(scene, testpic.PNGOptions{GPS: true}),
			with(func(i *Info) { i.Metadata.EXIF, i.Metadata.GPS = true, true })},
		{"text", testpic.PNG(scene, testpic.PNGOptions{Text: true}), with(func(i *Info) { i.Metadata.Comment = true })},
		{"XMP", testpic.PNG(scene, testpic.PNGOptions{XMP: true}), with(func(i *Info) { i.Metadata.XMP = true })},
		{"ICC", testpic.PNG(scene, testpic.PNGOptions{ICC: true}), with(func(i *Info) { i.Metadata.ICC, i.Wide = true, true })},
		{"trailing", testpic.PNG(scene, testpic.PNGOptions{Trailing: []byte{0}}),
			with(func(i *Info) { i.Metadata.Trailing = true })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			want.Bytes = int64(len(tt.b))
			got, err := look(checkPNG, tt.b)
			if err != nil || got != want {
				t.Errorf("check: got %+v, %v\nwant %+v", got, err, want)
			}
			want.Metadata.Trailing = false // headers don't tell
			got, err = look(inspectPNG, tt.b)
			if err != nil || got != want {
				t.Errorf("inspect: got %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

// TestPNGChunks puts chunks into a picture of 16×8 px, before or after its pixels.
func TestPNGChunks(t *testing.T) {
	exif := orientationEXIF(6)
	for _, tt := range []struct {
		name  string
		add   chunk
		after bool
		want  Info // orientation, animation and metadata only
	}{
		{"time", chunk{"tIME", make([]byte, 7)}, true, Info{Metadata: Metadata{Comment: true}}},
		{"unknown ancillary", chunk{"abCd", nil}, true, Info{Metadata: Metadata{Comment: true}}},
		{"iTXt", chunk{"iTXt", []byte("A\x00\x00\x00\x00\x00b")}, false, Info{Metadata: Metadata{Comment: true}}},
		{"eXIf", chunk{"eXIf", exif}, false, Info{Orientation: 6}},
		{"eXIf with JPEG's prefix", chunk{"eXIf", append([]byte(exifHead), exif...)}, false, Info{Orientation: 6}},
		{"late eXIf", chunk{"eXIf", exif}, true, Info{Metadata: Metadata{EXIF: true}}},
		{"large eXIf", chunk{"eXIf", append(bytes.Clone(exif), make([]byte, maxPNGEXIF)...)}, false, Info{Metadata: Metadata{EXIF: true}}},
		{"broken eXIf", chunk{"eXIf", []byte("x")}, false, Info{Metadata: Metadata{EXIF: true}}},
		{"animation", chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, false, Info{Animated: true}},
		{"animation of one frame", chunk{"acTL", []byte{0, 0, 0, 1, 0, 0, 0, 0}}, false, Info{Metadata: Metadata{Comment: true}}},
		{"late acTL", chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, true, Info{Metadata: Metadata{Comment: true}}},
		{"a frame without animation", chunk{"fdAT", []byte("x")}, true, Info{Metadata: Metadata{Comment: true}}},
		{"density", chunk{"pHYs", make([]byte, 9)}, false, Info{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chunks := splitPNG(t, testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
			at := 1
			if tt.after {
				at = len(chunks) - 1
			}
			got, err := look(checkPNG, joinPNG(slices.Insert(chunks, at, tt.add)...))
			if tt.want.Orientation == 0 {
				tt.want.Orientation = Normal
			}
			got = Info{Orientation: got.Orientation, Animated: got.Animated, Metadata: got.Metadata}
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v\nwant %+v", got, err, tt.want)
			}
		})
	}
}

func TestPNGSecondEXIFIsNotAsked(t *testing.T) {
	chunks := splitPNG(t, testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{Orientation: 6}))
	got, err := look(checkPNG, joinPNG(slices.Insert(chunks, 2, chunk{"eXIf", orientationEXIF(3)})...))
	if err != nil || got.Orientation != 6 || !got.Metadata.EXIF {
		t.Errorf("got orientation %d, %+v, %v", got.Orientation, got.Metadata, err)
	}
}

func TestPNGCutAnywhere(t *testing.T) {
	b := testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{Orientation: 6, Text: true, ICC: true})
	for n := range b {
		if _, err := look(checkPNG, b[:n]); fault.CodeOf(err) != fault.Truncated {
			t.Fatalf("%d of %d bytes: %v", n, len(b), err)
		}
	}
}

// TestPNGChangedAnywhere changes every byte in turn: each is covered by a checksum,
// a length or a signature, so none goes unnoticed.
func TestPNGChangedAnywhere(t *testing.T) {
	b := testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{Orientation: 6, Text: true, ICC: true})
	for i := range b {
		b[i] ^= 0x55
		if _, err := look(checkPNG, b); err == nil {
			t.Errorf("a change of byte %d goes unnoticed", i)
		}
		b[i] ^= 0x55
	}
}

func TestPNGBroken(t *testing.T) {
	ihdr := func(at int, v byte) func([]chunk) []chunk {
		return func(c []chunk) []chunk {
			c[0].body = bytes.Clone(c[0].body)
			c[0].body[at] = v
			return c
		}
	}
	insert := func(at int, add ...chunk) func([]chunk) []chunk {
		return func(c []chunk) []chunk { return slices.Insert(c, at, add...) }
	}
	idat := chunk{"IDAT", nil}
	palette := chunk{"PLTE", make([]byte, 6)}
	for _, tt := range []struct {
		name  string
		spoil func([]chunk) []chunk // gets IHDR, IDAT, IEND: RGB, 8 bits
		want  fault.Code
	}{
		{"as it was", func(c []chunk) []chunk { return c }, ""},
		{"no IHDR", func(c []chunk) []chunk { return c[1:] }, fault.Corrupt},
		{"two IHDR", func(c []chunk) []chunk { return append(c[:1:1], c...) }, fault.Corrupt},
		{"a short IHDR", func(c []chunk) []chunk { c[0].body = c[0].body[:12]; return c }, fault.Corrupt},
		{"Apple's own", insert(0, chunk{"CgBI", make([]byte, 4)}), fault.UnsupportedFormat},
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
		{"interlaced is fine", ihdr(12, 1), ""},
		{"no pixels", func(c []chunk) []chunk { return append(c[:1], c[2]) }, fault.Corrupt},
		{"two IDAT in a row", insert(2, idat), ""},
		{"two IDAT apart", insert(2, chunk{"tEXt", nil}, idat), fault.Corrupt},
		{"an unknown critical chunk", insert(1, chunk{"ABCD", nil}), fault.Corrupt},
		{"a name that is none", insert(1, chunk{"1234", nil}), fault.Corrupt},
		{"IEND with a body", func(c []chunk) []chunk { c[2].body = []byte{1}; return c }, fault.Corrupt},
		{"a palette to choose from", insert(1, palette), ""},
		{"a palette after the pixels", insert(2, palette), fault.Corrupt},
		{"two palettes", insert(1, palette, palette), fault.Corrupt},
		{"a palette of 4 bytes", insert(1, chunk{"PLTE", make([]byte, 4)}), fault.Corrupt},
		{"a palette of nothing", insert(1, chunk{"PLTE", nil}), fault.Corrupt},
		{"a palette of 256", insert(1, chunk{"PLTE", make([]byte, 768)}), ""},
		{"a palette of 257", insert(1, chunk{"PLTE", make([]byte, 771)}), fault.Corrupt},
		{"a palette for grey", func(c []chunk) []chunk { return insert(1, palette)(ihdr(9, pngGrey)(c)) }, fault.Corrupt},
		{"pixels without their palette", ihdr(9, pngPalette), fault.Corrupt},
		{"tRNS for RGB", insert(1, chunk{"tRNS", make([]byte, 6)}), ""},
		{"tRNS of 5 bytes for RGB", insert(1, chunk{"tRNS", make([]byte, 5)}), fault.Corrupt},
		{"tRNS after the pixels", insert(2, chunk{"tRNS", make([]byte, 6)}), fault.Corrupt},
		{"tRNS for RGBA", func(c []chunk) []chunk {
			return insert(1, chunk{"tRNS", make([]byte, 6)})(ihdr(9, pngRGBA)(c))
		}, fault.Corrupt},
		{"tRNS for grey", func(c []chunk) []chunk {
			return insert(1, chunk{"tRNS", make([]byte, 2)})(ihdr(9, pngGrey)(c))
		}, ""},
		{"tRNS before its palette", func(c []chunk) []chunk {
			return insert(1, chunk{"tRNS", make([]byte, 1)}, palette)(ihdr(9, pngPalette)(c))
		}, fault.Corrupt},
		{"tRNS as long as the palette", func(c []chunk) []chunk {
			return insert(1, palette, chunk{"tRNS", make([]byte, 2)})(ihdr(9, pngPalette)(c))
		}, ""},
		{"tRNS longer than the palette", func(c []chunk) []chunk {
			return insert(1, palette, chunk{"tRNS", make([]byte, 3)})(ihdr(9, pngPalette)(c))
		}, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chunks := splitPNG(t, testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
			if len(chunks) != 3 {
				t.Fatalf("%d chunks, want 3", len(chunks))
			}
			if _, err := look(checkPNG, joinPNG(tt.spoil(chunks)...)); fault.CodeOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestPNGChunkOfTwoGigabytes(t *testing.T) {
	b := []byte(pngHead + "\x80\x00\x00\x00IHDR\x00\x00\x00\x00")
	if _, err := look(checkPNG, b); fault.CodeOf(err) != fault.Corrupt {
		t.Errorf("just above the limit: %v", err)
	}
	b = []byte(pngHead + "\x7f\xff\xff\xffIHDR\x00\x00\x00\x00")
	if _, err := look(checkPNG, b); fault.CodeOf(err) != fault.Truncated {
		t.Errorf("just below the limit: %v", err)
	}
}

func TestPNGPieces(t *testing.T) {
	chunks := splitPNG(t, testpic.PNG(testpic.Scene(16, 8), testpic.PNGOptions{}))
	for _, tt := range []struct {
		name string
		n    int
		want fault.Code
	}{
		// The head and the pixels are a piece each.
		{"just within", maxSpans - 2, ""},
		{"just above", maxSpans - 1, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pairs := slices.Repeat([]chunk{{"gAMA", make([]byte, 4)}, {"tEXt", nil}}, tt.n)
			s := &survey{Source: bytes.NewReader(joinPNG(slices.Insert(slices.Clone(chunks), 1, pairs...)...))}
			err := checkPNG(newWindow(s), &Info{})
			if fault.CodeOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
