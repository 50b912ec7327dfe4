package container

import (
	"fmt"
	"io"
	"slices"
	"sort"
)

// Span is one piece of a Splice: bytes of its own, or a range of the input.
type Span struct {
	Bytes    []byte // nil for a range of the input
	Off, Len int64  // the range, in bytes; Len is len(Bytes) for bytes of its own
}

// Splice is a file made of ranges of another one and a few new bytes between them.
// It costs no memory to speak of, whatever the file's size: in the browser it
// becomes a Blob of slices, and the pixels' bytes are never copied through Go.
//
// It is a Source; ReadAt may be called concurrently if the input's may.
type Splice struct {
	src   Source
	spans []Span
	ends  []int64 // where each span ends in the Splice
}

func NewSplice(src Source, spans []Span) *Splice {
	s := &Splice{src: src, spans: spans, ends: make([]int64, len(spans))}
	var end int64
	for i, span := range spans {
		end += span.Len
		s.ends[i] = end
	}
	return s
}

// Spans returns the pieces in order.
func (s *Splice) Spans() []Span { return slices.Clone(s.spans) }

// Size is the sum of the pieces, in bytes.
func (s *Splice) Size() int64 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// ReadAt implements io.ReaderAt.
func (s *Splice) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("splice: read at %d", off)
	}
	n := 0
	for i := sort.Search(len(s.ends), func(i int) bool { return s.ends[i] > off }); i < len(s.spans) && n < len(p); i++ {
		span := s.spans[i]
		at := off + int64(n) - (s.ends[i] - span.Len)
		want := p[n:min(int64(len(p)), int64(n)+span.Len-at)]
		if span.Bytes != nil {
			n += copy(want, span.Bytes[at:])
			continue
		}
		got, err := s.src.ReadAt(want, span.Off+at)
		n += got
		if got < len(want) {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF // the input is shorter than it was
			}
			return n, err
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// MaxSpans is how many pieces a file may be cut into. Real ones take a handful; a
// file that needs more is built to cost memory.
const MaxSpans = 4096

// SpanRecorder collects the pieces of a file that a strip keeps, in order. A nil SpanRecorder
// takes everything and keeps nothing, for a walk that isn't followed by a strip.
type SpanRecorder struct {
	head []Span // what must come first: JPEG's SOI and JFIF, PNG's signature and IHDR
	body []Span
}

// keepHead keeps n bytes at off before the place where the orientation goes.
func (k *SpanRecorder) KeepHead(off, n int64) {
	if k != nil {
		k.head = appendRange(k.head, off, n)
	}
}

// writeHead puts new bytes before the place where the orientation goes; it takes b over.
func (k *SpanRecorder) WriteHead(b []byte) {
	if k != nil {
		k.head = append(k.head, Span{Bytes: b, Len: int64(len(b))})
	}
}

// keep keeps n bytes at off.
func (k *SpanRecorder) Keep(off, n int64) {
	if k != nil {
		k.body = appendRange(k.body, off, n)
	}
}

// write puts new bytes where the walk is; it takes b over.
func (k *SpanRecorder) Write(b []byte) {
	if k != nil {
		k.body = append(k.body, Span{Bytes: b, Len: int64(len(b))})
	}
}

// full reports whether there are more pieces than any picture needs.
func (k *SpanRecorder) Full() bool { return k != nil && len(k.head)+len(k.body) > MaxSpans }

// spans returns the pieces with the block between head and body.
func (k *SpanRecorder) Spans(block []byte) []Span {
	all := append([]Span(nil), k.head...)
	if len(block) > 0 {
		all = append(all, Span{Bytes: block, Len: int64(len(block))})
	}
	for _, s := range k.body {
		if s.Bytes != nil {
			all = append(all, s)
		} else {
			all = appendRange(all, s.Off, s.Len)
		}
	}
	return all
}

// appendRange adds a range of the input, joined to the last one where it follows it.
func appendRange(spans []Span, off, n int64) []Span {
	if last := len(spans) - 1; last >= 0 && spans[last].Bytes == nil && spans[last].Off+spans[last].Len == off {
		spans[last].Len += n
		return spans
	}
	return append(spans, Span{Off: off, Len: n})
}
