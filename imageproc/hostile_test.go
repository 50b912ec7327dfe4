package imageproc

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// hostile are files that are made to take time or memory, or to be mistaken for others.
func hostile() map[string][]byte {
	pdf := testpdf.New(3, testpdf.Options{})
	gif := testpic.GIF(testpic.Scene(16, 16), 1)
	tiff := testpic.TIFF(testpic.Scene(16, 16), 6)
	return map[string][]byte{
		"jpeg-claims-60000":      testpic.JPEGHeader(60000, 60000),
		"png-claims-60000":       testpic.PNGHeader(60000, 60000),
		"png-claims-2g":          testpic.PNGHeader(1<<31-1, 1<<31-1),
		"jpeg-segments":          append([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xe1, 0, 2}, 8000)...),
		"jpeg-of-ff":             append([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff}, 8000)...),
		"webp-chunks":            webpOfChunks(4000),
		"webp-size-lies":         testpic.Edit(testpic.WebP(testpic.Scene(16, 16), testpic.WebPOptions{}), "VP8L", "VP8L\xff\xff\xff\xff"),
		"gif-extensions":         append(bytes.Clone(gif[:len(gif)-1]), bytes.Repeat([]byte{0x21, 0xfe, 0}, 8000)...),
		"gif-frames":             append(bytes.Clone(gif[:len(gif)-1]), bytes.Repeat([]byte(",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00"), 2000)...),
		"bmp-claims-2g":          testpic.BMPHeader(1<<31-1, 1<<31-1, 32, 0),
		"bmp-of-negative-width":  testpic.BMPHeader(1<<31, 1<<31, 32, 0),
		"tiff-loop":              tiffLoop(tiff),
		"tiff-strips":            tiffOfStrips(1<<31 - 1),
		"tiff-entries":           append([]byte("II*\x00\x08\x00\x00\x00\xff\xff"), make([]byte, 5000)...),
		"heic-boxes":             append(testpic.HEIC(16, 16, 6), bytes.Repeat([]byte("\x00\x00\x00\x08free"), 3000)...),
		"heic-meta-lies":         testpic.Edit(testpic.HEIC(16, 16, 6), "meta", "meta\xff\xff\xff\xff"),
		"heic-empty-extents":     heicOfExtents(),
		"heic-box-of-16-exabyte": append(testpic.AVIF(16, 16, 1), "\x00\x00\x00\x01free\xff\xff\xff\xff\xff\xff\xff\xff"...),
		"pdf-prev-loop":          testpic.Edit(pdf, "/Size ", fmt.Sprintf("/Prev %d/Size ", bytes.LastIndex(pdf, []byte("xref\n0")))),
		"pdf-rows":               testpic.Edit(pdf, "xref\n0 ", "xref\n0 4294967"),
		"pdf-tables":             testpic.Edit(pdf, "trailer", strings.Repeat("0 0\n", 6000)+"trailer"),
		"pdf-nested":             testpic.Edit(pdf, "/Catalog", "/Catalog/X"+strings.Repeat("<</X", 3000)),
		"pdf-names":              testpic.Edit(pdf, "/Catalog", "/"+strings.Repeat("#41", 30000)),
		"pdf-kids":               testpic.Edit(pdf, "/Kids[", "/Kids["+strings.Repeat("3 0 R ", 5000)),
		"pdf-bomb":               testpdf.Bomb(8<<20 + 1),
		"pdf-packs":              pdfOfPacks(40, 1<<20),
		"pdf-wide":               pdfOfWideNodes(190, 43_000),
	}
}

// maxAlloc is how many bytes Inspect may allocate in all. What it allocates takes time, too.
const maxAlloc = 100 << 20

