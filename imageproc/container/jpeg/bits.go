package jpeg

import (
	"bytes"

	"credential-capture/imageproc/container"
)

// bitReader reads the bits of a scan's data. Its words hold the first bit in the highest.
type bitReader struct {
	r    *container.Reader
	buf  []byte // the bytes from next on that the Reader has in memory
	next int64  // the offset of buf

	word   uint64
	n      int  // bits of word
	ended  bool // a marker follows, or the end of the file
	marker byte
}

// fill adds bytes to the word while there is room.
func (b *bitReader) fill() {
	for b.n <= 56 && !b.ended {
		if len(b.buf) < 2 && !b.more() {
			return
		}
		c := b.buf[0]
		size := 1
		if c == 0xff {
			switch {
			case len(b.buf) == 1:
				b.ended = true
				return
			case b.buf[1] != 0 && b.buf[1] != 0xff:
				b.ended, b.marker = true, b.buf[1]
				return
			case b.buf[1] == 0xff: // a fill byte
				b.buf, b.next = b.buf[1:], b.next+1
				continue
			}
			size = 2
		}
		b.buf, b.next = b.buf[size:], b.next+int64(size)
		b.word |= uint64(c) << (56 - b.n)
		b.n += 8
	}
}

// more reads on, so that there are two bytes, or the last one of the file.
func (b *bitReader) more() bool {
	var err error
	if b.buf, err = b.r.Peek(b.next); err == nil && len(b.buf) == 1 && b.next+1 < b.r.Size() {
		if _, err = b.r.Bytes(b.next, 2); err == nil {
			b.buf, err = b.r.Peek(b.next)
		}
	}
	b.ended = err != nil
	return err == nil
}

// offset returns where the first byte is of which no bit was read.
func (b *bitReader) offset() int64 {
	off := b.next
	for n := b.n & 7; n < b.n; n += 8 {
		off--
		if byte(b.word<<n>>56) == 0xff {
			off-- // the zero that follows it in the file
		}
	}
	return off
}

// skip skips n bits, at most 32, and reports whether there were as many.
func (b *bitReader) skip(n int) bool {
	if b.n < n {
		if b.fill(); b.n < n {
			b.n = -1
			return false
		}
	}
	b.word <<= n
	b.n -= n
	return true
}

// value reads a number of n bits, at most 32.
func (b *bitReader) value(n int) (int, bool) {
	if b.n < n {
		b.fill()
	}
	v := int(b.word >> 1 >> (63 - n))
	return v, b.skip(n)
}

// symbol decodes a Huffman code; -1 if there is none.
func (b *bitReader) symbol(h *huffman) int {
	if b.n < 16 && !b.ended {
		b.fill()
	}
	entry := int(h.short[b.word>>(64-shortCode)])
	size := entry >> 8
	if size == 0 {
		code := int(b.word >> 48)
		for size = shortCode + 1; size <= 16 && code >= h.limit[size]; size++ {
		}
		if size > 16 {
			if b.n < 16 {
				b.n = -1
			}
			return -1
		}
		entry = int(h.symbols[(code>>(16-size)+h.delta[size])&255])
	}
	if !b.skip(size) {
		return -1
	}
	return entry & 255
}

// shortCode is the length in bits up to which codes are looked up; longer ones are rare.
const shortCode = 9

// huffman decodes the codes of one table (T.81, F.2.2.3).
type huffman struct {
	short   [1 << shortCode]uint16 // length << 8 | symbol by the first bits, 0 for longer codes
	limit   [17]int                // by length: the first 16 bits that aren't of such a code
	delta   [17]int                // by length: from a code to the place of its symbol
	symbols [256]byte
}

// set reads a table's 16 counts and symbols.
func (h *huffman) set(counts, symbols []byte) {
	*h = huffman{}
	copy(h.symbols[:], symbols)
	code, at := 0, 0
	for i, count := range counts {
		size := i + 1
		code <<= 1
		h.delta[size] = at - code
		for range count {
			if size <= shortCode {
				first := code << (shortCode - size)
				for j := range 1 << (shortCode - size) {
					h.short[first+j] = uint16(size)<<8 | uint16(symbols[at])
				}
			}
			code++
			at++
		}
		h.limit[size] = code << (16 - size)
	}
}

// maxStray is how many bytes between two segments are skipped.
const maxStray = 1 << 16

// nextMarker finds the next marker from off on. Decoders skip whatever else is there, and
// stripping drops it.
func (sc *scanner) nextMarker(off int64) (Segment, error) {
	for start := off; off-start <= maxStray; {
		b, err := sc.r.Peek(off)
		if err == nil && len(b) == 1 { // a marker may lie across the buffer's end
			b, err = sc.r.Bytes(off, 2)
		}
		if err != nil {
			return Segment{}, err
		}
		i := bytes.IndexByte(b[:len(b)-1], 0xff)
		if i != 0 || b[1] == 0 {
			sc.info.Repaired = true
		}
		switch {
		case i < 0:
			off += int64(len(b)) - 1
		case b[i+1] == 0:
			off += int64(i) + 2
		case b[i+1] == 0xff:
			off += int64(i) + 1
		case off+int64(i)-start <= maxStray:
			off += int64(i)
			return Segment{Marker: b[i+1], Off: off, Body: off + 2}, nil
		default:
			off += maxStray + 1
		}
	}
	return Segment{}, container.Corrupt("no marker before byte %d", off)
}
