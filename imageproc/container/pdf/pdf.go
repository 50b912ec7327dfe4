// Package pdf counts the pages of a PDF and tells whether it is encrypted (ISO 32000-1). It
// reads the cross-reference table from the end of the file, the catalogue and the page tree,
// and nothing else. Where they are damaged it searches the file for objects, as viewers do.
//
// It has a reader of its own because libraries are too large and too trusting: the smallest
// adds 85 kB to the compressed wasm, a tenth of it, and loops or runs out of memory on a few
// crafted bytes. Here every step is bounded.
package pdf

import (
	"bytes"
	"io"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

const (
	chunkSize = 1 << 10   // bytes read at once: objects are small and lie anywhere
	tailSize  = 4 << 10   // bytes at the end of the file that are searched for "startxref"
	maxObject = 256 << 10 // bytes
	maxNodes  = 200       // of the page tree that are visited
	// maxParsed is how many bytes of objects are parsed in all: many references may lead to one
	// large object. A MiB takes 30 ms natively.
	maxParsed = 4 << 20
)

// HeaderLen is how many bytes at the start of a file viewers search for a PDF's header.
const HeaderLen = 1024

// HasHeader reports whether a file with these first bytes, HeaderLen if it has as many, is a PDF. A
// byte order mark, or the header of a mail or a server, may come first.
func HasHeader(head []byte) bool {
	return bytes.Contains(head[:min(len(head), HeaderLen)], []byte("%PDF-"))
}

// file is a PDF that is being read.
type file struct {
	r        *container.Reader
	sections []section
	trailers []dictionary            // newest first
	streams  map[int64]*objectStream // by number
	inflate  int64                   // bytes that may still be decompressed
	parsed   int64                   // bytes of objects so far
	search   func(num int64) entry   // replaces a damaged table; nil for a sound one
	// decipher decrypts a stream by its object's number and its length; nil for a file that is
	// not encrypted.
	decipher func(r io.Reader, num, length int64) io.Reader
}

// indirect is a numbered object.
type indirect struct {
	value  any
	stream int64 // offset of its data, -1 if it is no stream
}

// Inspect follows the structure, from the end of the file backwards. The pages of a file that
// requires a password stay unknown.
func Inspect(r *container.Reader, info *container.Info) error {
	r.Chunk = chunkSize
	f := &file{r: r, streams: make(map[int64]*objectStream), inflate: maxInflated}
	at, err := findStart(r)
	if err == nil {
		err = f.readSections(at)
	}
	if err == nil {
		err = f.read(info)
	}
	if err == nil || r.Err() != nil || f.exhausted() {
		return err
	}
	return f.retry(info, at, err)
}

// read sets what the trailers, the catalogue and the page tree say.
func (f *file) read(info *container.Info) error {
	for _, t := range f.trailers {
		if t["Encrypt"] != nil {
			info.Encrypted = true
			dict, _ := f.get(t, "Encrypt").(dictionary)
			return f.unlock(info, dict)
		}
	}
	return f.readPages(info)
}

// readPages reads the catalogue and counts the pages.
func (f *file) readPages(info *container.Info) error {
	root, err := f.catalogue()
	if err != nil {
		return err
	}
	_, info.Portfolio = f.get(root, "Collection").(dictionary)
	form, _ := f.get(root, "AcroForm").(dictionary)
	info.XFA = form["XFA"] != nil && f.get(root, "NeedsRendering") == true
	info.Pages, err = f.countPages(root, info.XFA || info.Portfolio)
	return err
}

// findStart returns the offset after the last "startxref".
func findStart(r *container.Reader) (int64, error) {
	n := min(tailSize, r.Size())
	tail, err := r.Bytes(r.Size()-n, int(n))
	if err != nil {
		return 0, err
	}
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return 0, fault.New(fault.Truncated, "the PDF's end is incomplete")
	}
	p := parser{b: append(tail[i+len("startxref"):], ' ')}
	at := p.integer()
	if p.err == errCut {
		return 0, container.Truncated(r.Size() + 1)
	}
	return at, p.err
}

// exhausted reports whether a budget is used up: what is known then counts.
func (f *file) exhausted() bool { return f.r.Exhausted() || f.parsed > maxParsed }

// charge counts what a parser has parsed, and fails it when that is too much.
func (f *file) charge(p *parser) {
	if f.parsed += int64(p.at); f.parsed > maxParsed {
		p.err, p.cut = container.Corrupt("over %d bytes of objects", maxParsed), false
	}
}

// parse calls do with the bytes from at on, and with more of them as long as it fails with errCut.
func (f *file) parse(at int64, do func(*parser)) error {
	for n := int64(chunkSize); ; n *= 4 {
		available := f.r.Size() - at
		if at < 0 || available <= 0 {
			return container.Corrupt("an object at byte %d, outside the file", at)
		}
		b, err := f.r.Bytes(at, int(min(n, available)))
		if err != nil {
			return err
		}
		p := &parser{b: b}
		do(p)
		f.charge(p)
		more := n < available && n < maxObject
		switch {
		case more && (p.err == errCut || p.cut):
		case p.err != errCut:
			return p.err
		case n >= available:
			return container.Truncated(f.r.Size() + 1)
		default:
			return container.Corrupt("an object of over %d bytes", maxObject)
		}
	}
}

// readAt reads the object at an offset, which must have the number num unless that is negative.
func (f *file) readAt(at, num int64) (indirect, error) {
	o := indirect{stream: -1}
	err := f.parse(at, func(p *parser) {
		got := p.integer()
		p.integer() // the generation
		if !p.keyword("obj") || num >= 0 && got != num {
			p.fail(container.Corrupt("no object %d at byte %d", num, at))
		}
		if p.err != nil {
			return
		}
		o.value = p.value(0)
		if p.err == nil && p.keyword("stream") {
			if len(p.b)-p.at < 2 {
				p.fail(errCut)
				return
			}
			// A line end follows: \n or \r\n.
			if p.b[p.at] == '\r' {
				p.at++
			}
			if p.b[p.at] == '\n' {
				p.at++
			}
			o.stream = at + int64(p.at)
		}
	})
	return o, err
}

// resolve returns the object that v refers to, or v itself if it is no reference. A missing
// object is null (7.3.10).
func (f *file) resolve(v any) (any, error) {
	ref, ok := v.(reference)
	if !ok {
		return v, nil
	}
	e, err := f.lookup(ref.num)
	if err != nil {
		return nil, err
	}
	switch e.kind {
	case 1:
		o, err := f.readAt(e.where, ref.num)
		return o.value, err
	case 2:
		stream, err := f.objectStream(e.where)
		if err != nil {
			return nil, err
		}
		return f.find(stream, ref.num)
	}
	return nil, nil
}

// get returns the resolved value of a key, nil if that fails.
func (f *file) get(d dictionary, key nameObject) any {
	v, err := f.resolve(d[key])
	if err != nil {
		return nil
	}
	return v
}
