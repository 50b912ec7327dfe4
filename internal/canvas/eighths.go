//go:build js && wasm

package canvas

import (
	"context"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// turnedSize converts between the upright and the stored size.
func turnedSize(s imageproc.Size, o imageproc.Orientation) imageproc.Size {
	if o.Swaps() {
		s.Width, s.Height = s.Height, s.Width
	}
	return s
}

func hasDecoder() bool {
	class, err := jsbridge.Get(js.Global(), "ImageDecoder")
	return err == nil && class.Type() == js.TypeFunction
}

// decodeEighths decodes a JPEG without orientation with the browser's ImageDecoder, which can
// scale each block of 8 px to 1 to 7 px, in less time and memory. The result has target's size,
// or is little larger. It fails where that is of no use.
func decodeEighths(ctx context.Context, jpeg *jsbridge.Blob, info imageproc.Info, target imageproc.Size) (js.Value, error) {
	full := imageproc.Size{Width: info.Width, Height: info.Height}
	n := eighths(full, target)
	if n == 8 || info.Channels > 3 {
		return js.Undefined(), codecError(nil, "no smaller eighths of the picture are enough")
	}
	if !hasDecoder() {
		return js.Undefined(), codecError(nil, "there is no ImageDecoder")
	}
	stream, err := jsbridge.Call(jpeg.Value(), "stream")
	if err != nil {
		return js.Undefined(), codecError(err, "the file can't be read as a stream")
	}
	asked := inEighths(full, n)
	frame, closeDecoder, err := decodeFrame(ctx, stream, info.Format, asked)
	if err != nil {
		return js.Undefined(), err
	}
	defer closeDecoder()
	defer closeBitmap(frame)
	got := imageproc.Size{Width: frame.Get("displayWidth").Int(), Height: frame.Get("displayHeight").Int()}
	// A decoder that can't scale returns the full picture, which is right too.
	if got != asked && got != full {
		return js.Undefined(), codecError(nil, "decoded to %d × %d px instead of %d × %d", got.Width, got.Height, asked.Width, asked.Height)
	}
	if nearly(got, target) {
		target = got
	}
	return bitmapOf(ctx, frame, imageproc.JPEG, got, target)
}

// decodeFrame decodes a Uint8Array, which it may detach, or a stream with an ImageDecoder, which the
// caller closes after the frame. A desired size of 0 × 0 is the picture's.
func decodeFrame(ctx context.Context, data js.Value, format imageproc.Format, desired imageproc.Size) (frame js.Value, closeDecoder func(), err error) {
	options := map[string]any{"data": data, "type": format.MIME()}
	if desired.Width > 0 {
		options["desiredWidth"], options["desiredHeight"] = desired.Width, desired.Height
	}
	if buffer := data.Get("buffer"); buffer.Truthy() {
		options["transfer"] = []any{buffer} // or else 16 MB are copied in 10 ms
	}
	decoder, err := jsbridge.New(js.Global().Get("ImageDecoder"), options)
	if err != nil {
		return js.Undefined(), nil, codecError(err, "no decoder for %s", format)
	}
	closeDecoder = func() { _, _ = jsbridge.Call(decoder, "close") }
	promise, err := jsbridge.Call(decoder, "decode")
	if err != nil {
		closeDecoder()
		return js.Undefined(), nil, codecError(err, "the decoder didn't begin")
	}
	result, err := jsbridge.AwaitOwned(ctx, promise, func(late js.Value) { closeBitmap(late.Get("image")) })
	if err != nil {
		closeDecoder()
		return js.Undefined(), nil, refused(ctx, err, format)
	}
	return result.Get("image"), closeDecoder, nil
}

// eighths is the smallest n for which n eighths of full are not smaller than target.
func eighths(full, target imageproc.Size) int {
	for n := 1; n < 8; n++ {
		if s := inEighths(full, n); s.Width >= target.Width && s.Height >= target.Height {
			return n
		}
	}
	return 8
}

// inEighths rounds up, as libjpeg does.
func inEighths(full imageproc.Size, n int) imageproc.Size {
	return imageproc.Size{Width: (full.Width*n + 7) / 8, Height: (full.Height*n + 7) / 8}
}
