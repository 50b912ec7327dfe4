package tiff

import (
	"encoding/binary"
	"errors"
	"strconv"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// unsupported names why package gocodec doesn't decode the picture, "" if it does.
func (p *Picture) unsupported() string {
	subsampled := p.SampleX*p.SampleY != 1
	switch p.Compression {
	case Uncompressed, Huffman, Group3, Group4, LZW, OldJPEG, JPEG, AdobeDeflate, PackBits, Deflate:
	case 34712:
		return "JPEG 2000"
	case 34925:
		return "LZMA"
	case 50000:
		return "Zstandard"
	case 50001:
		return "WebP"
	default:
		return numbered("compression", p.Compression)
	}
	switch {
	case p.Photometric >= 8 && p.Photometric <= 10:
		return "CIE L*a*b*"
	case p.Colours == 0:
		return numbered("photometric interpretation", p.Photometric)
	case p.sampleFormat == 3:
		return "floating-point samples"
	case p.sampleFormat != 1:
		return numbered("sample format", p.sampleFormat)
	case !p.sameDepths:
		return "samples of different sizes"
	case p.Depth > 16 || p.Photometric == Palette && p.Depth > 8:
		return numbered("bits a sample:", p.Depth)
	case p.Photometric == Palette && p.Depth != 8 && p.Samples > 1 && !p.Planar:
		return "a palette beside other samples" // which decoders read in different ways
	case p.Photometric == CMYK && p.inkSet != 1:
		return "inks other than CMYK"
	case p.predictor > 2 || p.Differences && (p.Depth != 8 && p.Depth != 16 || subsampled):
		return numbered("predictor", p.predictor)
	case p.isFax() && (p.Depth != 1 || p.Samples != 1 && !p.Planar):
		return "CCITT of more than one bit"
	case p.Compression == JPEG || p.Compression == OldJPEG:
		return p.unsupportedJPEG()
	case p.Photometric == YCbCr && (p.Depth != 8 || subsampled && (p.Planar || p.Samples != 3 || max(p.SampleX, p.SampleY) > 4 || min(p.SampleX, p.SampleY) < 1)):
		return "an unusual kind of YCbCr"
	}
	return ""
}

func numbered(name string, n int) string { return name + " " + strconv.Itoa(n) }

var errStop = errors.New("stop")

// unsupportedJPEG looks at the frame header of the first strip or tile.
func (p *Picture) unsupportedJPEG() string {
	var f frame
	_ = p.EachChunk(func(_ int, at, _ int64) error {
		f = p.jpegFrame(at)
		return errStop
	})
	switch {
	case p.Compression == OldJPEG && (f.width != p.Width || f.height != p.Height || !f.scan):
		return "old-style JPEG" // in pieces
	case f.marker == 0:
		return "JPEG without a frame header"
	case f.marker > 0xc2:
		return "lossless or arithmetic-coded JPEG"
	case f.depth != 8 || p.Depth != 8:
		return numbered("JPEG of bits a sample:", f.depth)
	case f.samples == 2 || !p.Planar && f.samples != p.Samples || p.Planar && f.samples != 1:
		return numbered("JPEG of components:", f.samples)
	}
	return ""
}

// frame is a JPEG's frame header.
type frame struct {
	marker               byte
	depth, width, height int
	samples              int
	scan                 bool // follows
}

// jpegFrame returns the frame header of the JPEG at a byte of the file, the zero frame if there is
// none.
func (p *Picture) jpegFrame(at int64) (f frame) {
	const maxSegments = 64
	at += 2 // SOI
	for range maxSegments {
		b, err := p.r.Bytes(at, 10)
		if err != nil || b[0] != 0xff {
			break
		}
		switch m := b[1]; {
		case m == 0xff: // fill
			at++
			continue
		case m == 0xda:
			f.scan = true
			return f
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc:
			f = frame{m, int(b[4]), int(binary.BigEndian.Uint16(b[7:])), int(binary.BigEndian.Uint16(b[5:])), int(b[9]), false}
		}
		at += 2 + int64(binary.BigEndian.Uint16(b[2:]))
	}
	return f
}

// isCameraRaw reports whether a directory, or one below it, is of a camera's sensor: DNG by its
// tag, the makers' own formats by their kinds of pixels, or by a reduced picture whose original
// isn't in the chain.
func (d *directory) isCameraRaw(r *container.Reader) (bool, error) {
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
func (d *directory) hasRawPixels() bool {
	photometric := d.number(tagPhotometric, 0)
	switch d.number(tagCompression, 0) {
	case 32767, 34713, 32770, 65000, 65535:
		return true
	}
	return photometric == colourFilterArray || photometric == linearRaw
}

func unsupported(coding string) error {
	return fault.New(fault.UnsupportedFormat, "a TIFF that can't be read: %s", coding).
		With("format", string(container.TIFF)).With("coding", coding)
}
