package container

import (
	"fmt"
	"io"
	"slices"
	"sort"
)

// Span is a piece of a Splice: new bytes, or a range of the input.
type Span struct {
	Bytes    []byte // nil for a range of the input
	Off, Len int64  // of the range, in bytes; Len is len(Bytes) for new bytes
}

// Splice is a Source of ranges of another one with new bytes between them. In the browser it
// becomes a Blob of slices: the pixels' bytes are never copied through Go. ReadAt may be
// called concurrently if the input's may.
type Splice struct {
	src   Source
	spans []Span
	ends  []int64 // where each span ends in the Splice
}

// NewSplice returns the Splice of spans of src.
func NewSplice(src Source, spans []Span) *Splice {
	s := &Splice{src: src, spans: spans, ends: make([]int64, len(spans))}
	var end int64
	for i, span := range spans {
		end += span.Len
		s.ends[i] = end
	}
	return s
}

// Spans returns a copy of the spans, in order.
func (s *Splice) Spans() []Span { return slices.Clone(s.spans) }

// Size is in bytes.
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
				err = io.ErrUnexpectedEOF // the input has shrunk
			}
			return n, err
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// MaxSpans is how many spans a stripped file may have. Real files have a handful; one that
// needs more is made to take memory.
const MaxSpans = 4096

// SpanRecorder records the spans of a file that a strip keeps, in order. A nil one records
// nothing: parsers use it for a check alone.
type SpanRecorder struct {
	spans []Span
	head  int // how many spans come before the orientation
}

// Keep records the n bytes at off.
func (s *SpanRecorder) Keep(off, n int64) { s.add(Span{Off: off, Len: n}) }

// Write records new bytes, which it takes over.
func (s *SpanRecorder) Write(b []byte) { s.add(Span{Bytes: b, Len: int64(len(b))}) }

func (s *SpanRecorder) add(span Span) {
	switch {
	case s == nil:
	case len(s.spans) == s.head:
		s.spans = append(s.spans, span)
	default:
		s.spans = appendSpan(s.spans, span)
	}
}

// EndHead marks the place of the orientation: after what must come first.
func (s *SpanRecorder) EndHead() {
	if s != nil {
		s.head = len(s.spans)
	}
}

// Full reports whether there are more than MaxSpans.
func (s *SpanRecorder) Full() bool { return s != nil && len(s.spans) > MaxSpans }

// Spans returns what was recorded, with the orientation's bytes in their place.
func (s *SpanRecorder) Spans(orientation []byte) []Span {
	all := slices.Clone(s.spans[:s.head])
	if len(orientation) > 0 {
		all = append(all, Span{Bytes: orientation, Len: int64(len(orientation))})
	}
	for _, span := range s.spans[s.head:] {
		all = appendSpan(all, span)
	}
	return all
}

// appendSpan joins a range to the last span if it follows that.
func appendSpan(spans []Span, s Span) []Span {
	if last := len(spans) - 1; last >= 0 && s.Bytes == nil && spans[last].Bytes == nil && spans[last].Off+spans[last].Len == s.Off {
		spans[last].Len += s.Len
		return spans
	}
	return append(spans, s)
}
