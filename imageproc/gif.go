package imageproc

import "encoding/binary"

// What the blocks of a GIF begin with (GIF89a specification).
const (
	gifExtension = 0x21
	gifImage     = 0x2c
	gifTrailer   = 0x3b

	gifControl     = 0xf9
	gifComment     = 0xfe
	gifApplication = 0xff
)

// inspectGIF reads up to the first frame. Whether a second one follows is known
// only after the pixels of the first, so Animated is then what the customary
// looping extension announces; checkGIF counts.
func inspectGIF(w *window, info *Info) error {
	b, err := w.bytes(6, 7)
	if err != nil {
		return err
	}
	info.Width = int(binary.LittleEndian.Uint16(b))
	info.Height = int(binary.LittleEndian.Uint16(b[2:]))
	info.BitDepth, info.Channels = 8, 3
	_, err = walkGIF(w, info, 1)
	return err
}

func checkGIF(w *window, info *Info) error {
	end, err := walkGIF(w, info, 0)
	if err != nil {
		return err
	}
	info.Metadata.Trailing = end < w.size()
	return nil
}

// walkGIF goes from block to block: to the header of the first frame when frames
// is 1, else to the trailer. It returns where it stopped.
func walkGIF(w *window, info *Info, frames int) (at int64, err error) {
	flags, err := w.u8(10)
	if err != nil {
		return 0, err
	}
	at = 13 + colourTable(flags)
	for seen := 0; ; {
		kind, err := w.u8(at)
		if err != nil {
			return at, err
		}
		switch kind {
		case gifExtension:
			at, err = gifExtensionAt(w, info, at)
		case gifImage:
			if seen++; seen > 1 {
				info.Animated = true
			}
			at, err = gifFrame(w, info, at, seen == frames)
			if err == nil && seen == frames {
				return at, nil
			}
		case gifTrailer:
			if seen == 0 {
				return at, corrupt("a GIF without a frame")
			}
			return at + 1, nil
		default:
			return at, corrupt("an unknown GIF block 0x%02x at byte %d", kind, at)
		}
		if err != nil {
			return at, err
		}
	}
}

// gifFrame reads a frame's header and, unless only that is wanted, skips its pixels.
func gifFrame(w *window, info *Info, at int64, headerOnly bool) (int64, error) {
	b, err := w.bytes(at, 10)
	if err != nil {
		return at, err
	}
	flags := b[9]
	info.Progressive = info.Progressive || flags&0x40 != 0
	if headerOnly {
		return at, nil
	}
	return skipSubBlocks(w, at+10+colourTable(flags)+1) // one byte says how wide a code is
}

// gifExtensionAt reads an extension and returns where the next block is.
func gifExtensionAt(w *window, info *Info, at int64) (int64, error) {
	b, err := w.bytes(at, 3)
	if err != nil {
		return at, err
	}
	kind, size := b[1], int(b[2])
	if b, err = w.bytes(at+3, size); err != nil {
		return at, err
	}
	switch {
	case kind == gifControl && size >= 1:
		info.Alpha = info.Alpha || b[0]&1 != 0
	case kind == gifComment:
		info.Metadata.Comment = true
	case kind == gifApplication && size == 11:
		switch string(b) {
		case "NETSCAPE2.0", "ANIMEXTS1.0":
			info.Animated = true
		case "XMP DataXMP":
			info.Metadata.XMP = true
		case "ICCRGBG1012":
			info.Metadata.ICC = true
		}
	}
	return skipSubBlocks(w, at+2)
}

// skipSubBlocks goes from length to length until an empty sub-block.
func skipSubBlocks(w *window, at int64) (int64, error) {
	for {
		n, err := w.u8(at)
		if err != nil {
			return at, err
		}
		at += 1 + int64(n)
		if n == 0 {
			return at, nil
		}
	}
}

// colourTable returns the bytes of the table that a flags byte announces.
func colourTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}
