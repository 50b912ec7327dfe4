// Package png reads the structure of PNG files (PNG 3rd edition): all chunks, their order and
// their checksums. Of the pixels it counts the rows.
package png

import (
	"encoding/binary"
	"hash/crc32"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

const (
	signature = "\x89PNG\r\n\x1a\n"
	maxChunk  = 1<<31 - 1 // bytes in a chunk's body (5.3)
)

// chunk is one chunk: length, name, body, CRC.
type chunk struct {
	name string
	off  int64 // of the length
	n    int64 // bytes in the body
}

func (c chunk) body() int64 { return c.off + 8 }
func (c chunk) end() int64  { return c.off + c.n + 12 }

func (c chunk) damaged() error {
	return container.Corrupt("the %s chunk at byte %d has a wrong checksum", c.name, c.off)
}

// scanner follows a PNG from chunk to chunk and checks their order (5.6) as far as the pixels
// depend on it.
type scanner struct {
	r       *container.Reader
	info    *container.Info
	kept    *container.SpanRecorder // nil for a check alone
	deep    bool                    // reads past the headers, and checks CRCs
	colour  byte                    // IHDR's colour type
	palette int                     // PLTE's entries, 0 before it
	last    string                  // the chunk before this one, "" before IHDR
	data    bool                    // IDAT has begun
	eXIf    bool                    // an eXIf chunk has been read
	tRNS    bool                    // and a tRNS chunk
	first   int64                   // offset of the first IDAT chunk
}

// Inspect reads the chunks up to the first IDAT.
func Inspect(r *container.Reader, info *container.Info) error {
	r.RandomAccess() // the bodies of long metadata are skipped
	_, err := scan(r, info, nil, false)
	return err
}

// Check follows the structure to IEND: every chunk's length, place and CRC, the number of rows,
// and whether anything follows. If it fails, info stays as it was.
func Check(r *container.Reader, info *container.Info) error {
	return check(r, info, nil)
}

// Strip is Check that also returns the spans of the file without its metadata. Kept are the
// pixels' bytes and all that their look depends on; the orientation becomes the smallest
// eXIf chunk. Of an animation the default image stays. What decoders overlook is repaired:
// ancillary chunks with a wrong CRC, name or place are dropped, and IEND is completed.
func Strip(r *container.Reader, info *container.Info) ([]container.Span, error) {
	kept := &container.SpanRecorder{}
	if err := check(r, info, kept); err != nil {
		return nil, err
	}
	if info.Orientation == container.Normal {
		return kept.Spans(nil), nil
	}
	return kept.Spans(AppendChunk(nil, "eXIf", exif.Encode(info.Orientation))), nil
}

func check(r *container.Reader, info *container.Info, kept *container.SpanRecorder) error {
	checked := *info
	end, err := scan(r, &checked, kept, true)
	if err != nil {
		return err
	}
	*info = checked
	info.Metadata.Trailing = end < r.Size()
	return nil
}

// scan returns where the picture ends or, unless it is deep, where the pixels begin.
func scan(r *container.Reader, info *container.Info, kept *container.SpanRecorder, deep bool) (int64, error) {
	info.Metadata = container.Metadata{}
	info.Orientation = container.Normal
	info.Animated = false
	info.WideGamut = false
	info.Repaired = false
	p := &scanner{r: r, info: info, kept: kept, deep: deep}
	head, err := r.Bytes(0, len(signature))
	if err != nil {
		return 0, err
	}
	if string(head) != signature {
		return 0, container.Corrupt("a PNG without its signature")
	}
	kept.Keep(0, int64(len(signature)))
	for off := int64(len(signature)); ; {
		c, err := p.next(off)
		if err != nil && deep && p.data && c.name != "IDAT" && r.Err() == nil {
			p.end()
			return off, p.checkPixels()
		}
		if err != nil {
			return 0, err
		}
		if c.name == "IDAT" && !deep {
			return off, p.needsPalette()
		}
		if err := p.take(c); err != nil {
			return 0, err
		}
		if kept.Full() {
			return 0, container.Corrupt("the picture is in more than %d pieces", container.MaxSpans)
		}
		p.last, off = c.name, c.end()
		if c.name == "IEND" {
			return off, p.checkPixels()
		}
	}
}

// end completes a file without IEND, or with one that isn't empty.
func (p *scanner) end() {
	p.info.Repaired = true
	p.kept.Write(AppendChunk(nil, "IEND", nil))
}

// next reads the chunk header at off.
func (p *scanner) next(off int64) (chunk, error) {
	b, err := p.r.Bytes(off, 8)
	if err != nil {
		return chunk{}, err
	}
	c := chunk{name: string(b[4:8]), off: off, n: int64(binary.BigEndian.Uint32(b))}
	// Decoders skip a chunk that says it is ancillary, whatever its name.
	ancillary := b[4] >= 'a' && b[4] <= 'z' && c.end() <= p.r.Size()
	switch {
	case !isName(c.name) && !(ancillary && p.last != ""):
		return c, container.Corrupt("no chunk at byte %d", off)
	case c.n > maxChunk:
		return c, container.Corrupt("a %s chunk of %d bytes", c.name, c.n)
	case p.last == "" && c.name == "CgBI":
		return c, fault.New(fault.UnsupportedFormat, "a PNG in Apple's own variant, which no browser reads")
	case p.last == "" && c.name != "IHDR":
		return c, container.Corrupt("the PNG begins with %s", c.name)
	case c.end() > p.r.Size():
		return c, container.Truncated(c.end())
	}
	return c, nil
}

// take reads a chunk, checks its CRC, and records it if a strip keeps it.
func (p *scanner) take(c chunk) error {
	if c.name == "IDAT" && p.deep && !p.data {
		p.first = c.off
	}
	// An orientation counts only if the chunk is sound, also for Inspect.
	if p.deep && !(c.name == "IDAT" && p.r.Later != nil) || c.name == "eXIf" && c.n <= maxEXIFChunk {
		sound, err := p.checksum(c)
		switch {
		case err != nil:
			return err
		case sound:
		case c.name[0]&0x20 != 0:
			p.info.Repaired = true
			return nil
		case c.name == "IEND" && p.data:
			p.end()
			return nil
		default:
			return c.damaged()
		}
	}
	keep, err := p.read(c)
	if err == nil && keep {
		p.kept.Keep(c.off, c.end()-c.off)
	}
	if c.name == "IHDR" {
		p.kept.EndHead()
	}
	return err
}

func (p *scanner) needsPalette() error {
	if p.colour == palette && p.palette == 0 {
		return container.Corrupt("pixels before their palette")
	}
	return nil
}

// checksum compares a chunk's CRC, which covers its name and its body.
func (p *scanner) checksum(c chunk) (sound bool, err error) {
	var sum uint32
	for off, end := c.off+4, c.body()+c.n; off < end; {
		b, err := p.r.Peek(off)
		if err != nil {
			return false, err
		}
		b = b[:min(int64(len(b)), end-off)]
		sum = crc32.Update(sum, crc32.IEEETable, b)
		off += int64(len(b))
	}
	want, err := p.r.Uint(c.body()+c.n, 4)
	return uint64(sum) == want, err
}

// Preheat sums up a chunk, see container.Pattern.
func Preheat() {
	r := container.NewReader(container.Pattern{})
	defer r.Scan()()
	_, _ = (&scanner{r: r}).checksum(chunk{n: r.Size() - 12})
}

// AppendChunk writes a chunk with its CRC.
func AppendChunk(b []byte, name string, body []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
	start := len(b)
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}
