//go:build js && wasm

package canvas

import (
	"credential-capture/imageproc"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/internal/jsbridge"
)

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

// turned returns the matrix (as in setTransform) that turns a stored picture upright, and the
// size of the upright one.
func turned(o imageproc.Orientation, stored imageproc.Size) (matrix [6]int, upright imageproc.Size) {
	upright = stored
	if o.Swaps() {
		upright.Width, upright.Height = stored.Height, stored.Width
	}
	w, h := upright.Width, upright.Height
	switch o {
	case 2:
		return [6]int{-1, 0, 0, 1, w, 0}, upright
	case 3:
		return [6]int{-1, 0, 0, -1, w, h}, upright
	case 4:
		return [6]int{1, 0, 0, -1, 0, h}, upright
	case 5:
		return [6]int{0, 1, 1, 0, 0, 0}, upright
	case 6:
		return [6]int{0, 1, -1, 0, w, 0}, upright
	case 7:
		return [6]int{0, -1, -1, 0, w, h}, upright
	case 8:
		return [6]int{0, -1, 1, 0, 0, h}, upright
	}
	return [6]int{1, 0, 0, 1, 0, 0}, upright
}
