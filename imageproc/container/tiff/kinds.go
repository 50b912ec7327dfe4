package tiff

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// unsupported names why package gocodec doesn't decode the picture, "" if it does.
func (p *Picture) unsupported() (string, error) {
	subsampled := p.SampleX*p.SampleY != 1
	switch {
	case !slices.Contains([]int{Uncompressed, Huffman, Group3, Group4, LZW, OldJPEG, JPEG, AdobeDeflate, PackBits, Deflate}, p.Compression):
		name := map[int]string{34712: "JPEG 2000", 34925: "LZMA", 50000: "Zstandard", 50001: "WebP"}[p.Compression]
		return cmp.Or(name, fmt.Sprintf("compression %d", p.Compression)), nil
	case p.Colours == 0:
		return cmp.Or(map[int]string{8: "CIE L*a*b*", 9: "CIE L*a*b*", 10: "CIE L*a*b*"}[p.Photometric],
			fmt.Sprintf("photometric interpretation %d", p.Photometric)), nil
	case p.sampleFormat != 1:
		return cmp.Or(map[int]string{2: "signed samples", 3: "floating-point samples"}[p.sampleFormat], fmt.Sprintf("sample format %d", p.sampleFormat)), nil
	case !p.sameDepths:
		return "samples of different sizes", nil
	case p.Depth > 16 || p.Photometric == Palette && p.Depth > 8:
		return fmt.Sprintf("%d-bit samples", p.Depth), nil
	case p.Photometric == CMYK && p.inkSet != 1:
		return "inks other than CMYK", nil
	case p.predictor > 2 || p.Differences && (p.Depth != 8 && p.Depth != 16 || p.Photometric == YCbCr && subsampled):
		return fmt.Sprintf("predictor %d", p.predictor), nil
	case p.Compression >= Huffman && p.Compression <= Group4 && (p.Depth != 1 || p.Samples != 1 && !p.Planar):
		return "CCITT of more than one bit", nil
	case p.Compression == JPEG || p.Compression == OldJPEG:
		return p.unsupportedJPEG()
	case p.Photometric == YCbCr && (p.Depth != 8 || subsampled && (p.Planar || p.Samples != 3) || !slices.Contains([]int{1, 2, 4}, p.SampleX) || !slices.Contains([]int{1, 2, 4}, p.SampleY)):
		return "an unusual kind of YCbCr", nil
	}
	return "", nil
}

var errStop = errors.New("stop")

// unsupportedJPEG looks at the frame header of the first strip or tile.
func (p *Picture) unsupportedJPEG() (string, error) {
	const old = "old-style JPEG"
	at := int64(-1)
	if err := p.EachChunk(func(_ int, chunk, _ int64) error { at = chunk; return errStop }); err != errStop {
		if p.Compression == OldJPEG {
			return old, nil
		}
		return "", err
	}
	f, err := p.jpegFrame(at)
	switch {
	case p.Compression == OldJPEG && (err != nil || f.width != p.Width || f.height != p.Height):
		return old, nil
	case err != nil:
		return "", err
	case f.marker > 0xc2:
		return "lossless or arithmetic-coded JPEG", nil
	case f.depth != 8 || p.Depth != 8:
		return fmt.Sprintf("%d-bit JPEG", max(f.depth, p.Depth)), nil
	case f.samples != 1 && f.samples != 3 && f.samples != 4 || !p.Planar && f.samples != p.Samples || p.Planar && f.samples != 1:
		return fmt.Sprintf("JPEG of %d components", f.samples), nil
	}
	return "", nil
}

// frame is a JPEG's frame header.
type frame struct {
	marker               byte
	depth, width, height int
	samples              int
}

// jpegFrame returns the frame header of the JPEG at a byte of the file.
func (p *Picture) jpegFrame(at int64) (f frame, err error) {
	b, err := p.r.Bytes(at, 2)
	if err != nil || b[0] != 0xff || b[1] != 0xd8 {
		return f, either(err, container.Corrupt("no JPEG at byte %d", at))
	}
	const maxSegments = 64
	at += 2
	for range maxSegments {
		if b, err = p.r.Bytes(at, 10); err != nil {
			return f, err
		}
		switch m := b[1]; {
		case b[0] != 0xff || m == 0xda || m == 0xd9:
			return f, container.Corrupt("a JPEG without a frame header")
		case m == 0xff: // fill
			at++
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc:
			return frame{m, int(b[4]), int(binary.BigEndian.Uint16(b[7:])), int(binary.BigEndian.Uint16(b[5:])), int(p.at(at + 9))}, nil
		default:
			at += 2 + int64(binary.BigEndian.Uint16(b[2:]))
		}
	}
	return f, container.Corrupt("a JPEG of over %d segments", maxSegments)
}

// at returns a byte of the file, 0 beyond its end.
func (p *Picture) at(off int64) byte {
	b, err := p.r.Bytes(off, 1)
	if err != nil {
		return 0
	}
	return b[0]
}

// isCameraRaw reports whether a directory, or one below it, is of a camera's sensor: DNG by its
// tag, the makers' own formats by their kinds of pixels, or by a reduced picture whose original
// isn't in the chain.
func (d directory) isCameraRaw(r *container.Reader) (bool, error) {
	if d.hasRawPixels() || d.Has(tagDNGVersion) {
		return true, nil
	}
	const maxBelow = 8
	below, err := d.all(r, tagSubIFDs, maxBelow)
	if err != nil {
		return false, err
	}
	reduced := d.number(tagSubfileType, 0)&1 != 0
	for _, at := range below {
		b, err := readDirectory(r, d.Order, at, d.bigTIFF)
		if err != nil {
			return false, err
		}
		if b.hasRawPixels() || reduced && b.number(tagSubfileType, 0)&1 == 0 {
			return true, nil
		}
	}
	head, err := r.Bytes(8, 4)
	return err == nil && string(head) == "CR\x02\x00", err // Canon's CR2
}

// hasRawPixels reports whether the pixels are those of a sensor, or in a coding of Sony, Nikon,
// Samsung, Kodak or Pentax.
func (d directory) hasRawPixels() bool {
	photometric := d.number(tagPhotometric, 0)
	return photometric == colourFilterArray || photometric == linearRaw ||
		slices.Contains([]uint32{32767, 34713, 32770, 65000, 65535}, d.number(tagCompression, 0))
}

func unsupported(coding string) error {
	return fault.New(fault.UnsupportedFormat, "a TIFF that can't be read: %s", coding).
		With("format", string(container.TIFF)).With("coding", coding)
}
