package imageproc

import (
	"bytes"
	"encoding/binary"
)

// exifInfo is what this module wants to know of an EXIF block.
type exifInfo struct {
	orientation Orientation
	private     bool // it says more than the orientation
	gps         bool // it holds coordinates
	thumbnail   bool // it holds a second picture
}

// The tags that are looked for (Exif 2.32, 4.6.4 and 4.6.6).
const (
	tagStripOffsets    = 0x0111
	tagOrientation     = 0x0112
	tagJPEGInterchange = 0x0201
	tagGPS             = 0x8825
	tagGPSLatitude     = 0x0002
	tagGPSLongitude    = 0x0004

	typeShort = 3
	typeLong  = 4
	typeIFD   = 13
)

// parseEXIF reads a TIFF block as JPEG, PNG, WebP and HEIC embed it. It never
// fails: what can't be read counts as private, so that it is stripped, and its
// orientation as Normal, which is what browsers do with it.
//
// At most three directories are visited, each once, so no loop of offsets and no
// depth of nesting can hold it up.
func parseEXIF(tiff []byte) exifInfo {
	e := exifInfo{orientation: Normal, private: true}
	order, first, ok := tiffHeader(tiff)
	if !ok {
		return e
	}
	ifd0 := readIFD(tiff, order, first)
	if v, ok := ifd0.short(tagOrientation); ok && v >= 1 && v <= 8 {
		e.orientation = Orientation(v)
	}
	if at, ok := ifd0.pointer(tagGPS); ok {
		gps := readIFD(tiff, order, at)
		e.gps = gps.has(tagGPSLatitude) || gps.has(tagGPSLongitude)
	}
	ifd1 := readIFD(tiff, order, ifd0.next)
	e.thumbnail = ifd1.has(tagJPEGInterchange) || ifd1.has(tagStripOffsets)
	// Anything but the very block that orientationEXIF writes may hide something,
	// if only in the gaps between its directories.
	e.private = !bytes.Equal(tiff, appendOrientation(nil, order, e.orientation))
	return e
}

// trimEXIFHeader drops the "Exif\0\0" that JPEG requires before the TIFF block and
// that some writers also put into PNG and WebP.
func trimEXIFHeader(b []byte) []byte {
	return bytes.TrimPrefix(b, []byte("Exif\x00\x00"))
}

// orientationEXIF returns the smallest TIFF block that carries o and nothing else.
func orientationEXIF(o Orientation) []byte {
	return appendOrientation(nil, binary.BigEndian, o)
}

// byteOrder is what both of encoding/binary's orders are.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func appendOrientation(b []byte, order byteOrder, o Orientation) []byte {
	mark := "II"
	if order == binary.BigEndian {
		mark = "MM"
	}
	b = append(b, mark...)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8) // the first directory follows at once
	b = order.AppendUint16(b, 1) // it has one entry
	b = order.AppendUint16(b, tagOrientation)
	b = order.AppendUint16(b, typeShort)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, uint16(o))
	b = order.AppendUint16(b, 0)    // the rest of the value's four bytes
	return order.AppendUint32(b, 0) // no further directory
}

// tiffHeader returns the byte order and the place of the first directory.
func tiffHeader(b []byte) (order byteOrder, first uint32, ok bool) {
	if len(b) < 8 {
		return nil, 0, false
	}
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, 0, false
	}
	return order, order.Uint32(b[4:]), true
}

// ifd is one directory of a TIFF block. The zero value is an empty one.
type ifd struct {
	order   byteOrder
	entries []byte // 12 bytes each
	next    uint32 // where the next directory is, 0 for none
}

// readIFD returns the directory at a place, as much of it as lies in the block.
func readIFD(tiff []byte, order byteOrder, at uint32) ifd {
	if at < 8 || int64(at)+2 > int64(len(tiff)) {
		return ifd{}
	}
	body := tiff[at+2:]
	n := int(order.Uint16(tiff[at:])) * 12
	if n > len(body) {
		return ifd{order: order, entries: body[:len(body)/12*12]}
	}
	d := ifd{order: order, entries: body[:n]}
	if len(body) >= n+4 {
		d.next = order.Uint32(body[n:])
	}
	return d
}

// find returns the 12 bytes of an entry, nil when the directory has none.
func (d ifd) find(tag uint16) []byte {
	for e := d.entries; len(e) >= 12; e = e[12:] {
		if d.order.Uint16(e) == tag {
			return e[:12]
		}
	}
	return nil
}

func (d ifd) has(tag uint16) bool { return d.find(tag) != nil }

// short returns a tag's value when it is exactly one SHORT, the only type that
// browsers take for the orientation.
func (d ifd) short(tag uint16) (uint16, bool) {
	e := d.find(tag)
	if e == nil || d.order.Uint16(e[2:]) != typeShort || d.order.Uint32(e[4:]) != 1 {
		return 0, false
	}
	return d.order.Uint16(e[8:]), true
}

// pointer returns the place of a directory that a tag points to.
func (d ifd) pointer(tag uint16) (uint32, bool) {
	e := d.find(tag)
	if e == nil || d.order.Uint32(e[4:]) != 1 {
		return 0, false
	}
	if t := d.order.Uint16(e[2:]); t != typeLong && t != typeIFD {
		return 0, false
	}
	return d.order.Uint32(e[8:]), true
}
