package imageproc

import (
	"bytes"
	"encoding/binary"
	"errors"

	"credential-capture/fault"
)

// JPEG markers (ITU-T T.81, table B.1). SOF0 to SOF15 are 0xC0 to 0xCF without
// DHT, JPG and DAC; RST0 to RST7 are 0xD0 to 0xD7; APP0 to APP15 0xE0 to 0xEF.
const (
	markerTEM   = 0x01
	markerSOF0  = 0xc0
	markerSOF1  = 0xc1
	markerSOF2  = 0xc2
	markerDHT   = 0xc4
	markerJPG   = 0xc8
	markerDAC   = 0xcc
	markerSOF15 = 0xcf
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDNL   = 0xdc
	markerDRI   = 0xdd
	markerDHP   = 0xde
	markerEXP   = 0xdf
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP2  = 0xe2
	markerAPP13 = 0xed
	markerAPP14 = 0xee
	markerJPG13 = 0xfd
	markerCOM   = 0xfe
)

// How much structure is believed. Encoders write at most some dozen scans, and
// segments by the hundred only where a large XMP packet is cut up; a file with more
// is built to cost time.
const (
	maxJPEGSegments = 4096 // before each scan
	maxJPEGScans    = 500
)

// jpegSegment is one marker with what belongs to it.
type jpegSegment struct {
	marker byte
	off    int64 // of the marker's 0xFF
	body   int64
	n      int // bytes in the body, 0 for a marker that stands alone
}

func (s jpegSegment) end() int64 { return s.body + int64(s.n) }

// jpegWalk follows a JPEG from SOI on. Segments are stepped over by their lengths
// and never searched, so the thumbnails in them, with markers of their own, can't
// be mistaken for the picture.
type jpegWalk struct {
	w        *window
	info     *Info
	kept     *keeper // nil when no strip is planned
	frame    jpegFrame
	tables   jpegTables
	first    bool // the next segment is the first one
	oriented bool // an EXIF block has been seen
}

func newJPEGWalk(w *window, info *Info) *jpegWalk {
	info.Metadata = Metadata{}
	info.Orientation = Normal
	info.Wide = false
	return &jpegWalk{w: w, info: info, first: true}
}

// inspectJPEG reads the segments up to the first scan.
func inspectJPEG(w *window, info *Info) error {
	_, err := newJPEGWalk(w, info).headers()
	return err
}

// checkJPEG follows the structure to EOI: every segment, every scan with its
// restart markers, and whether anything comes after.
func checkJPEG(w *window, info *Info) error {
	j := newJPEGWalk(w, info)
	s, surveyed := w.src.(*survey)
	if surveyed {
		j.kept = &keeper{}
	}
	off, err := j.headers()
	if err != nil {
		return err
	}
	if off, err = j.scans(off); err != nil {
		return err
	}
	info.Metadata.Trailing = off < w.size()
	if surveyed {
		s.kept, s.quality = j.kept, j.tables.quality
	}
	return nil
}

// headers reads up to and with the header of the first scan, and returns where its
// data begins.
func (j *jpegWalk) headers() (int64, error) {
	soi, err := j.w.bytes(0, 2)
	if err != nil {
		return 0, err
	}
	if soi[0] != 0xff || soi[1] != markerSOI {
		return 0, corrupt("a JPEG that does not begin with SOI")
	}
	j.kept.writeHead([]byte{0xff, markerSOI}) // two bytes cost less than a slice of the file
	marker, off, err := j.segments(2)
	if err == nil && marker == markerEOI {
		return 0, corrupt("the JPEG ends without a picture")
	}
	return off, err
}

// scans reads all scans, the first one's data being at off, and returns where the
// picture ends.
func (j *jpegWalk) scans(off int64) (int64, error) {
	for range maxJPEGScans {
		end, err := j.entropy(off)
		if err != nil {
			return 0, err
		}
		j.kept.keep(off, end-off)
		marker, next, err := j.segments(end)
		if err != nil {
			return 0, err
		}
		if marker == markerEOI {
			return next, j.frame.complete()
		}
		off = next
	}
	return 0, corrupt("more than %d scans", maxJPEGScans)
}

// segments reads from off to the next SOS or EOI and returns which of the two it
// was and what comes after it.
func (j *jpegWalk) segments(off int64) (marker byte, next int64, err error) {
	for range maxJPEGSegments {
		s, err := j.next(off)
		if err != nil {
			return 0, 0, err
		}
		if err := j.take(s); err != nil {
			return 0, 0, err
		}
		if j.kept.full() {
			return 0, 0, corrupt("the picture is in more than %d pieces", maxSpans)
		}
		j.first = false
		off = s.end()
		if s.marker == markerSOS || s.marker == markerEOI {
			return s.marker, off, nil
		}
	}
	return 0, 0, corrupt("more than %d segments in a row", maxJPEGSegments)
}

