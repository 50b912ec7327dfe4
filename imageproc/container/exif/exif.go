package exif

import (
	"bytes"
	"encoding/binary"

	"credential-capture/imageproc/container"
)

// Header stands before the TIFF block in JPEG, and in some PNG and WebP files.
const Header = "Exif\x00\x00"

// MaxBytes is how many bytes of an EXIF block are looked at: a JPEG can't hold more.
const MaxBytes = 1 << 16

// Block is what this module wants to know of an EXIF block.
type Block struct {
	Orientation container.Orientation
	Private     bool // it says more than the orientation
	GPS         bool // it holds coordinates
	Thumbnail   bool // it holds a second picture
}

// The tags that are looked for (Exif 2.32, 4.6.4 and 4.6.6).
const (
	TagStripOffsets    = 0x0111
	TagOrientation     = 0x0112
	tagJPEGInterchange = 0x0201
	TagGPS             = 0x8825
	tagGPSLatitude     = 0x0002
	tagGPSLongitude    = 0x0004

	TypeShort = 3
	TypeLong  = 4
	typeIFD   = 13
)

// Parse reads a TIFF block as JPEG, PNG, WebP and HEIC embed it. It never
// fails: what can't be read counts as private, so that it is stripped, and its
// orientation as Normal, which is what browsers do with it.
//
// At most three directories are visited, each once, so no loop of offsets and no
// depth of nesting can hold it up.
func Parse(tiff []byte) Block {
	e := Block{Orientation: container.Normal, Private: true}
	order, first, ok := ParseHeader(tiff)
	if !ok {
		return e
	}
	ifd0 := ReadIFD(tiff, order, first)
	if v, ok := ifd0.Short(TagOrientation); ok && v >= 1 && v <= 8 {
		e.Orientation = container.Orientation(v)
	}
	if at, ok := ifd0.pointer(TagGPS); ok {
		gps := ReadIFD(tiff, order, at)
		e.GPS = gps.Has(tagGPSLatitude) || gps.Has(tagGPSLongitude)
	}
	ifd1 := ReadIFD(tiff, order, ifd0.Next)
	e.Thumbnail = ifd1.Has(tagJPEGInterchange) || ifd1.Has(TagStripOffsets)
	// Anything but the very block that Encode writes may hide something,
	// if only in the gaps between its directories.
	e.Private = !bytes.Equal(tiff, appendOrientation(nil, order, e.Orientation))
	return e
}

// TrimHeader drops the "Exif\0\0" that JPEG requires before the TIFF block and
// that some writers also put into PNG and WebP.
func TrimHeader(b []byte) []byte {
	return bytes.TrimPrefix(b, []byte(Header))
}

// Encode returns the smallest TIFF block that carries o and nothing else.
func Encode(o container.Orientation) []byte {
	return appendOrientation(nil, binary.BigEndian, o)
}

// ByteOrder is what both of encoding/binary's orders are.
type ByteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func appendOrientation(b []byte, order ByteOrder, o container.Orientation) []byte {
	mark := "II"
	if order == binary.BigEndian {
		mark = "MM"
	}
	b = append(b, mark...)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8) // the first directory follows at once
	b = order.AppendUint16(b, 1) // it has one entry
	b = order.AppendUint16(b, TagOrientation)
	b = order.AppendUint16(b, TypeShort)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, uint16(o))
	b = order.AppendUint16(b, 0)    // the rest of the value's four bytes
	return order.AppendUint32(b, 0) // no further directory
}

// ParseHeader returns the byte order and the place of the first directory.
func ParseHeader(b []byte) (order ByteOrder, first uint32, ok bool) {
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

// IFD is one directory of a TIFF block. The zero value is an empty one.
type IFD struct {
	Order   ByteOrder
	Entries []byte // 12 bytes each
	Next    uint32 // where the next directory is, 0 for none
}

// ReadIFD returns the directory at a place, as much of it as lies in the block.
func ReadIFD(tiff []byte, order ByteOrder, at uint32) IFD {
	if at < 8 || int64(at)+2 > int64(len(tiff)) {
		return IFD{}
	}
	body := tiff[at+2:]
	n := int(order.Uint16(tiff[at:])) * 12
	if n > len(body) {
		return IFD{Order: order, Entries: body[:len(body)/12*12]}
	}
	d := IFD{Order: order, Entries: body[:n]}
	if len(body) >= n+4 {
		d.Next = order.Uint32(body[n:])
	}
	return d
}

// find returns the 12 bytes of an entry, nil when the directory has none.
func (d IFD) Find(tag uint16) []byte {
	for e := d.Entries; len(e) >= 12; e = e[12:] {
		if d.Order.Uint16(e) == tag {
			return e[:12]
		}
	}
	return nil
}

func (d IFD) Has(tag uint16) bool { return d.Find(tag) != nil }

// short returns a tag's value when it is exactly one SHORT, the only type that
// browsers take for the orientation.
func (d IFD) Short(tag uint16) (uint16, bool) {
	e := d.Find(tag)
	if e == nil || d.Order.Uint16(e[2:]) != TypeShort || d.Order.Uint32(e[4:]) != 1 {
		return 0, false
	}
	return d.Order.Uint16(e[8:]), true
}

// pointer returns the place of a directory that a tag points to.
func (d IFD) pointer(tag uint16) (uint32, bool) {
	e := d.Find(tag)
	if e == nil || d.Order.Uint32(e[4:]) != 1 {
		return 0, false
	}
	if t := d.Order.Uint16(e[2:]); t != TypeLong && t != typeIFD {
		return 0, false
	}
	return d.Order.Uint32(e[8:]), true
}

// AddTo notes in info what the block says.
func (e Block) AddTo(info *container.Info) {
	info.Orientation = e.Orientation
	e.AddMetadata(&info.Metadata)
}

// AddMetadata notes in m what the block says beside the orientation.
func (e Block) AddMetadata(m *container.Metadata) {
	m.EXIF = m.EXIF || e.Private
	m.GPS = m.GPS || e.GPS
	m.Thumbnail = m.Thumbnail || e.Thumbnail
}
