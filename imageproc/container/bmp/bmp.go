// Package bmp reads the headers of BMP files.
package bmp

import (
	"encoding/binary"

	"credential-capture/imageproc/container"
)

// header is what a BMP's two headers say.
type header struct {
	file          int64 // the size that it says, in bytes
	pixels        int64 // their offset
	width, height int64 // height without its sign, which says which row is first
	bits          int64 // of a pixel
	compression   uint32
	alpha         bool
	size          int64 // of the pixels, in bytes; 0 where it may be omitted
}

// Values of header.compression whose size follows from the others.
const (
	plain       = 0
	masks       = 3
	alphaMasks  = 6
	coreHeader  = 12
	alphaHeader = 56 // the first version with a mask for alpha
)

// Inspect reads both headers.
func Inspect(r *container.Reader, info *container.Info) error {
	h, err := readHeader(r)
	info.Width, info.Height, info.Alpha = int(h.width), int(h.height), h.alpha
	info.BitDepth, info.Channels = 8, 3
	return err
}

func readHeader(r *container.Reader) (h header, err error) {
	b, err := r.Bytes(0, 26)
	if err != nil {
		return h, err
	}
	u16, u32 := binary.LittleEndian.Uint16, binary.LittleEndian.Uint32
	h.file, h.pixels = int64(u32(b[2:])), int64(u32(b[10:]))
	if second := u32(b[14:]); second == coreHeader {
		h.width, h.height, h.bits = int64(u16(b[18:])), int64(u16(b[20:])), int64(u16(b[24:]))
	} else {
		if b, err = r.Bytes(0, 38); err != nil {
			return h, err
		}
		h.width, h.height, h.bits = int64(int32(u32(b[18:]))), int64(int32(u32(b[22:]))), int64(u16(b[28:]))
		h.height = max(h.height, -h.height)
		h.compression, h.size = u32(b[30:]), int64(u32(b[34:]))
		if h.bits == 32 && second >= alphaHeader {
			if b, err = r.Bytes(14+52, 4); err != nil {
				return h, err
			}
			h.alpha = u32(b) != 0 // the mask
		}
	}
	switch h.bits {
	case 1, 2, 4, 8, 16, 24, 32:
		return h, nil
	}
	return h, container.Corrupt("a BMP of %d bits a pixel", h.bits)
}

// Check checks that the pixels lie in the file.
func Check(r *container.Reader, info *container.Info) error {
	h, err := readHeader(r)
	if err != nil {
		return err
	}
	size := h.size
	switch h.compression {
	case plain, masks, alphaMasks:
		// Sides have at most 31 bits, so a row has at most 34. Dividing by it can't overflow.
		row := (h.width*h.bits + 31) / 32 * 4
		if h.height > (r.Size()-h.pixels)/max(row, 1) {
			return container.Truncated(r.Size())
		}
		size = row * h.height
	}
	if h.pixels < 14+coreHeader {
		return container.Corrupt("pixels at byte %d, inside the headers", h.pixels)
	}
	if h.pixels+size > r.Size() {
		return container.Truncated(h.pixels + size)
	}
	// Padding to a multiple of 4 is no metadata.
	info.Metadata.Trailing = r.Size() > max(h.pixels+size, h.file)+3
	return nil
}
