//go:build js && wasm

package jsbridge

import (
	"runtime"
	"syscall/js"

	"credential-capture/fault"
)

// pieceSize is how many bytes are prefetched at a time: few pieces take less time than many.
// The first has windowSize, so that a reader of headers gets it soon.
const pieceSize = 1 << 20

// wholeSize is the largest Blob, in bytes, that is read in one piece when all of it is
// prefetched: nearly every photo. That takes the least time in all, and so little that a
// reader of headers can wait for it.
const wholeSize = 8 << 20

// Prefetch implements container.Prefetcher: it starts to read the n bytes at off, or those of
// them that exist, on the browser's own threads. A ReadAt of them then waits only for what is
// missing, and costs little more than a copy. An n of 0 stops it and frees the buffers. All of a
// Blob of up to wholeSize is read before Prefetch returns, so it must not be called in a JavaScript
// callback; all of a larger one is not prefetched, because its headers are read sooner alone.
func (b *Blob) Prefetch(off, n int64) {
	b.prefetchMu.Lock()
	defer b.prefetchMu.Unlock()
	p, until := b.prefetcher, min(off+n, b.size)
	if p == nil || off < p.now.off || off > p.next+p.pending {
		b.stopPrefetch()
		if off >= until {
			return
		}
		if off == 0 && until == b.size {
			if until <= wholeSize {
				b.prefetcher = prefetchWhole(b.v, b.size)
			}
			return
		}
		p = newPrefetcher(b.v, off)
		b.prefetcher = p
	} else if n == 0 {
		b.stopPrefetch()
		return
	}
	p.until = max(p.until, until)
	p.request() // its error is returned by the read that needs the piece
}

// TakeWhole reads all of the Blob at once, in as little time as any piece of it takes, and returns a
// Uint8Array of it, which the caller may transfer. It first lets goroutines run that are ready to
// read, because each ReadAt after it reads the Blob again.
func (b *Blob) TakeWhole() (js.Value, error) {
	b.prefetchMu.Lock()
	p := b.prefetcher
	if p == nil || !p.whole {
		b.stopPrefetch()
		p = prefetchWhole(b.v, b.size)
		b.prefetcher = p
	}
	if p == nil {
		b.prefetchMu.Unlock()
		return js.Undefined(), fault.New(fault.FileChanged, unreadable)
	}
	view := p.now.view
	p.taken = true
	b.prefetchMu.Unlock()
	runtime.Gosched()
	b.prefetchMu.Lock()
	defer b.prefetchMu.Unlock()
	if b.prefetcher == p {
		b.prefetcher = nil
	}
	return view, nil
}

// readPrefetched copies the prefetched bytes at off and returns how many there are.
func (b *Blob) readPrefetched(dst []byte, off int64) (int, error) {
	b.prefetchMu.Lock()
	defer b.prefetchMu.Unlock()
	p := b.prefetcher
	if p == nil || off < p.now.off || off >= p.next+p.pending {
		return 0, nil
	}
	for off >= p.next {
		if err := p.advance(); err != nil {
			b.stopPrefetch()
			return 0, err
		}
		if p.pending == 0 && off >= p.next {
			return 0, nil
		}
	}
	return p.now.copyTo(dst, off)
}

// beforePrefetched is how many of the n bytes at off come before the prefetched ones.
func (b *Blob) beforePrefetched(off int64, n int) int {
	b.prefetchMu.Lock()
	defer b.prefetchMu.Unlock()
	if p := b.prefetcher; p != nil && off < p.now.off {
		return int(min(int64(n), p.now.off-off))
	}
	return n
}

func (b *Blob) stopPrefetch() {
	if b.prefetcher != nil {
		b.prefetcher.stop()
		b.prefetcher = nil
	}
}

// prefetcher reads a Blob in order, one piece ahead of its consumer.
type prefetcher struct {
	blob    js.Value
	whole   bool     // now is the whole Blob
	taken   bool     // somebody else has its buffer
	reader  js.Value // of the Blob as a byte stream; undefined without one
	spare   js.Value // an ArrayBuffer for the next read
	now     piece    // the piece that has arrived
	next    int64    // where it ends
	pending int64    // bytes requested from there on
	until   int64    // where to stop
	arrival <-chan outcome
	err     error
}

// piece is a part of a Blob in JavaScript's memory.
type piece struct {
	off  int64
	view js.Value // Uint8Array
}

