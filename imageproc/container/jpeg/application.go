package jpeg

import (
	"bytes"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// What application segments begin with.
const (
	xmpHead   = "http://ns.adobe.com/xap/1.0/\x00"
	xmpMore   = "http://ns.adobe.com/xmp/extension/\x00"
	iccHead   = "ICC_PROFILE\x00"
	mpfHead   = "MPF\x00"
	jfifHead  = "JFIF\x00"
	jfxxHead  = "JFXX\x00"
	adobeHead = "Adobe"

	jfifLen  = 14 // a JFIF body without a thumbnail
	adobeLen = 12
)

// application notes what an APPn, JPGn or COM segment carries and keeps what the
// picture can't be shown rightly without: the colour profile, and JFIF and Adobe,
// which decide how the components become colours.
func (j *scanner) application(s Segment) error {
	b, err := j.w.Bytes(s.Body, s.N)
	if err != nil {
		return err
	}
	m := &j.info.Metadata
	switch {
	case s.Marker == markerAPP0 && container.HasPrefix(b, jfifHead) && s.N >= jfifLen:
		j.takeJFIF(s, b)
	case s.Marker == markerAPP0 && container.HasPrefix(b, jfxxHead):
		m.Thumbnail = true
	case s.Marker == APP1 && isEXIF(b):
		j.takeEXIF(b[len(exif.Header):])
	case s.Marker == APP1 && (container.HasPrefix(b, xmpHead) || container.HasPrefix(b, xmpMore)):
		m.XMP = true
	case s.Marker == markerAPP2 && container.HasPrefix(b, iccHead) && s.N > len(iccHead):
		m.ICC = true
		j.info.Wide = j.info.Wide || b[len(iccHead)] == 1 && !namesSRGB(b)
		j.kept.Keep(s.Off, s.End()-s.Off)
	case s.Marker == markerAPP2 && container.HasPrefix(b, mpfHead):
		m.Thumbnail = true // an index of further pictures behind this one
	case s.Marker == markerAPP13:
		m.IPTC = true
	case s.Marker == markerAPP14 && container.HasPrefix(b, adobeHead) && s.N >= adobeLen:
		m.Comment = m.Comment || s.N > adobeLen
		j.keepBody(s, b[:adobeLen])
	default:
		// COM, and segments that nobody here knows: they may say anything.
		m.Comment = true
	}
	return nil
}

// takeJFIF keeps the version and the density; the thumbnail goes. As the first
// segment it stays in its place, before the orientation.
func (j *scanner) takeJFIF(s Segment, b []byte) {
	if bare := s.N == jfifLen && b[12] == 0 && b[13] == 0; !bare {
		j.info.Metadata.Thumbnail = true
		body := append(bytes.Clone(b[:12]), 0, 0)
		j.kept.Write(appendSegment(nil, markerAPP0, body))
		return
	}
	if j.first {
		j.kept.KeepHead(s.Off, s.End()-s.Off)
		return
	}
	j.kept.Keep(s.Off, s.End()-s.Off)
}

// takeEXIF notes what an EXIF block says. The orientation is that of the first
// block, and only before the scans, which is where browsers look; any other block
// has no business there and is stripped, whatever it says.
func (j *scanner) takeEXIF(tiff []byte) {
	e := exif.Parse(tiff)
	m := &j.info.Metadata
	m.GPS = m.GPS || e.GPS
	m.Thumbnail = m.Thumbnail || e.Thumbnail
	if j.oriented || j.frame.scanned > 0 {
		m.EXIF = true
		return
	}
	m.EXIF = m.EXIF || e.Private
	j.info.Orientation = e.Orientation
	j.oriented = true
}

// keepBody keeps the segment with this body, a part of its own.
func (j *scanner) keepBody(s Segment, body []byte) {
	if len(body) == s.N {
		j.kept.Keep(s.Off, s.End()-s.Off)
		return
	}
	j.kept.Write(appendSegment(nil, s.Marker, bytes.Clone(body)))
}

// namesSRGB looks for the name in the first piece of a colour profile, in either of
// the two ways in which profiles spell theirs. Chromium's and Android's "Display P3
// Gamut with sRGB Transfer" is another.
func namesSRGB(profile []byte) bool {
	has := func(plain, wide string) bool {
		return bytes.Contains(profile, []byte(plain)) || bytes.Contains(profile, []byte(wide))
	}
	return has("sRGB", "s\x00R\x00G\x00B") && !has("P3", "P\x003")
}

// isEXIF takes any sixth byte, as browsers do: it is a fill byte.
func isEXIF(b []byte) bool {
	return len(b) >= len(exif.Header) && container.HasPrefix(b, exif.Header[:5])
}
