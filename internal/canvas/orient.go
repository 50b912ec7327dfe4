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
	const app1 = 0xe1
	parts := []any{[]byte{0xff, 0xd8}}
	kept := int64(2) // what lies between it and the segment at hand is yet to be added
	_, err := walk(jpeg, func(marker byte, off, end int64) bool {
		if marker == app1 {
			parts = append(parts, jpeg.Slice(kept, off-kept))
			kept = end
		}
		return false
	})
	if err != nil {
		return nil, err
	}
	parts = append(parts, jpeg.Slice(kept, jpeg.Size()-kept))
	return jsbridge.JoinBlob(imageproc.JPEG.MIME(), parts...)
}

// frameOf is where the frame header of a JPEG begins, and whether its pixels are coded
// in one go, row by row.
func frameOf(jpeg *jsbridge.Blob) (at int64, baseline bool, err error) {
	found, err := walk(jpeg, func(marker byte, off, _ int64) bool {
		at, baseline = off, marker == 0xc0 || marker == 0xc1
		// SOF0 to SOF15, but for DHT, JPG and DAC, which lie between them.
		return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
	})
	if err == nil && !found {
		err = codecError(nil, "no frame in the JPEG")
	}
	return at, baseline, err
}

// walk visits the segments of a JPEG from the second on up to its pixels, until visit
// has found what it wants.
func walk(jpeg *jsbridge.Blob, visit func(marker byte, off, end int64) (found bool)) (found bool, err error) {
	const startOfScan = 0xda
	off := int64(2)
	for range maxSegments {
		var b [4]byte
		if _, err := jpeg.ReadAt(b[:], off); err != nil {
			return false, codecError(err, "no pixels in the JPEG")
		}
		marker, length := b[1], 2+int64(b[2])<<8+int64(b[3])
		switch {
		case b[0] != 0xff || length < 4 && marker != 0xff:
			return false, codecError(nil, "no segment at byte %d of the JPEG", off)
		case marker == 0xff: // a fill byte
			off++
			continue
		case marker == startOfScan:
			return false, nil
		case visit(marker, off, off+length):
			return true, nil
		}
		off += length
	}
	return false, codecError(nil, "more than %d segments in the JPEG", maxSegments)
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
