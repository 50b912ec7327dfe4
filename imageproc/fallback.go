package imageproc

import (
	"context"
	"errors"
	"fmt"

	"credential-capture/internal/fault"
)

// Fallback returns a Codec that uses first and, where that fails, second: with
// fault.Codec, fault.UnsupportedFormat or fault.OutOfMemory, be it while decoding or
// later while encoding, or by a result that is not what was asked for. The picture
// is then decoded again, so src must stay readable until the Bitmap is closed.
//
// Where both fail, the error is second's, unless that only says that it doesn't read
// the format at all.
func Fallback(first, second Codec) Codec { return &fallback{first, second} }

type fallback struct{ first, second Codec }

// Decode implements Codec.
func (f *fallback) Decode(ctx context.Context, src Source, info Info, target Size) (Bitmap, error) {
	b, err := decodeSized(ctx, f.first, src, info, target)
	if err == nil {
		return &fallbackBitmap{Bitmap: b, again: func(ctx context.Context) (Bitmap, error) {
			return decodeSized(ctx, f.second, src, info, target)
		}}, nil
	}
	if !mayFallBack(ctx, err) {
		return nil, endOr(ctx, err)
	}
	b, second := decodeSized(ctx, f.second, src, info, target)
	if second != nil {
		return nil, bothFailed(ctx, err, second)
	}
	return &fallbackBitmap{Bitmap: b}, nil
}

// fallbackBitmap is a Bitmap of the first codec, or of the second once there was
// reason for it.
type fallbackBitmap struct {
	Bitmap
	again func(context.Context) (Bitmap, error) // decodes with the second; nil once it did
}

// Encode implements Bitmap.
func (b *fallbackBitmap) Encode(ctx context.Context, format Format, quality float64) (Source, error) {
	out, err := encodeChecked(ctx, b.Bitmap, format, quality)
	if err == nil {
		return out, nil
	}
	if b.again == nil || !mayFallBack(ctx, err) {
		return nil, endOr(ctx, err)
	}
	again := b.again
	b.again = nil
	// The first one goes before the second takes memory of its own.
	b.Bitmap.Close()
	b.Bitmap = closedBitmap{}
	other, second := again(ctx)
	if second != nil {
		return nil, bothFailed(ctx, err, second)
	}
	b.Bitmap = other
	if out, err = encodeChecked(ctx, other, format, quality); err != nil {
		return nil, endOr(ctx, err)
	}
	return out, nil
}

// closedBitmap is what is left when the second codec can't decode either.
type closedBitmap struct{}

func (closedBitmap) Size() Size { return Size{} }
func (closedBitmap) Close()     {}
func (closedBitmap) Encode(context.Context, Format, float64) (Source, error) {
	return nil, fault.New(fault.Codec, "no codec holds this picture any more")
}

// mayFallBack reports whether another codec could do better. What is wrong with the
// file stays wrong, and after the end of ctx nothing is begun.
func mayFallBack(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	switch fault.CodeOf(err) {
	case fault.Codec, fault.UnsupportedFormat, fault.OutOfMemory:
		return true
	}
	return false
}

// GoCodecMayHelp reports whether GoCodec, in another program, may succeed where Fit
// failed with err: the codec's failures of formats that Go decodes.
func GoCodecMayHelp(ctx context.Context, src Source, err error) bool {
	if !mayFallBack(ctx, err) {
		return false
	}
	info, err := Inspect(src)
	return err == nil && info.Format.goDecodes()
}

// endOr returns the end of ctx, which explains every other failure, or else err.
func endOr(ctx context.Context, err error) error {
	if end := ctx.Err(); end != nil {
		return end
	}
	return err
}

func bothFailed(ctx context.Context, first, second error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if errors.Is(second, fault.UnsupportedFormat) {
		return fmt.Errorf("%w; the other codec: %v", first, second)
	}
	return fmt.Errorf("%w; the other codec: %v", second, first)
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

// encodeChecked is Encode with a look at the headers of the result: a canvas writes
// PNG when it doesn't know a type, and nothing when it has run out of memory.
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
	return out, nil
}
