//go:build js && wasm

package canvas

import (
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// maxSegments is how many segments may lie before a JPEG's pixels.
const maxSegments = 4096

// withoutOrientation returns the JPEG with every APP1 segment (EXIF, XMP) before its
// pixels left out, so that no browser has anything to turn it by: they can't be told
// not to, and might read a malformed block otherwise than imageproc does. The new
// Blob is made of slices: nothing is copied.
func withoutOrientation(jpeg *jsbridge.Blob) (*jsbridge.Blob, error) {
	const app1, startOfScan = 0xe1, 0xda
	parts := []any{[]byte{0xff, 0xd8}}
	kept, off := int64(2), int64(2) // what lies between the two is yet to be added
	for range maxSegments {
		var b [4]byte
		if _, err := jpeg.ReadAt(b[:], off); err != nil {
			return nil, codecError(err, "no pixels in the JPEG")
		}
		marker, length := b[1], 2+int64(b[2])<<8+int64(b[3])
		switch {
		case b[0] != 0xff || length < 4 && marker != 0xff:
			return nil, codecError(nil, "no segment at byte %d of the JPEG", off)
		case marker == 0xff: // a fill byte
			off++
			continue
		case marker == startOfScan:
			parts = append(parts, jpeg.Slice(kept, jpeg.Size()-kept))
			return jsbridge.JoinBlob(imageproc.JPEG.MIME(), parts...)
		case marker == app1:
			parts = append(parts, jpeg.Slice(kept, off-kept))
			kept = off + length
		}
		off += length
	}
	return nil, codecError(nil, "more than %d segments in the JPEG", maxSegments)
}

// turned is the matrix of a canvas (a, b, c, d, e, f as in setTransform) that turns a
// stored picture upright, and the size of the upright one, given the stored one's.
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
