package imageproc

import "encoding/binary"

// Colour types (PNG 3rd edition, 11.2.1).
const (
	pngGrey      = 0
	pngRGB       = 2
	pngPalette   = 3
	pngGreyAlpha = 4
	pngRGBA      = 6
)

// pngDepths says which bit depths each colour type may have, as a set of bits.
var pngDepths = [7]uint32{
	pngGrey:      1<<1 | 1<<2 | 1<<4 | 1<<8 | 1<<16,
	pngRGB:       1<<8 | 1<<16,
	pngPalette:   1<<1 | 1<<2 | 1<<4 | 1<<8,
	pngGreyAlpha: 1<<8 | 1<<16,
	pngRGBA:      1<<8 | 1<<16,
}

const (
	xmpKeyword = "XML:com.adobe.xmp\x00"
	// maxPNGEXIF is the largest eXIf chunk that is read; JPEG takes 64 KiB.
	maxPNGEXIF = 1 << 18
)

// read notes what a chunk says and reports whether a strip keeps it: what the
// pixels need to be shown rightly stays, the rest goes.
func (p *pngWalk) read(c pngChunk) (keep bool, err error) {
	m := &p.info.Metadata
	switch c.name {
	case "IHDR":
		return true, p.readIHDR(c)
	case "PLTE":
		return true, p.readPLTE(c)
	case "tRNS":
		p.info.Alpha = true
		return true, p.checkTRNS(c)
	case "gAMA", "cHRM", "cICP":
		p.info.Wide = true // or sRGB, said in the old way, which costs nothing to mistake
		return true, nil
	case "IDAT", "sRGB", "mDCV", "cLLI", "sBIT", "pHYs", "bKGD":
		return true, nil
	case "iCCP":
		m.ICC, p.info.Wide = true, true
		return true, nil
	case "IEND":
		if c.n != 0 {
			return false, corrupt("IEND with %d bytes", c.n)
		}
		return true, nil
	case "acTL":
		return false, p.readACTL(c)
	case "fcTL", "fdAT":
		// Frames of an animation, which nobody shows without acTL: then they are junk.
		m.Comment = m.Comment || !p.info.Animated
		return false, nil
	case "eXIf":
		return false, p.readEXIF(c)
	case "iTXt":
		return false, p.readITXT(c)
	}
	if c.name[0]&0x20 == 0 { // a capital letter: nobody may skip it
		return false, corrupt("an unknown chunk %s, which must be understood", c.name)
	}
	m.Comment = true // tEXt, zTXt, tIME, and whatever nobody here knows
	return false, nil
}

func (p *pngWalk) readIHDR(c pngChunk) error {
	if c.n != 13 {
		return corrupt("IHDR with %d bytes", c.n)
	}
	b, err := p.w.bytes(c.body(), 13)
	if err != nil {
		return err
	}
	width, height := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	depth, colour, interlace := b[8], b[9], b[12]
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return corrupt("a PNG of %d × %d px", width, height)
	}
	if int(colour) >= len(pngDepths) || depth > 16 || pngDepths[colour]&(1<<depth) == 0 {
		return corrupt("colour type %d with %d bits", colour, depth)
	}
	if b[10] != 0 || b[11] != 0 || interlace > 1 {
		return corrupt("compression %d, filter %d, interlace %d", b[10], b[11], interlace)
	}
	p.colour = colour
	p.info.Width, p.info.Height = int(width), int(height)
	p.info.BitDepth = int(depth)
	p.info.Channels = 3
	if colour == pngGrey || colour == pngGreyAlpha {
		p.info.Channels = 1
	}
	p.info.Alpha = colour == pngGreyAlpha || colour == pngRGBA
	p.info.Progressive = interlace == 1
	return nil
}

func (p *pngWalk) readPLTE(c pngChunk) error {
	if c.n == 0 || c.n%3 != 0 || c.n > 3*256 {
		return corrupt("PLTE with %d bytes", c.n)
	}
	p.palette = int(c.n / 3)
	return nil
}

// checkTRNS holds tRNS to the length that its colour type asks for.
func (p *pngWalk) checkTRNS(c pngChunk) error {
	ok := c.n >= 1 && c.n <= int64(p.palette)
	switch p.colour {
	case pngGrey:
		ok = c.n == 2
	case pngRGB:
		ok = c.n == 6
	}
	if !ok {
		return corrupt("tRNS with %d bytes", c.n)
	}
	return nil
}

// readACTL notes an animation. After the pixels, or for a single frame, acTL means
// nothing.
func (p *pngWalk) readACTL(c pngChunk) error {
	if c.n != 8 || p.data {
		p.info.Metadata.Comment = true
		return nil
	}
	frames, err := p.w.u32be(c.body())
	if frames > 1 {
		p.info.Animated = true
	} else {
		p.info.Metadata.Comment = true
	}
	return err
}

// readEXIF takes the orientation of the first eXIf chunk if that comes before the
// pixels, where browsers look for it; any other one has no business there and is
// stripped, whatever it says.
func (p *pngWalk) readEXIF(c pngChunk) error {
	m := &p.info.Metadata
	if p.eXIf || p.data || c.n > maxPNGEXIF {
		m.EXIF = true
		return nil
	}
	b, err := p.w.bytes(c.body(), int(c.n))
	if err != nil {
		return err
	}
	e := parseEXIF(trimEXIFHeader(b))
	m.EXIF = m.EXIF || e.private
	m.GPS = m.GPS || e.gps
	m.Thumbnail = m.Thumbnail || e.thumbnail
	p.info.Orientation = e.orientation
	p.eXIf = true
	return nil
}

func (p *pngWalk) readITXT(c pngChunk) error {
	b, err := p.w.bytes(c.body(), int(min(c.n, int64(len(xmpKeyword)))))
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
