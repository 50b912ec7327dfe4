package testpic

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
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

const (
	Catalogue = "<</Type/Catalog/Pages 2 0 R>>"
	OnePage   = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"
)

// UpdatePDF appends an incremental update that replaces object num.
func UpdatePDF(b []byte, num int, object string) []byte {
	at := bytes.LastIndex(b, []byte("startxref\n"))
	prev := strings.TrimSuffix(string(b[at+len("startxref\n"):]), "\n%%EOF\n")
	place := len(b)
	b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", num, object)
	return fmt.Appendf(b, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 9/Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		num, place, prev, len(b))
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
