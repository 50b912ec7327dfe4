package testpic

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"strconv"
	"strings"

	"golang.org/x/image/bmp"
)

// GIF encodes img with 256 colours, as an animation when frames is over 1.
func GIF(img image.Image, frames int) []byte {
	p := image.NewPaletted(img.Bounds(), palette.Plan9)
	draw.Draw(p, p.Rect, img, p.Rect.Min, draw.Src)
	g := &gif.GIF{}
	for range frames {
		g.Image = append(g.Image, p)
		g.Delay = append(g.Delay, 10)
	}
	var out bytes.Buffer
	panicIf(gif.EncodeAll(&out, g))
	return out.Bytes()
}

// BMP encodes img without compression.
func BMP(img image.Image) []byte {
	var out bytes.Buffer
	panicIf(bmp.Encode(&out, img))
	return out.Bytes()
}

// TIFF encodes img, RGB, deflated, little-endian, in one strip. The orientation
// is 1 to 8, or 0 for none.
func TIFF(img image.Image, orientation int) []byte { return TIFFWith(img, orientation, nil) }

// TIFFWith is TIFF with a colour profile, nil for none.
func TIFFWith(img image.Image, orientation int, p *Profile) []byte {
	b, _ := appendTIFFPage([]byte("II*\x00\x00\x00\x00\x00"), 4, img, orientation, p.orDefault(false))
	return b
}

// TIFFPages is a TIFF of several pages, each encoded as TIFF does.
func TIFFPages(pages ...image.Image) []byte {
	b, next := []byte("II*\x00\x00\x00\x00\x00"), 4
	for _, img := range pages {
		b, next = appendTIFFPage(b, next, img, 0, nil)
	}
	return b
}

// appendTIFFPage appends an RGB page to a TIFF; see tiffStrip.append.
func appendTIFFPage(b []byte, last int, img image.Image, orientation int, icc []byte) (_ []byte, next int) {
	bounds := img.Bounds()
	rgb := make([]byte, 0, bounds.Dx()*bounds.Dy()*3)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			rgb = append(rgb, c.R, c.G, c.B)
		}
	}
	strip := tiffStrip{size: bounds.Size(), bits: 8, samples: 3, coding: 8, photometric: 2, data: Deflate(rgb)}
	return strip.append(b, last, orientation, icc)
}

// JPEGTIFF returns a TIFF whose strip is a JPEG of img.
func JPEGTIFF(img image.Image) []byte {
	strip := tiffStrip{size: img.Bounds().Size(), bits: 8, samples: 3, coding: 7, photometric: 6, data: JPEG(img, JPEGOptions{Quality: 90})}
	b, _ := strip.append([]byte("II*\x00\x00\x00\x00\x00"), 4, 0, nil)
	return b
}

// The CCITT codes (ITU-T T.4) that FaxTIFF uses. A run of 200 px is one of 192 and one of 8.
const (
	white0, white200 = "00110101", "010111" + "10011"
	black200         = "000011001001" + "000101"
	horizontal       = "001"
	vertical0        = "1"
	endOfLine        = "000000000001"
)

// FaxTIFF returns a bilevel TIFF of four squares, of which the upper left and the lower right are
// white, and what it shows. The coding is 3 for Group 3, one-dimensional, or 4 for Group 4.
func FaxTIFF(coding int) ([]byte, image.Image) {
	const side = 200
	var text strings.Builder
	if coding == 3 {
		text.WriteString(strings.Repeat(endOfLine+white200+black200, side) + strings.Repeat(endOfLine+white0+black200+white200, side))
	} else { // a row like the one above changes where that does
		text.WriteString(horizontal + white200 + black200 + strings.Repeat(vertical0+vertical0, side-1))
		text.WriteString(horizontal + white0 + black200 + vertical0 + strings.Repeat(vertical0+vertical0+vertical0, side-1))
		text.WriteString(endOfLine + endOfLine)
	}
	code := text.String() + "0000000"
	data := make([]byte, len(code)/8)
	for i := range data {
		n, err := strconv.ParseUint(code[8*i:8*i+8], 2, 8)
		panicIf(err)
		data[i] = byte(n)
	}
	img := image.NewGray(image.Rect(0, 0, 2*side, 2*side))
	draw.Draw(img, image.Rect(0, 0, side, side), image.White, image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(side, side, 2*side, 2*side), image.White, image.Point{}, draw.Src)
	strip := tiffStrip{size: img.Rect.Size(), bits: 1, samples: 1, coding: coding, data: data}
	b, _ := strip.append([]byte("II*\x00\x00\x00\x00\x00"), 4, 0, nil)
	return b, img
}

// tiffStrip is a page of one strip.
type tiffStrip struct {
	size                               image.Point
	bits, samples, coding, photometric int // as the tags have them
	data                               []byte
}

// append appends the page to a TIFF, whose last offset of a directory, at byte last, is set to it.
// It returns where the new page's offset of the next directory is.
func (s tiffStrip) append(b []byte, last, orientation int, icc []byte) (_ []byte, next int) {
	const short, long, undefined = 3, 4, 7
	tags := [][3]int{ // tag, type, value
		{256, long, s.size.X}, {257, long, s.size.Y},
		{258, short, s.bits}, // of three samples: set below
		{259, short, s.coding},
		{262, short, s.photometric},
		{273, long, len(b)},
		{274, short, orientation},
		{277, short, s.samples}, {278, long, s.size.Y}, {279, long, len(s.data)},
	}
	if orientation == 0 {
		tags = append(tags[:6], tags[7:]...)
	}
	if icc != nil {
		tags = append(tags, [3]int{34675, undefined, 0}) // set below
	}
	b = append(b, s.data...)
	b = append(b, make([]byte, len(b)%2)...)
	binary.LittleEndian.PutUint32(b[last:], uint32(len(b)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(tags)))
	bits := len(b) + 12*len(tags) + 4
	for _, t := range tags {
		count, value := 1, t[2]
		switch {
		case t[0] == 258 && s.samples == 3:
			count, value = 3, bits
		case t[0] == 34675:
			count, value = len(icc), bits+6
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(t[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(t[1]))
		b = binary.LittleEndian.AppendUint32(b, uint32(count))
		b = binary.LittleEndian.AppendUint32(b, uint32(value))
	}
	next = len(b)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = append(append(b, 8, 0, 8, 0, 8, 0), icc...)
	return append(b, make([]byte, len(b)%2)...), next
}
