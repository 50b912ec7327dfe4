// Package gif reads the structure of GIF files (GIF89a): all blocks, but no pixel.
package gif

import (
	"encoding/binary"

	"credential-capture/imageproc/container"
)

// The first bytes of blocks, and the kinds of extensions.
const (
	extension = 0x21
	image     = 0x2c
	trailer   = 0x3b

	control     = 0xf9
	comment     = 0xfe
	application = 0xff
)

// Inspect reads up to the first frame. Whether a second one follows is known only after the
// pixels of the first, so Animated means that there is a looping extension; Check counts.
func Inspect(r *container.Reader, info *container.Info) error {
	b, err := r.Bytes(6, 7)
	if err != nil {
		return err
	}
	info.Width = int(binary.LittleEndian.Uint16(b))
	info.Height = int(binary.LittleEndian.Uint16(b[2:]))
	info.BitDepth, info.Channels = 8, 3
	_, err = scan(r, info, 1)
	return err
}

// Check follows the blocks to the trailer.
func Check(r *container.Reader, info *container.Info) error {
	end, err := scan(r, info, 0)
	if err != nil {
		return err
	}
	info.Metadata.Trailing = end < r.Size()
	return nil
}

// scan follows the blocks to the header of the first frame if frames is 1, else to the
// trailer. It returns where it stopped.
func scan(r *container.Reader, info *container.Info, frames int) (at int64, err error) {
	flags, err := r.Uint(10, 1)
	if err != nil {
		return 0, err
	}
	at = 13 + colourTable(byte(flags))
	for seen := 0; ; {
		kind, err := r.Uint(at, 1)
		if err != nil {
			return at, err
		}
		switch kind {
		case extension:
			at, err = extensionAt(r, info, at)
		case image:
			if seen++; seen > 1 {
				info.Animated = true
			}
			at, err = frame(r, info, at, seen == frames)
			if err == nil && seen == frames {
				return at, nil
			}
		case trailer:
			if seen == 0 {
				return at, container.Corrupt("a GIF without a frame")
			}
			return at + 1, nil
		default:
			return at, container.Corrupt("an unknown GIF block 0x%02x at byte %d", kind, at)
		}
		if err != nil {
			return at, err
		}
	}
}

// frame reads a frame's header and, unless only that is wanted, skips its pixels.
func frame(r *container.Reader, info *container.Info, at int64, headerOnly bool) (int64, error) {
	b, err := r.Bytes(at, 10)
	if err != nil {
		return at, err
	}
	flags := b[9]
	info.Progressive = info.Progressive || flags&0x40 != 0
	if headerOnly {
		return at, nil
	}
	return skipSubBlocks(r, at+10+colourTable(flags)+1) // one byte says how wide a code is
}

// extensionAt reads an extension and returns where the next block is.
func extensionAt(r *container.Reader, info *container.Info, at int64) (int64, error) {
	b, err := r.Bytes(at, 3)
	if err != nil {
		return at, err
	}
	kind, size := b[1], int(b[2])
	if b, err = r.Bytes(at+3, size); err != nil {
		return at, err
	}
	switch {
	case kind == control && size >= 1:
		info.Alpha = info.Alpha || b[0]&1 != 0
	case kind == comment:
		info.Metadata.Comment = true
	case kind == application && size == 11:
		switch string(b) {
		case "NETSCAPE2.0", "ANIMEXTS1.0":
			info.Animated = true
		case "XMP DataXMP":
			info.Metadata.XMP = true
		case "ICCRGBG1012":
			info.Metadata.ICC = true
		}
	}
	return skipSubBlocks(r, at+2)
}

// skipSubBlocks follows the sub-blocks up to the empty one.
func skipSubBlocks(r *container.Reader, at int64) (int64, error) {
	for {
		n, err := r.Uint(at, 1)
		if err != nil {
			return at, err
		}
		at += 1 + int64(n)
		if n == 0 {
			return at, nil
		}
	}
}

// colourTable returns the size, in bytes, of the table that a flags byte announces.
func colourTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}
