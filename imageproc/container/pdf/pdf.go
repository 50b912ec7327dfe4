package pdf

import (
	"bytes"
	"errors"
	"strconv"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// Of a PDF only two things matter here: how many pages it has, and whether it is
// encrypted. So this reads the cross-reference table from the end of the file, the
// catalogue and the page tree, and nothing else; pages and fonts stay unread. Every
// step is bounded, because any number in the file may be a lie.

const (
	chunkSize = 1 << 10   // bytes read at once: objects are small and lie anywhere
	tailSize  = 4 << 10   // bytes from the end in which "startxref" is looked for
	maxObject = 256 << 10 // bytes
	maxNodes  = 200       // of the page tree that are visited
)

// file is a PDF that is being read.
type file struct {
	w        *container.Reader
	sections []section
	trailers []dictionary // the newest first
	packs    map[int64]*objectStream
	inflate  int64 // bytes that may still be decompressed
}

// indirect is an object with a number of its own.
type indirect struct {
	value  any
	stream int64 // where its data begin, -1 when it is no stream
}

func Inspect(w *container.Reader, info *container.Info) error {
	w.Chunk = chunkSize
	f := &file{w: w, packs: make(map[int64]*objectStream), inflate: maxInflated}
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
func findStart(w *container.Reader) (int64, error) {
	n := min(tailSize, w.Size())
	tail, err := w.Bytes(w.Size()-n, int(n))
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
	if err != nil || at <= 0 || at >= w.Size() {
		return 0, container.Corrupt("the cross-reference table is at %.20q", text)
	}
	return at, nil
}

// parse gives do a block of the file from at on, and a larger one as long as do finds
// that it ends too early.
func (f *file) parse(at int64, do func(*parser) error) error {
	for n := int64(chunkSize); ; n *= 4 {
		available := f.w.Size() - at
		if at < 0 || available <= 0 {
			return container.Corrupt("an object at byte %d, which the file has not", at)
		}
		b, err := f.w.Bytes(at, int(min(n, available)))
		if err != nil {
			return err
		}
		p := &parser{b: b}
		err = do(p)
		more := n < available && n < maxObject
		switch {
		case more && (errors.Is(err, errCut) || p.cut):
		case !errors.Is(err, errCut):
			return err
		case n >= available:
			return container.Truncated(f.w.Size() + 1)
		default:
			return container.Corrupt("an object of over %d bytes", maxObject)
		}
	}
}

// readAt reads the object at a place, which must have the number num unless that is
// negative.
func (f *file) readAt(at, num int64) (indirect, error) {
	o := indirect{stream: -1}
	err := f.parse(at, func(p *parser) error {
		got, err := p.integer()
		if err != nil {
			return err
		}
		if _, err := p.integer(); err != nil { // the generation
			return err
		}
		if !p.keyword("obj") || num >= 0 && got != num {
			return container.Corrupt("no object %d at byte %d", num, at)
		}
		if o.value, err = p.value(0); err != nil {
			return err
		}
		if p.keyword("stream") {
			if len(p.b)-p.at < 2 {
				return errCut
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
		pack, err := f.pack(e.where)
		if err != nil {
			return nil, err
		}
		return pack.find(ref.num)
	}
	return nil, nil
}

// get returns a member of d, followed when it is a reference; nil when that fails.
func (f *file) get(d dictionary, key nameObject) any {
	v, err := f.resolve(d[key])
	if err != nil {
		return nil
	}
	return v
}
