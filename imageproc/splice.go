package imageproc

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

func newSplice(src Source, spans []Span) *Splice {
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