// next reads the marker at off, after any fill bytes, and its length.
func (j *jpegWalk) next(off int64) (jpegSegment, error) {
	b, err := j.w.bytes(off, 2)
	if err != nil {
		return jpegSegment{}, err
	}
	if b[0] != 0xff {
		return jpegSegment{}, corrupt("no marker at byte %d", off)
	}
	for b[1] == 0xff { // any number of fill bytes may precede a marker
		off++
		if b, err = j.w.bytes(off, 2); err != nil {
			return jpegSegment{}, err
		}
	}
	s := jpegSegment{marker: b[1], off: off, body: off + 2}
	if s.marker == markerEOI || s.marker == markerTEM {
		return s, nil
	}
	n, err := j.w.u16be(off + 2)
	if err != nil {
		return jpegSegment{}, err
	}
	if n < 2 {
		return jpegSegment{}, corrupt("segment %#x at byte %d has length %d", s.marker, off, n)
	}
	s.body, s.n = off+4, int(n)-2
	return s, nil
}

// take reads what a segment says and decides whether a strip keeps it.
func (j *jpegWalk) take(s jpegSegment) error {
	switch m := s.marker; {
	case m == markerCOM, m >= markerAPP0 && m <= markerJPG13:
		return j.application(s)
	case m == markerTEM:
		return nil
	case m == markerEOI, m == markerDNL: // DNL only repeats the height; see takeFrame for a zero one
	case m == markerSOS, m == markerDHT, m == markerDQT, m == markerDRI, m >= markerSOF0 && m <= markerSOF15,
		m == markerDHP, m == markerEXP:
		body, err := j.w.bytes(s.body, s.n)
		if err != nil {
			return err
		}
		if err := j.coding(m, body); err != nil {
			return err
		}
	default:
		return corrupt("marker %#x at byte %d has no place there", m, s.off)
	}
	j.kept.keep(s.off, s.end()-s.off)
	return nil
}

// coding reads a segment that says how the pixels are coded.
func (j *jpegWalk) coding(marker byte, body []byte) error {
	switch marker {
	case markerDHT:
		return j.tables.takeHuffman(body)
	case markerDQT:
		return j.tables.takeQuantization(body)
	case markerDRI:
		if len(body) != 2 {
			return corrupt("a restart interval of %d bytes", len(body))
		}
		j.tables.restart = binary.BigEndian.Uint16(body) != 0
		return nil
	case markerSOS:
		return j.frame.takeScan(body, &j.tables)
	case markerSOF0, markerSOF1, markerSOF2:
		return j.takeFrame(marker, body)
	}
	return unreadJPEG(jpegProcess(marker))
}

// unreadJPEG says which kind of JPEG it is that can't be decoded: before anybody tries.
func unreadJPEG(coding string) error {
	return fault.New(fault.UnsupportedFormat, "a JPEG that is %s, which no browser reads", coding).
		With("format", string(JPEG)).With("coding", coding)
}

// jpegProcess names the kinds of JPEG that browsers don't read.
func jpegProcess(marker byte) string {
	switch marker {
	case 0xc3, markerJPG:
		return "lossless"
	case 0xc9, 0xca, 0xcb, markerDAC:
		return "arithmetic-coded"
	}
	return "hierarchical"
}

// entropy steps over a scan's data from off and returns where its end marker is.
func (j *jpegWalk) entropy(off int64) (int64, error) {
	restart := byte(markerRST0)
	for {
		b, err := j.w.some(off)
		if err != nil {
			return 0, err
		}
		if len(b) == 1 { // a marker may lie across the buffer's end
			if b, err = j.w.bytes(off, 2); err != nil {
				return 0, err
			}
		}
		n, done, err := j.skipData(b, &restart)
		if err != nil {
			return 0, fault.Wrap(fault.Corrupt, err, "scan data at byte %d", off+int64(n))
		}
		off += int64(n)
		if done {
			return off, nil
		}
	}
}

var errRestart = errors.New("a restart marker is out of turn")

// skipData returns how much of b is a scan's data and whether a marker follows that
// ends it. Within the data a 0xFF is followed by zero, or is part of a restart
// marker, and restart markers count up to 7 and begin anew: one out of turn means
// that a piece of the picture is missing. A 0xFF at the end of b is left for later.
func (j *jpegWalk) skipData(b []byte, restart *byte) (n int, done bool, err error) {
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
		case c == *restart && j.tables.restart:
			*restart = markerRST0 | (c+1)&7
		case c >= markerRST0 && c <= markerRST7:
			return n, false, errRestart
		default:
			return n, true, nil
		}
		n += 2
	}
}

// appendJPEGSegment writes one segment; the body is at most 65,533 bytes.
func appendJPEGSegment(b []byte, marker byte, body []byte) []byte {
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}
