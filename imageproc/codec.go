package imageproc

import (
	"cmp"
	"context"

	"credential-capture/fault"
)

// Codec decodes pictures into memory of its own: Go's (package gocodec) or a browser's
// canvas.
type Codec interface {
	// Decode reads the picture of src, applies its orientation and scales it to target,
	// which is upright, in the cheapest way that loses no more than scaling does.
	//
	// It fails with fault.UnsupportedFormat for a format that it can't read, and with
	// fault.Codec for a result that it can't vouch for: a blank canvas, a wrong size, a
	// randomised read-back.
	Decode(ctx context.Context, src Source, info Info, target Size) (Bitmap, error)
}

// AsyncCodec marks a Codec whose Decode runs off the Go thread, as a browser's does, so that
// Fit may start it before validation ends. DecodesAsync does nothing.
type AsyncCodec interface {
	Codec
	DecodesAsync()
}

// PixelChecker is a Codec that knows whether its Decode fails for a PNG whose pixels have a wrong
// checksum, or of which rows are missing. Where it does, Fit doesn't check that of what it decodes.
type PixelChecker interface {
	Codec
	ChecksPixels(ctx context.Context) bool
}

// Bitmap is a decoded, upright picture. Its caller owns it and must Close it. It is not
// safe for concurrent use.
type Bitmap interface {
	Size() Size
	// Encode writes the picture without metadata, but with a colour profile if the pixels
	// need one. For JPEG, transparency is flattened on white. Quality is 0 to 1, and
	// ignored for PNG. The Source stays valid after Close.
	Encode(ctx context.Context, format Format, quality float64) (Source, error)
	// Sample returns a picture of side × side px, composed of tiles of this one.
	Sample(side int, tiles []Tile) (Bitmap, error)
	Close()
}

// Size is in px.
type Size struct{ Width, Height int }

// Tile is a square of a picture, at X, Y, and its place in a sample, in px.
type Tile struct{ X, Y, ToX, ToY, Side int }

// decodeChecked is Decode with a check of the result's size.
func decodeChecked(ctx context.Context, c Codec, src Source, info Info, target Size) (Bitmap, error) {
	b, err := c.Decode(ctx, src, info, target)
	if err != nil {
		return nil, err
	}
	if got := b.Size(); got != target {
		b.Close()
		return nil, fault.New(fault.Codec, "decoded to %d × %d px instead of %d × %d", got.Width, got.Height, target.Width, target.Height)
	}
	return b, nil
}

// encodeChecked encodes a JPEG and checks its headers and its end: canvases write PNG for a
// type that they don't know, and nothing, or a part, when they have run out of memory.
func encodeChecked(ctx context.Context, b Bitmap, quality float64) (Source, *Info, error) {
	size := b.Size()
	out, err := b.Encode(ctx, JPEG, quality)
	if err != nil {
		return nil, nil, err
	}
	info, err := Inspect(out)
	if err != nil {
		return nil, nil, cmp.Or[error](ctx.Err(), fault.Wrap(fault.Codec, err, "the encoded picture can't be read"))
	}
	if info.Format != JPEG || info.Width != size.Width || info.Height != size.Height || info.Orientation != Normal {
		return nil, nil, fault.New(fault.Codec, "encoded %s of %d × %d px instead of JPEG of %d × %d",
			info.Format, info.Width, info.Height, size.Width, size.Height)
	}
	var end [2]byte
	if n, _ := out.ReadAt(end[:], out.Size()-2); n < 2 || end != [2]byte{0xff, 0xd9} {
		return nil, nil, fault.New(fault.Codec, "the encoded picture has no end of image")
	}
	return out, info, nil
}
