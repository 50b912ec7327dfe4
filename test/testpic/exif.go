package testpic

import "encoding/binary"

// exifBlock is a TIFF block with any of these: the orientation (0 for none),
// the camera and the time, coordinates, and a thumbnail.
func exifBlock(orientation int, camera, gps bool, thumbnail []byte) []byte {
	var ifd0 []entry
	if camera {
		ifd0 = append(ifd0, text(0x010f, "Maker"), text(0x0110, "Model 1"))
	}
	if orientation != 0 {
		ifd0 = append(ifd0, short(0x0112, orientation))
	}
	if camera {
		ifd0 = append(ifd0, text(0x0132, "2026:01:02 03:04:05"))
	}
	if gps {
		ifd0 = append(ifd0, entry{tag: 0x8825, typ: 4, count: 1, dir: []entry{
			text(1, "N"), dms(2, 48, 12, 30), text(3, "E"), dms(4, 16, 22, 21),
		}})
	}
	b := []byte("MM\x00*\x00\x00\x00\x08")
	b = appendDir(b, ifd0, len(thumbnail) > 0)
	if len(thumbnail) > 0 {
		b = appendDir(b, []entry{
			short(0x0103, 6), // JPEG
			{tag: 0x0201, typ: 4, count: 1, data: thumbnail},
			long(0x0202, len(thumbnail)),
		}, false)
	}
	return b
}

// entry is one tag of a directory: data inline or outside, or a directory.
type entry struct {
	tag, typ uint16
	count    int
	data     []byte
	dir      []entry
}

func text(tag uint16, s string) entry {
	return entry{tag: tag, typ: 2, count: len(s) + 1, data: append([]byte(s), 0)}
}

func short(tag uint16, v int) entry {
	return entry{tag: tag, typ: 3, count: 1, data: []byte{byte(v >> 8), byte(v), 0, 0}}
}

func long(tag uint16, v int) entry {
	return entry{tag: tag, typ: 4, count: 1, data: be32(nil, v)}
}

// dms is degrees, minutes and seconds as three fractions.
func dms(tag uint16, d, m, s int) entry {
	var b []byte
	for _, v := range []int{d, m, s} {
		b = be32(be32(b, v), 1)
	}
	return entry{tag: tag, typ: 5, count: 3, data: b}
}

// appendDir writes a directory at the end of b, then what its entries point to.
func appendDir(b []byte, entries []entry, more bool) []byte {
	outside := len(b) + 2 + 12*len(entries) + 4
	var tail []byte
	b = binary.BigEndian.AppendUint16(b, uint16(len(entries)))
	for _, e := range entries {
		b = binary.BigEndian.AppendUint16(b, e.tag)
		b = binary.BigEndian.AppendUint16(b, e.typ)
		b = be32(b, e.count)
		switch at := outside + len(tail); {
		case e.dir != nil:
			b = be32(b, at)
			// The inner directory's offsets count from the start of the block.
			tail = append(tail, appendDir(make([]byte, at), e.dir, false)[at:]...)
		case len(e.data) > 4 || e.tag == 0x0201:
			b = be32(b, at)
			tail = append(tail, e.data...)
		default:
			b = append(b, append(e.data, 0, 0, 0, 0)[:4]...)
		}
		if len(tail)%2 == 1 {
			tail = append(tail, 0)
		}
	}
	next := 0
	if more {
		next = outside + len(tail)
	}
	return append(be32(b, next), tail...)
}

func be32(b []byte, v int) []byte { return binary.BigEndian.AppendUint32(b, uint32(v)) }
func be16(b []byte, v int) []byte { return binary.BigEndian.AppendUint16(b, uint16(v)) }
