//go:build js && wasm

package canvas

import (
	"context"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/internal/jsbridge"
)

// stripRows is how many rows of an encoded picture are decoded again, as a part of
// all: a 32nd, and no fewer than 64, takes a few ms and meets every table, both
// colours and the whole width.
const stripRows = 32

// showsAgain decodes the top of an encoded picture and makes sure that it shows what
// the canvas does. An encoder that is poisoned, or that ran out of memory, is found
// out by it; a decode of the whole would take a fifth as long as everything else.
func (b *bitmap) showsAgain(ctx context.Context, file *jsbridge.Blob, s *surface) error {
	rows := min(b.size.Height, max(64, b.size.Height/stripRows))
	top, err := topOf(file, rows, b.size.Height)
	if err != nil {
		return err
	}
	if err := b.showsRows(ctx, top, s, rows); err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	// The top may take more of the file than it was given, and this browser may not like
	// a file that doesn't end with its last row.
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
	want, err := b.eye.lookAtTop(s.canvas, b.size.Width, rows)
	if err != nil {
		return err
	}
	if !seen.alike(want) {
		return codecError(nil, "what was encoded doesn't show the picture")
	}
	return nil
}

// topOf is a JPEG that says of itself to have fewer rows than its height: its decoder
// stops there. It has eight times the bytes that so many rows take on average: browsers
// copy all of a Blob before they decode it. Of a progressive one, whose first rows are
// spread over the file, it is the whole.
func topOf(file *jsbridge.Blob, rows, of int) (*jsbridge.Blob, error) {
	frame, baseline, err := jpeg.FindFrame(headers(file))
	if err != nil {
		return nil, codecError(err, "no frame in the JPEG")
	}
	if !baseline {
		return file, nil
	}
	height := frame.Body + 1 // behind the precision
	share := 4096 + 8*file.Size()*int64(rows)/int64(of)
	return jsbridge.JoinBlob(imageproc.JPEG.MIME(),
		file.Slice(0, height), []byte{byte(rows >> 8), byte(rows)}, file.Slice(height+2, share), []byte{0xff, 0xd9})
}

// lookAtTop looks at the first rows of a canvas.
func (e *eye) lookAtTop(canvas js.Value, width, rows int) (view, error) {
	return e.see(func(s *surface) error {
		_, err := jsbridge.Call(s.c2d, "drawImage", canvas, 0, 0, width, rows, 0, 0, side, side)
		return err
	})
}
