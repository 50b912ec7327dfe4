package imageproc

import "encoding/binary"

// HEIC and AVIF are ISO base media files: boxes in boxes, of which "meta" says
// everything about the picture (ISO/IEC 23008-12).

const (
	maxMeta  = 256 << 10 // bytes; a phone's photo of 48 tiles has 5 kB
	maxBoxes = 1024      // in the outermost level
)

func inspectBMFF(w *window, info *Info) error {
	info.BitDepth, info.Channels = 8, 3
	var meta []byte
	_, err := eachBox(w, func(name string, at, size int64) (done bool, err error) {
		switch name {
		case "moov":
			info.Animated = true
		case "meta":
			if size > maxMeta {
				return false, corrupt("a meta box of %d bytes", size)
			}
			b, err := w.bytes(at, int(size))
			meta = append(meta, b...) // the window moves on
			return true, err
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if len(meta) < 4 {
		return corrupt("no meta box, which says what the picture is")
	}
	h := parseHEIF(meta)
	if err := h.describe(info); err != nil {
		return err
	}
	return inspectHEIFMetadata(w, h, info)
}

// inspectHEIFMetadata reads the EXIF item for what is private in it. Its orientation
// is not asked: the picture's own irot and imir decide, and say the same.
func inspectHEIFMetadata(w *window, h *heif, info *Info) error {
	for _, item := range h.items {
		switch {
		case item.kind == "Exif":
			info.Metadata.EXIF = true
			if len(item.extents) == 0 {
				continue
			}
			e := item.extents[0]
			b, err := w.bytes(e.at, int(min(e.size, maxEXIF)))
			if err != nil {
				continue // where it should be is nothing: checkBMFF tells
			}
			// Four bytes say how far the TIFF block is from their end.
			c := cursor{b: b}
			c.take(int(c.number(4)))
			exif := parseEXIF(c.b)
			info.Metadata.GPS = info.Metadata.GPS || exif.gps
			info.Metadata.Thumbnail = info.Metadata.Thumbnail || exif.thumbnail
		case item.kind == "mime" && item.contentType == "application/rdf+xml":
			info.Metadata.XMP = true
		}
	}
	return w.broken
}

// checkBMFF follows the outermost boxes to the end of the file and sees that every
// piece of every item lies in it.
func checkBMFF(w *window, info *Info) error {
	w.hop()
	var meta []byte
	end, err := eachBox(w, func(name string, at, size int64) (done bool, err error) {
		if name == "meta" {
			b, err := w.bytes(at, int(min(size, maxMeta)))
			if err != nil {
				return false, err
			}
			meta = append(meta[:0], b...)
		}
		if at+size > w.size() {
			return false, errShort(at + size)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	h := parseHEIF(meta)
	if !h.items[h.primary].placed {
		return corrupt("nothing says where the picture lies")
	}
	for _, item := range h.items {
		for _, e := range item.extents {
			if e.at < 0 || e.size < 0 || saturate(e.at, e.size) > w.size() {
				return errShort(saturate(e.at, e.size))
			}
		}
	}
	info.Metadata.Trailing = end < w.size()
	return nil
}

// eachBox visits the outermost boxes and returns where they end. A box may reach
// beyond the end of the file: that is for visit to judge.
func eachBox(w *window, visit func(name string, at, size int64) (done bool, err error)) (end int64, err error) {
	at := int64(0)
	for range maxBoxes {
		if w.size()-at < 8 {
			return at, nil
		}
		b, err := w.bytes(at, 8)
		if err != nil {
			return at, err
		}
		name, head, size := string(b[4:8]), int64(8), int64(binary.BigEndian.Uint32(b))
		if size == 1 {
			if b, err = w.bytes(at, 16); err != nil {
				return at, err
			}
			head, size = 16, int64(binary.BigEndian.Uint64(b[8:]))
		}
		if !isBoxName(name) {
			return at, nil // no box, so it is what trails the last one
		}
		if size == 0 {
			size = w.size() - at
		}
		if size < head {
			return at, corrupt("a %q box of %d bytes", name, size)
		}
		if size > 1<<62 {
			return at, errShort(size)
		}
		done, err := visit(name, at+head, size-head)
		if err != nil || done {
			return at, err
		}
		at = saturate(at, size)
	}
	return at, corrupt("over %d boxes", maxBoxes)
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
