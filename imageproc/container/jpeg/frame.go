package jpeg

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// frame is the frame header, and which of its components the scans have coded.
type frame struct {
	marker     byte // SOF0 to SOF2, 0 before it
	components []component
	scanned    int  // components that have been in a scan
	scans      int  // scan headers
	renamed    bool // two components have one id
	h, v       int  // the largest sampling factors
	scan       scan // the last one
}

type component struct {
	id      byte
	h, v    int      // sampling factors
	quant   byte     // the quantization table
	last    int      // the number of its last scan, 0 before the first
	coarse  uint64   // a progressive picture's coefficients whose last bits no scan has coded
	nonzero []uint64 // by block: the AC coefficients that aren't zero, where a walk needs them
}

// scan is a scan header, and the units (MCUs) that its data have.
type scan struct {
	parts       []scanPart
	progressive bool
	start, end  int // coefficients
	high, low   int // the last bit that was coded before, 0 for none, and the last of this scan
	mcus        int
	minBits     int64 // that the data take: one for each Huffman code or correction
}

// scanPart is one component's part of a scan.
type scanPart struct {
	*component
	dc, ac byte // Huffman tables
	blocks int  // in an MCU
}

// takeFrame reads the frame header: 8 bits a sample, grey, three colours or CMYK.
func (sc *scanner) takeFrame(marker byte, b []byte) error {
	if sc.frame.marker != 0 {
		return container.Corrupt("a second frame header")
	}
	if len(b) < 6 || len(b) != 6+3*int(b[5]) {
		return container.Corrupt("a frame header of %d bytes", len(b))
	}
	height, width := binary.BigEndian.Uint16(b[1:]), binary.BigEndian.Uint16(b[3:])
	if width == 0 || height == 0 {
		// T.81 allows a zero height, with DNL to follow; no browser accepts it.
		return container.Corrupt("a frame of %d × %d px", width, height)
	}
	sc.info.Width, sc.info.Height = int(width), int(height)
	sc.info.BitDepth = int(b[0])
	sc.info.Channels = int(b[5])
	sc.info.Progressive = marker == markerSOF2
	sc.frame.marker = marker
	switch {
	case b[0] == 12 && marker != markerSOF0:
		return unsupported("12-bit")
	case b[0] != 8:
		return container.Corrupt("%d bits a sample", b[0])
	case b[5] == 0:
		return container.Corrupt("a frame without components")
	case b[5] == 2 || b[5] > 4:
		return unsupported(fmt.Sprintf("of %d components", b[5]))
	}
	return sc.frame.takeComponents(b[6:])
}

func (f *frame) takeComponents(b []byte) error {
	for ; len(b) > 0; b = b[3:] {
		c := component{id: b[0], h: int(b[1] >> 4), v: int(b[1] & 15), quant: b[2], coarse: ^uint64(0)}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.quant > 3 {
			return container.Corrupt("component %d: sampling %d × %d, table %d", c.id, c.h, c.v, c.quant)
		}
		f.renamed = f.renamed || f.find(c.id) != nil
		f.h, f.v = max(f.h, c.h), max(f.v, c.v)
		f.components = append(f.components, c)
	}
	return nil
}

// find returns the first component with an id that the current scan doesn't have yet.
func (f *frame) find(id byte) *component {
	for i := range f.components {
		if c := &f.components[i]; c.id == id && (c.last < f.scans || f.scans == 0) {
			return c
		}
	}
	return nil
}

