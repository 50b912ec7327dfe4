// Package bmff reads the structure of HEIC and AVIF files: ISO base media files, whose meta box
// describes the picture (ISO/IEC 23008-12).
package bmff

import (
	"encoding/binary"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

const (
	maxMeta  = 256 << 10 // bytes; a phone's photo of 48 tiles has 5 kB
	maxBoxes = 1024      // at the top level
)

// Inspect reads the meta box and the EXIF item.
func Inspect(r *container.Reader, info *container.Info) error {
	info.BitDepth, info.Channels = 8, 3
	var meta []byte
	_, err := eachBox(r, func(name string, at, size int64) (done bool, err error) {
		switch name {
		case "moov":
			info.Animated = true
		case "meta":
			if size > maxMeta {
				return false, container.Corrupt("a meta box of %d bytes", size)
			}
			b, err := r.Bytes(at, int(size))
			meta = append(meta, b...) // b is valid until the next read
			return true, err
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if len(meta) < 4 {
		return container.Corrupt("no meta box, which describes the picture")
	}
	h := parseHEIF(meta)
	if err := h.describe(info); err != nil {
		return err
	}
	return inspectMetadata(r, h, info)
}

// inspectMetadata reads the EXIF item but for its orientation: the picture's irot and imir
// decide, and say the same.
func inspectMetadata(r *container.Reader, h *heif, info *container.Info) error {
	for _, item := range h.items {
		switch {
		case item.kind == "Exif":
			info.Metadata.EXIF = true
			if len(item.extents) == 0 {
				continue
			}
			e := item.extents[0]
			b, err := r.Bytes(e.at, int(min(e.size, exif.MaxBytes)))
			if err != nil {
				continue // Check reports an item beyond the end
			}
			// The TIFF block follows after as many bytes as the first four say.
			c := container.Cursor{B: b}
			c.Take(int(c.Uint(4)))
			exif.Parse(c.B).AddMetadata(&info.Metadata)
		case item.kind == "mime" && item.contentType == "application/rdf+xml":
			info.Metadata.XMP = true
		}
	}
	return r.Err()
}

// Check follows the top-level boxes to the end of the file, and checks that every extent of
// every item lies in it.
func Check(r *container.Reader, info *container.Info) error {
	r.RandomAccess()
	var meta []byte
	end, err := eachBox(r, func(name string, at, size int64) (done bool, err error) {
		if name == "meta" {
			b, err := r.Bytes(at, int(min(size, maxMeta)))
			if err != nil {
				return false, err
			}
			meta = append(meta[:0], b...)
		}
		if at+size > r.Size() {
			return false, container.Truncated(at + size)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	h := parseHEIF(meta)
	if !h.items[h.primary].placed {
		return container.Corrupt("the primary item has no location")
	}
	for _, item := range h.items {
		for _, e := range item.extents {
			if e.at < 0 || e.size < 0 || container.SaturatingAdd(e.at, e.size) > r.Size() {
				return container.Truncated(container.SaturatingAdd(e.at, e.size))
			}
		}
	}
	info.Metadata.Trailing = end < r.Size()
	return nil
}

// eachBox visits the top-level boxes and returns where they end. visit has to check whether a
// box ends within the file.
func eachBox(r *container.Reader, visit func(name string, at, size int64) (done bool, err error)) (end int64, err error) {
	at := int64(0)
	for range maxBoxes {
		if r.Size()-at < 8 {
			return at, nil
		}
		b, err := r.Bytes(at, int(min(16, r.Size()-at)))
		if err != nil {
			return at, err
		}
		head, size := boxSize(b, r.Size()-at)
		name := string(b[4:8])
		switch {
		case !isBoxName(name):
			return at, nil // trailing bytes
		case size > 1<<62:
			return at, container.Truncated(1 << 62)
		case size < head:
			return at, container.Corrupt("a %q box of %d bytes", name, size)
		}
		done, err := visit(name, at+int64(head), int64(size-head))
		if err != nil || done {
			return at, err
		}
		at = container.SaturatingAdd(at, int64(size))
	}
	return at, container.Corrupt("over %d boxes", maxBoxes)
}

// boxSize returns the size of a box and of its head, whose beginning is b. A size of 0 means all
// that is left, and 1 that 64 bits follow; without them the box is larger than any file.
func boxSize(b []byte, left int64) (head, size uint64) {
	switch size := uint64(binary.BigEndian.Uint32(b)); {
	case size == 0:
		return 8, uint64(left)
	case size != 1:
		return 8, size
	case len(b) < 16:
		return 16, 1<<64 - 1
	}
	return 16, binary.BigEndian.Uint64(b[8:])
}

// isBoxName reports whether a name is printable.
func isBoxName(name string) bool {
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}

// nextBox returns the next box, if it is whole.
func nextBox(c *container.Cursor) (name string, body []byte, ok bool) {
	if len(c.B) < 8 {
		return "", nil, false
	}
	head, size := boxSize(c.B, int64(len(c.B)))
	if size < head || size > uint64(len(c.B)) {
		return "", nil, false
	}
	name = string(c.B[4:8])
	return name, c.Take(int(size))[head:], true
}

// fullBox splits the version and flags from the body of a full box.
func fullBox(body []byte) (c container.Cursor, version, flags int) {
	c = container.Cursor{B: body}
	v := int(c.Uint(4))
	return c, v >> 24, v & 0xffffff
}
