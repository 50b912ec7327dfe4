//go:build js && wasm

package jsbridge

import (
	"cmp"
	"context"
	"io"
	"sync"
	"syscall/js"

	"credential-capture/fault"
)

// windowSize is the size of a small read, in bytes. Windows start at multiples of it, so
// that reading backwards is as fast as forwards.
const windowSize = 64 << 10

// maxSafe is Number.MAX_SAFE_INTEGER.
const maxSafe = 1<<53 - 1

// Blob is a JavaScript Blob or File. Its bytes stay outside of Go's memory until they are
// read. It is safe for concurrent use.
//
// The file of a Blob becomes unreadable when it is changed, moved or deleted on disk. ReadAt
// then fails with fault.FileChanged, and the person has to choose it again.
type Blob struct {
	v    js.Value
	size int64

	mu     sync.Mutex
	window []byte // the bytes at off, nil before the first small read
	off    int64

	prefetchMu sync.Mutex  // held while a piece is awaited
	prefetcher *prefetcher // nil if nothing is prefetched
}

// NewBlob returns a Blob for v. It fails with fault.BadOption for other values.
func NewBlob(v js.Value) (*Blob, error) {
	if !isA(v, "Blob") {
		return nil, fault.New(fault.BadOption, "not a Blob")
	}
	size, err := Get(v, "size") // an own "size" member may hide the getter
	if err != nil || size.Type() != js.TypeNumber || !(size.Float() >= 0 && size.Float() <= maxSafe) {
		return nil, fault.New(fault.BadOption, "a Blob without a size")
	}
	return &Blob{v: v, size: int64(size.Float())}, nil
}

const unreadable = "the file can no longer be read"

// MinHead is the length of a joined Blob's first part, in bytes. Firefox recognises a
// picture by the first part alone, and refuses one whose first part is shorter than the
// signature: 3 bytes of a JPEG, 8 of a PNG, 12 of a WebP.
const MinHead = 64

// JoinBlob makes a Blob of parts, in order: []byte, *Blob, or a js.Value that the
// Blob constructor takes. Of a *Blob no more than the first MinHead bytes are copied.
func JoinBlob(mime string, parts ...any) (*Blob, error) {
	list := make([]any, len(parts))
	for i, part := range parts {
		switch part := part.(type) {
		case []byte:
			list[i] = Uint8Array(part)
		case *Blob:
			list[i] = part.v
		case js.Value:
			list[i] = part
		default:
			return nil, fault.New(fault.Internal, "a %T can't be a part of a Blob", part)
		}
	}
	b, err := newBlob(mime, list)
	if err != nil || b.size == 0 {
		return b, err
	}
	if first, ok := parts[0].([]byte); ok && (len(first) >= MinHead || len(parts) == 1) {
		return b, nil
	}
	// Whatever the first parts are, a slice of other slices included, they become one.
	head, err := readAll(b.Slice(0, MinHead).v)
	if err != nil {
		return nil, fault.Wrap(fault.FileChanged, err, unreadable)
	}
	return newBlob(mime, []any{head, b.Slice(MinHead, b.size).v})
}

func newBlob(mime string, list []any) (*Blob, error) {
	v, err := New(js.Global().Get("Blob"), list, map[string]any{"type": mime})
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "make a Blob")
	}
	return NewBlob(v)
}

// Value is the JavaScript Blob.
func (b *Blob) Value() js.Value { return b.v }

// Size returns the size, bytes.
func (b *Blob) Size() int64 { return b.size }

// Type returns the declared media type, which may not be that of the content.
func (b *Blob) Type() string { return quietText(b.v, "type") }

// Slice returns at most n bytes at off, without copying them and without a media type.
func (b *Blob) Slice(off, n int64) *Blob {
	off = min(max(off, 0), b.size)
	n = min(max(n, 0), b.size-off)
	return &Blob{v: b.v.Call("slice", off, off+n), size: n}
}

// ReadAt implements io.ReaderAt. Reads of less than 64 KiB use one window of that size. In
// a worker it reads synchronously. On the page it waits for a promise, so it must not be
// called in a JavaScript callback.
func (b *Blob) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fault.New(fault.Internal, "read at %d", off)
	}
	if off >= b.size {
		return 0, io.EOF
	}
	var end error
	if int64(len(p)) > b.size-off {
		p, end = p[:b.size-off], io.EOF
	}
	if len(p) >= windowSize {
		if err := b.read(p, off); err != nil {
			return 0, err
		}
		return len(p), end
	}
	n, err := b.readWindow(p, off)
	return n, cmp.Or(err, end)
}

// readWindow fills p, which lies inside the Blob, from one window after the other.
func (b *Blob) readWindow(p []byte, off int64) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at < b.off || at >= b.off+int64(len(b.window)) {
			if err := b.moveWindow(at - at%windowSize); err != nil {
				return n, err
			}
		}
		n += copy(p[n:], b.window[at-b.off:])
	}
	return n, nil
}

func (b *Blob) moveWindow(off int64) error {
	size := min(windowSize, b.size-off)
	if int64(cap(b.window)) < size {
		b.window = make([]byte, size)
	}
	window := b.window[:size]
	b.window = b.window[:0] // empty while it is being written
	if err := b.read(window, off); err != nil {
		return err
	}
	b.window, b.off = window, off
	return nil
}

// read fills p, which lies inside the Blob. Prefetched bytes may begin after off.
func (b *Blob) read(p []byte, off int64) error {
	for len(p) > 0 {
		n, err := b.readPrefetched(p, off)
		if n == 0 && err == nil {
			n, err = b.readNow(p[:b.beforePrefetched(off, len(p))], off)
		}
		if err != nil {
			return fault.Wrap(fault.FileChanged, err, unreadable)
		}
		p, off = p[n:], off+int64(n)
	}
	return nil
}

func (b *Blob) readNow(p []byte, off int64) (int, error) {
	buffer, err := readAll(b.v.Call("slice", off, off+int64(len(p))))
	if err != nil {
		return 0, err
	}
	defer freeBuffer(buffer)
	return len(p), CopyBytes(p, buffer)
}

// readAll reads a Blob into an ArrayBuffer. It is a variable for tests.
var readAll = blobReader(js.Global().Get("FileReaderSync"))

// blobReader returns a synchronous reader with FileReaderSync, which only workers have, else
// one that waits for a promise.
func blobReader(sync js.Value) func(blob js.Value) (js.Value, error) {
	if sync.Type() == js.TypeFunction {
		reader := sync.New()
		return func(blob js.Value) (js.Value, error) {
			return Call(reader, "readAsArrayBuffer", blob)
		}
	}
	return func(blob js.Value) (js.Value, error) {
		promise, err := Call(blob, "arrayBuffer")
		if err != nil {
			return js.Undefined(), err
		}
		return Await(context.Background(), promise)
	}
}
