package jpeg

import (
	"bytes"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// How the bodies of application segments begin.
const (
	xmpHead   = "http://ns.adobe.com/xap/1.0/\x00"
	xmpMore   = "http://ns.adobe.com/xmp/extension/\x00"
	iccHead   = "ICC_PROFILE\x00"
	mpfHead   = "MPF\x00"
	jfifHead  = "JFIF\x00"
	jfxxHead  = "JFXX\x00"
	adobeHead = "Adobe"

	headLen  = 64 // bytes that are read of a body, unless it is EXIF or a colour profile
	jfifLen  = 14 // a JFIF body without a thumbnail
	adobeLen = 12
)

// application notes what an APPn, JPGn or COM segment carries. It keeps what the look depends
// on: the colour profile, and JFIF and Adobe, which decide how components become colours.
func (sc *scanner) application(s Segment) error {
	b, err := sc.r.Bytes(s.Body, min(s.N, headLen))
	if err == nil && (s.Marker == APP1 && isEXIF(b) || s.Marker == markerAPP2 && container.HasPrefix(b, iccHead)) {
		b, err = sc.r.Bytes(s.Body, s.N)
	}
	if err != nil {
		return err
	}
	m := &sc.info.Metadata
	switch {
	case s.Marker == markerAPP0 && container.HasPrefix(b, jfifHead) && s.N >= jfifLen:
		sc.takeJFIF(s, b)
	case s.Marker == markerAPP0 && container.HasPrefix(b, jfxxHead):
		m.Thumbnail = true
	case s.Marker == APP1 && isEXIF(b):
		sc.takeEXIF(b[len(exif.Header):])
	case s.Marker == APP1 && (container.HasPrefix(b, xmpHead) || container.HasPrefix(b, xmpMore)):
		m.XMP = true
	case s.Marker == markerAPP2 && container.HasPrefix(b, iccHead) && s.N > len(iccHead):
		m.ICC = true
		sc.info.WideGamut = sc.info.WideGamut || b[len(iccHead)] == 1 && !namesSRGB(b)
		sc.keep(s)
	case s.Marker == markerAPP2 && container.HasPrefix(b, mpfHead):
		m.Thumbnail = true // an index of further pictures after this one
	case s.Marker == markerAPP13:
		m.IPTC = true
	case s.Marker == markerAPP14 && container.HasPrefix(b, adobeHead) && s.N >= adobeLen:
		if s.N == adobeLen {
			sc.keep(s)
			break
		}
		m.Comment = true
		sc.kept.Write(appendSegment(nil, s.Marker, b[:adobeLen]))
	default: // COM, and segments of unknown use, which may say anything
		m.Comment = true
	}
	return nil
}

// takeJFIF keeps the version and the density without the thumbnail. As the first segment it
// stays before the orientation.
func (sc *scanner) takeJFIF(s Segment, b []byte) {
	if s.N != jfifLen || b[12] != 0 || b[13] != 0 {
		sc.info.Metadata.Thumbnail = true
		sc.kept.Write(appendSegment(nil, markerAPP0, append(bytes.Clone(b[:12]), 0, 0)))
		return
	}
	sc.keep(s)
	if !sc.later {
		sc.kept.EndHead()
	}
}

// takeEXIF notes what an EXIF block says. Browsers take the orientation from the first block,
// and only before the scans; any other block is dropped, whatever it says.
func (sc *scanner) takeEXIF(tiff []byte) {
	e := exif.Parse(tiff)
	if sc.oriented || sc.frame.scanned > 0 {
		e.Private = true
	} else {
		sc.info.Orientation, sc.oriented = e.Orientation, true
	}
	e.AddMetadata(&sc.info.Metadata)
}

// namesSRGB looks for the name in the first piece of a colour profile, in either encoding.
// "Display P3 Gamut with sRGB Transfer", which Chromium and Android write, is not sRGB.
func namesSRGB(profile []byte) bool {
	has := func(ascii, utf16 string) bool {
		return bytes.Contains(profile, []byte(ascii)) || bytes.Contains(profile, []byte(utf16))
	}
	return has("sRGB", "s\x00R\x00G\x00B") && !has("P3", "P\x003")
}

// isEXIF accepts any sixth byte, as browsers do: it is a fill byte.
func isEXIF(b []byte) bool {
	return len(b) >= len(exif.Header) && container.HasPrefix(b, exif.Header[:5])
}

// Profile returns the colour profile, nil if there is none. Its pieces are joined as they
// come, which is in order in every file that a camera or a program writes.
func Profile(r *container.Reader) (icc []byte) {
	_ = EachSegment(r, func(s Segment) bool {
		if s.Marker == markerAPP2 && s.N > len(iccHead)+2 {
			if b, err := r.Bytes(s.Body, s.N); err == nil && container.HasPrefix(b, iccHead) {
				icc = append(icc, b[len(iccHead)+2:]...)
			}
		}
		return len(icc) > container.MaxProfile
	})
	return icc
}

// WithProfile inserts a colour profile after a JPEG's SOI.
func WithProfile(jpeg, icc []byte) []byte {
	if len(icc) == 0 || len(jpeg) < 2 {
		return jpeg
	}
	const maxPiece = 65533 - len(iccHead) - 2 // bytes of a profile that a segment holds
	pieces := (len(icc) + maxPiece - 1) / maxPiece
	out := make([]byte, 0, len(jpeg)+len(icc)+pieces*(4+len(iccHead)+2))
	out = append(out, jpeg[:2]...)
	for i := range pieces {
		body := append([]byte(iccHead), byte(i+1), byte(pieces))
		body = append(body, icc[i*maxPiece:min(len(icc), (i+1)*maxPiece)]...)
		out = appendSegment(out, markerAPP2, body)
	}
	return append(out, jpeg[2:]...)
}
