package testpic

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// RawPDF makes a file of objects 1, 2, 3 … with a right cross-reference table. More
// is put into the trailer.
func RawPDF(more string, objects ...string) []byte {
	b := []byte("%PDF-1.7\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return fmt.Appendf(b, "%strailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, more, len(b))
}

// Objects 1 and 3 of a PDF with one page.
const (
	Catalogue = "<</Type/Catalog/Pages 2 0 R>>"
	OnePage   = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"
)

// PDFBomb has a cross-reference stream that decompresses to n bytes.
func PDFBomb(n int) []byte {
	data := Deflate(make([]byte, n))
	b := fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 4 2]/Size 9/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n",
		len(data), data)
	return append(b, "startxref\n9\n%%EOF\n"...)
}

// Edit replaces what must be there.
func Edit(b []byte, from, to string) []byte {
	if !bytes.Contains(b, []byte(from)) {
		panic("nothing to edit: " + from)
	}
	return bytes.Replace(b, []byte(from), []byte(to), 1)
}

// TIFFBlock builds a little-endian block from its words, for EXIF by hand.
func TIFFBlock(head string, words ...uint32) []byte {
	b := []byte(head)
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// EntryWord is the first half of an entry: tag and type.
func EntryWord(tag, typ uint32) uint32 { return tag | typ<<16 }

// BMPHeader is a BMP without pixels.
func BMPHeader(width, height uint32, bits uint16, compression uint32) []byte {
	b := append([]byte("BM"), make([]byte, 52)...)
	binary.LittleEndian.PutUint32(b[10:], 54)
	binary.LittleEndian.PutUint32(b[14:], 40)
	binary.LittleEndian.PutUint32(b[18:], width)
	binary.LittleEndian.PutUint32(b[22:], height)
	binary.LittleEndian.PutUint16(b[28:], bits)
	binary.LittleEndian.PutUint32(b[30:], compression)
	return b
}
