// Package bmp reads the headers of BMP files.
package bmp

import (
	"encoding/binary"

	"credential-capture/imageproc/container"
)

// header is what a BMP's two headers say.
type header struct {
	pixels        int64 // their offset
	width, height int64 // height without its sign, which says which row is first
	bits          int64 // of a pixel
	compression   uint32
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
	if err != nil {
		return err
	}
	info.Width, info.Height = int(h.width), int(h.height)
	info.BitDepth, info.Channels = 8, 3
	second, err := r.UintLE(14, 4)
	if err != nil {
		return err
	}
	if h.bits == 32 && second >= alphaHeader {
		mask, err := r.UintLE(14+52, 4)
		if err != nil {
			return err
		}
		info.Alpha = mask != 0
	}
	return nil
}

func readHeader(r *container.Reader) (header, error) {
	b, err := r.Bytes(0, 26)
	if err != nil {
		return header{}, err
	}
	h := header{pixels: int64(binary.LittleEndian.Uint32(b[10:]))}
	if binary.LittleEndian.Uint32(b[14:]) == coreHeader {
		h.width = int64(binary.LittleEndian.Uint16(b[18:]))
		h.height = int64(binary.LittleEndian.Uint16(b[20:]))
		h.bits = int64(binary.LittleEndian.Uint16(b[24:]))
	} else {
		if b, err = r.Bytes(0, 38); err != nil {
			return header{}, err
		}
		h.width = int64(int32(binary.LittleEndian.Uint32(b[18:])))
		h.height = int64(int32(binary.LittleEndian.Uint32(b[22:])))
		h.bits = int64(binary.LittleEndian.Uint16(b[28:]))
		h.compression = binary.LittleEndian.Uint32(b[30:])
		h.size = int64(binary.LittleEndian.Uint32(b[34:]))
	}
	if h.height < 0 {
		h.height = -h.height
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
	named, err := r.UintLE(2, 4)
	if err != nil {
		return err
	}
	info.Metadata.Trailing = r.Size() > max(h.pixels+size, int64(named))+3 // padding to a multiple of 4 is no metadata
	return nil
}
