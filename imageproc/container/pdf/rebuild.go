package pdf

import (
	"bytes"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

const (
	maxRebuilt = 64 << 20 // bytes of a file that is scanned; the service takes 15 MB
	maxObjects = 1 << 18  // in a rebuilt table or in an object stream
	maxHeading = 32       // bytes of "1234567890 65535 obj" and of what tells that it ends
)

// scanned is what a scan finds in a file whose cross-reference table is damaged.
type scanned struct {
	offsets map[int64]int64 // of the last definition of each object
	last    int64           // offset of the last object
	open    bool            // whether that has no end
	marks   []int64         // offsets of trailers and of possible cross-reference streams, in order
}

// rebuild replaces the cross-reference table by the objects that a scan of the file finds, as
// viewers do. The last definition of an object counts.
//
// Cross-reference streams still locate the objects that are in object streams. A file that ends
// before a trailer is truncated: no viewer can know what is missing.
func (f *file) rebuild() error {
	f.sections, f.trailers, f.streams = nil, nil, make(map[int64]*objectStream)
	if f.r.Size() > maxRebuilt {
		return container.Corrupt("a damaged PDF of over %d bytes", maxRebuilt)
	}
	f.found = &scanned{offsets: make(map[int64]int64), last: -1}
	if err := f.scan(); err != nil {
		return err
	}
	newest := int64(-1)
	marks := f.found.marks
	for i := len(marks) - 1; i >= 0 && len(marks)-i <= maxSections; i-- {
		trailer, err := f.readMark(marks[i])
		if f.r.Err() != nil || f.r.Exhausted() {
			return err
		}
		if err == nil && trailer != nil {
			f.trailers = append(f.trailers, trailer)
			newest = max(newest, marks[i])
		}
	}
	if newest < f.found.last || newest < 0 || f.found.open {
		return fault.New(fault.Truncated, "the PDF ends before its trailer")
	}
	return nil
}

// readMark reads a trailer, or a cross-reference stream with the dictionary that replaces one.
func (f *file) readMark(at int64) (trailer dictionary, err error) {
	plain := false
	err = f.parse(at, func(p *parser) {
		if plain = p.keyword("trailer"); plain {
			trailer, _ = p.value(0).(dictionary)
		}
	})
	if err != nil || plain {
		return trailer, err
	}
	return f.readXRefStream(at)
}

// scan reads the whole file once, in pieces that overlap by the length of a heading.
func (f *file) scan() error {
	defer f.r.Scan()()
	size := f.r.Size()
	for at := int64(0); ; {
		b, err := f.r.Bytes(at, int(min(container.MaxPiece, size-at)))
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
		if err := f.found.look(b, at, from, to); err != nil || whole {
			return err
		}
		at += int64(to - maxHeading)
	}
}

// look finds the headings of objects and the marks that begin at b[from:to]. The block is at
// offset at.
func (s *scanned) look(b []byte, at int64, from, to int) error {
	for i := from; i < to; i++ {
		switch b[i] {
		case 'o':
			if !isWord(b[i:], "obj") {
				continue
			}
			num, start := heading(b, i)
			if start < 0 {
				s.open = s.open && !bytes.HasSuffix(b[:i], []byte("end"))
				continue
			}
			s.last, s.open = at+int64(start), true
			s.offsets[num] = s.last
			if len(s.offsets) > maxObjects {
				return container.Corrupt("over %d objects", maxObjects)
			}
		case 't':
			if isWord(b[i:], "trailer") {
				s.open = false
				s.mark(at + int64(i))
			}
		case '/':
			if s.last >= 0 && isWord(b[i:], "/XRef") {
				s.mark(s.last)
			}
		}
	}
	return nil
}

// mark notes an offset once. Of more than maxSections it keeps the last ones.
func (s *scanned) mark(at int64) {
	n := len(s.marks)
	if n > 0 && s.marks[n-1] == at {
		return
	}
	if n == 2*maxSections {
		s.marks = s.marks[:copy(s.marks, s.marks[maxSections:])]
	}
	s.marks = append(s.marks, at)
}

// isWord reports whether b begins with a word that ends there.
func isWord(b []byte, word string) bool {
	return container.HasPrefix(b, word) && (len(b) == len(word) || !isRegular(b[len(word)]))
}

// heading returns the number and the start of "12 0 obj" whose keyword is at b[i], or a start
// of -1.
func heading(b []byte, i int) (num int64, start int) {
	front := b[max(0, i-maxHeading):i]
	offset := i - len(front)
	for range 2 { // the generation, then the number
		end := len(bytes.TrimRight(front, " \t\r\n\f\x00"))
		if end == len(front) {
			return 0, -1
		}
		first := end
		num = 0
		for scale := int64(1); first > 0 && front[first-1]-'0' < 10 && scale < 1e10; scale *= 10 {
			first--
			num += scale * int64(front[first]-'0')
		}
		if first == end {
			return 0, -1
		}
		front = front[:first]
	}
	return num, offset + len(front)
}

// lookup finds an object by its number: the definition that lies last in the file, by itself or
// in an object stream.
func (s *scanned) lookup(sections []section, num int64) entry {
	at, ok := s.offsets[num]
	if !ok {
		at = -1
	}
	for i := range sections {
		if x := &sections[i]; num >= x.first && num-x.first < x.count {
			e := x.row(num - x.first)
			if stream, there := s.offsets[e.where]; e.kind == 2 && there && stream > at {
				return e
			}
		}
	}
	if !ok {
		return entry{}
	}
	return entry{kind: 1, where: at}
}
