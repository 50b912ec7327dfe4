// Package exif reads and writes the EXIF blocks that JPEG, PNG, WebP and HEIC embed, and the
// TIFF directories that they are made of.
package exif

import (
	"bytes"
	"encoding/binary"
	"slices"

	"credential-capture/imageproc/container"
)

// Header precedes the TIFF block in JPEG, and in some PNG and WebP files.
const Header = "Exif\x00\x00"

// MaxBytes is how many bytes of an EXIF block are read: a JPEG can't hold more.
const MaxBytes = 1 << 16

// Block is what an EXIF block says.
type Block struct {
	Orientation container.Orientation
	Private     bool // more than the orientation
	GPS         bool // coordinates
	Thumbnail   bool // a second picture
}

// Tags (Exif 2.32, 4.6.4 and 4.6.6) and types of values.
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

// Parse reads a TIFF block. It never fails: a block that can't be read is Private, so that it
// is stripped, and Normal, as for browsers. It visits at most three directories, each once.
func Parse(tiff []byte) Block {
	e := Block{Orientation: container.Normal, Private: true}
	order, first, ok := parseHeader(tiff)
	if !ok {
		return e
	}
	ifd0 := readIFD(tiff, order, first)
	e.Orientation = ifd0.Orientation()
	if at, ok := ifd0.Value(TagGPS, TypeLong, typeIFD); ok {
		gps := readIFD(tiff, order, at)
		e.GPS = gps.Has(tagGPSLatitude) || gps.Has(tagGPSLongitude)
	}
	ifd1 := readIFD(tiff, order, ifd0.Next)
	e.Thumbnail = ifd1.Has(tagJPEGInterchange) || ifd1.Has(TagStripOffsets)
	// Any block but the one that Encode writes may hide something, if only between its
	// directories.
	e.Private = !bytes.Equal(tiff, encode(order, e.Orientation))
	return e
}

// TrimHeader drops Header, if it is there.
func TrimHeader(b []byte) []byte {
	return bytes.TrimPrefix(b, []byte(Header))
}

// Encode returns the smallest TIFF block that says o, and nothing else.
func Encode(o container.Orientation) []byte { return encode(binary.BigEndian, o) }

// encode writes a header, one directory of one entry, and no offset of a further directory.
func encode(order binary.ByteOrder, o container.Orientation) []byte {
	if order == binary.BigEndian {
		return append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(o), 0, 0, 0, 0, 0, 0)
	}
	return append([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), byte(o), 0, 0, 0, 0, 0, 0, 0)
}

// parseHeader returns the byte order of a TIFF block and the offset of its first directory.
func parseHeader(b []byte) (order binary.ByteOrder, first uint32, ok bool) {
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

// IFD is a directory of a TIFF block. The zero value is empty.
type IFD struct {
	Order   binary.ByteOrder
	Entries []byte // 12 bytes each
	Next    uint32 // offset of the next directory, 0 for none
}

// readIFD returns the directory at an offset, as much of it as lies in the block.
func readIFD(tiff []byte, order binary.ByteOrder, at uint32) IFD {
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

// Find returns the 12 bytes of a tag's entry, nil if there is none.
func (d IFD) Find(tag uint16) []byte {
	for e := d.Entries; len(e) >= 12; e = e[12:] {
		if d.Order.Uint16(e) == tag {
			return e[:12]
		}
	}
	return nil
}

// Has reports whether there is an entry for tag.
func (d IFD) Has(tag uint16) bool { return d.Find(tag) != nil }

// Value returns a tag's value if that is exactly one number of one of these types.
func (d IFD) Value(tag uint16, types ...uint16) (uint32, bool) {
	e := d.Find(tag)
	if e == nil || d.Order.Uint32(e[4:]) != 1 || !slices.Contains(types, d.Order.Uint16(e[2:])) {
		return 0, false
	}
	if d.Order.Uint16(e[2:]) == TypeShort {
		return uint32(d.Order.Uint16(e[8:])), true
	}
	return d.Order.Uint32(e[8:]), true
}

// Orientation is Normal where there is none. Browsers accept only a SHORT.
func (d IFD) Orientation() container.Orientation {
	if v, ok := d.Value(TagOrientation, TypeShort); ok && v >= 1 && v <= 8 {
		return container.Orientation(v)
	}
	return container.Normal
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
