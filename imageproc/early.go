package imageproc

import (
	"context"
	"runtime"
)

// earlyDecode is a decode that was started before validation has ended. It must be taken or
// dropped.
type earlyDecode struct {
	size   Size
	cancel context.CancelFunc
	done   chan struct{} // closed when bitmap and err are set
	bitmap Bitmap
	err    error
}

// prefetch starts to read the first n bytes of the source, if it can; 0 stops that.
func (f *fitting) prefetch(n int64) {
	if src, ok := f.src.(Prefetcher); ok {
		src.Prefetch(0, n)
	}
}

// stop ends whatever was started early.
func (f *fitting) stop() {
	f.early.drop()
	f.prefetch(0)
}

// startDecode starts to decode if the headers alone prove that the pixels are needed, and
// may be decoded; else it returns nil.
func (f *fitting) startDecode(ctx context.Context, info *Info) *earlyDecode {
	if _, ok := f.codec.(AsyncCodec); !ok {
		return nil
	}
	r := &Report{Info: *info}
	r.checkLimits(f.options.Limits)
	bakes := f.options.Orientation == Bake && r.Orientation != Normal
	animated := r.Format == PNG && r.Animated // which encode strips first
	if r.Fatal() != nil || animated || r.OK() && !bakes && f.options.Limits.Accepts(r.Format) {
		return nil
	}
	size := f.decodeSize(*info)
	if min(size.Width, size.Height) < 1 {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	d := &earlyDecode{size: size, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		d.bitmap, d.err = decodeChecked(ctx, f.codec, f.src, *info, size)
	}()
	runtime.Gosched() // wasm has one thread: this lets the decode run until it waits
	return d
}

// take waits for the result and hands it over.
func (d *earlyDecode) take() (Bitmap, error) {
	<-d.done
	d.cancel()
	bitmap := d.bitmap
	d.bitmap = nil
	return bitmap, d.err
}

// drop cancels the decode and closes its bitmap. It may be called twice, after take, and
// on nil.
func (d *earlyDecode) drop() {
	if d == nil {
		return
	}
	d.cancel()
	if bitmap, _ := d.take(); bitmap != nil {
		bitmap.Close()
	}
}
