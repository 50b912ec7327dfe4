package tiff

import (
	"io"
	"math/bits"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// fax decodes the CCITT codings of bilevel pictures: ITU-T T.4 (Group 3, with one- and
// two-dimensional rows) and T.6 (Group 4). golang.org/x/image/ccitt reads no two-dimensional
// Group 3, no fill bits and no rows without an end-of-line code.
type fax struct {
	b     []byte
	at    int // the next bit
	width int
	// changes are the px where the colour of the row changes, beginning with white; reference
	// are those of the row above.
	changes, reference []int
}

// How the rows of a fax are coded.
type faxCoding struct {
	oneDimensional bool // all rows
	tagged         bool // the bit after an end-of-line code is 1 for a one-dimensional row
	aligned        bool // a row begins with a byte
}

// decodeFax returns rows of packed bits, 1 for black.
func decodeFax(b []byte, coding faxCoding, width, rows int) ([]byte, error) {
	f := &fax{b: b, width: width}
	rowBytes := (width + 7) / 8
	out := make([]byte, rows*rowBytes)
	for y := range rows {
		if coding.aligned {
			f.at = (f.at + 7) &^ 7
		}
		twoDimensional := !coding.oneDimensional
		if f.skipEndOfLine() && coding.tagged {
			twoDimensional = f.take(1) == 0
		} else if coding.tagged && y == 0 {
			twoDimensional = false // there is no row above
		}
		f.changes, f.reference = f.reference[:0], f.changes
		err := f.row(twoDimensional)
		if err != nil {
			return nil, err
		}
		f.paint(out[y*rowBytes:][:rowBytes])
	}
	return out, nil
}

// peek returns the next n bits, up to 32. Behind the end they are zero.
func (f *fax) peek(n int) uint32 {
	var v uint64
	for i := f.at / 8; i < f.at/8+5; i++ {
		v <<= 8
		if i < len(f.b) {
			v |= uint64(f.b[i])
		}
	}
	return uint32(v << (24 + f.at%8) >> (64 - n))
}

func (f *fax) take(n int) uint32 {
	v := f.peek(n)
	f.at += n
	return v
}

// skipEndOfLine skips an end-of-line code: at least 11 zeros, and a one.
func (f *fax) skipEndOfLine() bool {
	start := f.at
	for f.at < 8*len(f.b) {
		zeros := bits.LeadingZeros32(f.peek(24) << 8)
		if zeros < 24 {
			f.at += zeros + 1
			if f.at-start > 11 {
				return true
			}
			break
		}
		f.at += 24
	}
	f.at = start
	return false
}

// code reads one code of a table.
func (f *fax) code(t *codeTable) (int, error) {
	c := t[f.peek(maxCode)]
	if f.at+int(c.bits) > 8*len(f.b) {
		return 0, io.ErrUnexpectedEOF
	}
	if c.bits == 0 {
		return 0, container.Corrupt("no CCITT code at bit %d", f.at)
	}
	f.at += int(c.bits)
	return int(c.value), nil
}

// run reads the length of a run; colour is 0 for white, 1 for black.
func (f *fax) run(colour int) (n int, err error) {
	for {
		part, err := f.code(faxTables()[colour])
		if err != nil {
			return 0, err
		}
		if n += part; part < 64 || n > f.width {
			return n, nil
		}
	}
}

func (f *fax) row(twoDimensional bool) error {
	at, above := 0, 0 // above is the index in reference of the first change that may be meant
	for first := true; at < f.width; first = false {
		colour := len(f.changes) & 1
		mode := modeHorizontal
		if twoDimensional {
			var err error
			if mode, err = f.code(faxTables()[2]); err != nil {
				return err
			}
		}
		switch {
		case mode == modeHorizontal:
			for i := range 2 {
				n, err := f.run(colour ^ i)
				if err != nil {
					return err
				}
				if at += n; at > f.width {
					return container.Corrupt("a run of px beyond the row")
				}
				f.change(at)
				if !twoDimensional && at == f.width {
					return nil
				}
			}
			continue
		case mode == modeExtension:
			return fault.New(fault.UnsupportedFormat, "a TIFF with CCITT's uncompressed mode")
		}
		// The change above is the first to the right of at, of the other colour.
		above = max(0, above-2)
		above += (above ^ colour) & 1
		for above < len(f.reference) && (f.reference[above] < at || f.reference[above] == at && !first) {
			above += 2
		}
		if mode == modePass {
			at = f.changeAbove(above + 1)
			continue
		}
		to := f.changeAbove(above) + mode - vertical0
		if to < at || to > f.width {
			return container.Corrupt("a change of colour at px %d, behind %d", to, at)
		}
		at = to
		f.change(at)
	}
	return nil
}

// change adds a change of colour. A run of 0 px adds two at the same px. Both stay, because the
// next row of such an encoder refers to them.
func (f *fax) change(at int) { f.changes = append(f.changes, at) }

// changeAbove returns a change of the row above, the end of the row if it has no more.
func (f *fax) changeAbove(i int) int {
	if i < len(f.reference) {
		return f.reference[i]
	}
	return f.width
}

// paint sets the black px of a row.
func (f *fax) paint(row []byte) {
	for i := 0; i < len(f.changes); i += 2 {
		end := f.width
		if i+1 < len(f.changes) {
			end = f.changes[i+1]
		}
		for x := f.changes[i]; x < end; {
			if x&7 == 0 && x+8 <= end {
				row[x>>3] = 0xff
				x += 8
				continue
			}
			row[x>>3] |= 0x80 >> (x & 7)
			x++
		}
	}
}
