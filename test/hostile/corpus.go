// Package hostile makes a corpus of malformed and malicious files: small valid files of
// every format, truncated, with flipped bits and false lengths, and files that are built to
// be mistaken for something else or to be expensive. The corpus is the same on every run.
//
// Each file must be refused with an error code, soon and in bounded memory, or pass as
// valid. This package's test gives all of them to the Go code; e2e gives a sample to a
// browser.
package hostile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"credential-capture/fault"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// File is one file of the corpus.
type File struct {
	Name    string
	Content []byte
	MayPass bool // the change may have hit a px, or a byte without a meaning
}

// Codes are what a file of the corpus may be refused with: they say something about a file.
var Codes = []fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated, fault.TooSmall, fault.TooLarge,
	fault.TooManyPixels, fault.PDFEncrypted, fault.TooManyPages, fault.CannotFit, fault.Codec}

// valid are the files that the others are made of.
func valid() map[string][]byte {
	img := testpic.Scene(320, 24)
	jpeg := testpic.JPEGOptions{Orientation: 6, GPS: true, EXIF: true, Thumbnail: true, XMP: true, IPTC: true, ICC: true, Comment: true}
	return map[string][]byte{
		"jpeg": testpic.JPEG(img, jpeg), "progressive": testpic.Blocks(img, testpic.Progressive, jpeg), "mpf": testpic.MPF(img, jpeg, testpic.JPEG(img, testpic.JPEGOptions{})),
		"png": testpic.PNG(img, testpic.PNGOptions{Orientation: 6, GPS: true, Text: true, XMP: true, ICC: true}), "apng": testpic.APNG(nil, img, img),
		"webp": testpic.WebP(img, testpic.WebPOptions{Orientation: 6, XMP: true, ICC: true}), "gif": testpic.GIF(img, 2), "bmp": testpic.BMP(img),
		"tiff": testpic.TIFF(img, 6), "heic": testpic.HEIC(320, 24, 6), "avif": testpic.AVIF(320, 24, 6),
		"pdf": testpdf.New(12, testpdf.Options{}), "packed pdf": testpdf.New(12, testpdf.Options{XRefStream: true}),
	}
}

// Corpus yields the files in a fixed order.
func Corpus() iter.Seq[File] {
	return func(yield func(File) bool) {
		files := valid()
		for _, name := range []string{"jpeg", "progressive", "mpf", "png", "apng", "webp", "gif", "bmp", "tiff", "heic", "avif", "pdf", "packed pdf"} {
			if !truncate(name, files[name], yield) || !flipBits(name, files[name], yield) || !falsifyLengths(name, files[name], yield) {
				return
			}
		}
		for _, f := range crafted(files) {
			if !yield(f) {
				return
			}
		}
	}
}

// truncate ends a file at each of its first 64 bytes, at each segment, chunk or box and a
// byte to either side, and at a hundred places in between.
func truncate(name string, b []byte, yield func(File) bool) bool {
	at := map[int]bool{}
	for i := range min(64, len(b)) {
		at[i] = true
	}
	for _, i := range boundaries(b) {
		at[i-1], at[i], at[i+1] = true, true, true
	}
	for i := 0; i < len(b); i += max(1, len(b)/100) {
		at[i] = true
	}
	for n := range len(b) { // in order
		if at[n] && !yield(File{fmt.Sprintf("%s cut at %d", name, n), b[:n], true}) {
			return false
		}
	}
	return true
}

// boundaries returns the offsets of segments, chunks, boxes or PDF objects.
func boundaries(b []byte) (at []int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		for i := 2; i+4 <= len(b) && b[i] == 0xff; i += 2 + int(binary.BigEndian.Uint16(b[i+2:])) {
			at = append(at, i)
		}
	case bytes.HasPrefix(b, []byte("\x89PNG")):
		for i := 8; i+8 <= len(b); i += 12 + int(binary.BigEndian.Uint32(b[i:])) {
			at = append(at, i)
		}
	case bytes.HasPrefix(b, []byte("RIFF")):
		for i := 12; i+8 <= len(b); i += 8 + int(binary.LittleEndian.Uint32(b[i+4:])+1)&^1 {
			at = append(at, i)
		}
	case len(b) > 8 && string(b[4:8]) == "ftyp":
		for i := 0; i+8 <= len(b); i += max(8, int(binary.BigEndian.Uint32(b[i:]))) {
			at = append(at, i)
		}
	case bytes.HasPrefix(b, []byte("%PDF")):
		for i := range b {
			if bytes.HasPrefix(b[i:], []byte("endobj")) || bytes.HasPrefix(b[i:], []byte("stream")) {
				at = append(at, i)
			}
		}
	}
	return at
}