// takeScan reads a scan header and checks that all tables that its data need are there.
func (sc *scanner) takeScan(b []byte) error {
	f, t := &sc.frame, &sc.tables
	if f.marker == 0 {
		return container.Corrupt("a scan before the frame header")
	}
	if len(b) < 4 || len(b) != 4+2*int(b[0]) || b[0] == 0 || int(b[0]) > len(f.components) {
		return container.Corrupt("a scan header of %d bytes", len(b))
	}
	n := int(b[0])
	if f.renamed && n < len(f.components) {
		return container.Corrupt("a scan of %d components, of which two have one id", n)
	}
	f.scans++
	f.scan = scan{progressive: f.marker == markerSOF2, end: 63, parts: f.scan.parts[:0]}
	needDC, needAC, err := f.scanKind(n, b[1+2*n:])
	if err != nil {
		return err
	}
	for i := range n {
		id, dc, ac := b[1+2*i], b[2+2*i]>>4, b[2+2*i]&15
		c := f.find(id)
		switch {
		case c == nil || f.renamed && c != &f.components[i]:
			return container.Corrupt("the scan names component %d", id)
		case !t.quant.has(c.quant):
			return container.Corrupt("no quantization table %d", c.quant)
		case needDC && !t.dc.has(dc), needAC && !t.ac.has(ac):
			return container.Corrupt("no Huffman table for component %d", id)
		}
		f.scan.parts = append(f.scan.parts, scanPart{component: c, dc: dc, ac: ac, blocks: 1})
		if c.last == 0 {
			f.scanned++
		}
		c.last = f.scans
	}
	f.measure(sc.info.Width, sc.info.Height)
	return nil
}

// rename returns a frame or scan header, in which two components have one id, with a number of its
// own for each. Decoders take them in order.
func (sc *scanner) rename(marker byte, body []byte) []byte {
	sc.info.Repaired = true
	body = bytes.Clone(body)
	at, by := 6, 3
	if marker == markerSOS {
		at, by = 1, 2
	}
	for i := range sc.frame.components { // a scan has all of them
		body[at+by*i] = byte(i + 1)
	}
	return appendSegment(nil, marker, body)
}

// measure computes the scan's units. In a scan of one component a unit is a block (T.81, A.2).
func (f *frame) measure(width, height int) {
	s := &f.scan
	blocks := 1
	if len(s.parts) == 1 {
		c := s.parts[0]
		s.mcus = ceil(ceil(width*c.h, f.h), 8) * ceil(ceil(height*c.v, f.v), 8)
	} else {
		s.mcus = ceil(width, 8*f.h) * ceil(height, 8*f.v)
		blocks = 0
		for i := range s.parts {
			p := &s.parts[i]
			p.blocks = p.h * p.v
			blocks += p.blocks
		}
	}
	switch {
	case !s.progressive:
		s.minBits = 2 * int64(s.mcus) * int64(blocks)
	case s.start == 0:
		s.minBits = int64(s.mcus) * int64(blocks)
	}
}

func ceil(n, by int) int { return (n + by - 1) / by }

// scanKind returns which Huffman tables a scan of n components needs. In a progressive
// picture its spectral selection and approximation decide.
func (f *frame) scanKind(n int, b []byte) (dc, ac bool, err error) {
	if f.marker != markerSOF2 {
		return true, true, nil
	}
	start, end, high, low := b[0], b[1], b[2]>>4, b[2]&15
	switch {
	case start > end || end > 63 || high > 13 || low > 13,
		start == 0 && end != 0, // DC comes alone
		start != 0 && n != 1:   // AC of one component at a time
		return false, false, container.Corrupt("a scan of coefficients %d to %d, bits %d to %d", start, end, high, low)
	}
	f.scan.start, f.scan.end, f.scan.high, f.scan.low = int(start), int(end), int(high), int(low)
	return start == 0 && high == 0, start != 0, nil
}

// refined reports whether all coefficients of all components have been coded to their last bit.
func (f *frame) refined() bool {
	for _, p := range f.scan.parts {
		if f.scan.low == 0 {
			p.coarse &^= uint64(2)<<f.scan.end - uint64(1)<<f.scan.start
		}
	}
	coarse := uint64(0)
	for i := range f.components {
		coarse |= f.components[i].coarse
	}
	return coarse == 0
}

// complete fails when a component never was in a scan.
func (f *frame) complete() error {
	if f.scanned < len(f.components) {
		return fault.New(fault.Truncated, "%d of %d components have no scan", len(f.components)-f.scanned, len(f.components))
	}
	return nil
}
