package imageproc

import (
	"encoding/binary"
	"hash/crc32"

	"credential-capture/fault"
)

const (
	pngHead     = "\x89PNG\r\n\x1a\n"
	maxPNGChunk = 1<<31 - 1 // bytes in a chunk's body (PNG 3rd edition, 5.3)
)

// pngChunk is one chunk: length, name, body, CRC.
type pngChunk struct {
	name string
	off  int64 // of the length
	n    int64 // bytes in the body
}

func (c pngChunk) body() int64 { return c.off + 8 }
func (c pngChunk) end() int64  { return c.off + c.n + 12 }

// pngWalk follows a PNG from chunk to chunk and holds it to the order of chunks
// that the specification asks for (5.6), as far as it matters to the pixels.
type pngWalk struct {
	w       *window
	info    *Info
	kept    *keeper // nil when no strip is planned
	deep    bool    // CRCs are checked, IDAT too
	colour  byte    // IHDR's colour type
	palette int     // PLTE's entries, 0 before it
	last    string  // the chunk before this one, "" before IHDR
	data    bool    // IDAT has begun
	eXIf    bool    // an eXIf chunk has been seen
}

// inspectPNG reads the chunks up to the first IDAT.
func inspectPNG(w *window, info *Info) error {
	_, err := walkPNG(w, info, nil, false)
	return err
}

// checkPNG follows the structure to IEND: every chunk's length, place and CRC, and
// whether anything comes after.
func checkPNG(w *window, info *Info) error {
	s, surveyed := w.src.(*survey)
	var kept *keeper
	if surveyed {
		kept = &keeper{}
	}
	// Where the walk ends early, what the headers said still holds.
	walked := *info
	end, err := walkPNG(w, &walked, kept, true)
	if err != nil {
		return err
	}
	*info = walked
	info.Metadata.Trailing = end < w.size()
	if surveyed {
		s.kept = kept
	}
	return nil
}

// walkPNG returns where the picture ends or, when it isn't deep, where its pixels
// begin.
func walkPNG(w *window, info *Info, kept *keeper, deep bool) (int64, error) {
	info.Metadata = Metadata{}
	info.Orientation = Normal
	info.Animated = false
	info.Wide = false
	p := &pngWalk{w: w, info: info, kept: kept, deep: deep}
	head, err := w.bytes(0, len(pngHead))
	if err != nil {
		return 0, err
	}
	if string(head) != pngHead {
		return 0, corrupt("a PNG without its signature")
	}
	kept.keepHead(0, int64(len(pngHead)))
	for off := int64(len(pngHead)); ; {
		c, err := p.next(off)
		if err != nil {
			return 0, err
		}
		if c.name == "IDAT" && !deep {
			return off, p.needsPalette()
		}
		if err := p.take(c); err != nil {
			return 0, err
		}
		if kept.full() {
			return 0, corrupt("the picture is in more than %d pieces", maxSpans)
		}
		p.last, off = c.name, c.end()
		if c.name == "IEND" {
			return off, nil
		}
	}
}

// next reads the chunk header at off.
func (p *pngWalk) next(off int64) (pngChunk, error) {
	b, err := p.w.bytes(off, 8)
	if err != nil {
		return pngChunk{}, err
	}
	c := pngChunk{name: string(b[4:8]), off: off, n: int64(binary.BigEndian.Uint32(b))}
	for _, letter := range b[4:8] {
		if letter|0x20 < 'a' || letter|0x20 > 'z' {
			return c, corrupt("no chunk at byte %d", off)
		}
	}
	switch {
	case c.n > maxPNGChunk:
		return c, corrupt("a %s chunk of %d bytes", c.name, c.n)
	case p.last == "" && c.name == "CgBI":
		return c, fault.New(fault.UnsupportedFormat, "a PNG in Apple's own variant, which no browser reads")
	case p.last == "" && c.name != "IHDR":
		return c, corrupt("the PNG begins with %s", c.name)
	case c.end() > p.w.size():
		return c, errShort(c.end())
	}
	return c, nil
}

// take reads one chunk, checks its place and its CRC, and decides whether a strip
// keeps it.
func (p *pngWalk) take(c pngChunk) error {
	if err := p.order(c); err != nil {
		return err
	}
	if p.deep {
		if err := p.checksum(c); err != nil {
			return err
		}
	}
	keep, err := p.read(c)
	switch {
	case err != nil:
		return err
	case c.name == "IHDR":
		p.kept.keepHead(c.off, c.end()-c.off)
	case keep:
		p.kept.keep(c.off, c.end()-c.off)
	}
	return nil
}

// order checks that the chunk may stand where it does.
func (p *pngWalk) order(c pngChunk) error {
	switch c.name {
	case "IHDR":
		if p.last != "" {
			return corrupt("a second IHDR")
		}
	case "PLTE":
		if p.data || p.palette > 0 || p.colour == pngGrey || p.colour == pngGreyAlpha {
			return corrupt("PLTE has no place at byte %d", c.off)
		}
	case "tRNS":
		if p.data || p.colour == pngGreyAlpha || p.colour == pngRGBA || p.colour == pngPalette && p.palette == 0 {
			return corrupt("tRNS has no place at byte %d", c.off)
		}
	case "IDAT":
		if p.data && p.last != "IDAT" {
			return corrupt("other chunks between the pixels, at byte %d", c.off)
		}
		p.data = true
		return p.needsPalette()
	case "IEND":
		if !p.data {
			return corrupt("the PNG ends without pixels")
		}
	}
	return nil
}

func (p *pngWalk) needsPalette() error {
	if p.colour == pngPalette && p.palette == 0 {
		return corrupt("pixels before their palette")
	}
	return nil
}

// checksum compares a chunk's CRC, which covers its name and its body.
func (p *pngWalk) checksum(c pngChunk) error {
	var sum uint32
	for off, end := c.off+4, c.body()+c.n; off < end; {
		b, err := p.w.some(off)
		if err != nil {
			return err
		}
		b = b[:min(int64(len(b)), end-off)]
		sum = crc32.Update(sum, crc32.IEEETable, b)
		off += int64(len(b))
	}
	want, err := p.w.u32be(c.body() + c.n)
	if err != nil {
		return err
	}
	if sum != want {
		return corrupt("the %s chunk at byte %d has a wrong checksum", c.name, c.off)
	}
	return nil
}

// appendPNGChunk writes one chunk with its CRC.
func appendPNGChunk(b []byte, name string, body []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
	start := len(b)
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}
