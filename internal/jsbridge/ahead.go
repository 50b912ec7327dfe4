//go:build js && wasm

package jsbridge

import (
	"syscall/js"
)

// piece is a part of a Blob that was asked for before it is needed.
type piece struct {
	off, end int64
	settled  <-chan outcome // its ArrayBuffer, until that is in buffer
	buffer   js.Value
}

// Ahead begins to read the n bytes at off, or what there is of them, on the browser's
// own threads: a ReadAt of them, which then waits for what is still missing, costs
// little more than a copy. Whoever reads a file from its start to its end calls it
// before each read, and works on one part while the next one comes. What one call asks
// for is one piece: to take a slice of a Blob and to wait for it costs a millisecond
// or two, whatever is in it.
func (b *Blob) Ahead(off, n int64) {
	b.aheadMu.Lock()
	defer b.aheadMu.Unlock()
	end := min(off+n, b.size)
	if last := len(b.ahead) - 1; last >= 0 && b.ahead[0].off <= off && off <= b.ahead[last].end {
		off = b.ahead[last].end
	} else {
		b.ahead = nil // of another place
	}
	if off >= end {
		return
	}
	part := b.v
	if off > 0 || end < b.size {
		part = part.Call("slice", off, end)
	}
	promise, err := Call(part, "arrayBuffer")
	if err != nil {
		return // the read itself says what is wrong
	}
	p := &piece{off: off, end: end}
	if p.settled, err = observe(promise); err == nil {
		b.ahead = append(b.ahead, p)
	}
}

// fromAhead copies what a piece has of the bytes at off, and returns how many those are:
// 0 when there is no such piece. Pieces that have been used up are freed.
func (b *Blob) fromAhead(dst []byte, off int64) (int, error) {
	b.aheadMu.Lock()
	defer b.aheadMu.Unlock()
	for len(b.ahead) > 0 && b.ahead[0].end <= off {
		b.ahead[0].free()
		b.ahead = b.ahead[1:]
	}
	if len(b.ahead) == 0 || b.ahead[0].off > off {
		return 0, nil
	}
	p := b.ahead[0]
	if err := p.wait(); err != nil {
		b.ahead = nil
		return 0, err
	}
	n := min(int64(len(dst)), p.end-off)
	view, err := New(uint8Array, p.buffer, off-p.off, n)
	if err != nil {
		return 0, err
	}
	if err := copyView(dst[:n], view); err != nil {
		return 0, err
	}
	if off+n == p.end {
		p.free()
		b.ahead = b.ahead[1:]
	}
	return int(n), nil
}

func (p *piece) wait() error {
	if p.settled == nil {
		return nil
	}
	o := <-p.settled
	p.settled, p.buffer = nil, o.value
	return o.err
}

func (p *piece) free() {
	if p.settled == nil {
		freeBuffer(p.buffer)
	}
}

// freeBuffer gives an ArrayBuffer's memory back now: a scan of a large photo leaves
// one behind for each megabyte, and JavaScript's garbage may lie for long while the
// picture is being decoded. Where it can't be done the garbage lies.
func freeBuffer(buffer js.Value) {
	if transfer, err := Get(buffer, "transfer"); err == nil && transfer.Type() == js.TypeFunction {
		_, _ = Call(buffer, "transfer", 0)
	}
}
