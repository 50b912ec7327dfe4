package testpic

import (
	"bytes"
	"compress/zlib"
	"hash/crc32"
	"image"
	"image/png"
)

// PNGOptions says what a PNG carries beside its pixels.
type PNGOptions struct {
	Orientation int      // in an eXIf chunk, 1 to 8, 0 for none
	EXIF        bool     // maker, model, time in the eXIf chunk
	GPS         bool     // coordinates in the eXIf chunk
	Text        bool     // a tEXt chunk
	XMP         bool     // an iTXt chunk with an XMP packet
	ICC         bool     // the profile of ICCProfile
	Trailing    []byte   // follows the end of the picture
	Profile     *Profile // instead of ICCProfile
}

// PNG encodes img; transparency gives an alpha channel.
func PNG(img image.Image, o PNGOptions) []byte {
	var out bytes.Buffer
	panicIf((&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img))
	const header = 8 + 12 + 13 // the signature and IHDR
	b := bytes.Clone(out.Bytes()[:header])
	if icc := o.Profile.orDefault(o.ICC); icc != nil {
		b = AppendPNGChunk(b, "iCCP", append([]byte("test\x00\x00"), Deflate(icc)...))
	}
	if o.Orientation != 0 || o.EXIF || o.GPS {
		b = AppendPNGChunk(b, "eXIf", exifBlock(o.Orientation, o.EXIF, o.GPS, nil))
	}
	if o.Text {
		b = AppendPNGChunk(b, "tEXt", []byte("Comment\x00private comment"))
	}
	if o.XMP {
		b = AppendPNGChunk(b, "iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpPacket))
	}
	b = append(b, out.Bytes()[header:]...)
	return append(b, o.Trailing...)
}

// AppendPNGChunk writes one chunk with its CRC.
func AppendPNGChunk(b []byte, name string, data []byte) []byte {
	b = be32(b, len(data))
	start := len(b)
	b = append(append(b, name...), data...)
	return be32(b, int(crc32.ChecksumIEEE(b[start:])))
}

// PNGHeader is a PNG that claims to be w×h px, RGB, but holds hardly any pixels:
// its structure is whole, its size is a lie.
func PNGHeader(w, h int) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	b = AppendPNGChunk(b, "IHDR", append(be32(be32(nil, w), h), 8, 2, 0, 0, 0))
	b = AppendPNGChunk(b, "IDAT", Deflate(make([]byte, 64)))
	return AppendPNGChunk(b, "IEND", nil)
}

// BlankPNG is a black PNG of w×h px, of one bit each.
func BlankPNG(w, h int) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	b = AppendPNGChunk(b, "IHDR", append(be32(be32(nil, w), h), 1, 0, 0, 0, 0))
	b = AppendPNGChunk(b, "IDAT", Deflate(make([]byte, h*(1+(w+7)/8))))
	return AppendPNGChunk(b, "IEND", nil)
}

// Deflate compresses with zlib.
func Deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, err := z.Write(b)
	panicIf(err)
	panicIf(z.Close())
	return out.Bytes()
}

// APNG is an animation of frames of one size. A hidden picture is the default image, which isn't part
// of the animation.
func APNG(hidden image.Image, frames ...image.Image) []byte {
	first := frames[0]
	if hidden != nil {
		first = hidden
	}
	still := PNG(first, PNGOptions{})
	const header = 8 + 12 + 13 // the signature and IHDR
	b := bytes.Clone(still[:header])
	b = AppendPNGChunk(b, "acTL", be32(be32(nil, len(frames)), 0))
	sequence := 0
	control := func() {
		size := first.Bounds().Size()
		body := be32(be32(be32(nil, sequence), size.X), size.Y)
		body = append(body, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0) // at 0, 0, for 1/10 s
		b = AppendPNGChunk(b, "fcTL", body)
		sequence++
	}
	if hidden == nil {
		control()
		frames = frames[1:]
	}
	b = append(b, still[header:len(still)-12]...)
	for _, frame := range frames {
		control()
		for _, c := range SplitPNG(PNG(frame, PNGOptions{})) {
			if c.Name == "IDAT" {
				b = AppendPNGChunk(b, "fdAT", append(be32(nil, sequence), c.Body...))
				sequence++
			}
		}
	}
	return AppendPNGChunk(b, "IEND", nil)
}
