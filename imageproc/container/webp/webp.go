// Package webp reads the structure of WebP files (RFC 9649, section 2): a RIFF container of
// either one VP8 or VP8L chunk, or a VP8X chunk that says what else there is.
package webp

import (
	"bytes"
	"encoding/binary"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// maxChunks is how many chunks are visited to find metadata; an animation has one a frame.
const maxChunks = 256

// Inspect reads the first chunk and, after VP8X, the metadata.
func Inspect(r *container.Reader, info *container.Info) error {
	info.BitDepth, info.Channels = 8, 3
	b, err := r.Bytes(12, 18)
	if err != nil {
		return err
	}
	switch data := b[8:]; string(b[:4]) {
	case "VP8 ":
		if data[3] != 0x9d || data[4] != 0x01 || data[5] != 0x2a {
			return container.Corrupt("a VP8 chunk without a key frame")
		}
		info.Width = int(binary.LittleEndian.Uint16(data[6:]) & 0x3fff)
		info.Height = int(binary.LittleEndian.Uint16(data[8:]) & 0x3fff)
	case "VP8L":
		if data[0] != 0x2f {
			return container.Corrupt("a VP8L chunk without its signature")
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
		return inspectMetadata(r, info)
	default:
		return container.Corrupt("a WebP that begins with a %q chunk", b[:4])
	}
	return nil
}

// inspectMetadata finds EXIF and XMP, which follow the pixels. It ignores a file that ends too
// early, which Check reports.
func inspectMetadata(r *container.Reader, info *container.Info) error {
	at := int64(12)
	for range maxChunks {
		if at+8 > r.Size() {
			return nil
		}
		name, size, err := chunkAt(r, at)
		if err != nil {
			return err
		}
		switch name {
		case "EXIF":
			b, err := r.Bytes(at+8, int(min(size, exif.MaxBytes, r.Size()-at-8)))
			if err != nil {
				return err
			}
			exif.Parse(exif.TrimHeader(b)).AddTo(info)
		case "XMP ":
			info.Metadata.XMP = true
		}
		at += 8 + size + size&1
	}
	return nil
}

// Check follows the chunks to the end of the container.
func Check(r *container.Reader, info *container.Info) error {
	r.RandomAccess()
	_, riff, err := chunkAt(r, 0)
	if err != nil {
		return err
	}
	end := 8 + riff
	if end > r.Size() {
		return container.Truncated(end)
	}
	pixels := false
	for at := int64(12); at < end; {
		name, size, err := chunkAt(r, at)
		if err != nil {
			return err
		}
		// Some writers omit the padding byte of the last chunk.
		if at+8+size > end {
			return container.Corrupt("a %q chunk of %d bytes reaches beyond its container", name, size)
		}
		switch name {
		case "VP8 ", "VP8L", "ANMF":
			pixels = true
		}
		at += 8 + size + size&1
	}
	if !pixels {
		return container.Corrupt("a WebP without pixels")
	}
	info.Metadata.Trailing = r.Size() > end+end&1
	return nil
}

// chunkAt returns a chunk's name and the size of its data, without padding.
func chunkAt(r *container.Reader, at int64) (name string, size int64, err error) {
	b, err := r.Bytes(at, 8)
	if err != nil {
		return "", 0, err
	}
	return string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:])), nil
}

// Profile returns the colour profile, nil if there is none that can be read.
func Profile(r *container.Reader) []byte {
	name, size, err := chunkAt(r, 12)
	if err != nil || name != "VP8X" {
		return nil
	}
	at := 20 + size + size&1 // it is the next chunk, or there is none
	if name, size, err = chunkAt(r, at); err != nil || name != "ICCP" {
		return nil
	}
	b, _ := r.Bytes(at+8, int(size))
	return bytes.Clone(b)
}

// Frame is the place of a frame in its animation, in px.
type Frame struct{ X, Y, Width, Height int }

// FirstFrame returns the picture, or the first frame of an animation, as a file that has nothing
// else: decoders of still pictures accept no other.
func FirstFrame(src container.Source, info container.Info) (still *container.Splice, frame Frame, err error) {
	r := container.NewReader(src)
	r.RandomAccess()
	alphaAt := int64(-1) // of a still picture
	for at := int64(12); ; {
		name, size, err := chunkAt(r, at)
		if err != nil {
			return nil, frame, err
		}
		switch name {
		case "ANMF":
			const head = 16 // place, size, duration, flags
			if size < head+8 {
				return nil, frame, container.Corrupt("a frame of %d bytes", size)
			}
			b, err := r.Bytes(at+8, head+8)
			if err != nil {
				return nil, frame, err
			}
			frame = Frame{2 * int(uint24(b)), 2 * int(uint24(b[3:])), int(uint24(b[6:])) + 1, int(uint24(b[9:])) + 1}
			return frame.file(src, at+8+head, size-head, string(b[head:head+4]) == "ALPH"), frame, nil
		case "ALPH":
			alphaAt = at
		case "VP8 ", "VP8L":
			start, alpha := at, alphaAt >= 0 && name == "VP8 "
			if alpha {
				start = alphaAt
			}
			frame = Frame{0, 0, info.Width, info.Height}
			return frame.file(src, start, at+8+size-start, alpha), frame, nil
		}
		at += 8 + size + size&1
	}
}

// file returns a WebP of the chunks in a range of src.
func (f Frame) file(src container.Source, off, size int64, alpha bool) *container.Splice {
	data := []byte("WEBP")
	if alpha { // decoders read ALPH only behind a VP8X chunk
		w, h := f.Width-1, f.Height-1
		data = append(data, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
		data = append(data, byte(w), byte(w>>8), byte(w>>16), byte(h), byte(h>>8), byte(h>>16))
	}
	riff := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(int64(len(data))+size))
	riff = append(riff, data...)
	return container.NewSplice(src, []container.Span{{Bytes: riff, Len: int64(len(riff))}, {Off: off, Len: size}})
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
