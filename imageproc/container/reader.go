package container

import (
	"encoding/binary"
	"errors"
	"io"

	"credential-capture/fault"
)

// How much a Reader reads at once, in bytes. Headers lie far apart in a file, so
// little is read around each; a scan reads on and on, and in the browser each
// read costs a copy out of a Blob, so it takes large pieces.
const (
	headerChunk = 4 << 10
	scanChunk   = 1 << 20
	scanAhead   = 3 << 20 // what a source that can is asked for beyond a read
	MaxPiece    = 1 << 20 // the most that one call may ask for
)

// headerBudget is the most, in bytes, that Inspect reads of any file, however
// its headers are laid out.
const headerBudget = 1 << 20

// Reader reads a Source through one buffer of its own, so that a parser may ask
// for four bytes at a time and a file of any size costs the same memory.
//
// Every slice that it hands out is good only until the next call.
type Reader struct {
	src    Source
	buf    []byte // what is buffered
	off    int64  // where buf lies in the file
	Chunk  int    // the least that is read at once
	budget int64  // bytes that may still be read, negative for no end

	// alive is asked before every read; an error ends the scan.
	Alive func() error
	// broken is the first failure of the source or of alive. It is what tells
	// "the file is bad" from "the file could not be read".
	broken error
}

// NewReader returns a Reader for headers: it reads little at a time, and
// headerBudget bytes in all.
func NewReader(src Source) *Reader {
	return &Reader{src: src, Chunk: headerChunk, budget: headerBudget}
}

// scanBuffer keeps the buffer of one scan for the next: in wasm, memory that Go has taken
// is never given back, and garbage of a megabyte a file makes it take more.
var scanBuffer = make(chan []byte, 1)

// scan Turns w to reading the whole file in large pieces, until the scan is done.
func (w *Reader) Scan() (done func()) {
	w.Chunk, w.budget = scanChunk, -1
	select {
	case buf := <-scanBuffer:
		w.buf = buf[:0]
	default:
	}
	return func() {
		if ahead := w.ahead(); ahead != nil {
			ahead.Ahead(0, 0)
		}
		if cap(w.buf) < scanChunk {
			return
		}
		select {
		case scanBuffer <- w.buf:
		default:
		}
		w.buf = nil
	}
}

// hop Turns w to reading little more than the whole file has, in small pieces: for
// formats whose parts lie anywhere, and name each other as often as they like.
func (w *Reader) RandomAccess() {
	w.Chunk, w.budget = headerChunk, headerBudget+w.Size()
}

// size is the file's, in bytes.
func (w *Reader) Size() int64 { return w.src.Size() }

// Truncated says that the file ends before what its structure promises.
func Truncated(at int64) error {
	return fault.New(fault.Truncated, "the file ends before byte %d, which its structure needs", at)
}

// corrupt says that the structure contradicts itself.
func Corrupt(format string, args ...any) error {
	return fault.New(fault.Corrupt, format, args...)
}

// bytes returns the n bytes at off, fault.Truncated when the file has fewer, and
// fault.Corrupt for a place or a length that no file can mean.
func (w *Reader) Bytes(off int64, n int) ([]byte, error) {
	if off < 0 || n < 0 || n > MaxPiece {
		return nil, Corrupt("%d bytes at %d make no sense", n, off)
	}
	if off > w.Size()-int64(n) {
		return nil, Truncated(SaturatingAdd(off, int64(n)))
	}
	if off < w.off || off+int64(n) > w.off+int64(len(w.buf)) {
		if err := w.fill(off, n); err != nil {
			return nil, err
		}
	}
	at := int(off - w.off)
	return w.buf[at : at+n : at+n], nil
}

// some returns what is at hand from off on, at least one byte: the way to scan a
// file through. At the end of the file it fails with fault.Truncated.
func (w *Reader) Peek(off int64) ([]byte, error) {
	if _, err := w.Bytes(off, 1); err != nil {
		return nil, err
	}
	return w.buf[off-w.off:], nil
}

// fill makes the n bytes at off, and what else fits a chunk, the buffer.
func (w *Reader) fill(off int64, n int) error {
	if w.broken != nil {
		return w.broken
	}
	if w.Alive != nil {
		if err := w.Alive(); err != nil {
			w.broken = err
			return err
		}
	}
	want := int(min(int64(max(n, w.Chunk)), w.Size()-off))
	if w.budget >= 0 {
		if w.budget -= int64(want); w.budget < 0 {
			w.budget = 0
			return Corrupt("the structure is spread too widely to be followed")
		}
	}
	if ahead := w.ahead(); ahead != nil {
		ahead.Ahead(off, int64(want)+scanAhead)
	}
	if cap(w.buf) < want {
		w.buf = make([]byte, want)
	}
	got, err := w.src.ReadAt(w.buf[:want], off)
	if got = min(max(got, 0), want); got >= n {
		w.buf, w.off = w.buf[:got], off
		return nil
	}
	w.buf = w.buf[:0]
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Truncated(off + int64(n))
	}
	w.broken = err
	return err
}

// ahead is the source of a scan when it can read ahead, else nil.
func (w *Reader) ahead() Ahead {
	if w.Chunk != scanChunk {
		return nil
	}
	ahead, _ := w.src.(Ahead)
	return ahead
}

// Err returns why the file could not be read, nil when it could.
func (w *Reader) Err() error { return w.broken }

// Exhausted reports whether no more of the file may be read.
func (w *Reader) Exhausted() bool { return w.budget == 0 }

// ErrOr returns why the file could not be read, or err when it could.
func (w *Reader) ErrOr(err error) error {
	if w.broken != nil {
		return w.broken
	}
	return err
}

func (w *Reader) U8(off int64) (uint8, error) {
	b, err := w.Bytes(off, 1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

func (w *Reader) U16BE(off int64) (uint16, error) {
	b, err := w.Bytes(off, 2)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint16(b), nil
}

func (w *Reader) U32BE(off int64) (uint32, error) {
	b, err := w.Bytes(off, 4)
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(b), nil
}

func (w *Reader) U32LE(off int64) (uint32, error) {
	b, err := w.Bytes(off, 4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

// HasPrefix reports whether b begins with prefix.
func HasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// SaturatingAdd adds without wrapping around.
func SaturatingAdd(a, b int64) int64 {
	if sum := a + b; sum >= a {
		return sum
	}
	return 1<<63 - 1
}
