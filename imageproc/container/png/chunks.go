package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// Colour types (PNG 3rd edition, 11.2.1).
const (
	grey      = 0
	rgb       = 2
	palette   = 3
	greyAlpha = 4
	rgba      = 6
)

// depths is the bit depths of each colour type, as a set of bits.
var depths = [7]uint32{
	grey:      1<<1 | 1<<2 | 1<<4 | 1<<8 | 1<<16,
	rgb:       1<<8 | 1<<16,
	palette:   1<<1 | 1<<2 | 1<<4 | 1<<8,
	greyAlpha: 1<<8 | 1<<16,
	rgba:      1<<8 | 1<<16,
}

const (
	xmpKeyword = "XML:com.adobe.xmp\x00"
	// maxEXIFChunk is the largest eXIf chunk that is read, in bytes; JPEG allows 64 KiB.
	maxEXIFChunk = 1 << 18
	// minICCP is below the size of every iCCP chunk with a profile, in bytes: the profile's header
	// has 128.
	minICCP = 64
)

// read checks a chunk's place, notes what it says and reports whether a strip keeps it, because
// the look of the pixels depends on it.
func (p *scanner) read(c chunk) (keep bool, err error) {
	m := &p.info.Metadata
	switch c.name {
	case "IHDR":
		return true, p.readIHDR(c)
	case "PLTE":
		sound := p.palette == 0 && c.n > 0 && c.n%3 == 0 && c.n <= 3*256
		switch {
		case p.colour == palette && !p.data && !sound:
			return false, container.Corrupt("PLTE with %d bytes at byte %d", c.n, c.off)
		case p.colour == grey || p.colour == greyAlpha || p.data || !sound:
			p.info.Repaired = true
			return false, nil
		}
		p.palette = int(c.n / 3)
		return true, nil
	case "tRNS":
		return p.readTRNS(c)
	case "gAMA", "cHRM", "cICP", "iCCP", "sRGB", "mDCV", "cLLI", "sBIT", "pHYs", "bKGD":
		if p.data || c.name == "iCCP" && c.n < minICCP { // where it has no effect
			p.info.Repaired = true
			return false, nil
		}
		m.ICC = m.ICC || c.name == "iCCP"
		switch c.name {
		case "gAMA", "cHRM", "cICP", "iCCP": // or sRGB in the old notation; taking it for wide only costs time
			p.info.WideGamut = true
		}
		return true, nil
	case "IDAT":
		if p.data && p.last != "IDAT" {
			return false, container.Corrupt("other chunks between the IDAT chunks, at byte %d", c.off)
		}
		p.data = true
		return true, p.needsPalette()
	case "IEND":
		if !p.data {
			return false, container.Corrupt("IEND before the pixels")
		}
		if c.n != 0 {
			p.end()
		}
		return c.n == 0, nil
	case "acTL":
		return false, p.readACTL(c)
	case "fcTL", "fdAT":
		// Frames of an animation. Without acTL no viewer shows them.
		m.Comment = m.Comment || !p.info.Animated
		return false, nil
	case "eXIf":
		return false, p.readEXIF(c)
	case "iTXt":
		return false, p.readITXT(c)
	}
	if !isName(c.name) {
		p.info.Repaired = true
	}
	if c.name[0]&0x20 == 0 { // critical: decoders must not skip it
		return false, container.Corrupt("an unknown chunk %s, which must be understood", c.name)
	}
	m.Comment = true // tEXt, zTXt, tIME, and chunks of unknown use
	return false, nil
}

// isName reports whether a chunk's name is made of letters (5.3).
func isName(name string) bool {
	for _, c := range []byte(name) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return true
}

