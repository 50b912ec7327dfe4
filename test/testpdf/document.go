// Package testpdf makes PDFs for tests by code, except the encrypted ones, which another
// program wrote. They are the same on every machine and in every run.
package testpdf

import (
	"fmt"
	"slices"
	"strings"
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
