package container

import (
	"errors"
	"io"

	"credential-capture/fault"
)

// How much a Reader reads at once, in bytes. Headers lie far apart, so little is read around
// each. A scan reads everything, and each read from a Blob costs a copy, so it takes large
// chunks.
const (
	headerChunk   = 4 << 10
	scanChunk     = 1 << 20
	prefetchBytes = 3 << 20 // announced to a Prefetcher beyond each read of a scan
)

// MaxPiece is how many bytes one call of Bytes may ask for.
const MaxPiece = 1 << 20

// MaxProfile is the largest colour profile that is read, in bytes. Cameras' and screens' have a
// few kB, those of printers, which aren't RGB, up to some MB.
const MaxProfile = 1 << 20

// headerBudget is how many bytes of a file are read for its headers, at most.
const headerBudget = 1 << 20

// Reader reads a Source through one buffer, so that a parser may read four bytes at a time
// and a file of any size takes the same memory. A slice that it returns is valid until the
// next call.
type Reader struct {
	// Alive is called before every read; an error ends the reading.
	Alive func() error
	// Chunk is the minimum that is read at once, in bytes.
	Chunk int
	// Later receives what completes a check, and may take its time beside Go. If it is nil, the
	// check waits.
	Later func(complete func() error)

	src    Source
	buf    []byte // the bytes at off
	off    int64
	budget int64 // bytes that may still be read, negative for no limit
	err    error // the first failure of the Source or of Alive
}

// NewReader returns a Reader for headers: 4 KiB at a time, 1 MiB in all.
func NewReader(src Source) *Reader {
	return &Reader{src: src, Chunk: headerChunk, budget: headerBudget}
}

// scanBuffer keeps the buffer of one scan for the next: wasm memory never shrinks, and
// garbage of a megabyte a file makes it grow.
var scanBuffer = make(chan []byte, 1)

// Scan switches to reading the whole file in chunks of 1 MiB, until done is called. The budget
// doesn't count what a scan reads.
func (r *Reader) Scan() (done func()) {
	chunk, budget := r.Chunk, r.budget
	r.Chunk, r.budget = scanChunk, -1
	select {
	case buf := <-scanBuffer:
		r.buf = buf[:0]
	default:
	}
	return func() {
		r.prefetch(0, 0)
		r.Chunk, r.budget = chunk, budget
		if cap(r.buf) < scanChunk {
			return
		}
		select {
		case scanBuffer <- r.buf:
		default:
		}
		r.buf = nil
	}
}

// RandomAccess switches to small chunks, of little more than the file's size in all: for
// formats whose parts lie anywhere and refer to each other.
func (r *Reader) RandomAccess() {
	r.Chunk, r.budget = headerChunk, headerBudget+r.Size()
}

// Source returns what is read.
func (r *Reader) Source() Source { return r.src }

// Fail makes err the first failure, as one of the Source.
func (r *Reader) Fail(err error) error {
	if r.err == nil {
		r.err = err
	}
	return err
}

// Size is the file's, in bytes.
func (r *Reader) Size() int64 { return r.src.Size() }

// Err returns why the Source could not be read, nil if it could: then an error of another
// method is the file's fault.
func (r *Reader) Err() error { return r.err }

// Exhausted reports whether the budget is used up.
func (r *Reader) Exhausted() bool { return r.budget == 0 }

// Bytes returns the n bytes at off. It fails with fault.Truncated if the file has fewer, and
// with fault.Corrupt for an offset or a length that no file can have.
func (r *Reader) Bytes(off int64, n int) ([]byte, error) {
	if off < 0 || n < 0 || n > MaxPiece {
		return nil, Corrupt("%d bytes at %d make no sense", n, off)
	}
	if off > r.Size()-int64(n) {
		return nil, Truncated(SaturatingAdd(off, int64(n)))
	}
	if off < r.off || off+int64(n) > r.off+int64(len(r.buf)) {
		if err := r.fill(off, n); err != nil {
			return nil, err
		}
	}
	at := int(off - r.off)
	return r.buf[at : at+n : at+n], nil
}

// Peek returns the buffered bytes from off on, at least one. At the end of the file it fails
// with fault.Truncated.
func (r *Reader) Peek(off int64) ([]byte, error) {
	if _, err := r.Bytes(off, 1); err != nil {
		return nil, err
	}
	return r.buf[off-r.off:], nil
}

// Uint returns the big-endian number of n bytes at off.
func (r *Reader) Uint(off int64, n int) (v uint64, err error) {
	b, err := r.Bytes(off, n)
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v, err
}

// fill makes the n bytes at off, and what else a chunk holds, the buffer.
func (r *Reader) fill(off int64, n int) error {
	if r.err != nil {
		return r.err
	}
	if r.Alive != nil {
		if r.err = r.Alive(); r.err != nil {
			return r.err
		}
	}
	want := int(min(int64(max(n, r.Chunk)), r.Size()-off))
	if r.budget >= 0 {
		if r.budget -= int64(want); r.budget < 0 {
			r.budget = 0
			return Corrupt("the structure is spread too widely to be followed")
		}
	}
	r.prefetch(off, int64(want)+prefetchBytes)
	if cap(r.buf) < want {
		r.buf = make([]byte, want)
	}
	got, err := r.src.ReadAt(r.buf[:want], off)
	if got = min(max(got, 0), want); got >= n {
		r.buf, r.off = r.buf[:got], off
		return nil
	}
	r.buf = r.buf[:0]
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Truncated(off + int64(n))
	}
	r.err = err
	return err
}

// prefetch announces the reads of a scan to the Source.
func (r *Reader) prefetch(off, n int64) {
	if src, ok := r.src.(Prefetcher); ok && r.Chunk == scanChunk {
		src.Prefetch(off, n)
	}
}

// Truncated is the error of a file that ends before the byte at off.
func Truncated(off int64) error {
	return fault.New(fault.Truncated, "the file ends before byte %d, which its structure needs", off)
}

// Corrupt is the error of a structure that contradicts itself.
func Corrupt(format string, args ...any) error {
	return fault.New(fault.Corrupt, format, args...)
}

// HasPrefix reports whether b begins with prefix.
func HasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// SaturatingAdd adds two numbers that aren't negative, without overflow.
func SaturatingAdd(a, b int64) int64 {
	if sum := a + b; sum >= a {
		return sum
	}
	return 1<<63 - 1
}
