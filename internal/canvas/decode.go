//go:build js && wasm

package canvas

import (
	"context"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/internal/jsbridge"
)

// decode returns the picture of blob as an ImageBitmap, which the caller closes, and the
// orientation to paint it in. Then it has target's size, or is scaled to it by painting.
//
// A JPEG is decoded without its orientation, so that its proportions are certain, and scaled
// while it is decoded: by the JPEG decoder if possible, so that the large picture never exists.
// One that is little larger than target is returned in full. Other formats are decoded in full
// and measured first, because giving the browser both sides would distort a picture that it
// sees in other proportions than imageproc.
func decode(ctx context.Context, blob *jsbridge.Blob, info imageproc.Info, target imageproc.Size) (js.Value, imageproc.Orientation, error) {
	if info.Format != imageproc.JPEG {
		picture, err := decodeFull(ctx, blob, info, target)
		return picture, imageproc.Normal, err
	}
	blob, err := withoutOrientation(blob)
	if err != nil {
		return js.Undefined(), 0, err
	}
	full := imageproc.Size{Width: info.Width, Height: info.Height}
	target = turnedSize(target, info.Orientation)
	picture, err := decodeEighths(ctx, blob, info, target)
	if err == nil {
		return picture, info.Orientation, nil
	}
	if ctx.Err() != nil {
		return js.Undefined(), 0, ctx.Err()
	}
	if nearly(full, target) {
		target = full
	}
	picture, err = bitmapOf(ctx, blob.Value(), info.Format, full, target)
	return picture, info.Orientation, err
}

// nearly reports whether a canvas scales full to target as well as createImageBitmap does,
// because interpolation skips no px. At 48 MP it takes 107 ms instead of 383, and costs
// 0.14 dB.
func nearly(full, target imageproc.Size) bool {
	return 8*target.Width >= 7*full.Width && 8*target.Height >= 7*full.Height
}

func decodeFull(ctx context.Context, blob *jsbridge.Blob, info imageproc.Info, target imageproc.Size) (js.Value, error) {
	var full imageproc.Size
	full.Width, full.Height = info.Upright()
	picture, err := decodeWhole(ctx, blob, info, full)
	if err != nil && ctx.Err() == nil {
		picture, err = bitmapOf(ctx, blob.Value(), info.Format, full, full)
	}
	if err != nil || full == target {
		return picture, err
	}
	defer closeBitmap(picture)
	return bitmapOf(ctx, picture, info.Format, full, target)
}

// maxWhole is the largest file, in bytes, that decodeWhole reads: more than the limit of the API.
const maxWhole = 20 << 20

// decodeWhole decodes an opaque PNG from memory with the browser's ImageDecoder: the bytes that its
// check has read are handed over without a copy. It fails where that is of no use: of a JPEG the
// decoder makes a frame in other colours, which takes a copy.
func decodeWhole(ctx context.Context, blob *jsbridge.Blob, info imageproc.Info, full imageproc.Size) (js.Value, error) {
	if info.Format != imageproc.PNG || info.Alpha || blob.Size() > maxWhole || !hasDecoder() {
		return js.Undefined(), codecError(nil, "not a picture to be decoded from memory")
	}
	data, err := blob.TakeWhole()
	if err != nil {
		return js.Undefined(), err
	}
	frame, closeDecoder, err := decodeFrame(ctx, data, info.Format, imageproc.Size{})
	if err != nil {
		return js.Undefined(), err
	}
	defer closeDecoder()
	defer closeBitmap(frame)
	return bitmapOf(ctx, frame, info.Format, full, full)
}

// bitmapOf makes an ImageBitmap of a Blob, a VideoFrame or another ImageBitmap,
// scaled from full to target, and measures it.
func bitmapOf(ctx context.Context, from js.Value, format imageproc.Format, full, target imageproc.Size) (js.Value, error) {
	options := map[string]any{"imageOrientation": "from-image"}
	if target != full {
		options["resizeWidth"], options["resizeHeight"] = target.Width, target.Height
		options["resizeQuality"] = "high"
	}
	picture, err := createImageBitmap(ctx, from, options)
	if err != nil {
		return js.Undefined(), refused(ctx, err, format)
	}
	if got := sizeOf(picture); got != target {
		closeBitmap(picture)
		return js.Undefined(), codecError(nil, "decoded to %d × %d px instead of %d × %d",
			got.Width, got.Height, target.Width, target.Height)
	}
	return picture, nil
}

func createImageBitmap(ctx context.Context, from js.Value, options map[string]any) (js.Value, error) {
	promise, err := jsbridge.Call(js.Global(), "createImageBitmap", from, options)
	if err != nil {
		return js.Undefined(), err
	}
	return jsbridge.AwaitOwned(ctx, promise, closeBitmap)
}

// refused is the error of a rejection: for a format that not every browser reads,
// fault.UnsupportedFormat.
func refused(ctx context.Context, err error, format imageproc.Format) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch format {
	case imageproc.JPEG, imageproc.PNG:
		return codecError(err, "the browser refused a %s", format)
	}
	return fault.Wrap(fault.UnsupportedFormat, err, "this browser doesn't decode %s", format).
		With("format", string(format))
}

// sizeOf is the size of an ImageBitmap; it is 0 × 0 once it is closed.
func sizeOf(picture js.Value) imageproc.Size {
	return imageproc.Size{Width: picture.Get("width").Int(), Height: picture.Get("height").Int()}
}

// closeBitmap frees a picture's pixels now instead of after two garbage collections.
func closeBitmap(picture js.Value) { _, _ = jsbridge.Call(picture, "close") }

// withoutOrientation returns the JPEG without the APP1 segments (EXIF, XMP) before its pixels,
// so that no browser turns it: they can't be told not to, and might read a malformed block in
// another way than imageproc does. The Blob is made of slices, without a copy.
func withoutOrientation(photo *jsbridge.Blob) (*jsbridge.Blob, error) {
	parts := []any{[]byte{0xff, 0xd8}}
	kept := int64(2) // the bytes from here on have yet to be added
	err := jpeg.EachSegment(headers(photo), func(s jpeg.Segment) bool {
		if s.Marker == jpeg.APP1 {
			parts = append(parts, photo.Slice(kept, s.Off-kept))
			kept = s.End()
		}
		return false
	})
	if err != nil {
		return nil, codecError(err, "no pixels in the JPEG")
	}
	parts = append(parts, photo.Slice(kept, photo.Size()-kept))
	return jsbridge.JoinBlob(imageproc.JPEG.MIME(), parts...)
}

// headers returns a Reader for all that precedes a file's pixels.
func headers(file *jsbridge.Blob) *container.Reader {
	r := container.NewReader(file)
	r.RandomAccess()
	return r
}