func (p *scanner) readIHDR(c chunk) error {
	if c.n != 13 || p.last != "" {
		return container.Corrupt("IHDR with %d bytes at byte %d", c.n, c.off)
	}
	b, err := p.r.Bytes(c.body(), 13)
	if err != nil {
		return err
	}
	width, height := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	depth, colour, interlace := b[8], b[9], b[12]
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return container.Corrupt("a PNG of %d × %d px", width, height)
	}
	if int(colour) >= len(depths) || depth > 16 || depths[colour]&(1<<depth) == 0 {
		return container.Corrupt("colour type %d with %d bits", colour, depth)
	}
	if b[10] != 0 || b[11] != 0 || interlace > 1 {
		return container.Corrupt("compression %d, filter %d, interlace %d", b[10], b[11], interlace)
	}
	p.colour = colour
	p.info.Width, p.info.Height = int(width), int(height)
	p.info.BitDepth = int(depth)
	p.info.Channels = 3
	if colour == grey || colour == greyAlpha {
		p.info.Channels = 1
	}
	p.info.Alpha = colour == greyAlpha || colour == rgba
	p.info.Progressive = interlace == 1
	return nil
}

// readTRNS reports whether tRNS has the length and the place that the colour type demands. Decoders
// skip any other; of one that is longer than the palette, a strip keeps what belongs to it.
func (p *scanner) readTRNS(c chunk) (keep bool, err error) {
	size, longer := int64(0), false
	switch p.colour {
	case grey:
		size = 2
	case rgb:
		size = 6
	case palette:
		size = min(c.n, int64(p.palette))
		longer = c.n > size
	}
	if p.data || p.tRNS || size == 0 || c.n != size && !longer {
		p.info.Repaired = true
		return false, nil
	}
	p.info.Alpha, p.tRNS = true, true
	if !longer {
		return true, nil
	}
	p.info.Repaired = true
	b, err := p.r.Bytes(c.body(), int(size))
	if err == nil {
		p.kept.Write(AppendChunk(nil, c.name, b))
	}
	return false, err
}

// readACTL notes an animation. After the pixels, or for a single frame, acTL has no effect.
func (p *scanner) readACTL(c chunk) error {
	if c.n != 8 || p.data {
		p.info.Metadata.Comment = true
		return nil
	}
	frames, err := p.r.Uint(c.body(), 4)
	if frames > 1 {
		p.info.Animated = true
	} else {
		p.info.Metadata.Comment = true
	}
	return err
}

// readEXIF takes the orientation of the first eXIf chunk if that comes before the pixels, as
// browsers do; any other is dropped, whatever it says.
func (p *scanner) readEXIF(c chunk) error {
	m := &p.info.Metadata
	if p.eXIf || p.data || c.n > maxEXIFChunk {
		m.EXIF = true
		return nil
	}
	b, err := p.r.Bytes(c.body(), int(c.n))
	if err != nil {
		return err
	}
	exif.Parse(exif.TrimHeader(b)).AddTo(p.info)
	p.eXIf = true
	return nil
}

func (p *scanner) readITXT(c chunk) error {
	b, err := p.r.Bytes(c.body(), int(min(c.n, int64(len(xmpKeyword)))))
	if err != nil {
		return err
	}
	if string(b) == xmpKeyword {
		p.info.Metadata.XMP = true
	} else {
		p.info.Metadata.Comment = true
	}
	return nil
}

// Profile returns the colour profile, nil if there is none that can be read.
func Profile(r *container.Reader) []byte {
	p := &scanner{r: r, info: &container.Info{}}
	for off := int64(len(signature)); ; {
		c, err := p.next(off)
		if err != nil || c.name == "IDAT" {
			return nil
		}
		if p.last, off = c.name, c.end(); c.name != "iCCP" || c.n > container.MaxProfile {
			continue
		}
		b, err := r.Bytes(c.body(), int(c.n))
		name := bytes.IndexByte(b, 0)
		if err != nil || name < 0 || len(b) < name+2 {
			return nil
		}
		z, err := zlib.NewReader(bytes.NewReader(b[name+2:])) // after the name and the method
		if err != nil {
			return nil
		}
		icc, err := io.ReadAll(io.LimitReader(z, container.MaxProfile+1))
		if err != nil {
			return nil
		}
		return icc
	}
}
