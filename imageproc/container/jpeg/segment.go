package jpeg

import (
	"bytes"
	"encoding/binary"
	"errors"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// EachSegment visits the segments before the first scan until visit is done.
func EachSegment(r *container.Reader, visit func(Segment) (done bool)) error {
	off := int64(2)
	for range maxSegments {
		s, err := readSegment(r, off)
		if err != nil {
			return err
		}
		if s.Marker == markerSOS || s.Marker == markerEOI || visit(s) {
			return nil
		}
		off = s.End()
	}
	return container.Corrupt("more than %d segments in a row", maxSegments)
}

// FindFrame returns the frame header (SOF) and whether the pixels are coded in one scan, row
// by row.
func FindFrame(r *container.Reader) (frame Segment, baseline bool, err error) {
	err = EachSegment(r, func(s Segment) bool {
		if m := s.Marker; m < markerSOF0 || m > markerSOF15 || m == markerDHT || m == markerJPG || m == markerDAC {
			return false
		}
		frame = s
		return true
	})
	if err == nil && frame.Marker == 0 {
		err = container.Corrupt("no frame in the JPEG")
	}
	return frame, frame.Marker == markerSOF0 || frame.Marker == markerSOF1, err
}

// readSegment reads the marker at off, after any fill bytes, and its length.
func readSegment(r *container.Reader, off int64) (Segment, error) {
	b, err := r.Bytes(off, 2)
	if err != nil {
		return Segment{}, err
	}
	if b[0] != 0xff {
		return Segment{}, container.Corrupt("no marker at byte %d", off)
	}
	for b[1] == 0xff { // a fill byte
		off++
		if b, err = r.Bytes(off, 2); err != nil {
			return Segment{}, err
		}
	}
	s := Segment{Marker: b[1], Off: off, Body: off + 2}
	if s.Marker == markerEOI || s.Marker == markerTEM {
		return s, nil
	}
	n, err := r.Uint(off+2, 2)
	if err != nil {
		return Segment{}, err
	}
	if n < 2 {
		return Segment{}, container.Corrupt("segment %#x at byte %d has length %d", s.Marker, off, n)
	}
	s.Body, s.N = off+4, int(n)-2
	return s, nil
}

// appendSegment writes a segment, whose body is at most 65,533 bytes.
func appendSegment(b []byte, marker byte, body []byte) []byte {
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}

// entropy skips a scan's data from off on and returns where the marker after them is.
func (sc *scanner) entropy(off int64) (int64, error) {
	restart := byte(markerRST0)
	for {
		b, err := sc.r.Peek(off)
		if err != nil {
			return 0, err
		}
		if len(b) == 1 { // a marker may lie across the buffer's end
			if b, err = sc.r.Bytes(off, 2); err != nil {
				return 0, err
			}
		}
		n, done, err := sc.skipData(b, &restart)
		if err != nil {
			return 0, fault.Wrap(fault.Corrupt, err, "scan data at byte %d", off+int64(n))
		}
		off += int64(n)
		if done {
			return off, nil
		}
	}
}

var errRestart = errors.New("a restart marker is out of sequence")

// skipData returns how many bytes of b are a scan's data, and whether a marker ends them
// there. In the data, 0xFF is followed by zero or belongs to a restart marker; these count
// from 0 to 7 and start again, and one out of sequence means that a part of the picture is
// missing. A 0xFF at the end of b is left for the next call.
func (sc *scanner) skipData(b []byte, restart *byte) (n int, done bool, err error) {
	for {
		i := bytes.IndexByte(b[n:], 0xff)
		if i < 0 {
			return len(b), false, nil
		}
		n += i
		for n+1 < len(b) && b[n+1] == 0xff { // fill
			n++
		}
		if n+1 == len(b) {
			return n, false, nil
		}
		switch c := b[n+1]; {
		case c == 0:
		case c == *restart && sc.tables.restart > 0:
			sc.restarts++
			*restart = markerRST0 | (c+1)&7
		case c >= markerRST0 && c <= markerRST7:
			return n, false, errRestart
		default:
			return n, true, nil
		}
		n += 2
	}
}

// Preheat follows data like a scan's, see container.Pattern.
func Preheat() {
	r := container.NewReader(container.Pattern{})
	defer r.Scan()()
	_, _ = (&scanner{r: r}).entropy(0)
}
