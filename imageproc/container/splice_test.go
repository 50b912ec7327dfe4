package container_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
)

func TestSplice_ReadAt(t *testing.T) {
	src := bytes.NewReader([]byte("0123456789"))
	s := container.NewSplice(src, []container.Span{
		{Off: 2, Len: 3}, {Bytes: []byte("ab"), Len: 2}, {Off: 0, Len: 1}, {Off: 9, Len: 1},
	})
	const want = "234ab09"
	if s.Size() != int64(len(want)) {
		t.Errorf("size %d, want %d", s.Size(), len(want))
	}
	for off := range len(want) + 2 {
		for n := range len(want) + 2 {
			p := make([]byte, n)
			got, err := s.ReadAt(p, int64(off))
			from := min(off, len(want))
			to := min(off+n, len(want))
			if string(p[:got]) != want[from:max(from, to)] {
				t.Errorf("%d bytes at %d: %q", n, off, p[:got])
			}
			if short := got < n; short != (err == io.EOF) || err != nil && err != io.EOF {
				t.Errorf("%d bytes at %d: %d read, %v", n, off, got, err)
			}
		}
	}
	must.Succeed(t, iotest.TestReader(io.NewSectionReader(s, 0, s.Size()), []byte(want)))
}

func TestSplice_empty(t *testing.T) {
	s := container.NewSplice(bytes.NewReader(nil), nil)
	if _, err := s.ReadAt(make([]byte, 1), 0); s.Size() != 0 || err != io.EOF {
		t.Errorf("size %d, %v", s.Size(), err)
	}
	if _, err := s.ReadAt(make([]byte, 1), -1); err == nil || err == io.EOF {
		t.Errorf("a read before the beginning: %v", err)
	}
}

func TestSplice_failingInput(t *testing.T) {
	s := container.NewSplice(imagetest.Unplugged{Source: imagetest.File([]byte("abcd")), From: 0}, []container.Span{{Off: 0, Len: 4}})
	if _, err := s.ReadAt(make([]byte, 4), 0); !errors.Is(err, imagetest.ErrUnplugged) {
		t.Errorf("got %v", err)
	}
	short := container.NewSplice(bytes.NewReader([]byte("ab")), []container.Span{{Off: 0, Len: 4}, {Bytes: []byte("x"), Len: 1}})
	if n, err := short.ReadAt(make([]byte, 5), 0); n != 2 || err != io.ErrUnexpectedEOF {
		t.Errorf("an input that shrank: %d, %v", n, err)
	}
}

func TestSplice_SpansIsACopy(t *testing.T) {
	s := container.NewSplice(bytes.NewReader([]byte("ab")), []container.Span{{Off: 0, Len: 2}})
	s.Spans()[0].Len = 1
	if s.Spans()[0].Len != 2 {
		t.Error("the caller can change the splice")
	}
}
