// Package tiff reads the directories of TIFF files (TIFF 6.0).
package tiff

import (
	"bytes"
	"encoding/binary"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// Tags that aren't EXIF's.
const (
	tagSubfileType     = 254
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagPhotometric     = 262
	tagSamplesPerPixel = 277
	tagStripByteCounts = 279
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagExtraSamples    = 338
	tagXMP             = 700
	tagIPTC            = 33723
	tagPhotoshop       = 34377
	tagEXIF            = 34665
	tagICC             = 34675
)

const (
	maxPages   = 1024
	maxEntries = 4096 // of one directory; real ones have a few dozen
)

// Inspect reads the first directory, and of the others whether they are pages or thumbnails.
// Several pages count as Animated, because a conversion keeps only the first.
func Inspect(r *container.Reader, info *container.Info) error {
	pages := 0
	return eachDirectory(r, func(d directory) error {
		kind, _ := d.number(tagSubfileType)
		if pages > 0 && kind&1 != 0 {
			info.Metadata.Thumbnail = true // "reduced resolution version"
			return nil
		}
		pages++
		if info.Pages, info.Animated = pages, pages > 1; info.Animated {
			return nil
		}
		return d.inspect(r, info)
	})
}

func (d directory) inspect(r *container.Reader, info *container.Info) error {
	width, okW := d.number(tagImageWidth)
	height, okH := d.number(tagImageLength)
	if !okW || !okH || width > 1<<31-1 || height > 1<<31-1 {
		return container.Corrupt("a TIFF without a size")
	}
	info.Width, info.Height = int(width), int(height)
	info.Orientation = d.Orientation()
	depth, err := d.bitDepth(r)
	if err != nil {
		return err
	}
	info.BitDepth = depth
	samples, ok := d.number(tagSamplesPerPixel)
	if !ok {
		samples = 1
	}
	switch photometric, _ := d.number(tagPhotometric); photometric {
	case 0, 1:
		info.Channels = 1
	case 5:
		info.Channels = 4
	default:
		info.Channels = 3
	}
	info.Alpha = d.Has(tagExtraSamples) && samples > uint32(info.Channels)
	info.Metadata.EXIF = d.Has(tagEXIF)
	info.Metadata.GPS = d.Has(exif.TagGPS)
	info.Metadata.XMP = d.Has(tagXMP)
	info.Metadata.IPTC = d.Has(tagIPTC) || d.Has(tagPhotoshop)
	info.Metadata.ICC = d.Has(tagICC)
	return nil
}

// bitDepth is the first sample's.
func (d directory) bitDepth(r *container.Reader) (int, error) {
	e := d.Find(tagBitsPerSample)
	if e == nil {
		return 1, nil
	}
	n := int64(d.Order.Uint32(e[4:]))
	if d.Order.Uint16(e[2:]) != exif.TypeShort || n == 0 {
		return 0, container.Corrupt("a TIFF whose samples have no size")
	}
	if n <= 2 {
		return int(d.Order.Uint16(e[8:])), nil
	}
	b, err := r.Bytes(int64(d.Order.Uint32(e[8:])), int(min(2*n, container.MaxPiece+1)))
	if err != nil {
		return 0, err
	}
	return int(d.Order.Uint16(b)), nil
}

// Check checks that every strip and tile lies in the file.
func Check(r *container.Reader, _ *container.Info) error {
	r.RandomAccess()
	return eachDirectory(r, func(d directory) error {
		offsets, counts := d.Find(exif.TagStripOffsets), d.Find(tagStripByteCounts)
		if d.Has(tagTileOffsets) {
			offsets, counts = d.Find(tagTileOffsets), d.Find(tagTileByteCounts)
		}
		if offsets == nil || counts == nil {
			return container.Corrupt("a TIFF directory without pixels")
		}
		n := d.Order.Uint32(offsets[4:])
		if n == 0 || n != d.Order.Uint32(counts[4:]) {
			return container.Corrupt("%d offsets of %d strips or tiles", n, d.Order.Uint32(counts[4:]))
		}
		return d.checkPieces(r, offsets, counts, int64(n))
	})
}

// checkPieces compares n offsets and sizes with the end of the file, a batch at a time
// because the two arrays may lie far apart.
func (d directory) checkPieces(r *container.Reader, offsets, counts []byte, n int64) error {
	const batch = 512
	for i := int64(0); i < n; i += batch {
		at, err := d.elements(r, offsets, i, min(batch, n-i))
		if err != nil {
			return err
		}
		sizes, err := d.elements(r, counts, i, min(batch, n-i))
		if err != nil {
			return err
		}
		for j := range at {
			if end := int64(at[j]) + int64(sizes[j]); end > r.Size() {
				return container.Truncated(end)
			}
		}
	}
	return nil
}

// directory is a directory in a file; exif's is in memory.
type directory struct{ exif.IFD }

// eachDirectory visits the chain of directories, each once.
func eachDirectory(r *container.Reader, visit func(directory) error) error {
	b, err := r.Bytes(0, 8)
	if err != nil {
		return err
	}
	order, next, ok := exif.ParseHeader(b)
	if !ok {
		return container.Corrupt("no TIFF header")
	}
	seen := make(map[uint32]bool)
	for first := true; next != 0 || first; first = false {
		if seen[next] || len(seen) >= maxPages {
			return container.Corrupt("the directories form a loop, or are over %d", maxPages)
		}
		seen[next] = true
		d, err := readDirectory(r, order, int64(next))
		if err != nil {
			return err
		}
		next = d.Next
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}

func readDirectory(r *container.Reader, order binary.ByteOrder, at int64) (directory, error) {
	if at < 8 {
		return directory{}, container.Corrupt("a directory at byte %d, inside the header", at)
	}
	b, err := r.Bytes(at, 2)
	if err != nil {
		return directory{}, err
	}
	n := int(order.Uint16(b))
	if n == 0 || n > maxEntries {
		return directory{}, container.Corrupt("a directory of %d entries", n)
	}
	if b, err = r.Bytes(at+2, 12*n+4); err != nil {
		return directory{}, err
	}
	own := bytes.Clone(b) // b is valid until the next read
	return directory{exif.IFD{Order: order, Entries: own[:12*n], Next: order.Uint32(own[12*n:])}}, nil
}

// number returns a tag's value if that is one SHORT or one LONG.
func (d directory) number(tag uint16) (uint32, bool) {
	return d.Value(tag, exif.TypeShort, exif.TypeLong)
}

// elements returns n values, from the i-th on, of an array of SHORTs or LONGs.
func (d directory) elements(r *container.Reader, e []byte, i, n int64) ([]uint32, error) {
	size := int64(4)
	switch d.Order.Uint16(e[2:]) {
	case exif.TypeShort:
		size = 2
	case exif.TypeLong:
	default:
		return nil, container.Corrupt("offsets that are neither SHORT nor LONG")
	}
	b := e[8:] // a short array is in the entry itself
	if int64(d.Order.Uint32(e[4:]))*size > 4 {
		var err error
		if b, err = r.Bytes(int64(d.Order.Uint32(e[8:]))+i*size, int(n*size)); err != nil {
			return nil, err
		}
	}
	values := make([]uint32, n)
	for j := range values {
		if size == 2 {
			values[j] = uint32(d.Order.Uint16(b[2*j:]))
		} else {
			values[j] = d.Order.Uint32(b[4*j:])
		}
	}
	return values, nil
}

// Profile returns the colour profile of the first page, nil if there is none that can be read.
func Profile(r *container.Reader) (icc []byte) {
	pages := 0
	_ = eachDirectory(r, func(d directory) error {
		if e := d.Find(tagICC); pages == 0 && e != nil {
			b, _ := r.Bytes(int64(d.Order.Uint32(e[8:])), int(d.Order.Uint32(e[4:])))
			icc = bytes.Clone(b)
		}
		pages++
		return nil
	})
	return icc
}
