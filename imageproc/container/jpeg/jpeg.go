package jpeg

import (
	"bytes"
	"encoding/binary"
	"errors"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
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
	APP1        = 0xe1 // EXIF and XMP
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
	maxSegments = 4096 // before each scan
	maxScans    = 500
)

// Segment is one marker with what belongs to it.
type Segment struct {
	Marker byte
	Off    int64 // of the marker's 0xFF
	Body   int64
	N      int // bytes in the body, 0 for a marker that stands alone
}

func (s Segment) End() int64 { return s.Body + int64(s.N) }

// scanner follows a JPEG from SOI on. Segments are stepped over by their lengths
// and never searched, so the thumbnails in them, with markers of their own, can't
// be mistaken for the picture.
type scanner struct {
	w        *container.Reader
	info     *container.Info
	kept     *container.SpanRecorder // nil when no strip is planned
	frame    frame
	tables   tables
	first    bool // the next segment is the first one
	oriented bool // an EXIF block has been seen
}

func newScanner(w *container.Reader, info *container.Info) *scanner {
	info.Metadata = container.Metadata{}
	info.Orientation = container.Normal
	info.Wide = false
	info.Quality = 0
	return &scanner{w: w, info: info, first: true}
}

// Inspect reads the segments up to the first scan.
func Inspect(w *container.Reader, info *container.Info) error {
	_, err := newScanner(w, info).headers()
	return err
}

// Check follows the structure to EOI: every segment, every scan with its
// restart markers, and whether anything comes after.
func Check(w *container.Reader, info *container.Info) error {
	return newScanner(w, info).file()
}

// Strip is Check that also returns the pieces of the file without its metadata. The bytes
// that code the pixels stay the same; the orientation stays as the smallest EXIF block.
func Strip(w *container.Reader, info *container.Info) ([]container.Span, error) {
	j := newScanner(w, info)
	j.kept = &container.SpanRecorder{}
	if err := j.file(); err != nil {
		return nil, err
	}
	if info.Orientation == container.Normal {
		return j.kept.Spans(nil), nil
	}
	block := append([]byte(exif.Header), exif.Encode(info.Orientation)...)
	return j.kept.Spans(appendSegment(nil, APP1, block)), nil
}

// file follows the structure to EOI.
func (j *scanner) file() error {
	off, err := j.headers()
	if err != nil {
		return err
	}
	if off, err = j.scans(off); err != nil {
		return err
	}
	j.info.Metadata.Trailing = off < j.w.Size()
	return nil
}

// headers reads up to and with the header of the first scan, and returns where its
// data begins.
func (j *scanner) headers() (int64, error) {
	soi, err := j.w.Bytes(0, 2)
	if err != nil {
		return 0, err
	}
	if soi[0] != 0xff || soi[1] != markerSOI {
		return 0, container.Corrupt("a JPEG that does not begin with SOI")
	}
	j.kept.WriteHead([]byte{0xff, markerSOI}) // two bytes cost less than a slice of the file
	marker, off, err := j.segments(2)
	if err == nil && marker == markerEOI {
		return 0, container.Corrupt("the JPEG ends without a picture")
	}
	return off, err
}

// scans reads all scans, the first one's data being at off, and returns where the
// picture ends.
func (j *scanner) scans(off int64) (int64, error) {
	for range maxScans {
		end, err := j.entropy(off)
		if err != nil {
			return 0, err
		}
		j.kept.Keep(off, end-off)
		marker, next, err := j.segments(end)
		if err != nil {
			return 0, err
		}
		if marker == markerEOI {
			return next, j.frame.complete()
		}
		off = next
	}
	return 0, container.Corrupt("more than %d scans", maxScans)
}

// segments reads from off to the next SOS or EOI and returns which of the two it
// was and what comes after it.
func (j *scanner) segments(off int64) (marker byte, next int64, err error) {
	for range maxSegments {
		s, err := j.next(off)
		if err != nil {
			return 0, 0, err
		}
		if err := j.take(s); err != nil {
			return 0, 0, err
		}
		if j.kept.Full() {
			return 0, 0, container.Corrupt("the picture is in more than %d pieces", container.MaxSpans)
		}
		j.first = false
		off = s.End()
		if s.Marker == markerSOS || s.Marker == markerEOI {
			return s.Marker, off, nil
		}
	}
	return 0, 0, container.Corrupt("more than %d segments in a row", maxSegments)
}