// prefetchWhole reads all of a Blob; nil if it can't be read, which the next read reports.
func prefetchWhole(blob js.Value, size int64) *prefetcher {
	buffer, err := readAll(blob)
	if err != nil {
		return nil
	}
	view, err := New(uint8Array, buffer)
	if err != nil || int64(view.Length()) != size {
		return nil
	}
	return &prefetcher{blob: blob, whole: true, now: piece{view: view}, next: size, until: size}
}

// newPrefetcher starts at off. A byte stream reads into the same two buffers again and again:
// half the time of a slice for each piece, and no garbage.
func newPrefetcher(blob js.Value, off int64) *prefetcher {
	p := &prefetcher{blob: blob, next: off, now: piece{off: off}}
	rest := blob
	if off > 0 {
		rest = blob.Call("slice", off)
	}
	stream, err := Call(rest, "stream")
	if err != nil {
		return p
	}
	if p.reader, err = Call(stream, "getReader", map[string]any{"mode": "byob"}); err != nil {
		p.reader = js.Undefined() // Safari's is no byte stream
	}
	return p
}

// request starts to read the next piece, unless one is pending or there is none.
func (p *prefetcher) request() {
	if p.pending > 0 || p.err != nil || p.next >= p.until {
		return
	}
	n := min(p.until-p.next, pieceSize)
	if p.now.view.IsUndefined() {
		n = min(n, windowSize)
	}
	promise, err := p.read(n)
	if err == nil {
		p.arrival, err = observe(promise)
	}
	if err != nil {
		p.err = err
	}
	p.pending = n
}

func (p *prefetcher) read(n int64) (js.Value, error) {
	if p.reader.IsUndefined() {
		return Call(p.blob.Call("slice", p.next, p.next+n), "arrayBuffer")
	}
	buffer := p.spare
	p.spare = js.Undefined()
	if buffer.IsUndefined() {
		var err error
		if buffer, err = New(arrayBuffer, pieceSize); err != nil {
			return buffer, err
		}
	}
	view, err := New(uint8Array, buffer, 0, n)
	if err != nil {
		return view, err
	}
	// Older browsers ignore "min" and return what happens to be available.
	return Call(p.reader, "read", view, map[string]any{"min": n})
}

// advance waits for the pending piece and requests the one after it.
func (p *prefetcher) advance() error {
	if p.err != nil {
		return p.err
	}
	o := <-p.arrival
	p.arrival = nil
	view, err := p.received(o)
	if err != nil {
		p.err = err
		return err
	}
	n := int64(view.Length())
	p.recycle()
	p.now = piece{p.next, view}
	p.next, p.pending = p.next+n, 0
	p.request()
	return nil
}

// received is the piece of a read's outcome.
func (p *prefetcher) received(o outcome) (js.Value, error) {
	if o.err != nil {
		return js.Undefined(), o.err
	}
	var view js.Value
	var err error
	if p.reader.IsUndefined() {
		view, err = New(uint8Array, o.value)
	} else {
		view, err = Get(o.value, "value")
	}
	if err != nil {
		return view, err
	}
	if !isA(view, "Uint8Array") || view.Length() == 0 || int64(view.Length()) > p.pending {
		return view, fault.New(fault.FileChanged, "the file ended before its size")
	}
	return view, nil
}

// recycle keeps the piece's buffer for another read, or frees it.
func (p *prefetcher) recycle() {
	if p.now.view.IsUndefined() {
		return
	}
	buffer := p.now.view.Get("buffer")
	p.now.view = js.Undefined()
	switch {
	case p.taken:
	case p.whole:
		freeLater(buffer)
	case p.reader.IsUndefined() || p.spare.Truthy():
		freeBuffer(buffer)
	default:
		p.spare = buffer
	}
}

// stop ends the reading and frees all buffers.
func (p *prefetcher) stop() {
	p.recycle()
	if p.spare.Truthy() {
		freeBuffer(p.spare)
	}
	if !p.reader.IsUndefined() {
		if promise, err := Call(p.reader, "cancel"); err == nil {
			_, _ = observe(promise) // handles a rejection, which the browser would report
		}
	}
}

// copyTo copies what the piece has of the bytes at off.
func (p piece) copyTo(dst []byte, off int64) (int, error) {
	start := off - p.off
	n := min(int64(len(dst)), int64(p.view.Length())-start)
	part, err := Call(p.view, "subarray", start, start+n)
	if err != nil {
		return 0, err
	}
	return int(n), copyView(dst[:n], part)
}
