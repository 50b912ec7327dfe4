package imageproc

import (
	"bytes"
	"errors"
	"strconv"

	"credential-capture/fault"
)

// Of a PDF only two things matter here: how many pages it has, and whether it is
// encrypted. So this reads the cross-reference table from the end of the file, the
// catalogue and the page tree, and nothing else; pages and fonts stay unread. Every
// step is bounded, because any number in the file may be a lie.

const (
	pdfChunk     = 1 << 10   // bytes read at once: objects are small and lie anywhere
	pdfTail      = 4 << 10   // bytes from the end in which "startxref" is looked for
	maxPDFObject = 256 << 10 // bytes
	maxPDFNodes  = 200       // of the page tree that are visited
)

// pdfFile is a PDF that is being read.
type pdfFile struct {
	w        *window
	sections []pdfSection
	trailers []pdfDict // the newest first
	packs    map[int64]*pdfPack
	inflate  int64 // bytes that may still be decompressed
}

// pdfIndirect is an object with a number of its own.
type pdfIndirect struct {
	value  any
	stream int64 // where its data begin, -1 when it is no stream
}

func inspectPDF(w *window, info *Info) error {
	w.chunk = pdfChunk
	f := &pdfFile{w: w, packs: make(map[int64]*pdfPack), inflate: maxPDFInflated}
	at, err := findStart(w)
	if err != nil {
		return err
	}
	if err := f.readSections(at); err != nil {
		return err
	}
	for _, t := range f.trailers {
		info.Encrypted = info.Encrypted || t["Encrypt"] != nil
	}
	if info.Encrypted {
		return nil // the page tree may be encrypted too
	}
	info.Pages, err = f.countPages()
	return err
}

// findStart returns the place that the last "startxref" names. Behind it must be the
// end mark, or else the end is missing.
func findStart(w *window) (int64, error) {
	n := min(pdfTail, w.size())
	tail, err := w.bytes(w.size()-n, int(n))
	if err != nil {
		return 0, err
	}
	end := bytes.LastIndex(tail, []byte("%%EOF"))
	if end < 0 {
		return 0, fault.New(fault.Truncated, "the PDF's end mark is missing")
	}
	i := bytes.LastIndex(tail[:end], []byte("startxref"))
	if i < 0 {
		return 0, fault.New(fault.Truncated, "the PDF's end is incomplete")
	}
	text := bytes.TrimSpace(tail[i+len("startxref") : end])
	at, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || at <= 0 || at >= w.size() {
		return 0, corrupt("the cross-reference table is at %.20q", text)
	}
	return at, nil
}

// parse gives do a block of the file from at on, and a larger one as long as do finds
// that it ends too early.
func (f *pdfFile) parse(at int64, do func(*pdfParser) error) error {
	for n := int64(pdfChunk); ; n *= 4 {
		available := f.w.size() - at
		if at < 0 || available <= 0 {
			return corrupt("an object at byte %d, which the file has not", at)
		}
		b, err := f.w.bytes(at, int(min(n, available)))
		if err != nil {
			return err
		}
		p := &pdfParser{b: b}
		err = do(p)
		more := n < available && n < maxPDFObject
		switch {
		case more && (errors.Is(err, errPDFEnd) || p.cut):
		case !errors.Is(err, errPDFEnd):
			return err
		case n >= available:
			return errShort(f.w.size() + 1)
		default:
			return corrupt("an object of over %d bytes", maxPDFObject)
		}
	}
}

// readAt reads the object at a place, which must have the number num unless that is
// negative.
func (f *pdfFile) readAt(at, num int64) (pdfIndirect, error) {
	o := pdfIndirect{stream: -1}
	err := f.parse(at, func(p *pdfParser) error {
		got, err := p.integer()
		if err != nil {
			return err
		}
		if _, err := p.integer(); err != nil { // the generation
			return err
		}
		if !p.keyword("obj") || num >= 0 && got != num {
			return corrupt("no object %d at byte %d", num, at)
		}
		if o.value, err = p.value(0); err != nil {
			return err
		}
		if p.keyword("stream") {
			if len(p.b)-p.at < 2 {
				return errPDFEnd
			}
			// One line end follows, which is \n or \r\n.
			if p.b[p.at] == '\r' {
				p.at++
			}
			if p.b[p.at] == '\n' {
				p.at++
			}
			o.stream = at + int64(p.at)
		}
		return nil
	})
	return o, err
}

// resolve returns the object that v refers to, v itself when it is no reference.
// What is nowhere is null, as the standard says.
func (f *pdfFile) resolve(v any) (any, error) {
	ref, ok := v.(pdfRef)
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
		pack, err := f.pack(e.where)
		if err != nil {
			return nil, err
		}
		return pack.find(ref.num)
	}
	return nil, nil
}

// get returns a member of d, followed when it is a reference; nil when that fails.
func (f *pdfFile) get(d pdfDict, key pdfName) any {
	v, err := f.resolve(d[key])
	if err != nil {
		return nil
	}
	return v
}
