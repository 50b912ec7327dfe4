package tiff

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"image"
	"image/jpeg"
	"io"
	"math/bits"

	tifflzw "golang.org/x/image/tiff/lzw"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/tiff"
)

// decodeChunk decodes d.coded into s.
func (d *decoder) decodeChunk(s *samples) (err error) {
	if d.Compression == tiff.JPEG || d.Compression == tiff.OldJPEG {
		return d.decodeJPEG(s)
	}
	if d.LSBFirst {
		for i, b := range d.coded {
			d.coded[i] = bits.Reverse8(b)
		}
	}
	subsampled := d.SampleX*d.SampleY > 1
	size := s.rowBytes() * s.height
	acrossUnits, downUnits := (s.width-1)/d.SampleX+1, (s.height-1)/d.SampleY+1
	if subsampled {
		size = acrossUnits * downUnits * (d.SampleX*d.SampleY + 2)
	}
	switch d.Compression {
	case tiff.Huffman, tiff.Group3, tiff.Group4:
		s.b, err = decodeFax(d.coded, d.faxCoding(), s.width, s.height)
	case tiff.LZW:
		if len(d.coded) >= 2 && d.coded[0] == 0 && d.coded[1]&1 == 1 { // as before TIFF 6.0
			s.b, err = readAll(lzw.NewReader(bytes.NewReader(d.coded), lzw.LSB, 8), size)
		} else {
			s.b, err = readAll(tifflzw.NewReader(bytes.NewReader(d.coded), tifflzw.MSB, 8), size)
		}
	case tiff.Deflate, tiff.AdobeDeflate:
		var r io.ReadCloser
		if r, err = zlib.NewReader(bytes.NewReader(d.coded)); err == nil {
			s.b, err = readAll(r, size)
		}
	case tiff.PackBits:
		s.b, err = unpackBits(d.coded, size)
	default:
		s.b = d.coded
	}
	if err != nil {
		return err
	}
	if len(s.b) < size {
		return io.ErrUnexpectedEOF
	}
	if d.Differences {
		d.undoDifferences(s)
	}
	if subsampled {
		s.b = d.upsample(s.b, acrossUnits, s.width, s.height)
	}
	return nil
}

func readAll(r io.ReadCloser, size int) ([]byte, error) {
	defer r.Close()
	b := make([]byte, size)
	_, err := io.ReadFull(r, b)
	return b, err
}

func (d *decoder) faxCoding() faxCoding {
	const twoDimensional = 1 // of T4Options
	switch {
	case d.Compression == tiff.Huffman:
		return faxCoding{oneDimensional: true, aligned: true}
	case d.Compression == tiff.Group3 && d.Options&twoDimensional == 0:
		return faxCoding{oneDimensional: true}
	case d.Compression == tiff.Group3:
		return faxCoding{tagged: true}
	}
	return faxCoding{}
}

// unpackBits decodes PackBits (TIFF 6.0, section 9).
func unpackBits(b []byte, size int) ([]byte, error) {
	out := make([]byte, 0, size)
	for len(out) < size {
		if len(b) < 2 {
			return nil, io.ErrUnexpectedEOF
		}
		switch n := int(int8(b[0])); {
		case n >= 0:
			if len(b) < n+2 {
				return nil, io.ErrUnexpectedEOF
			}
			out, b = append(out, b[1:n+2]...), b[n+2:]
		case n == -128:
			b = b[1:]
		default:
			out, b = append(out, bytes.Repeat(b[1:2], 1-n)...), b[2:]
		}
	}
	return out[:size], nil
}

// undoDifferences adds to each sample its left neighbour (TIFF 6.0, section 14).
func (d *decoder) undoDifferences(s *samples) {
	for row := s.b[:s.height*s.rowBytes()]; len(row) > 0; row = row[s.rowBytes():] {
		if s.depth == 8 {
			for i := s.count; i < s.rowBytes(); i++ {
				row[i] += row[i-s.count]
			}
			continue
		}
		for i := 2 * s.count; i < s.rowBytes(); i += 2 {
			d.Order().PutUint16(row[i:], d.Order().Uint16(row[i:])+d.Order().Uint16(row[i-2*s.count:]))
		}
	}
}

// upsample converts data units, the Y of SampleX × SampleY px and then one Cb and one Cr, to px.
func (d *decoder) upsample(b []byte, across, width, height int) []byte {
	out := make([]byte, width*height*3)
	chroma := d.SampleX * d.SampleY
	for y := range height {
		for x := range width {
			unit := b[(y/d.SampleY*across+x/d.SampleX)*(chroma+2):][:chroma+2]
			px := out[3*(y*width+x):][:3]
			px[0], px[1], px[2] = unit[y%d.SampleY*d.SampleX+x%d.SampleX], unit[chroma], unit[chroma+1]
		}
	}
	return out
}

// decodeJPEG decodes a strip or tile that is a JPEG, without conversion of its colours: they are
// what the directory says, whatever the JPEG's own markers do.
func (d *decoder) decodeJPEG(s *samples) error {
	file, err := withTables(d.coded, d.tables, s.count)
	if err != nil {
		return err
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return err
	}
	if config.Width < s.width || config.Height < s.height || config.Width > s.width+64 || config.Height > d.ChunkHeight+64 {
		return container.Corrupt("a JPEG of %d × %d px in a strip or tile of %d × %d", config.Width, config.Height, s.width, s.height)
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return err
	}
	s.depth = 8
	s.b = make([]byte, s.width*s.height*s.count)
	for y := range s.height {
		for x := range s.width {
			px := s.b[(y*s.width+x)*s.count:][:s.count]
			switch p := img.(type) {
			case *image.Gray:
				px[0] = p.Pix[y*p.Stride+x]
			case *image.YCbCr:
				c := p.COffset(x, y)
				px[0] = p.Y[p.YOffset(x, y)]
				if s.count == 3 {
					px[1], px[2] = p.Cb[c], p.Cr[c]
				}
			case *image.CMYK: // Go inverts, as Adobe does in JPEG files
				for i := range px {
					px[i] = 255 - p.Pix[y*p.Stride+4*x+i]
				}
			}
		}
	}
	return nil
}

// withTables returns a JPEG with the tables of another, without its APP and COM segments, and with
// one that makes Go's decoder return the components unconverted: JFIF for three, and Adobe's for
// four.
func withTables(b, tables []byte, components int) ([]byte, error) {
	out := []byte{0xff, 0xd8}
	switch components {
	case 3:
		out = append(out, "\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"...)
	case 4:
		out = append(out, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"...)
	}
	for _, part := range [][]byte{tables, b} {
		if len(part) < 4 {
			continue
		}
		part = part[2:] // SOI
		for len(part) >= 4 && part[0] == 0xff && part[1] != 0xd9 {
			m := part[1]
			if m == 0xff {
				part = part[1:]
				continue
			}
			if m == 0xda {
				return append(out, part...), nil
			}
			size := 2 + int(part[2])<<8 + int(part[3])
			if size > len(part) {
				return nil, io.ErrUnexpectedEOF
			}
			if app := m >= 0xe0 && m <= 0xef || m == 0xfe; !app {
				out = append(out, part[:size]...)
			}
			part = part[size:]
		}
	}
	return nil, container.Corrupt("a JPEG without a scan")
}