// TestHostileFiles: Inspect keeps its budgets, and Validate reads a file little more than twice and
// rejects it.
func TestHostileFiles(t *testing.T) {
	// A loop is read once, and a table whose rows or places are wrong is rebuilt. A GIF needs no trailer.
	harmless := map[string]bool{"pdf-prev-loop": true, "pdf-rows": true, "pdf-names": true, "gif-extensions": true, "gif-frames": true}
	limits := Limits{MinSide: 1, MaxPages: 1000, Formats: []Format{JPEG, PNG, PDF, WebP, GIF, BMP, TIFF, HEIC, AVIF}}
	for name, b := range hostile() {
		t.Run(name, func(t *testing.T) {
			src := &imagetest.Counted{Source: imagetest.File(b)}
			info, err := Inspect(src)
			limit := int64(1 << 20)
			if sniff(b) == PDF {
				limit += int64(len(b)) // once, for a damaged table
			}
			if src.Read > limit {
				t.Errorf("Inspect read %d bytes of %d: %+v, %v", src.Read, len(b), info, err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _ = Inspect(src)
			if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > maxAlloc {
				t.Errorf("Inspect allocates %d bytes", after.TotalAlloc-before.TotalAlloc)
			}
			src.Read = 0
			if r := must.Get(Validate(context.Background(), src, limits))(t); r.OK() && !harmless[name] {
				t.Errorf("it passes: %+v", r.Info)
			}
			if limit = int64(2*(1<<20) + 2*len(b)); src.Read > limit {
				t.Errorf("Validate read %d bytes of %d", src.Read, len(b))
			}
		})
	}
}

func webpOfChunks(n int) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x0c\x00\x00\x00\x0f\x00\x00\x0f\x00\x00")
	b = append(b, bytes.Repeat([]byte("junk\x00\x00\x00\x00"), n)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// tiffLoop makes a TIFF's last directory its own successor.
func tiffLoop(b []byte) []byte {
	b = bytes.Clone(b)
	at := binary.LittleEndian.Uint32(b[4:])
	n := uint32(binary.LittleEndian.Uint16(b[at:]))
	binary.LittleEndian.PutUint32(b[at+2+12*n:], at)
	return b
}

// tiffOfStrips claims n strips, whose offsets and sizes lie far apart.
func tiffOfStrips(n uint32) []byte {
	b := testpic.TIFFBlock("II*\x00\x08\x00\x00\x00\x04\x00",
		testpic.EntryWord(256, 4), 1, 16, testpic.EntryWord(257, 4), 1, 16,
		testpic.EntryWord(273, 4), n, 64, testpic.EntryWord(279, 3), n, 20000, 0)
	return append(b, make([]byte, 40000)...)
}

// heicOfExtents has items of 65,535 extents each that take no bytes.
func heicOfExtents() []byte {
	iloc := append([]byte("\x00\x00\x00\x00\x00\x00"), 0xff, 0xff)
	iloc = append(iloc, bytes.Repeat([]byte{0, 1, 0, 0, 0xff, 0xff}, 2000)...)
	box := binary.BigEndian.AppendUint32(nil, uint32(8+len(iloc)))
	box = append(append(box, "iloc"...), iloc...)
	b := testpic.Edit(testpic.HEIC(16, 16, 6), "iloc", "free")
	at := bytes.Index(b, []byte("meta")) - 4
	size := binary.BigEndian.Uint32(b[at:])
	binary.BigEndian.PutUint32(b[at:], size+uint32(len(box)))
	end := at + int(size)
	return append(append(bytes.Clone(b[:end]), box...), b[end:]...)
}

// pdfOfPacks has a page tree in n object streams that decompress to size bytes each.
func pdfOfPacks(n, size int) []byte {
	data := testpic.Deflate(make([]byte, size))
	var kids strings.Builder
	objects := []string{testpdf.Catalog, ""}
	var rows []byte
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", len(objects)+1+n)
		objects = append(objects, fmt.Sprintf("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", len(data), data))
		rows = append(rows, 2, 0, 0, 0, byte(i+3), 0, 0)
	}
	objects[1] = "<</Type/Pages/Kids[" + kids.String() + "]/Count 1>>"
	return withRows(testpdf.Raw("", objects...), n+3, rows)
}

// pdfOfWideNodes has n nodes of the page tree that are one object of an object stream, with so
// many kids.
func pdfOfWideNodes(n, kids int) []byte {
	const leaf, first = 4, 5
	const page = "<</Type/Page>> "
	var nodes, rows, index = "", []byte{2, 0, 0, 0, 3, 0, 0}, fmt.Sprintf("%d 0 ", leaf)
	for i := range n {
		nodes += fmt.Sprintf("%d 0 R ", first+i)
		index += fmt.Sprintf("%d %d ", first+i, len(page))
		rows = append(rows, 2, 0, 0, 0, 3, 0, 0)
	}
	data := testpic.Deflate([]byte(index + page + "<</Kids[" + strings.Repeat(fmt.Sprintf("%d 0 R ", leaf), kids) + "]>>"))
	return withRows(testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids["+nodes+"]/Count 1>>",
		fmt.Sprintf("<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", n+1, len(index), len(data), data)), leaf, rows)
}

// withRows puts a cross-reference stream before a PDF's table, with the rows of the objects from
// first on.
func withRows(b []byte, first int, rows []byte) []byte {
	at := bytes.LastIndex(b, []byte("xref\n0"))
	at = bytes.LastIndex(b[:at], []byte("endobj")) + len("endobj\n")
	place := len(b)
	b = fmt.Appendf(b, "999 0 obj\n<</Type/XRef/W[1 4 2]/Index[%d %d]/Size 999/Root 1 0 R/Prev %d/Length %d>>\nstream\n%s\nendstream\nendobj\n",
		first, len(rows)/7, at, len(rows), rows)
	return fmt.Appendf(b, "startxref\n%d\n%%%%EOF\n", place)
}
