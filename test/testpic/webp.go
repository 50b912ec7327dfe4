package testpic

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"image"
	"image/color"
	"math/bits"
)

// WebPOptions says what a WebP carries beside its pixels.
type WebPOptions struct {
	Orientation int // EXIF orientation 1 to 8, 0 for none
	XMP         bool
	ICC         bool
	Profile     *Profile // instead of ICCProfile
}

// WebP encodes img losslessly, and hardly compressed: every channel of every pixel
// is one 8-bit code, so a file takes about 3 bytes a pixel.
func WebP(img image.Image, o WebPOptions) []byte {
	bounds := img.Bounds()
	w, h := bounds.Dx(), bounds.Dy()
	pixels, alpha := vp8l(img)
	flags := byte(0)
	var before, after []byte
	if alpha {
		flags |= 0x10
	}
	if icc := o.Profile.orDefault(o.ICC); icc != nil {
		flags |= 0x20
		before = appendRIFF(before, "ICCP", icc)
	}
	if o.Orientation != 0 {
		flags |= 0x08
		after = appendRIFF(after, "EXIF", exifBlock(o.Orientation, false, false, nil))
	}
	if o.XMP {
		flags |= 0x04
		after = appendRIFF(after, "XMP ", []byte(xmpPacket))
	}
	body := []byte("WEBP")
	if flags&^0x10 != 0 {
		body = appendRIFF(body, "VP8X", le24(le24([]byte{flags, 0, 0, 0}, w-1), h-1))
		body = append(body, before...)
	}
	body = appendRIFF(body, "VP8L", pixels)
	return appendRIFF(nil, "RIFF", append(body, after...))
}

// lossyScene is Scene(480, 360) as cwebp 1.2.4 encodes it with -q 50.
//
//go:embed cwebp/scene.webp
var lossyScene []byte

// LossyWebP returns Scene(480, 360), lossy. The orientation is 1 to 8, or 0 for none.
func LossyWebP(orientation int) []byte {
	if orientation == 0 {
		return bytes.Clone(lossyScene)
	}
	const exif = 0x08 // flag of VP8X
	body := appendRIFF([]byte("WEBP"), "VP8X", le24(le24([]byte{exif, 0, 0, 0}, 480-1), 360-1))
	body = append(body, lossyScene[len("RIFF....WEBP"):]...)
	return appendRIFF(nil, "RIFF", appendRIFF(body, "EXIF", exifBlock(orientation, false, false, nil)))
}

func appendRIFF(b []byte, name string, data []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, name...), uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func le24(b []byte, v int) []byte { return append(b, byte(v), byte(v>>8), byte(v>>16)) }

// vp8l writes the bit stream of a picture without transforms, back references or
// a colour cache (RFC 9649, section 3).
func vp8l(img image.Image) (stream []byte, alpha bool) {
	bounds := img.Bounds()
	alpha = !img.(interface{ Opaque() bool }).Opaque() // a method of all types of package image
	b := bitWriter{out: []byte{0x2f}}
	b.write(uint32(bounds.Dx()-1), 14)
	b.write(uint32(bounds.Dy()-1), 14)
	b.write(flag(alpha), 1)
	b.write(0, 3) // version
	b.write(0, 1) // no transform
	b.write(0, 1) // no colour cache
	b.write(0, 1) // one group of codes for the whole picture
	b.flatCode(256, 24)
	b.flatCode(256, 0)
	b.flatCode(256, 0)
	if alpha {
		b.flatCode(256, 0)
	} else {
		b.oneSymbol(255)
	}
	b.oneSymbol(0) // distances are never used
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			b.symbol(c.G)
			b.symbol(c.R)
			b.symbol(c.B)
			if alpha {
				b.symbol(c.A)
			}
		}
	}
	b.write(0, 7) // fills the last byte
	return b.out, alpha
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// bitWriter packs bits, the lowest first.
type bitWriter struct {
	out  []byte
	hold uint64
	n    uint
}

func (b *bitWriter) write(v uint32, n uint) {
	b.hold |= uint64(v) << b.n
	for b.n += n; b.n >= 8; b.n -= 8 {
		b.out = append(b.out, byte(b.hold))
		b.hold >>= 8
	}
}

// symbol writes one code of flatCode: the value itself, highest bit first.
func (b *bitWriter) symbol(v uint8) { b.write(uint32(bits.Reverse8(v)), 8) }

// flatCode describes a prefix code in which used symbols have 8 bits each and the
// unused ones after them none. Of the code-length codes only 0 and 8 occur, with
// one bit each.
func (b *bitWriter) flatCode(used, unused int) {
	b.write(0, 1)    // not a simple code
	b.write(12-4, 4) // 12 lengths follow, in the order 17 18 0 1 2 3 4 5 16 6 7 8
	for i := range 12 {
		b.write(flag(i == 2 || i == 11), 3)
	}
	b.write(0, 1) // lengths for all symbols follow
	for range used {
		b.write(1, 1)
	}
	for range unused {
		b.write(0, 1)
	}
}

// oneSymbol describes a code with one symbol, which then takes no bits.
func (b *bitWriter) oneSymbol(s uint32) {
	b.write(1, 1) // a simple code
	b.write(0, 1) // of one symbol
	b.write(1, 1) // that takes 8 bits
	b.write(s, 8)
}

// AnimatedWebP is an animation of frames, which are as large as the first or smaller.
// The orientation is 1 to 8, 0 for none.
func AnimatedWebP(orientation int, frames ...image.Image) []byte {
	size := frames[0].Bounds().Size()
	flags := byte(0x02)
	var rest []byte
	if orientation != 0 {
		flags |= 0x08
		rest = appendRIFF(nil, "EXIF", exifBlock(orientation, false, false, nil))
	}
	body := appendRIFF([]byte("WEBP"), "VP8X", le24(le24([]byte{flags, 0, 0, 0}, size.X-1), size.Y-1))
	body = appendRIFF(body, "ANIM", make([]byte, 6)) // on nothing, for ever
	for _, frame := range frames {
		of := frame.Bounds().Size()
		data := le24(le24(make([]byte, 6), of.X-1), of.Y-1) // at 0, 0
		data = append(le24(data, 100), 0)                   // ms, blended
		pixels, _ := vp8l(frame)
		body = appendRIFF(body, "ANMF", appendRIFF(data, "VP8L", pixels))
	}
	return appendRIFF(nil, "RIFF", append(body, rest...))
}
