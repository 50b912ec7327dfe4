// Package jpeg reads the structure of JPEG files (ITU-T T.81): all segments and scans, but no
// coefficient.
package jpeg

import (
	"encoding/binary"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// Markers (T.81, table B.1). SOF0 to SOF15 are 0xC0 to 0xCF without DHT, JPG and DAC; RST0
// to RST7 are 0xD0 to 0xD7; APP0 to APP15 are 0xE0 to 0xEF.
const (
	APP1 = 0xe1 // EXIF and XMP

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
	markerAPP2  = 0xe2
	markerAPP13 = 0xed
	markerAPP14 = 0xee
	markerJPG13 = 0xfd
	markerCOM   = 0xfe
)

// Limits of the structure. Encoders write at most some dozen scans, and hundreds of segments
// only where a large XMP packet is cut up; a file with more is made to take time.
const (
	maxSegments = 4096 // before each scan
	maxScans    = 500
)

// Segment is a marker and its body.
type Segment struct {
	Marker byte
	Off    int64 // of the marker's 0xFF
	Body   int64
	N      int // bytes in the body, 0 for a marker without one
}

// End is where the next segment begins.
func (s Segment) End() int64 { return s.Body + int64(s.N) }

// scanner follows a JPEG from SOI on. It skips segments by their lengths and never searches
// for markers, so those of an embedded thumbnail are not mistaken for the picture's.
type scanner struct {
	r        *container.Reader
	info     *container.Info
	kept     *container.SpanRecorder // nil for a check alone
	frame    frame
	tables   tables
	exact    bool // the data are decoded, see walk
	restarts int  // markers in the last scan's data
	later    bool // a segment has been read
	oriented bool // an EXIF block has been read
	scanning bool // the headers have been read
}

func newScanner(r *container.Reader, info *container.Info) *scanner {
	info.Metadata = container.Metadata{}
	info.Orientation = container.Normal
	info.WideGamut = false
	info.Quality = 0
	info.Repaired = false
	return &scanner{r: r, info: info}
}

// Inspect reads the segments before the first scan.
func Inspect(r *container.Reader, info *container.Info) error {
	r.RandomAccess() // the bodies of long metadata are skipped
	_, err := newScanner(r, info).headers()
	return err
}

// Check follows the structure to EOI: every segment, every scan with its restart markers,
// and whether anything follows. Where that fails in the scans, their data are decoded, which
// separates what is missing from what decoders overlook.
func Check(r *container.Reader, info *container.Info) error {
	_, err := check(r, info, false)
	return err
}

// CheckPixels is Check that also decodes the scans' data as far as it takes to count them.
func CheckPixels(r *container.Reader, info *container.Info) error {
	sc := newScanner(r, info)
	sc.walks()
	return sc.file()
}

// Strip is Check that also returns the spans of the file without its metadata. Kept are the
// bytes of the pixels and all that their look depends on; the orientation becomes the
// smallest EXIF block. Dropped are EXIF, XMP, IPTC, comments, thumbnails, segments of unknown
// use, and what follows EOI. What decoders overlook is repaired.
func Strip(r *container.Reader, info *container.Info) ([]container.Span, error) {
	sc, err := check(r, info, true)
	if err != nil {
		return nil, err
	}
	if info.Orientation == container.Normal {
		return sc.kept.Spans(nil), nil
	}
	block := append([]byte(exif.Header), exif.Encode(info.Orientation)...)
	return sc.kept.Spans(appendSegment(nil, APP1, block)), nil
}

// maxWalkedPixels is the largest picture whose data are decoded, which bounds the time.
const maxWalkedPixels = 1 << 29

func check(r *container.Reader, info *container.Info, strip bool) (*scanner, error) {
	for exact := false; ; exact = true {
		sc := newScanner(r, info)
		if strip {
			sc.kept = &container.SpanRecorder{}
		}
		if exact {
			sc.walks()
		}
		err := sc.file()
		if err == nil || exact || !sc.scanning || r.Err() != nil || info.Width*info.Height > maxWalkedPixels {
			return sc, err
		}
	}
}

// walks makes the scanner decode the scans' data.
func (sc *scanner) walks() { sc.exact, sc.tables.codes = true, new([2][4]huffman) }

// file follows the structure to EOI.
func (sc *scanner) file() error {
	off, err := sc.headers()
	if err != nil {
		return err
	}
	sc.scanning = true
	if off, err = sc.scans(off); err != nil {
		return err
	}
	sc.info.Metadata.Trailing = off < sc.r.Size()
	return nil
}

// headers reads up to the header of the first scan and returns where its data begin.
func (sc *scanner) headers() (int64, error) {
	soi, err := sc.r.Uint(0, 2)
	if err != nil {
		return 0, err
	}
	if soi != 0xff00|markerSOI {
		return 0, container.Corrupt("a JPEG that does not begin with SOI")
	}
	sc.kept.Write([]byte{0xff, markerSOI}) // cheaper than a slice of the file
	sc.kept.EndHead()
	marker, off, err := sc.segments(2)
	if err == nil && marker == markerEOI {
		return 0, container.Corrupt("the JPEG ends without a picture")
	}
	return off, err
}

// scans reads all scans, the first one's data being at off, and returns where the picture
// ends.
func (sc *scanner) scans(off int64) (int64, error) {
	limit := maxScans
	if sc.exact {
		limit = maxWalkedScans
	}
	for range limit {
		end, err := sc.data(off)
		if err != nil {
			return 0, err
		}
		if sc.frame.refined() && sc.exact {
			return sc.finish(end)
		}
		marker, next, err := sc.segments(end)
		if err != nil {
			return 0, err
		}
		if marker == markerEOI {
			err = sc.frame.complete()
			if err == nil && sc.exact {
				err = fault.New(fault.Truncated, "no scan has the last bits of all coefficients")
			}
			return next, err
		}
		off = next
	}
	return 0, sc.tooMany("scans", limit)
}

// data reads the data of a scan from off on, records them, and returns where they end.
func (sc *scanner) data(off int64) (int64, error) {
	if sc.exact {
		return sc.walk(off)
	}
	sc.restarts = 0
	end, err := sc.entropy(off)
	if err != nil {
		return 0, err
	}
	s, restart := &sc.frame.scan, int(sc.tables.restart)
	if restart > 0 && sc.restarts != (s.mcus-1)/restart {
		return 0, container.Corrupt("%d restart markers", sc.restarts)
	}
	if 8*(end-off) < s.minBits {
		return 0, container.Truncated(off + s.minBits/8)
	}
	sc.kept.Keep(off, end-off)
	return end, nil
}

// finish ends the picture behind its last block: at EOI, if nothing but stray bytes and restart
// markers come before it, else with an EOI of its own.
func (sc *scanner) finish(end int64) (int64, error) {
	for off := end; ; {
		s, err := sc.nextMarker(off)
		switch {
		case sc.r.Err() != nil:
			return 0, err
		case err == nil && s.Marker == markerEOI:
			sc.keep(s)
			return s.End(), nil
		case err == nil && s.Marker >= markerRST0 && s.Marker <= markerRST7:
			off, sc.info.Repaired = s.Body, true
			continue
		}
		sc.info.Repaired = true
		sc.kept.Write([]byte{0xff, markerEOI})
		return end, nil
	}
}

// segments reads from off to the next SOS or EOI and returns which it was and what follows.
func (sc *scanner) segments(off int64) (marker byte, next int64, err error) {
	for range maxSegments {
		s, err := sc.nextMarker(off)
		if err != nil {
			return 0, 0, err
		}
		if s, err = readSegment(sc.r, s.Off); err != nil {
			return 0, 0, err
		}
		if err := sc.take(s); err != nil {
			return 0, 0, err
		}
		if sc.kept.Full() {
			return 0, 0, sc.tooMany("pieces", container.MaxSpans)
		}
		sc.later = true
		off = s.End()
		if s.Marker == markerSOS || s.Marker == markerEOI {
			return s.Marker, off, nil
		}
	}
	return 0, 0, sc.tooMany("segments in a row", maxSegments)
}

// tooMany is the error of a file that is made to take time or memory, which a second look would.
func (sc *scanner) tooMany(things string, limit int) error {
	sc.scanning = false
	return container.Corrupt("more than %d %s", limit, things)
}

// take reads a segment and records it if a strip keeps it.
func (sc *scanner) take(s Segment) error {
	switch m := s.Marker; {
	case m == markerCOM, m >= markerAPP0 && m <= markerJPG13:
		return sc.application(s)
	case m == markerTEM:
		return nil
	case m == markerEOI, m == markerDNL: // DNL repeats the height; takeFrame rejects a zero one
	case m == markerSOS, m == markerDHT, m == markerDQT, m == markerDRI, m >= markerSOF0 && m <= markerSOF15,
		m == markerDHP, m == markerEXP:
		body, err := sc.r.Bytes(s.Body, s.N)
		if err != nil {
			return err
		}
		if err := sc.coding(m, body); err != nil {
			return err
		}
		if sc.frame.renamed && (m == markerSOS || m <= markerSOF2) {
			sc.kept.Write(sc.rename(m, body))
			return nil
		}
	default:
		return container.Corrupt("marker %#x at byte %d has no place there", m, s.Off)
	}
	sc.keep(s)
	return nil
}

func (sc *scanner) keep(s Segment) { sc.kept.Keep(s.Off, s.End()-s.Off) }

// coding reads a segment that says how the pixels are coded.
func (sc *scanner) coding(marker byte, body []byte) error {
	switch marker {
	case markerDHT:
		return sc.tables.takeHuffman(body)
	case markerDQT:
		quality, err := sc.tables.takeQuantization(body)
		if sc.frame.scanned == 0 && quality > 0 {
			sc.info.Quality = quality
		}
		return err
	case markerDRI:
		if len(body) != 2 {
			return container.Corrupt("a restart interval of %d bytes", len(body))
		}
		sc.tables.restart = binary.BigEndian.Uint16(body)
		return nil
	case markerSOS:
		if t := &sc.tables; sc.frame.marker != markerSOF2 && t.dc|t.ac == 0 {
			sc.info.Repaired = true
			sc.kept.Write(appendSegment(nil, markerDHT, []byte(standardHuffman)))
			if err := t.takeHuffman([]byte(standardHuffman)); err != nil {
				return err
			}
		}
		return sc.takeScan(body)
	case markerSOF0, markerSOF1, markerSOF2:
		return sc.takeFrame(marker, body)
	case 0xc3, markerJPG:
		return unsupported("lossless")
	case 0xc9, 0xca, 0xcb, markerDAC:
		return unsupported("arithmetic-coded")
	}
	return unsupported("hierarchical")
}

// unsupported is the error of a valid JPEG that browsers don't decode.
func unsupported(coding string) error {
	return fault.New(fault.UnsupportedFormat, "a JPEG that is %s, which no browser reads", coding).
		With("format", string(container.JPEG)).With("coding", coding)
}
