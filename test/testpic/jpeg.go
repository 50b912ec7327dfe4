package testpic

import (
	"bytes"
	"image"
	"image/jpeg"
)

// JPEGOptions says what a JPEG carries beside its pixels. The zero value is
// quality 90 and nothing else.
type JPEGOptions struct {
	Quality     int      // 1 to 100, default 90
	Orientation int      // EXIF orientation 1 to 8, 0 for none
	EXIF        bool     // maker, model, time
	GPS         bool     // coordinates in the EXIF block
	Thumbnail   bool     // a JPEG of 16×16 px in the EXIF block
	XMP         bool     // an XMP packet
	IPTC        bool     // Photoshop resources with an IPTC record
	ICC         bool     // the profile of ICCProfile
	Comment     bool     // a COM segment
	Trailing    []byte   // follows the end of the picture
	Profile     *Profile // instead of ICCProfile
}

// xmpPacket is the XMP packet that every format here embeds.
const xmpPacket = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">` +
	`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ` +
	`xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="private source"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

// iptcRecord is a Photoshop resource block 0x0404 with a by-line.
const iptcRecord = "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x12\x1c\x02\x50\x00\x0dprivate photo"

// JPEG encodes img, baseline. A *image.Gray gives one component.
func JPEG(img image.Image, o JPEGOptions) []byte {
	if o.Quality == 0 {
		o.Quality = 90
	}
	var out bytes.Buffer
	panicIf(jpeg.Encode(&out, img, &jpeg.Options{Quality: o.Quality}))
	b := append([]byte{0xff, 0xd8}, segments(o)...)
	b = append(b, out.Bytes()[2:]...)
	return append(b, o.Trailing...)
}

func segments(o JPEGOptions) []byte {
	var b []byte
	if o.Orientation != 0 || o.EXIF || o.GPS || o.Thumbnail {
		var thumbnail []byte
		if o.Thumbnail {
			thumbnail = JPEG(Scene(16, 16), JPEGOptions{Quality: 50})
		}
		b = appendSegment(b, 0xe1, "Exif\x00\x00", exifBlock(o.Orientation, o.EXIF, o.GPS, thumbnail))
	}
	if o.XMP {
		b = appendSegment(b, 0xe1, "http://ns.adobe.com/xap/1.0/\x00", []byte(xmpPacket))
	}
	if icc := o.Profile.orDefault(o.ICC); icc != nil {
		b = appendSegment(b, 0xe2, "ICC_PROFILE\x00\x01\x01", icc)
	}
	if o.IPTC {
		b = appendSegment(b, 0xed, iptcRecord, nil)
	}
	if o.Comment {
		b = appendSegment(b, 0xfe, "private comment", nil)
	}
	return b
}

func appendSegment(b []byte, marker byte, head string, body []byte) []byte {
	b = be16(append(b, 0xff, marker), 2+len(head)+len(body))
	return append(append(b, head...), body...)
}

// JPEGHeader is a grey JPEG that claims to be w×h px but holds hardly any pixels:
// its structure is whole, its size is a lie.
func JPEGHeader(w, h int) []byte {
	b := JPEG(image.NewGray(image.Rect(0, 0, 8, 8)), JPEGOptions{})
	sof := bytes.Index(b, []byte{0xff, 0xc0, 0x00, 0x0b})
	copy(b[sof+5:], be16(be16(nil, h), w))
	return b
}

// BlankJPEG is a grey JPEG of w×h px.
func BlankJPEG(w, h int) []byte {
	parts := SplitJPEG(JPEGHeader(w, h))
	data := stuffer{}
	for range ((w + 7) / 8) * ((h + 7) / 8) {
		data.write(0b00_1010, 6) // no difference in DC, end of block
	}
	data.write(0x7f, 7)
	parts[IndexMarker(parts, SOS)].Data = data.out
	return JoinJPEG(parts...)
}

func panicIf(err error) {
	if err != nil {
		panic(err)
	}
}

// MPF is a JPEG with further pictures behind it and an index of them (CIPA DC-007),
// as cameras add a large preview and phones a depth map or a brighter version.
func MPF(img image.Image, o JPEGOptions, more ...[]byte) []byte {
	segment := func(sizes []int, ends int) []byte {
		// The block begins with "MM": offsets count from there.
		b := []byte("MM\x00*\x00\x00\x00\x08")
		var entries []byte
		at := ends
		for i, size := range sizes {
			kind, offset := 0x030000, 0
			if i > 0 {
				kind, offset = 0, at
				at += size
			}
			entries = append(be32(be32(be32(entries, kind), size), offset), 0, 0, 0, 0)
		}
		return appendSegment(nil, 0xe2, "MPF\x00", appendDir(b, []entry{
			{tag: 0xb000, typ: 7, count: 4, data: []byte("0100")},
			long(0xb001, len(sizes)),
			{tag: 0xb002, typ: 7, count: len(entries), data: entries},
		}, false))
	}
	o.Trailing = nil
	plain := JPEG(img, o)
	sizes := []int{0}
	for _, b := range more {
		sizes = append(sizes, len(b))
	}
	at := 2 + len(segments(o)) // behind the other segments
	n := len(segment(sizes, 0))
	sizes[0] = len(plain) + n
	b := append([]byte(nil), plain[:at]...)
	b = append(b, segment(sizes, sizes[0]-at-8)...)
	b = append(b, plain[at:]...)
	for _, m := range more {
		b = append(b, m...)
	}
	return b
}
