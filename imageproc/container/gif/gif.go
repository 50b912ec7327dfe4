// Package gif reads the structure of GIF files (GIF89a): all blocks, but no pixel.
package gif

import (
	"cmp"
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
	s := &scanner{r: r, info: info, at: 6}
	b := s.take(4)
	info.Width = int(binary.LittleEndian.Uint16(b))
	info.Height = int(binary.LittleEndian.Uint16(b[2:]))
	info.BitDepth, info.Channels = 8, 3
	return s.blocks(true)
}

// Check follows the blocks to the trailer.
func Check(r *container.Reader, info *container.Info) error {
	s := &scanner{r: r, info: info, at: 10}
	err := s.blocks(false)
	info.Metadata.Trailing = err == nil && s.at < r.Size()
	return err
}

// scanner reads a GIF in order. After a failure err is set, and all bytes are zero.
type scanner struct {
	r    *container.Reader
	info *container.Info
	at   int64
	err  error
}

// take returns the next n bytes, which are valid until the next call.
func (s *scanner) take(n int) []byte {
	b, err := s.r.Bytes(s.at, n)
	if s.err = cmp.Or(s.err, err); s.err != nil {
		return make([]byte, n)
	}
	s.at += int64(n)
	return b
}

// blocks follows the blocks, from the flags of the whole picture on, to the trailer or only to
// the header of the first frame. Behind a frame, decoders take the end of the file or an unknown
// block for the trailer.
func (s *scanner) blocks(headersOnly bool) error {
	s.at += 2 + colourTable(s.take(1)[0])
	for frames := 0; s.err == nil; {
		start := s.at
		if frames > 0 && start == s.r.Size() {
			return nil
		}
		switch kind := s.take(1)[0]; {
		case s.err != nil:
		case kind == extension:
			s.extension()
		case kind == image:
			if err := s.frame(frames == 0); err != nil || headersOnly {
				return err
			}
			frames++
			s.info.Animated = s.info.Animated || frames > 1
			s.skipSubBlocks()
		case kind == trailer && frames == 0:
			return container.Corrupt("a GIF without a frame")
		case kind == trailer:
			return nil
		case frames > 0:
			s.at = start
			return nil
		default:
			return container.Corrupt("an unknown GIF block 0x%02x at byte %d", kind, start)
		}
	}
	return s.err
}

// frame reads a frame's header, up to its pixels. A first frame that isn't inside the picture makes
// the picture larger for some decoders, and is cut for others.
func (s *scanner) frame(first bool) error {
	b := s.take(9)
	left, top := int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:]))
	width, height := int(binary.LittleEndian.Uint16(b[4:])), int(binary.LittleEndian.Uint16(b[6:]))
	s.info.Progressive = s.info.Progressive || b[8]&0x40 != 0
	s.at += colourTable(b[8])
	const maxCode = 8 // bits of an LZW code's first width: those of a pixel
	if bits := s.take(1)[0]; s.err == nil && bits > maxCode {
		return container.Corrupt("pixels of %d bits", bits)
	}
	if s.err == nil && first && (left+width > s.info.Width || top+height > s.info.Height) {
		return container.Corrupt("a frame of %d × %d px at (%d, %d)", width, height, left, top)
	}
	return s.err
}

func (s *scanner) extension() {
	b := s.take(2)
	kind, size := b[0], int(b[1])
	b = s.take(size)
	m := &s.info.Metadata
	switch {
	case kind == control && size >= 1:
		s.info.Alpha = s.info.Alpha || b[0]&1 != 0
	case kind == comment:
		m.Comment = true
	case kind == application && size == 11:
		name := string(b)
		s.info.Animated = s.info.Animated || name == "NETSCAPE2.0" || name == "ANIMEXTS1.0"
		m.XMP = m.XMP || name == "XMP DataXMP"
		m.ICC = m.ICC || name == "ICCRGBG1012"
	}
	if size > 0 {
		s.skipSubBlocks()
	}
}

// skipSubBlocks follows the sub-blocks up to the empty one, or to a failure.
func (s *scanner) skipSubBlocks() {
	for n := s.take(1)[0]; n != 0; n = s.take(1)[0] {
		s.at += int64(n)
	}
}

// colourTable returns the size, in bytes, of the table that a flags byte announces.
func colourTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}
