//go:build js && wasm

package canvas

import (
	"context"
	"encoding/binary"

	"credential-capture/imageproc"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/internal/jsbridge"
)

// topFraction is the part of an encoded picture's rows that is decoded again: a 32nd, at least
// 64 rows. It takes a few ms and covers all tables, all components and the whole width.
const topFraction = 32

// showsAgain decodes the top of an encoded picture and compares it with the canvas, which
// detects randomised pixels and an encoder that ran out of memory. Decoding the whole would
// take a fifth of the time of everything else.
func (b *bitmap) showsAgain(ctx context.Context, file *jsbridge.Blob, s *surface) error {
	rows := min(b.size.Height, max(64, b.size.Height/topFraction))
	top, err := topOf(file, rows, b.size)
	if err != nil {
		return err
	}
	if err := b.showsRows(ctx, top, s, rows); err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	// The top may need more of the file, and a browser may reject a file that ends early.
	return b.showsRows(ctx, file, s, b.size.Height)
}

// showsRows decodes a file of the first rows and compares it with those of the canvas.
func (b *bitmap) showsRows(ctx context.Context, file *jsbridge.Blob, s *surface, rows int) error {
	picture, err := createImageBitmap(ctx, file.Value(), map[string]any{})
	if err != nil {
		return codecError(err, "what was encoded can't be decoded")
	}
	defer closeBitmap(picture)
	if got := sizeOf(picture); got != (imageproc.Size{Width: b.size.Width, Height: rows}) {
		return codecError(nil, "the top of what was encoded has %d × %d px", got.Width, got.Height)
	}
	seen, err := b.eye.look(picture, imageproc.Normal)
	if err != nil {
		return err
	}
	want, err := b.eye.see(func(small *surface) error {
		return small.do("drawImage", s.canvas, 0, 0, b.size.Width, rows, 0, 0, side, side)
	})
	if err != nil {
		return err
	}
	if !seen.alike(want) {
		return codecError(nil, "what was encoded doesn't show the picture")
	}
	return nil
}

// topOf checks the size of a JPEG and returns one of its first rows: with their number as its
// height, where decoders stop. Because browsers copy a Blob before they decode it, it has only
// four times the bytes of so many rows on average. A progressive JPEG, whose first rows are
// spread over the file, is returned whole.
func topOf(file *jsbridge.Blob, rows int, size imageproc.Size) (*jsbridge.Blob, error) {
	r := headers(file)
	frame, baseline, err := jpeg.FindFrame(r)
	var head []byte // up to the frame's size; a Blob of slices alone would be read again, see JoinBlob
	if err == nil {
		head, err = r.Bytes(0, int(frame.Body)+5)
	}
	if err != nil {
		return nil, codecError(err, "the canvas encoded a broken file")
	}
	height := head[frame.Body+1:] // after the precision
	if got := binary.BigEndian.Uint32(height); got != uint32(size.Height)<<16|uint32(size.Width) {
		return nil, codecError(nil, "the canvas encoded %d × %d px instead of %d × %d", got&0xffff, got>>16, size.Width, size.Height)
	}
	if !baseline {
		return file, nil
	}
	binary.BigEndian.PutUint16(height, uint16(rows))
	share := 4096 + 4*file.Size()*int64(rows)/int64(size.Height)
	return jsbridge.JoinBlob(imageproc.JPEG.MIME(), head, file.Slice(int64(len(head)), share), []byte{0xff, 0xd9})
}