// flipBits flips each bit of the first 50 bytes, where the headers are, and 200 random ones.
func flipBits(name string, b []byte, yield func(File) bool) bool {
	r := rand.New(rand.NewPCG(1, uint64(len(b))))
	for i := range 600 {
		at, bit := i/8, i%8
		if i >= 400 {
			at, bit = r.IntN(len(b)), r.IntN(8)
		}
		if at >= len(b) {
			continue
		}
		c := bytes.Clone(b)
		c[at] ^= 1 << bit
		if !yield(File{fmt.Sprintf("%s with bit %d of byte %d flipped", name, bit, at), c, true}) {
			return false
		}
	}
	return true
}

// falsifyLengths overwrites possible length fields: at each boundary, and in the first 200
// bytes.
func falsifyLengths(name string, b []byte, yield func(File) bool) bool {
	places := boundaries(b)
	for i := 2; i < min(200, len(b)-4); i += 2 {
		places = append(places, i)
	}
	for _, at := range places {
		for _, length := range []string{"\xff\xff\xff\xff", "\x7f\xff\xff\xff", "\x00\x00\x00\x00", "\xff\xff", "\x00\x01"} {
			for _, off := range []int{0, 2, 4} {
				if at+off+len(length) > len(b) {
					continue
				}
				c := bytes.Clone(b)
				copy(c[at+off:], length)
				if !yield(File{fmt.Sprintf("%s with length %x at %d", name, length, at+off), c, true}) {
					return false
				}
			}
		}
	}
	return true
}

// crafted returns polyglots, decompression bombs and files that cost much to parse.
func crafted(files map[string][]byte) []File {
	jpeg, pdf := files["jpeg"], files["pdf"]
	list := []File{
		{"an empty file", nil, false},
		{"HTML", []byte("<!doctype html><script>alert(1)</script>"), false},
		{"SVG", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`), false},
		{"HTML behind a JPEG's first bytes", []byte("\xff\xd8\xff<!doctype html><script>alert(1)</script>"), false},
		{"a ZIP", []byte("PK\x03\x04" + strings.Repeat("\x00", 100)), false},
		{"an executable", []byte("\x7fELF" + strings.Repeat("\x01", 100)), false},
		{"a JPEG with a PDF behind it", append(bytes.Clone(jpeg), pdf...), true},
		{"a PDF with a JPEG behind it", append(bytes.Clone(pdf), jpeg...), true},
		{"a PDF in a JPEG's comment", append([]byte("\xff\xd8\xff\xfe\x03\xea%PDF-1.4\n"), append(make([]byte, 991), jpeg[2:]...)...), true},
		{"a JPEG in front of HTML", append(bytes.Clone(jpeg), "<html><script>alert(1)</script>"...), true},
		{"a JPEG in a ZIP", append([]byte("PK\x03\x04"), jpeg...), false},
		{"EXIF that refers to itself", exifLoop(jpeg), true},
		{"a PNG of 900 MP in a few bytes", pngBomb(30000, 30000), false},
		{"a PNG of 8000 × 8000 px in a few bytes", pngBomb(8000, 8000), true},
		{"a PNG whose text is a decompression bomb", testpic.AppendPNGChunk(files["png"][:33], "zTXt", append([]byte("k\x00\x00"), testpic.Deflate(make([]byte, 64<<20))...)), false},
		{"a JPEG of 65,535 segments", append([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xe1, 0, 2}, 65535)...), false},
		{"a PDF of nested arrays", bytes.Replace(pdf, []byte("/Catalog"), []byte("/Catalog/X"+strings.Repeat("[", 100_000)), 1), false},
	}
	for _, side := range []int{8001, 16385, 32768, 65535} {
		list = append(list, File{fmt.Sprintf("a JPEG that claims %d px", side), testpic.JPEGHeader(side, side), true})
	}
	for _, side := range []int{8001, 65536, 1 << 24, 1<<31 - 1} {
		list = append(list, File{fmt.Sprintf("a PNG that claims %d px", side), testpic.PNGHeader(side, side), true})
	}
	return list
}

// exifLoop makes every offset of the EXIF block point to its own directory.
func exifLoop(jpeg []byte) []byte {
	b := bytes.Clone(jpeg)
	at := bytes.Index(b, []byte("Exif\x00\x00")) + 6
	order := binary.BigEndian // testpic's
	first := order.Uint32(b[at+4:])
	n := int(order.Uint16(b[at+int(first):]))
	for i := range n {
		order.PutUint32(b[at+int(first)+2+12*i+8:], first)
	}
	order.PutUint32(b[at+int(first)+2+12*n:], first)
	return b
}

// pngBomb is a complete PNG of one bit a px and one colour.
func pngBomb(w, h int) []byte {
	header := binary.BigEndian.AppendUint32(nil, uint32(w))
	header = append(binary.BigEndian.AppendUint32(header, uint32(h)), 1, 0, 0, 0, 0)
	b := testpic.AppendPNGChunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", header)
	b = testpic.AppendPNGChunk(b, "IDAT", testpic.Deflate(make([]byte, h*((w+7)/8+1))))
	return testpic.AppendPNGChunk(b, "IEND", nil)
}
