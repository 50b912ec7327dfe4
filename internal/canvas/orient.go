//go:build js && wasm

package canvas

import (
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// maxSegments is how many segments may lie before a JPEG's pixels.
const maxSegments = 4096

// withOrientation returns the JPEG with every APP1 segment (EXIF, XMP) before its
// pixels left out and one put in that says o and nothing else. The new Blob is made
// of slices: nothing is copied.
func withOrientation(jpeg *jsbridge.Blob, o imageproc.Orientation) (*jsbridge.Blob, error) {
	const app1, startOfScan = 0xe1, 0xda
	parts := []any{[]byte{0xff, 0xd8}, exifBlock(o)}
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

// exifBlock is an APP1 segment with the smallest EXIF block that can be: big-endian,
// one entry, the orientation. Normal needs none.
func exifBlock(o imageproc.Orientation) []byte {
	if o <= imageproc.Normal || o > 8 {
		return nil
	}
	return []byte{
		0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
		'M', 'M', 0, 42, 0, 0, 0, 8, // the first directory is at byte 8
		0, 1, // one entry:
		0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(o), 0, 0, // Orientation, one 16-bit number
		0, 0, 0, 0, // no further directory
	}
}
