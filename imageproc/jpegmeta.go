package imageproc

import "bytes"

// What application segments begin with.
const (
	exifHead  = "Exif\x00\x00"
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
func (j *jpegWalk) application(s jpegSegment) error {
	b, err := j.w.bytes(s.body, s.n)
	if err != nil {
		return err
	}
	m := &j.info.Metadata
	switch {
	case s.marker == markerAPP0 && hasPrefix(b, jfifHead) && s.n >= jfifLen:
		j.takeJFIF(s, b)
	case s.marker == markerAPP0 && hasPrefix(b, jfxxHead):
		m.Thumbnail = true
	case s.marker == markerAPP1 && isEXIF(b):
		j.takeEXIF(b[len(exifHead):])
	case s.marker == markerAPP1 && (hasPrefix(b, xmpHead) || hasPrefix(b, xmpMore)):
		m.XMP = true
	case s.marker == markerAPP2 && hasPrefix(b, iccHead) && s.n > len(iccHead):
		m.ICC = true
		j.info.Wide = j.info.Wide || b[len(iccHead)] == 1 && !namesSRGB(b)
		j.kept.keep(s.off, s.end()-s.off)
	case s.marker == markerAPP2 && hasPrefix(b, mpfHead):
		m.Thumbnail = true // an index of further pictures behind this one
	case s.marker == markerAPP13:
		m.IPTC = true
	case s.marker == markerAPP14 && hasPrefix(b, adobeHead) && s.n >= adobeLen:
		m.Comment = m.Comment || s.n > adobeLen
		j.keepBody(s, b[:adobeLen])
	default:
		// COM, and segments that nobody here knows: they may say anything.
		m.Comment = true
	}
	return nil
}

// takeJFIF keeps the version and the density; the thumbnail goes. As the first
// segment it stays in its place, before the orientation.
func (j *jpegWalk) takeJFIF(s jpegSegment, b []byte) {
	if bare := s.n == jfifLen && b[12] == 0 && b[13] == 0; !bare {
		j.info.Metadata.Thumbnail = true
		body := append(bytes.Clone(b[:12]), 0, 0)
		j.kept.write(appendJPEGSegment(nil, markerAPP0, body))
		return
	}
	if j.first {
		j.kept.keepHead(s.off, s.end()-s.off)
		return
	}
	j.kept.keep(s.off, s.end()-s.off)
}

// takeEXIF notes what an EXIF block says. The orientation is that of the first
// block, and only before the scans, which is where browsers look; any other block
// has no business there and is stripped, whatever it says.
func (j *jpegWalk) takeEXIF(tiff []byte) {
	e := parseEXIF(tiff)
	m := &j.info.Metadata
	m.GPS = m.GPS || e.gps
	m.Thumbnail = m.Thumbnail || e.thumbnail
	if j.oriented || j.frame.scanned > 0 {
		m.EXIF = true
		return
	}
	m.EXIF = m.EXIF || e.private
	j.info.Orientation = e.orientation
	j.oriented = true
}

// keepBody keeps the segment with this body, a part of its own.
func (j *jpegWalk) keepBody(s jpegSegment, body []byte) {
	if len(body) == s.n {
		j.kept.keep(s.off, s.end()-s.off)
		return
	}
	j.kept.write(appendJPEGSegment(nil, s.marker, bytes.Clone(body)))
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
	return len(b) >= len(exifHead) && hasPrefix(b, exifHead[:5])
}
