package jpeg

import (
	"encoding/binary"
	"fmt"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// frame is the frame header, and which of its components the scans have coded.
type frame struct {
	marker     byte // SOF0 to SOF2, 0 before it
	components []component
	scanned    int // components that have been in a scan
}

type component struct {
	id      byte
	quant   byte // the quantization table
	scanned bool
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
		c := component{id: b[0], quant: b[2]}
		if h, v := b[1]>>4, b[1]&15; h < 1 || h > 4 || v < 1 || v > 4 || c.quant > 3 {
			return container.Corrupt("component %d: sampling %d × %d, table %d", c.id, h, v, c.quant)
		}
		if f.find(c.id) != nil {
			return container.Corrupt("two components %d", c.id)
		}
		f.components = append(f.components, c)
	}
	return nil
}

func (f *frame) find(id byte) *component {
	for i := range f.components {
		if f.components[i].id == id {
			return &f.components[i]
		}
	}
	return nil
}

// takeScan reads a scan header and checks that all tables that its data need are there.
func (f *frame) takeScan(b []byte, t *tables) error {
	if f.marker == 0 {
		return container.Corrupt("a scan before the frame header")
	}
	if len(b) < 4 || len(b) != 4+2*int(b[0]) || b[0] == 0 || int(b[0]) > len(f.components) {
		return container.Corrupt("a scan header of %d bytes", len(b))
	}
	n := int(b[0])
	needDC, needAC, err := f.scanKind(n, b[1+2*n:])
	if err != nil {
		return err
	}
	var seen [256]bool
	for i := range n {
		id, dc, ac := b[1+2*i], b[2+2*i]>>4, b[2+2*i]&15
		c := f.find(id)
		switch {
		case c == nil || seen[id]:
			return container.Corrupt("the scan names component %d", id)
		case !t.quant.has(c.quant):
			return container.Corrupt("no quantization table %d", c.quant)
		case needDC && !t.dc.has(dc), needAC && !t.ac.has(ac):
			return container.Corrupt("no Huffman table for component %d", id)
		}
		seen[id] = true
		if !c.scanned {
			c.scanned = true
			f.scanned++
		}
	}
	return nil
}

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
	return start == 0 && high == 0, start != 0, nil
}

// complete fails when a component never was in a scan.
func (f *frame) complete() error {
	if f.scanned < len(f.components) {
		return fault.New(fault.Truncated, "%d of %d components have no scan", len(f.components)-f.scanned, len(f.components))
	}
	return nil
}
