//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"credential-capture/fault"
)

// pieceSize is how much is read ahead at a time, in bytes: few pieces take less time
// than many. The first is a window, so that who looks at the headers has it soon.
const pieceSize = 1 << 20

// wholeSize is the largest Blob, in bytes, that is read in one piece, and at once, when all
// of it is asked for: nearly every photo. That takes the least time in all, and so little
// that who looks at the headers may wait for it.
const wholeSize = 8 << 20

// Ahead begins to read the n bytes at off, or what there is of them, on the browser's
// own threads: a ReadAt of them, which then waits for what is still missing, costs
// little more than a copy. Whoever reads a file from its start to its end calls it
// before each read, and works on one piece while the next one comes; with an n of 0
// nothing more is read, and what was is given back. All of a small Blob is read before
// Ahead returns, so it must not be called in a callback of JavaScript's.
func (b *Blob) Ahead(off, n int64) {
	b.aheadMu.Lock()
	defer b.aheadMu.Unlock()
	f, until := b.ahead, min(off+n, b.size)
	if f == nil || off < f.now.off || off > f.at+f.asked {
		b.endAhead()
		if off >= until {
			return
		}
		if off == 0 && until == b.size && until <= wholeSize {
			b.ahead = wholeOf(b.v, b.size)
			return
		}
		f = follow(b.v, off)
		b.ahead = f
	} else if n == 0 {
		b.endAhead()
		return
	}
	f.until = max(f.until, until)
	f.ask() // a failure is told by who waits
}

// fromAhead copies what was read ahead of the bytes at off, and returns how many those
// are: 0 when none were.
func (b *Blob) fromAhead(dst []byte, off int64) (int, error) {
	b.aheadMu.Lock()
	defer b.aheadMu.Unlock()
	f := b.ahead
	if f == nil || off < f.now.off || off >= f.at+f.asked {
		return 0, nil
	}
	for off >= f.at {
		if err := f.step(); err != nil {
			b.endAhead()
			return 0, err
		}
		if f.asked == 0 && off >= f.at {
			return 0, nil
		}
	}
	return f.now.copyTo(dst, off)
}

// endAhead lets go of what is read ahead.
func (b *Blob) endAhead() {
	if b.ahead != nil {
		b.ahead.end()
		b.ahead = nil
	}
}

// follower reads a Blob from one place on, one piece ahead of whoever uses them.
type follower struct {
	blob   js.Value
	whole  bool     // it is one piece, at hand
	reader js.Value // of the Blob as a stream of bytes; undefined where it is none
	spare  js.Value // an ArrayBuffer that was used up
	now    piece    // what is at hand
	at     int64    // where it ends
	asked  int64    // how much is on its way from there on
	until  int64    // where to stop
	coming <-chan outcome
	failed error
}

// piece is a part of a Blob in JavaScript's memory.
type piece struct {
	off  int64
	view js.Value // Uint8Array
}

// wholeOf reads a Blob of a size; nil when it can't be read, which the next read tells.
func wholeOf(blob js.Value, size int64) *follower {
	buffer, err := readAll(blob)
	if err != nil {
		return nil
	}
	view, err := New(uint8Array, buffer)
	if err != nil || int64(view.Length()) != size {
		return nil
	}
	return &follower{blob: blob, whole: true, now: piece{view: view}, at: size, until: size}
}

// follow begins at off. As a stream a Blob is read into the same two buffers again and
// again: that takes half the time of a slice for each piece, and leaves no garbage.
func follow(blob js.Value, off int64) *follower {
	f := &follower{blob: blob, at: off, now: piece{off: off}}
	rest := blob
	if off > 0 {
		rest = blob.Call("slice", off)
	}
	stream, err := Call(rest, "stream")
	if err != nil {
		return f
	}
	if f.reader, err = Call(stream, "getReader", map[string]any{"mode": "byob"}); err != nil {
		f.reader = js.Undefined() // Safari's is no stream of bytes
	}
	return f
}

// ask begins to read the next piece, unless one is on its way or there is none.
func (f *follower) ask() {
	if f.asked > 0 || f.failed != nil || f.at >= f.until {
		return
	}
	n := min(f.until-f.at, pieceSize)
	if f.now.view.IsUndefined() {
		n = min(n, windowSize)
	}
	promise, err := f.read(n)
	if err == nil {
		f.coming, err = observe(promise)
	}
	if err != nil {
		f.failed = err
	}
	f.asked = n
}

func (f *follower) read(n int64) (js.Value, error) {
	if f.reader.IsUndefined() {
		return Call(f.blob.Call("slice", f.at, f.at+n), "arrayBuffer")
	}
	buffer := f.spare
	f.spare = js.Undefined()
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
	// Without "min", which newer browsers know, a piece is what happens to be there.
	return Call(f.reader, "read", view, map[string]any{"min": n})
}

// step makes the piece that is on its way the one at hand.
func (f *follower) step() error {
	if f.failed != nil {
		return f.failed
	}
	o := <-f.coming
	f.coming = nil
	view, err := f.arrived(o)
	if err != nil {
		f.failed = err
		return err
	}
	n := int64(view.Length())
	f.recycle()
	f.now = piece{f.at, view}
	f.at, f.asked = f.at+n, 0
	f.ask()
	return nil
}

// arrived is the piece that a read has ended with.
func (f *follower) arrived(o outcome) (js.Value, error) {
	if o.err != nil {
		return js.Undefined(), o.err
	}
	var view js.Value
	var err error
	if f.reader.IsUndefined() {
		view, err = New(uint8Array, o.value)
	} else {
		view, err = Get(o.value, "value")
	}
	if err != nil {
		return view, err
	}
	if !isA(view, "Uint8Array") || view.Length() == 0 || int64(view.Length()) > f.asked {
		return view, fault.New(fault.Corrupt, "the file ended before its size")
	}
	return view, nil
}

// recycle keeps the buffer of what was at hand for another read, or gives it back.
func (f *follower) recycle() {
	if f.now.view.IsUndefined() {
		return
	}
	buffer := f.now.view.Get("buffer")
	f.now.view = js.Undefined()
	if f.whole {
		freeLater(buffer)
		return
	}
	if f.reader.IsUndefined() || f.spare.Truthy() {
		freeBuffer(buffer)
		return
	}
	f.spare = buffer
}

// end stops reading and gives everything back.
func (f *follower) end() {
	f.recycle()
	if f.spare.Truthy() {
		freeBuffer(f.spare)
	}
	if !f.reader.IsUndefined() {
		if promise, err := Call(f.reader, "cancel"); err == nil {
			_, _ = observe(promise) // nobody waits for it, and nobody is told that it failed
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
