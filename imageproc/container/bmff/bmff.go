package bmff

import (
	"encoding/binary"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// HEIC and AVIF are ISO base media files: boxes in boxes, of which "meta" says
// everything about the picture (ISO/IEC 23008-12).

const (
	maxMeta  = 256 << 10 // bytes; a phone's photo of 48 tiles has 5 kB
	maxBoxes = 1024      // in the outermost level
)

func Inspect(w *container.Reader, info *container.Info) error {
	info.BitDepth, info.Channels = 8, 3
	var meta []byte
	_, err := eachBox(w, func(name string, at, size int64) (done bool, err error) {
		switch name {
		case "moov":
			info.Animated = true
		case "meta":
			if size > maxMeta {
				return false, container.Corrupt("a meta box of %d bytes", size)
			}
			b, err := w.Bytes(at, int(size))
			meta = append(meta, b...) // the window moves on
			return true, err
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if len(meta) < 4 {
		return container.Corrupt("no meta box, which says what the picture is")
	}
	h := parseHEIF(meta)
	if err := h.describe(info); err != nil {
		return err
	}
	return inspectMetadata(w, h, info)
}

// inspectMetadata reads the EXIF item for what is private in it. Its orientation
// is not asked: the picture's own irot and imir decide, and say the same.
func inspectMetadata(w *container.Reader, h *heif, info *container.Info) error {
	for _, item := range h.items {
		switch {
		case item.kind == "Exif":
			info.Metadata.EXIF = true
			if len(item.extents) == 0 {
				continue
			}
			e := item.extents[0]
			b, err := w.Bytes(e.at, int(min(e.size, exif.MaxBytes)))
			if err != nil {
				continue // where it should be is nothing: Check tells
			}
			// Four bytes say how far the TIFF block is from their end.
			c := container.Cursor{B: b}
			c.Take(int(c.Uint(4)))
			block := exif.Parse(c.B)
			info.Metadata.GPS = info.Metadata.GPS || block.GPS
			info.Metadata.Thumbnail = info.Metadata.Thumbnail || block.Thumbnail
		case item.kind == "mime" && item.contentType == "application/rdf+xml":
			info.Metadata.XMP = true
		}
	}
	return w.Err()
}

// Check follows the outermost boxes to the end of the file and sees that every
// piece of every item lies in it.
func Check(w *container.Reader, info *container.Info) error {
	w.RandomAccess()
	var meta []byte
	end, err := eachBox(w, func(name string, at, size int64) (done bool, err error) {
		if name == "meta" {
			b, err := w.Bytes(at, int(min(size, maxMeta)))
			if err != nil {
				return false, err
			}
			meta = append(meta[:0], b...)
		}
		if at+size > w.Size() {
			return false, container.Truncated(at + size)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	h := parseHEIF(meta)
	if !h.items[h.primary].placed {
		return container.Corrupt("nothing says where the picture lies")
	}
	for _, item := range h.items {
		for _, e := range item.extents {
			if e.at < 0 || e.size < 0 || container.SaturatingAdd(e.at, e.size) > w.Size() {
				return container.Truncated(container.SaturatingAdd(e.at, e.size))
			}
		}
	}
	info.Metadata.Trailing = end < w.Size()
	return nil
}

// eachBox visits the outermost boxes and returns where they end. A box may reach
// beyond the end of the file: that is for visit to judge.
func eachBox(w *container.Reader, visit func(name string, at, size int64) (done bool, err error)) (end int64, err error) {
	at := int64(0)
	for range maxBoxes {
		if w.Size()-at < 8 {
			return at, nil
		}
		b, err := w.Bytes(at, 8)
		if err != nil {
			return at, err
		}
		name, head, size := string(b[4:8]), int64(8), int64(binary.BigEndian.Uint32(b))
		if size == 1 {
			if b, err = w.Bytes(at, 16); err != nil {
				return at, err
			}
			head, size = 16, int64(binary.BigEndian.Uint64(b[8:]))
		}
		if !isBoxName(name) {
			return at, nil // no box, so it is what trails the last one
		}
		if size == 0 {
			size = w.Size() - at
		}
		if size < head {
			return at, container.Corrupt("a %q box of %d bytes", name, size)
		}
		if size > 1<<62 {
			return at, container.Truncated(size)
		}
		done, err := visit(name, at+head, size-head)
		if err != nil || done {
			return at, err
		}
		at = container.SaturatingAdd(at, size)
	}
	return at, container.Corrupt("over %d boxes", maxBoxes)
}

// isBoxName reports whether all of a name can be read.
func isBoxName(name string) bool {
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}

// nextBox returns the next box of an ISO base media file that is whole.
func nextBox(c *container.Cursor) (name string, body []byte, ok bool) {
	if len(c.B) < 8 {
		return "", nil, false
	}
	size := uint64(binary.BigEndian.Uint32(c.B))
	head := 8
	switch size {
	case 0:
		size = uint64(len(c.B))
	case 1:
		if len(c.B) < 16 {
			return "", nil, false
		}
		size, head = binary.BigEndian.Uint64(c.B[8:]), 16
	}
	if size < uint64(head) || size > uint64(len(c.B)) {
		return "", nil, false
	}
	name = string(c.B[4:8])
	return name, c.Take(int(size))[head:], true
}

// fullBox drops the version and flags that begin some boxes.
func fullBox(body []byte) (c container.Cursor, version, flags int) {
	c = container.Cursor{B: body}
	v := int(c.Uint(4))
	return c, v >> 24, v & 0xffffff
}
