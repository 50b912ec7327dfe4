package tiff

import (
	"bytes"
	"encoding/binary"
	"math"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

const (
	maxPages   = 1024
	maxEntries = 4096 // of one directory; real ones have a few dozen
)

// Types of values in addition to exif's.
const (
	typeIFD   = 13
	typeLong8 = 16 // of BigTIFF, as are the next two
	typeIFD8  = 18
)

// typeSizes are the sizes of one value of each type, in bytes.
var typeSizes = [...]byte{1: 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, typeLong8: 8, 8, 8}

// directory is a directory in a file; exif's is in memory. Entries of BigTIFF are converted to
// the 12 bytes of TIFF.
type directory struct {
	exif.IFD
	at      int64 // its offset
	next    int64 // offset of the next directory, 0 for none
	nextAt  int64 // where that offset is stored
	bigTIFF bool
}

// eachDirectory visits the chain of directories, each once. BigTIFF, which has 64-bit offsets,
// is the version of TIFF with 43 in its header instead of 42.
func eachDirectory(r *container.Reader, visit func(*directory) error) error {
	b, err := r.Bytes(0, 8)
	if err != nil {
		return err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	bigTIFF, next := order.Uint16(b[2:]) == 43, int64(order.Uint32(b[4:]))
	if bigTIFF {
		if b, err = r.Bytes(8, 8); err != nil {
			return err
		}
		next = offset64(order, b)
	}
	seen := make(map[int64]bool)
	for first := true; next != 0 || first; first = false {
		if seen[next] || len(seen) >= maxPages {
			return container.Corrupt("the directories form a loop, or are over %d", maxPages)
		}
		seen[next] = true
		d, err := readDirectory(r, order, next, bigTIFF)
		if err != nil {
			return err
		}
		next = d.next
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}

// offset64 returns an offset of 64 bits. One that no file reaches is the largest.
func offset64(order binary.ByteOrder, b []byte) int64 {
	return int64(min(order.Uint64(b), math.MaxInt64))
}

func readDirectory(r *container.Reader, order binary.ByteOrder, at int64, bigTIFF bool) (d *directory, err error) {
	countSize, entrySize, offsetSize := 2, 12, 4
	if bigTIFF {
		countSize, entrySize, offsetSize = 8, 20, 8
	}
	if at < 8 {
		return d, container.Corrupt("a directory at byte %d, inside the header", at)
	}
	b, err := r.Bytes(at, countSize)
	if err != nil {
		return d, err
	}
	n := int64(order.Uint16(b))
	if bigTIFF {
		n = offset64(order, b)
	}
	if n == 0 || n > maxEntries {
		return d, container.Corrupt("a directory of %d entries", n)
	}
	at += int64(countSize)
	size := int(n) * entrySize
	if b, err = r.Bytes(at, size+offsetSize); err != nil {
		return d, err
	}
	d = &directory{IFD: exif.IFD{Order: order}, at: at - int64(countSize), nextAt: at + int64(size), bigTIFF: bigTIFF}
	own := bytes.Clone(b) // b is valid until the next read
	if bigTIFF {
		d.next = offset64(order, own[size:])
		d.Entries, err = shortEntries(order, own[:size], at)
	} else {
		d.next = int64(order.Uint32(own[size:]))
		d.Entries = own[:size]
	}
	return d, err
}

// shortEntries converts the entries of a BigTIFF directory at a byte of the file. Values of 5 to
// 8 bytes, which lie in the entry itself, become an offset of that place.
func shortEntries(order binary.ByteOrder, big []byte, at int64) ([]byte, error) {
	var entries []byte
	for i := 0; i < len(big); i += 20 {
		e := big[i : i+20]
		count, value := order.Uint64(e[4:]), order.Uint64(e[12:])
		if count > math.MaxUint32 {
			return nil, container.Corrupt("%d values of one tag", count)
		}
		kind := order.Uint16(e[2:])
		size := uint64(sizeOf(kind)) * count
		entry := append(bytes.Clone(e[:4]), 0, 0, 0, 0, 0, 0, 0, 0)
		order.PutUint32(entry[4:], uint32(count))
		switch {
		case size <= 4:
			copy(entry[8:], e[12:16])
		case size <= 8 && count > 1 || size == 8 && kind != typeLong8 && kind != typeIFD8:
			order.PutUint32(entry[8:], uint32(min(at+int64(i)+12, math.MaxUint32)))
		case count == 1: // one LONG8 becomes a LONG
			order.PutUint16(entry[2:], exif.TypeLong)
			fallthrough
		default:
			order.PutUint32(entry[8:], uint32(min(value, math.MaxUint32)))
		}
		entries = append(entries, entry...)
	}
	return entries, nil
}

func sizeOf(kind uint16) byte {
	if int(kind) < len(typeSizes) {
		return typeSizes[kind]
	}
	return 0
}

// number returns a tag's value if that is one SHORT or one LONG, else absent.
func (d *directory) number(tag uint16, absent uint32) uint32 {
	if v, ok := d.Value(tag, exif.TypeShort, exif.TypeLong); ok {
		return v
	}
	return absent
}

// count is how many values an entry has.
func (d *directory) count(e []byte) int64 {
	if e == nil {
		return 0
	}
	return int64(d.Order.Uint32(e[4:]))
}

// bytes returns the size bytes of an entry's value, from its byte off on.
func (d *directory) bytes(r *container.Reader, e []byte, off, size int64) ([]byte, error) {
	if total := d.count(e) * int64(sizeOf(d.Order.Uint16(e[2:]))); total > 4 {
		return r.Bytes(int64(d.Order.Uint32(e[8:]))+off, int(min(size, container.MaxPiece+1)))
	}
	return e[8+off : min(8+off+size, 12)], nil
}

// elements returns n values, from the i-th on, of an array of whole numbers.
func (d *directory) elements(r *container.Reader, e []byte, i, n int64) ([]int64, error) {
	kind := d.Order.Uint16(e[2:])
	size := int64(sizeOf(kind))
	switch kind {
	case exif.TypeShort, exif.TypeLong, typeIFD, typeLong8, typeIFD8:
	default:
		return nil, container.Corrupt("a tag of type %d, which is no whole number", kind)
	}
	b, err := d.bytes(r, e, i*size, n*size)
	if err != nil {
		return nil, err
	}
	values := make([]int64, n)
	for j := range values {
		switch v := b[int64(j)*size:]; size {
		case 2:
			values[j] = int64(d.Order.Uint16(v))
		case 4:
			values[j] = int64(d.Order.Uint32(v))
		default:
			values[j] = offset64(d.Order, v)
		}
	}
	return values, nil
}

// all returns the first values of a tag, max of them; none if it is absent.
func (d *directory) all(r *container.Reader, tag uint16, max int64) ([]int64, error) {
	e := d.Find(tag)
	if e == nil {
		return nil, nil
	}
	return d.elements(r, e, 0, min(d.count(e), max))
}
