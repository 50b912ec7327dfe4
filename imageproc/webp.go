package imageproc

import "encoding/binary"

// A WebP is a RIFF container: either one VP8 or VP8L chunk, or a VP8X chunk that
// says what else is there (RFC 9649, section 2).

// maxWebPChunks is how many chunks are visited in search of metadata; an animation
// has one for each frame.
const maxWebPChunks = 256

// maxEXIF is how many bytes of an EXIF block are looked at: a JPEG can't hold more.
const maxEXIF = 1 << 16

func inspectWebP(w *window, info *Info) error {
	info.BitDepth, info.Channels = 8, 3
	b, err := w.bytes(12, 18)
	if err != nil {
		return err
	}
	switch data := b[8:]; string(b[:4]) {
	case "VP8 ":
		if data[3] != 0x9d || data[4] != 0x01 || data[5] != 0x2a {
			return corrupt("a VP8 chunk without a key frame")
		}
		info.Width = int(binary.LittleEndian.Uint16(data[6:]) & 0x3fff)
		info.Height = int(binary.LittleEndian.Uint16(data[8:]) & 0x3fff)
	case "VP8L":
		if data[0] != 0x2f {
			return corrupt("a VP8L chunk without its signature")
		}
		bits := binary.LittleEndian.Uint32(data[1:])
		info.Width = int(bits&0x3fff) + 1
		info.Height = int(bits>>14&0x3fff) + 1
		info.Alpha = bits>>28&1 == 1
	case "VP8X":
		flags := data[0]
		info.Width = int(uint24(data[4:])) + 1
		info.Height = int(uint24(data[7:])) + 1
		info.Metadata.ICC = flags&0x20 != 0
		info.Alpha = flags&0x10 != 0
		info.Animated = flags&0x02 != 0
		return inspectWebPMetadata(w, info)
	default:
		return corrupt("a WebP that begins with a %q chunk", b[:4])
	}
	return nil
}

// inspectWebPMetadata looks for EXIF and XMP, which lie behind the pixels. A file
// that ends too early is not its business.
func inspectWebPMetadata(w *window, info *Info) error {
	at := int64(12)
	for range maxWebPChunks {
		if at+8 > w.size() {
			return nil
		}
		name, size, err := webpChunk(w, at)
		if err != nil {
			return err
		}
		switch name {
		case "EXIF":
			b, err := w.bytes(at+8, int(min(size, maxEXIF, w.size()-at-8)))
			if err != nil {
				return err
			}
			info.addEXIF(parseEXIF(trimEXIFHeader(b)))
		case "XMP ":
			info.Metadata.XMP = true
		}
		at += 8 + size + size&1
	}
	return nil
}

// addEXIF notes what an EXIF block says.
func (info *Info) addEXIF(e exifInfo) {
	info.Orientation = e.orientation
	info.Metadata.EXIF = info.Metadata.EXIF || e.private
	info.Metadata.GPS = info.Metadata.GPS || e.gps
	info.Metadata.Thumbnail = info.Metadata.Thumbnail || e.thumbnail
}

// checkWebP follows the chunks to the end that the container names.
func checkWebP(w *window, info *Info) error {
	w.hop()
	riff, err := w.u32le(4)
	if err != nil {
		return err
	}
	end := 8 + int64(riff)
	if end > w.size() {
		return errShort(end)
	}
	pixels := false
	for at := int64(12); at < end; {
		name, size, err := webpChunk(w, at)
		if err != nil {
			return err
		}
		// The padding byte of a last chunk is left out by some writers.
		if at+8+size > end {
			return corrupt("a %q chunk of %d bytes reaches beyond its container", name, size)
		}
		switch name {
		case "VP8 ", "VP8L", "ANMF":
			pixels = true
		}
		at += 8 + size + size&1
	}
	if !pixels {
		return corrupt("a WebP without pixels")
	}
	info.Metadata.Trailing = w.size() > end+end&1
	return nil
}

// webpChunk returns a chunk's name and the bytes of its data, without padding.
func webpChunk(w *window, at int64) (name string, size int64, err error) {
	b, err := w.bytes(at, 8)
	if err != nil {
		return "", 0, err
	}
	return string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:])), nil
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
