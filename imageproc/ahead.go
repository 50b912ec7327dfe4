package imageproc

import (
	"context"
	"runtime"
)

// Background is a Codec whose Decode works on another thread while Go goes on: a
// browser's. Its work is begun before the file has been followed to its end, when the
// headers alone say that the pixels will be needed.
type Background interface {
	Codec
	// Background says so; it does nothing.
	Background()
}

// ahead is a decode that was begun early. Whoever began it takes or drops it.
type ahead struct {
	size   Size
	cancel context.CancelFunc
	done   chan struct{} // closed when bitmap and err are set
	bitmap Bitmap
	err    error
}

// readAhead begins to read the first n bytes of the source, where it can; with 0 it ends that.
func (f *fitting) readAhead(n int64) {
	if src, ok := f.src.(Ahead); ok {
		src.Ahead(0, n)
	}
}

// end leaves nothing of what was begun.
func (f *fitting) end() {
	f.ahead.drop()
	f.readAhead(0)
}

// decodeAhead begins to decode, or returns nil when the headers don't make sure that
// the pixels are needed, or that they may be decoded at all.
func (f *fitting) decodeAhead(ctx context.Context, info *Info) *ahead {
	if _, ok := f.codec.(Background); !ok {
		return nil
	}
	r := &Report{Info: *info}
	r.checkSize(f.options.Limits)
	turns := f.options.Orientation == Bake && r.Orientation != Normal
	animated := r.Format == PNG && r.Animated // encode has it stripped first
	if r.Fatal() != nil || animated ||
		r.OK() && !turns && f.options.Limits.Takes(r.Format) {
		return nil
	}
	size := f.target(*info)
	if min(size.Width, size.Height) < 1 {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	a := &ahead{size: size, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(a.done)
		a.bitmap, a.err = decodeSized(ctx, f.codec, f.src, *info, size)
	}()
	runtime.Gosched() // in wasm there is one thread: it goes to the decode until that waits
	return a
}

// take returns what was decoded and leaves nothing behind.
func (a *ahead) take() (Bitmap, error) {
	<-a.done
	a.cancel()
	bitmap := a.bitmap
	a.bitmap = nil
	return bitmap, a.err
}

// drop ends the decode, and frees what it may have made. It may be called at any time,
// and on nil.
func (a *ahead) drop() {
	if a == nil {
		return
	}
	a.cancel()
	if bitmap, _ := a.take(); bitmap != nil {
		bitmap.Close()
	}
}
