package testpdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"credential-capture/test/testpic"
)

// writer writes objects and records their offsets.
type writer struct {
	options Options
	out     []byte
	places  []place // of object i+1
	packed  []packed
	parents map[int]int // page or branch → branch
}

// place is the row of a cross-reference stream: kind 1 is an offset in the file,
// kind 2 the number of an object stream and an index in it.
type place struct{ kind, where, index int }

// packed is an object of the next object stream.
type packed struct {
	id   int
	body string
}

// pdfID is both parts of the file's identifier.
const pdfID = "0123456789abcdef"

// reserve returns a new object's number.
func (d *writer) reserve() int {
	d.places = append(d.places, place{})
	return len(d.places)
}

// put writes an object that is not a stream. Strings in it would stay unencrypted,
// so it has none.
func (d *writer) put(id int, body string) {
	if d.options.XRefStream {
		d.packed = append(d.packed, packed{id, body})
		return
	}
	d.putPlain(id, body)
}

func (d *writer) putPlain(id int, body string) {
	d.places[id-1] = place{1, len(d.out), 0}
	d.out = fmt.Appendf(d.out, "%d 0 obj\n%s\nendobj\n", id, body)
}

// putStream writes a stream, encrypted when the document is.
func (d *writer) putStream(id int, dict string, data []byte) {
	if d.options.Encrypted && !strings.Contains(dict, "/XRef") {
		data = bytes.Clone(data)
		for i := range data {
			data[i] ^= 0x5a // as unreadable as RC4 with a key that nobody has
		}
	}
	d.putPlain(id, fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data))
}

// trailer is the entries of a trailer and of a cross-reference stream.
func (d *writer) trailer(catalog int) string {
	t := fmt.Sprintf("/Root %d 0 R/ID[<%x><%x>]", catalog, pdfID, pdfID)
	if d.options.Encrypted {
		id := d.reserve() // the standard security handler, version 1, revision 2 (PDF 1.4, 3.5)
		d.putPlain(id, fmt.Sprintf("<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P -4>>", pdfID+pdfID, pdfID+pdfID))
		t += fmt.Sprintf("/Encrypt %d 0 R", id)
	}
	return t
}

func (d *writer) finishTable(catalog int) {
	trailer := d.trailer(catalog)
	start := len(d.out)
	d.out = fmt.Appendf(d.out, "xref\n0 %d\n0000000000 65535 f \n", len(d.places)+1)
	for _, p := range d.places {
		d.out = fmt.Appendf(d.out, "%010d 00000 n \n", p.where)
	}
	d.out = fmt.Appendf(d.out, "trailer\n<<%s/Size %d>>\nstartxref\n%d\n%%%%EOF\n", trailer, len(d.places)+1, start)
}

func (d *writer) finishStream(catalog int) {
	trailer := d.trailer(catalog)
	d.packObjects()
	id := d.reserve()
	start := len(d.out)
	d.places[id-1] = place{1, start, 0}
	previous, rows := make([]byte, 7), []byte(nil)
	for _, p := range append([]place{{0, 0, 65535}}, d.places...) {
		// PNG's "up" predictor, as most writers use it: each byte less the one above.
		this := row(p)
		rows = append(rows, 2)
		for i := range this {
			rows = append(rows, this[i]-previous[i])
		}
		previous = this
	}
	d.putStream(id, fmt.Sprintf("/Type/XRef/W[1 4 2]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 7>>/Size %d%s",
		len(d.places)+1, trailer), testpic.Deflate(rows))
	d.out = fmt.Appendf(d.out, "startxref\n%d\n%%%%EOF\n", start)
}

func row(p place) []byte {
	b := binary.BigEndian.AppendUint32([]byte{byte(p.kind)}, uint32(p.where))
	return binary.BigEndian.AppendUint16(b, uint16(p.index))
}

// packObjects writes the packed objects into object streams of 20.
func (d *writer) packObjects() {
	for len(d.packed) > 0 {
		n := min(20, len(d.packed))
		id := d.reserve()
		var index, bodies strings.Builder
		for i, p := range d.packed[:n] {
			d.places[p.id-1] = place{2, id, i}
			fmt.Fprintf(&index, "%d %d ", p.id, bodies.Len())
			bodies.WriteString(p.body + "\n")
		}
		d.putStream(id, fmt.Sprintf("/Type/ObjStm/N %d/First %d/Filter/FlateDecode", n, index.Len()),
			testpic.Deflate([]byte(index.String()+bodies.String())))
		d.packed = d.packed[n:]
	}
}
