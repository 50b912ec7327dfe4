package imageproc

import (
	"context"

	"credential-capture/fault"
)

// endOr returns the end of ctx, which explains every other failure, or else err.
func endOr(ctx context.Context, err error) error {
	if end := ctx.Err(); end != nil {
		return end
	}
	return err
}

// decodeSized is Decode with a look at the result's size.
func decodeSized(ctx context.Context, c Codec, src Source, info Info, target Size) (Bitmap, error) {
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

// encodeChecked is Encode with a look at the head and the end of the result: a canvas
// writes PNG when it doesn't know a type, and nothing, or a part, when it has run out of
// memory.
func encodeChecked(ctx context.Context, b Bitmap, format Format, quality float64) (Source, error) {
	size := b.Size()
	out, err := b.Encode(ctx, format, quality)
	if err != nil {
		return nil, err
	}
	info, err := Inspect(out)
	if err != nil {
		return nil, endOr(ctx, fault.Wrap(fault.Codec, err, "the encoded picture can't be read"))
	}
	if info.Format != format || info.Width != size.Width || info.Height != size.Height || info.Orientation != Normal {
		return nil, fault.New(fault.Codec, "encoded %s of %d × %d px instead of %s of %d × %d",
			info.Format, info.Width, info.Height, format, size.Width, size.Height)
	}
	if format == JPEG && !endsAsJPEG(out) {
		return nil, fault.New(fault.Codec, "the encoded picture has no end")
	}
	return out, nil
}

func endsAsJPEG(src Source) bool {
	var end [2]byte
	n, _ := src.ReadAt(end[:], src.Size()-int64(len(end)))
	return n == len(end) && end[0] == 0xff && end[1] == 0xd9
}
