//go:build !js || gocodec

package pdf

import (
	"cmp"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

const (
	maxRebuilt = 64 << 20 // bytes of a file that is scanned; the service takes 15 MB
	maxHeading = 32       // bytes of "1234567890 65535 obj" and of the byte behind it
)

// scanned is what a scan finds in a file whose cross-reference table is damaged.
type scanned struct {
	offsets map[int64]int64 // of the last definition of each object
	last    int64           // offset of the last object
	open    bool            // it has no endobj
	// The offsets of the last trailers and possible cross-reference streams, as a ring, and how
	// many there were.
	marks [maxSections]int64
	n     int
}

// retry reads a file without its damaged cross-reference table, or returns why Inspect could not
// read it with that. at is the offset of the table.
func (f *file) retry(info *container.Info, at int64, failure error) error {
	err := f.rebuild()
	switch {
	case err == nil && f.read(info) == nil:
		return nil
	case at == 0 && fault.CodeOf(err) == fault.Truncated: // the start of a linearized file says 0
		failure = err
	}
	return cmp.Or(f.r.Err(), failure)
}

// rebuild replaces the cross-reference table by the objects that a scan of the file finds, as
// viewers do. The last definition of an object counts.
//
// Cross-reference streams still locate the objects that are in object streams. A file that ends
// before a trailer is truncated: no viewer can know what is missing.
func (f *file) rebuild() error {
	f.sections, f.trailers, f.streams = nil, nil, make(map[int64]*objectStream)
	if f.r.Size() > maxRebuilt {
		return container.Corrupt("a damaged PDF that is too large to be searched")
	}
	s := &scanned{offsets: make(map[int64]int64), last: -1}
	f.search = func(num int64) entry { return s.lookup(f.sections, num) }
	if err := s.scan(f.r); err != nil {
		return err
	}
	newest := int64(-1)
	for i := s.n - 1; i >= max(0, s.n-maxSections); i-- {
		at := s.marks[i%maxSections]
		trailer, err := f.readSection(at)
		if f.r.Err() != nil || f.exhausted() {
			return err
		}
		if err == nil && trailer != nil {
			f.trailers = append(f.trailers, trailer)
			newest = max(newest, at)
		}
	}
	if newest < max(0, s.last) || s.open {
		return fault.New(fault.Truncated, "the PDF ends before its trailer")
	}
	return nil
}

// scan reads the whole file once, in pieces that overlap by the length of a heading.
func (s *scanned) scan(r *container.Reader) error {
	defer r.Scan()()
	size := r.Size()
	for at := int64(0); ; {
		b, err := r.Bytes(at, int(min(container.MaxPiece, size-at)))
		if err != nil {
			return err
		}
		from, to := 0, len(b)
		if at > 0 {
			from = maxHeading
		}
		whole := at+int64(len(b)) == size
		if !whole {
			to -= maxHeading
		}
		if err := s.look(b, at, from, to); err != nil || whole {
			return err
		}
		at += int64(to - maxHeading)
	}
}

// look finds the headings of objects, the trailers and the ends that begin in b[from:to]. The
// offset of b is at.
func (s *scanned) look(b []byte, at int64, from, to int) error {
	for i := from; i < to; i++ {
		switch c := b[i]; {
		case c == 'o' && isWord(b[i:], "obj"):
			num, start := heading(b, i)
			if start < 0 {
				s.open = false // endobj
				continue
			}
			s.last, s.open = at+int64(start), true
			s.offsets[num] = s.last
			if len(s.offsets) > maxObjects {
				return container.Corrupt("a damaged PDF of too many objects")
			}
		case c == 't' && isWord(b[i:], "trailer"):
			s.open = false
			s.mark(at + int64(i))
		case c == '/' && s.open && isWord(b[i:], "/XRef"):
			s.mark(s.last)
		}
	}
	return nil
}

// mark records an offset, unless it is the last one recorded.
func (s *scanned) mark(at int64) {
	if s.n > 0 && s.marks[(s.n-1)%maxSections] == at {
		return
	}
	s.marks[s.n%maxSections] = at
	s.n++
}

// isWord reports whether b begins with a word that ends there.
func isWord(b []byte, word string) bool {
	return container.HasPrefix(b, word) && (len(b) == len(word) || !isRegular(b[len(word)]))
}

// heading returns the number and the start of "12 0 obj" whose keyword is at b[i], or a start
// of -1.
func heading(b []byte, i int) (num int64, start int) {
	first := max(0, i-maxHeading)
	for range 2 { // the generation, then the number
		end := i
		for i > first && b[i-1] <= ' ' {
			i--
		}
		if i == end {
			return 0, -1
		}
		end, num = i, 0
		for scale := int64(1); i > first && b[i-1]-'0' < 10 && scale < 1e10; scale *= 10 {
			i--
			num += scale * int64(b[i]-'0')
		}
		if i == end {
			return 0, -1
		}
	}
	return num, i
}

// lookup finds an object by its number: the definition that lies last in the file, by itself or
// in an object stream.
func (s *scanned) lookup(sections []section, num int64) entry {
	at, ok := s.offsets[num]
	for i := range sections {
		if x := &sections[i]; num >= x.first && num-x.first < x.count {
			e := x.row(num - x.first)
			if stream, there := s.offsets[e.where]; e.kind == 2 && there && (!ok || stream > at) {
				return e
			}
		}
	}
	if !ok {
		return entry{}
	}
	return entry{kind: 1, where: at}
}
