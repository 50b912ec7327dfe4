// Package testpdf makes PDFs for tests by code, except the encrypted ones, which another
// program wrote. They are the same on every machine and in every run.
package testpdf

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"credential-capture/test/testpic"
)

// Options are the features of a PDF. The zero value is a PDF 1.4 with a plain
// cross-reference table.
type Options struct {
	Encrypted  bool // no password opens it
	XRefStream bool // PDF 1.5: object streams and a cross-reference stream
	Padding    int  // bytes of a stream that nothing refers to
}

// maxKids is the number of children of a node of the page tree. A document of more pages
// has a deeper tree.
const maxKids = 10

// New returns a document of that many pages, each with its number on it.
func New(pages int, o Options) []byte {
	d := &writer{options: o, out: []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), parents: map[int]int{}}
	if o.XRefStream {
		d.out[7] = '5'
	}
	catalog, font := d.reserve(), d.reserve()
	leaves := make([]int, pages)
	for i := range leaves {
		leaves[i] = d.reserve()
	}
	root := d.tree(0, leaves)
	d.put(catalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R>>", root))
	d.put(font, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i, leaf := range leaves {
		text := d.reserve()
		d.putStream(text, "", fmt.Appendf(nil, "BT /F1 48 Tf 72 700 Td (Page %d) Tj ET", i+1))
		d.put(leaf, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]"+
			"/Resources<</Font<</F1 %d 0 R>>>>/Contents %d 0 R>>", d.parents[leaf], font, text))
	}
	if o.Padding > 0 {
		d.putStream(d.reserve(), "", make([]byte, o.Padding))
	}
	if o.XRefStream {
		d.finishStream(catalog)
	} else {
		d.finishTable(catalog)
	}
	return d.out
}

// tree writes the branches of the page tree above pages and returns the topmost.
func (d *writer) tree(parent int, pages []int) int {
	id := d.reserve()
	kids := pages
	if len(pages) > maxKids {
		kids = nil
		for part := range slices.Chunk(pages, (len(pages)+maxKids-1)/maxKids) {
			kids = append(kids, d.tree(id, part))
		}
	}
	var b strings.Builder
	b.WriteString("<</Type/Pages/Kids[")
	for _, kid := range kids {
		d.parents[kid] = id
		fmt.Fprintf(&b, "%d 0 R ", kid)
	}
	fmt.Fprintf(&b, "]/Count %d", len(pages))
	if parent != 0 {
		fmt.Fprintf(&b, "/Parent %d 0 R", parent)
	}
	d.put(id, b.String()+">>")
	return id
}

// qpdf has PDFs of two pages that qpdf 11.3.0 encrypted, with --object-streams=generate and
// the owner's password "owner": "r6-aes-256-owner.pdf" has an empty user's password, and
// "r6-aes-256-user.pdf" has "secret"; so has "r6-aes-256-open.pdf", whose owner's is empty.
//
//go:embed qpdf/*.pdf
var qpdf embed.FS

// Encrypted returns PDFs of two pages by name: encrypted by revisions 2 to 6 of the standard
// handler, with a password if the name ends in "-user".
func Encrypted() map[string][]byte {
	files := make(map[string][]byte)
	entries, err := qpdf.ReadDir("qpdf")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		b, err := qpdf.ReadFile("qpdf/" + e.Name())
		if err != nil {
			panic(err)
		}
		files[strings.TrimSuffix(e.Name(), ".pdf")] = b
	}
	return files
}

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
	Page    = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]/Annots[<</Subtype/Stamp/Rect[0 0 9 9]>>]>>"
)

// Bomb has a cross-reference stream that decompresses to n bytes.
func Bomb(n int) []byte {
	data := testpic.Deflate(make([]byte, n))
	b := fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 4 2]/Size 9/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n",
		len(data), data)
	return append(b, "startxref\n9\n%%EOF\n"...)
}
