package imageproc

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
	"testing"

	"credential-capture/test/testpic"
)

// jpegPart is one marker of a JPEG, its body, and for SOS the scan's data.
type jpegPart struct {
	marker byte
	body   []byte
	data   []byte
}

// splitJPEG takes a JPEG from testpic apart, SOI and EOI left out.
func splitJPEG(t testing.TB, b []byte) []jpegPart {
	t.Helper()
	var parts []jpegPart
	for at := 2; ; {
		if at+4 > len(b) || b[at] != 0xff {
			t.Fatalf("no segment at byte %d", at)
		}
		if b[at+1] == markerEOI {
			return parts
		}
		p := jpegPart{marker: b[at+1]}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		p.body = b[at+4 : end]
		at = end
		if p.marker == markerSOS {
			for b[at] != 0xff || b[at+1] == 0 || b[at+1]&^7 == markerRST0 {
				at++
			}
			p.data = b[end:at]
		}
		parts = append(parts, p)
		if at+2 == len(b) && b[at+1] == markerEOI {
			return parts
		}
	}
}

// joinJPEG is the inverse of splitJPEG.
func joinJPEG(parts ...jpegPart) []byte {
	b := []byte{0xff, markerSOI}
	for _, p := range parts {
		b = append(appendJPEGSegment(b, p.marker, p.body), p.data...)
	}
	return append(b, 0xff, markerEOI)
}

// one returns the place of the first part with a marker.
func one(t testing.TB, parts []jpegPart, marker byte) int {
	t.Helper()
	i := slices.IndexFunc(parts, func(p jpegPart) bool { return p.marker == marker })
	if i < 0 {
		t.Fatalf("no segment %#x", marker)
	}
	return i
}

// flatBlock is a block of the colour before it, in the encoder's tables: DC 00,
// end of block 1010, filled up with ones.
const flatBlock = 0x2b

// flatJPEG is a grey picture of n blocks in a row, with a restart after each.
func flatJPEG(t testing.TB, n int) []jpegPart {
	t.Helper()
	parts := splitJPEG(t, testpic.JPEG(image.NewGray(image.Rect(0, 0, 8*n, 8)), testpic.JPEGOptions{}))
	sos := one(t, parts, markerSOS)
	parts[sos].data = nil
	for i := range n {
		if i > 0 {
			parts[sos].data = append(parts[sos].data, 0xff, markerRST0+byte(i-1)&7)
		}
		parts[sos].data = append(parts[sos].data, flatBlock)
	}
	return slices.Insert(parts, sos, jpegPart{marker: markerDRI, body: []byte{0, 1}})
}

// progressiveJPEG is a grey block in two scans, DC and AC, with a comment between.
func progressiveJPEG(t testing.TB) []jpegPart {
	t.Helper()
	parts := flatJPEG(t, 1)
	sof, sos := one(t, parts, markerSOF0), one(t, parts, markerSOS)
	parts[sof].marker = markerSOF2
	id := parts[sof].body[6]
	parts[sos] = jpegPart{marker: markerSOS, body: []byte{1, id, 0x00, 0, 0, 0}, data: []byte{0x3f}}
	return append(parts,
		jpegPart{marker: markerCOM, body: []byte("between the scans")},
		jpegPart{marker: markerSOS, body: []byte{1, id, 0x00, 1, 63, 0}, data: []byte{0xaf}},
	)
}

// cmykJPEG is a picture of four components in four scans, each coded as a grey
// picture of its own. With transform 2 they are YCbCr and K.
func cmykJPEG(t testing.TB, transform byte, planes [4]*image.Gray) []byte {
	t.Helper()
	adobe := append([]byte(adobeHead), 0, 100, 0, 0, 0, 0, transform)
	parts := []jpegPart{{marker: markerAPP14, body: adobe}}
	for i, plane := range planes {
		grey := splitJPEG(t, testpic.JPEG(plane, testpic.JPEGOptions{Quality: 100}))
		sof, sos := one(t, grey, markerSOF0), one(t, grey, markerSOS)
		if i == 0 {
			parts = append(parts, grey[:sof]...)
			frame := append(bytes.Clone(grey[sof].body[:5]), 4)
			for id := range byte(4) {
				frame = append(frame, id+1, 0x11, 0)
			}
			parts = append(parts, jpegPart{marker: markerSOF0, body: frame})
			parts = append(parts, grey[sof+1:sos]...)
		}
		scan := []byte{1, byte(i + 1), 0x00, 0, 63, 0}
		parts = append(parts, jpegPart{marker: markerSOS, body: scan, data: grey[sos].data})
	}
	return joinJPEG(parts...)
}
