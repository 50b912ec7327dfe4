package testpdf

import (
	"fmt"

	"credential-capture/test/testpic"
)

// Raw makes a file of objects 1, 2, 3 … with a right cross-reference table. More
// is put into the trailer.
func Raw(more string, objects ...string) []byte {
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
	Catalog = "<</Type/Catalog/Pages 2 0 R>>"
	Page    = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"
)

// Bomb has a cross-reference stream that decompresses to n bytes.
func Bomb(n int) []byte {
	data := testpic.Deflate(make([]byte, n))
	b := fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 4 2]/Size 9/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n",
		len(data), data)
	return append(b, "startxref\n9\n%%EOF\n"...)
}
