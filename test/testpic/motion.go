package testpic

import "image"

// MPF is a JPEG with further pictures behind it and an index of them (CIPA DC-007),
// as cameras add a large preview and phones a depth map or a brighter version.
func MPF(img image.Image, o JPEGOptions, more ...[]byte) []byte {
	segment := func(sizes []int, ends int) []byte {
		// The block begins with "MM": offsets count from there.
		b := []byte("MM\x00*\x00\x00\x00\x08")
		var entries []byte
		at := ends
		for i, size := range sizes {
			kind, offset := 0x030000, 0
			if i > 0 {
				kind, offset = 0, at
				at += size
			}
			entries = append(be32(be32(be32(entries, kind), size), offset), 0, 0, 0, 0)
		}
		return appendSegment(nil, 0xe2, "MPF\x00", appendDir(b, []entry{
			{tag: 0xb000, typ: 7, count: 4, data: []byte("0100")},
			long(0xb001, len(sizes)),
			{tag: 0xb002, typ: 7, count: len(entries), data: entries},
		}, false))
	}
	o.Trailing = nil
	plain := JPEG(img, o)
	sizes := []int{0}
	for _, b := range more {
		sizes = append(sizes, len(b))
	}
	at := 2 + len(segments(o)) // behind the other segments
	n := len(segment(sizes, 0))
	sizes[0] = len(plain) + n
	b := append([]byte(nil), plain[:at]...)
	b = append(b, segment(sizes, sizes[0]-at-8)...)
	b = append(b, plain[at:]...)
	for _, m := range more {
		b = append(b, m...)
	}
	return b
}

// Video is the structure of an MP4 of n bytes at least, as motion photos carry it
// behind the picture.
func Video(n int) []byte {
	return append(box("ftyp", []byte("mp42\x00\x00\x00\x00mp42isom")), box("mdat", make([]byte, n))...)
}
