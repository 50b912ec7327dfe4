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
	upright = turnedSize(stored, o)
	if !o.Valid() {
		o = imageproc.Normal
	}
	m := [9][6]int{ // the last two are multiples of width and height
		1: {1, 0, 0, 1, 0, 0}, 2: {-1, 0, 0, 1, 1, 0}, 3: {-1, 0, 0, -1, 1, 1}, 4: {1, 0, 0, -1, 0, 1},
		5: {0, 1, 1, 0, 0, 0}, 6: {0, 1, -1, 0, 1, 0}, 7: {0, -1, -1, 0, 1, 1}, 8: {0, -1, 1, 0, 0, 1},
	}[o]
	m[4] *= upright.Width
	m[5] *= upright.Height
	return m, upright
}
