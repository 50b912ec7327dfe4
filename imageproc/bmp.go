package imageproc

import "encoding/binary"

// bmpHeader is what a BMP's two headers say.
type bmpHeader struct {
	pixels        int64 // where they begin
	width, height int64 // height without the sign that turns the picture over
	bits          int64 // a pixel
	compression   uint32
	size          int64 // of the pixels, 0 where it need not be given
}

// Values of bmpHeader.compression whose size follows from the others.
const (
	bmpPlain       = 0
	bmpMasks       = 3
	bmpAlphaMasks  = 6
	bmpCoreHeader  = 12
	bmpAlphaHeader = 56 // the first version with a mask for alpha
)

func inspectBMP(w *window, info *Info) error {
	h, err := readBMP(w)
	if err != nil {
		return err
	}
	info.Width, info.Height = int(h.width), int(h.height)
	info.BitDepth, info.Channels = 8, 3
	second, err := w.u32le(14)
	if err != nil {
		return err
	}
	if h.bits == 32 && second >= bmpAlphaHeader {
		mask, err := w.u32le(14 + 52)
		if err != nil {
			return err
		}
		info.Alpha = mask != 0
	}
	return nil
}

func readBMP(w *window) (bmpHeader, error) {
	b, err := w.bytes(0, 26)
	if err != nil {
		return bmpHeader{}, err
	}
	h := bmpHeader{pixels: int64(binary.LittleEndian.Uint32(b[10:]))}
	if binary.LittleEndian.Uint32(b[14:]) == bmpCoreHeader {
		h.width = int64(binary.LittleEndian.Uint16(b[18:]))
		h.height = int64(binary.LittleEndian.Uint16(b[20:]))
		h.bits = int64(binary.LittleEndian.Uint16(b[24:]))
	} else {
		if b, err = w.bytes(0, 38); err != nil {
			return bmpHeader{}, err
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
	return h, corrupt("a BMP of %d bits a pixel", h.bits)
}

// checkBMP sees that the pixels lie in the file.
func checkBMP(w *window, info *Info) error {
	h, err := readBMP(w)
	if err != nil {
		return err
	}
	size := h.size
	switch h.compression {
	case bmpPlain, bmpMasks, bmpAlphaMasks:
		// Sides have at most 31 bits, so a row has at most 34; rows are counted by
		// division, which can't overflow.
		row := (h.width*h.bits + 31) / 32 * 4
		if h.height > (w.size()-h.pixels)/max(row, 1) {
			return errShort(w.size())
		}
		size = row * h.height
	}
	if h.pixels < 14+bmpCoreHeader {
		return corrupt("pixels at byte %d, inside the headers", h.pixels)
	}
	if h.pixels+size > w.size() {
		return errShort(h.pixels + size)
	}
	named, err := w.u32le(2)
	if err != nil {
		return err
	}
	info.Metadata.Trailing = w.size() > max(h.pixels+size, int64(named))+3 // rounding up to 4 is no secret
	return nil
}
