package jpeg

import (
	"bytes"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// maxMasked limits the blocks of a component that have a mask, to those of 134 megapixels: 16 MiB.
// In a larger progressive picture the refinements of AC coefficients are not counted.
const maxMasked = 1 << 21

// maxWalkedScans is how many scans are decoded. Encoders write up to about 20.
const maxWalkedScans = 64

// walker decodes the Huffman codes of one scan without computing a coefficient: it verifies that
// there are data for every block, and finds where the data end.
type walker struct {
	sc   *scanner
	bits bitReader

	eobRun int // blocks of the current end-of-band run that are left
}

// walk decodes the scan whose data begin at off, and returns where they end. It records the
// data; stray bytes before a restart marker are dropped, and a wrong number is corrected.
func (sc *scanner) walk(off int64) (int64, error) {
	scan := &sc.frame.scan
	if !sc.masked() {
		end, err := sc.entropy(off)
		sc.kept.Keep(off, end-off)
		return end, err
	}
	w := walker{sc: sc, bits: bitReader{r: sc.r, next: off}}
	kept := off
	for mcu := 0; mcu < scan.mcus; mcu++ {
		if n := int(sc.tables.restart); n > 0 && mcu > 0 && mcu%n == 0 {
			next, err := w.restart(kept, mcu/n-1)
			if err != nil {
				return 0, err
			}
			kept, w.eobRun = next, 0
		}
		for i := range scan.parts {
			part := &scan.parts[i]
			for range part.blocks {
				if !w.block(part, mcu) {
					return 0, w.failure(mcu)
				}
			}
		}
	}
	end := w.bits.offset()
	if err := sc.checkFiller(end); err != nil {
		return 0, err
	}
	if s, err := sc.markerBehind(end); err != nil && s.Marker != 0 {
		return 0, err
	}
	sc.kept.Keep(kept, end-kept)
	return end, nil
}

// failure is why no block of a unit could be decoded.
func (w *walker) failure(mcu int) error {
	if err := w.sc.r.Err(); err != nil {
		return err
	}
	if w.bits.n < 0 && w.bits.marker&^7 != markerRST0 {
		return fault.New(fault.Truncated, "the scan's data end too early").
			With("missing", 1-float64(mcu)/float64(w.sc.frame.scan.mcus))
	}
	return container.Corrupt("the scan's data before byte %d are damaged", w.bits.next)
}

// masked provides the mask for a scan of AC coefficients, and reports false for a refinement
// that can't be decoded because the picture is too large for it.
func (sc *scanner) masked() bool {
	scan := &sc.frame.scan
	if scan.start == 0 {
		return true
	}
	if c := scan.parts[0].component; c.nonzero == nil && scan.mcus <= maxMasked {
		c.nonzero = make([]uint64, scan.mcus)
	}
	return scan.high == 0 || scan.parts[0].nonzero != nil
}

// fillerLen is the run of equal bytes, on each side of a scan's end, that no picture has.
const fillerLen = 32

// checkFiller fails if the last blocks were decoded from filler. A file whose rest was never
// written holds zeros, which are codes too; then they lie on both sides of the last block's end.
func (sc *scanner) checkFiller(end int64) error {
	b, err := sc.r.Bytes(end-fillerLen, 2*fillerLen)
	if err != nil {
		return sc.r.Err() // too near to the end of the file
	}
	for _, c := range b {
		if c != b[0] {
			return nil
		}
	}
	return fault.New(fault.Truncated, "the scan's data become filler")
}

// maxSurplus is the largest number of bytes between the last block and the next marker that is
// overlooked, as decoders do. More is a part of the picture in the wrong place.
const maxSurplus = 512

// markerBehind finds the marker behind the last block of a scan or of an interval. If more than
// maxSurplus bytes precede it, it fails and returns the marker too, unless all bytes are equal, as
// padding is.
func (sc *scanner) markerBehind(end int64) (Segment, error) {
	s, err := sc.nextMarker(end)
	if n := s.Off - end; err == nil && n > maxSurplus {
		switch m := s.Marker; {
		case m == markerEOI, m == markerSOS, m == markerDHT, m >= markerRST0 && m <= markerRST7:
			b, err := sc.r.Bytes(end, int(n))
			if err != nil {
				return Segment{}, err
			}
			if bytes.Count(b, b[:1]) < len(b) {
				return s, container.Corrupt("%d bytes before byte %d belong to no block", n, s.Off)
			}
		}
	}
	return s, err
}

// restart reads the restart marker that must follow interval n, and records the data from kept to
// that marker. It returns the offset of the first byte that isn't recorded.
//
// libjpeg, and so every browser, skips bytes before a marker. A number that is off by 1 or 2
// makes it skip or repeat an interval; by 3 to 5, it takes it for the expected one.
func (w *walker) restart(kept int64, n int) (int64, error) {
	sc, end := w.sc, w.bits.offset()
	s, err := sc.markerBehind(end)
	if err != nil {
		return 0, err
	}
	if s.Marker < markerRST0 || s.Marker > markerRST7 {
		w.bits.n, w.bits.marker = -1, s.Marker
		return 0, w.failure((n + 1) * int(sc.tables.restart))
	}
	sc.kept.Keep(kept, end-kept)
	kept = s.Off
	want := byte(markerRST0 | n&7)
	switch (s.Marker - want) & 7 {
	case 0:
	case 3, 4, 5:
		sc.info.Repaired = true
		sc.kept.Write([]byte{0xff, want})
		kept += 2
	default:
		return 0, fault.Wrap(fault.Corrupt, errRestart, "scan data")
	}
	if sc.kept.Full() {
		return 0, sc.tooMany("pieces", container.MaxSpans)
	}
	w.bits = bitReader{r: sc.r, next: s.Off + 2}
	return kept, nil
}

// block decodes one block of an MCU and reports whether there was one.
func (w *walker) block(part *scanPart, mcu int) bool {
	scan := &w.sc.frame.scan
	switch {
	case !scan.progressive:
		return w.dc(part) && w.ac(part, 1, 63, nil)
	case scan.start == 0 && scan.high == 0:
		return w.dc(part)
	case scan.start == 0:
		return w.bits.skip(1)
	}
	var mask *uint64
	if part.nonzero != nil {
		mask = &part.nonzero[mcu]
	}
	if scan.high > 0 {
		return w.refine(part, mask)
	}
	if w.eobRun > 0 {
		w.eobRun--
		return true
	}
	return w.ac(part, scan.start, scan.end, mask)
}

func (w *walker) dc(part *scanPart) bool {
	size := w.bits.symbol(&w.sc.tables.codes[0][part.dc])
	return size >= 0 && size <= 15 && w.bits.skip(size)
}

// ac decodes the AC coefficients of a block, and sets in the mask, if any, those that aren't
// zero.
func (w *walker) ac(part *scanPart, k, end int, mask *uint64) bool {
	codes := &w.sc.tables.codes[1][part.ac]
	for k <= end {
		symbol := w.bits.symbol(codes)
		if symbol < 0 {
			return false
		}
		run, size := symbol>>4, symbol&15
		switch {
		case size > 0:
			if k += run; k > 63 || !w.bits.skip(size) {
				return false
			}
			if mask != nil {
				*mask |= 1 << k
			}
			k++
		case run == 15:
			k += 16
		case mask == nil && !w.sc.frame.scan.progressive:
			return true
		default:
			return w.endOfBand(run, 1)
		}
	}
	return true
}

// endOfBand reads the length of an end-of-band run: of blocks without further coefficients. done
// is 1 if the current block is one of them, else 0.
func (w *walker) endOfBand(size, done int) bool {
	n, ok := w.bits.value(size)
	w.eobRun = 1<<size + n - done
	return ok
}

// refine decodes a correction of AC coefficients: a bit for each that isn't zero, and new ones.
func (w *walker) refine(part *scanPart, mask *uint64) bool {
	scan := &w.sc.frame.scan
	k, end := scan.start, scan.end
	codes := &w.sc.tables.codes[1][part.ac]
	for w.eobRun == 0 && k <= end {
		symbol := w.bits.symbol(codes)
		if symbol < 0 {
			return false
		}
		run, size := symbol>>4, symbol&15
		if size == 0 && run < 15 {
			if !w.endOfBand(run, 0) {
				return false
			}
			break
		}
		if size > 0 && !w.bits.skip(1) {
			return false
		}
		for ; k <= end; k++ {
			if *mask&(1<<k) != 0 {
				if !w.bits.skip(1) {
					return false
				}
			} else if run--; run < 0 {
				break
			}
		}
		if size > 0 && k <= end {
			*mask |= 1 << k
		}
		k++
	}
	if w.eobRun == 0 {
		return true
	}
	w.eobRun--
	for ; k <= end; k++ {
		if *mask&(1<<k) != 0 && !w.bits.skip(1) {
			return false
		}
	}
	return true
}