// next reads the marker at off, after any fill bytes, and its length.
func (j *scanner) next(off int64) (Segment, error) {
	b, err := j.w.Bytes(off, 2)
	if err != nil {
		return Segment{}, err
	}
	if b[0] != 0xff {
		return Segment{}, container.Corrupt("no marker at byte %d", off)
	}
	for b[1] == 0xff { // any number of fill bytes may precede a marker
		off++
		if b, err = j.w.Bytes(off, 2); err != nil {
			return Segment{}, err
		}
	}
	s := Segment{Marker: b[1], Off: off, Body: off + 2}
	if s.Marker == markerEOI || s.Marker == markerTEM {
		return s, nil
	}
	n, err := j.w.U16BE(off + 2)
	if err != nil {
		return Segment{}, err
	}
	if n < 2 {
		return Segment{}, container.Corrupt("segment %#x at byte %d has length %d", s.Marker, off, n)
	}
	s.Body, s.N = off+4, int(n)-2
	return s, nil
}

// take reads what a segment says and decides whether a strip keeps it.
func (j *scanner) take(s Segment) error {
	switch m := s.Marker; {
	case m == markerCOM, m >= markerAPP0 && m <= markerJPG13:
		return j.application(s)
	case m == markerTEM:
		return nil
	case m == markerEOI, m == markerDNL: // DNL only repeats the height; see takeFrame for a zero one
	case m == markerSOS, m == markerDHT, m == markerDQT, m == markerDRI, m >= markerSOF0 && m <= markerSOF15,
		m == markerDHP, m == markerEXP:
		body, err := j.w.Bytes(s.Body, s.N)
		if err != nil {
			return err
		}
		if err := j.coding(m, body); err != nil {
			return err
		}
	default:
		return container.Corrupt("marker %#x at byte %d has no place there", m, s.Off)
	}
	j.kept.Keep(s.Off, s.End()-s.Off)
	return nil
}

// coding reads a segment that says how the pixels are coded.
func (j *scanner) coding(marker byte, body []byte) error {
	switch marker {
	case markerDHT:
		return j.tables.takeHuffman(body)
	case markerDQT:
		quality, err := j.tables.takeQuantization(body)
		if j.frame.scanned == 0 && quality > 0 {
			j.info.Quality = quality
		}
		return err
	case markerDRI:
		if len(body) != 2 {
			return container.Corrupt("a restart interval of %d bytes", len(body))
		}
		j.tables.restart = binary.BigEndian.Uint16(body) != 0
		return nil
	case markerSOS:
		return j.frame.takeScan(body, &j.tables)
	case markerSOF0, markerSOF1, markerSOF2:
		return j.takeFrame(marker, body)
	}
	return unsupported(process(marker))
}

// unsupported says which kind of JPEG it is that can't be decoded: before anybody tries.
func unsupported(coding string) error {
	return fault.New(fault.UnsupportedFormat, "a JPEG that is %s, which no browser reads", coding).
		With("format", string(container.JPEG)).With("coding", coding)
}

// process names the kinds of JPEG that browsers don't read.
func process(marker byte) string {
	switch marker {
	case 0xc3, markerJPG:
		return "lossless"
	case 0xc9, 0xca, 0xcb, markerDAC:
		return "arithmetic-coded"
	}
	return "hierarchical"
}

// entropy steps over a scan's data from off and returns where its end marker is.
func (j *scanner) entropy(off int64) (int64, error) {
	restart := byte(markerRST0)
	for {
		b, err := j.w.Peek(off)
		if err != nil {
			return 0, err
		}
		if len(b) == 1 { // a marker may lie across the buffer's end
			if b, err = j.w.Bytes(off, 2); err != nil {
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
func (j *scanner) skipData(b []byte, restart *byte) (n int, done bool, err error) {
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

// EachSegment visits the segments from SOI on up to the first scan, whose header is not
// among them, until visit is done.
func EachSegment(w *container.Reader, visit func(Segment) (done bool)) error {
	j := scanner{w: w}
	off := int64(2)
	for range maxSegments {
		s, err := j.next(off)
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

// FindFrame returns the frame header (SOF) and whether the pixels are coded in one scan,
// row by row.
func FindFrame(w *container.Reader) (frame Segment, baseline bool, err error) {
	err = EachSegment(w, func(s Segment) bool {
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

// appendSegment writes one segment; the body is at most 65,533 bytes.
func appendSegment(b []byte, marker byte, body []byte) []byte {
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}
