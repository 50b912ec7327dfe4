//go:build js && wasm

package canvas

import (
	"context"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/imageproc"
)

// bitmap is a painted canvas. Its pixels keep any transparency, so that it can be encoded as
// PNG and as JPEG, in any order.
type bitmap struct {
	surface *surface // nil after Close
	size    imageproc.Size
	alpha   bool
	eye     *eye
	seen    view // what the decoded picture looked like
}

// paint puts the decoded picture on a canvas, upright, and checks that the canvas shows it.
//
// An opaque, upright picture is transferred to the canvas instead, which saves a copy of all
// its pixels. (Chromium forgets the orientation of a transferred bitmap.) Transferred, a
// picture keeps its colour space and profile, see probeWide; painted, it becomes sRGB.
func (b *bitmap) paint(picture js.Value, turn imageproc.Orientation, format imageproc.Format, renders bool) error {
	// A PNG declares its transparency; the view confirms that there is none.
	opaque := format == imageproc.JPEG || format == imageproc.PNG && !b.alpha && b.seen.opaque
	stored := turnedSize(b.size, turn)
	if renders && opaque && turn == imageproc.Normal && sizeOf(picture) == stored {
		s, err := rendered(picture)
		if err != nil {
			return err
		}
		b.surface = s
		return b.check()
	}
	s, err := newSurface(b.size, b.alpha)
	if err != nil {
		return err
	}
	b.surface = s
	// An opaque canvas starts black, and a file other than a JPEG may have transparency that
	// its header doesn't declare.
	if !b.alpha && format != imageproc.JPEG {
		if err := s.fill("white"); err != nil {
			return codecError(err, "the canvas can't be filled")
		}
	}
	if err := s.drawTurned(picture, turn, stored); err != nil {
		return codecError(err, "the picture can't be drawn")
	}
	return b.check()
}

// check checks that the canvas shows the picture. A canvas that is too large is blank, and one
// may lose its contents when memory runs short.
func (b *bitmap) check() error {
	now, err := b.eye.look(b.surface.canvas, imageproc.Normal)
	if err != nil {
		return err
	}
	if !now.alike(b.seen) {
		return codecError(nil, "the canvas of %d × %d px doesn't show the picture", b.size.Width, b.size.Height)
	}
	return nil
}

// Size implements imageproc.Bitmap.
func (b *bitmap) Size() imageproc.Size { return b.size }

// Encode implements imageproc.Bitmap; the Source is a *jsbridge.Blob.
func (b *bitmap) Encode(ctx context.Context, format imageproc.Format, quality float64) (imageproc.Source, error) {
	if b.surface == nil {
		return nil, fault.New(fault.Internal, "encode after Close")
	}
	if format != imageproc.JPEG && format != imageproc.PNG {
		return nil, fault.New(fault.UnsupportedFormat, "browsers don't encode %s everywhere", format)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, done, err := b.flattened(format)
	if err != nil {
		return nil, err
	}
	defer done()
	blob, err := s.encode(ctx, format.MIME(), min(max(quality, 0), 1))
	if err != nil {
		return nil, err
	}
	if b.surface == nil { // closed while the browser encoded
		return nil, fault.New(fault.Internal, "Close during encode")
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	if format == imageproc.JPEG {
		err = b.showsAgain(ctx, blob, s)
	}
	return blob, err
}

// Sample implements imageproc.Bitmap.
func (b *bitmap) Sample(side int, tiles []imageproc.Tile) (imageproc.Bitmap, error) {
	if b.surface == nil {
		return nil, fault.New(fault.Internal, "sample after Close")
	}
	size := imageproc.Size{Width: side, Height: side}
	s, err := newSurface(size, false)
	if err != nil {
		return nil, err
	}
	sample := &bitmap{surface: s, size: size, eye: b.eye}
	err = s.fill("white")
	for _, t := range tiles {
		if err == nil {
			err = s.do("drawImage", b.surface.canvas, t.X, t.Y, t.Side, t.Side, t.ToX, t.ToY, t.Side, t.Side)
		}
	}
	if err == nil {
		sample.seen, err = b.eye.look(s.canvas, imageproc.Normal)
	}
	if err != nil {
		sample.Close()
		return nil, codecError(err, "the picture can't be sampled")
	}
	return sample, nil
}

// flattened returns the canvas to encode: for a JPEG with transparency a copy on white.
func (b *bitmap) flattened(format imageproc.Format) (s *surface, done func(), err error) {
	if !b.alpha || format != imageproc.JPEG {
		return b.surface, func() {}, nil
	}
	flat, err := newSurface(b.size, false)
	if err != nil {
		return nil, nil, err
	}
	if err = flat.fill("white"); err == nil {
		err = flat.do("drawImage", b.surface.canvas, 0, 0)
	}
	if err != nil {
		flat.free()
		return nil, nil, codecError(err, "the picture can't be flattened")
	}
	return flat, flat.free, nil
}

// Close implements imageproc.Bitmap and may be called more than once.
func (b *bitmap) Close() {
	if b.surface != nil {
		b.surface.free()
		b.surface = nil
	}
}
