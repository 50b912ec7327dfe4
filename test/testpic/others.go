package testpic

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"

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
	must(gif.EncodeAll(&out, g))
	return out.Bytes()
}

// BMP encodes img without compression.
func BMP(img image.Image) []byte {
	var out bytes.Buffer
	must(bmp.Encode(&out, img))
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

// appendTIFFPage appends a page to a TIFF, whose last offset of a directory, at byte last, is
// set to it. It returns where the new page's offset of the next directory is.
func appendTIFFPage(b []byte, last int, img image.Image, orientation int, icc []byte) (_ []byte, next int) {
	bounds := img.Bounds()
	rgb := make([]byte, 0, bounds.Dx()*bounds.Dy()*3)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			rgb = append(rgb, c.R, c.G, c.B)
		}
	}
	data := Deflate(rgb)
	tags := [][3]int{ // tag, type, value: SHORT is 3, LONG is 4
		{256, 4, bounds.Dx()}, {257, 4, bounds.Dy()},
		{258, 3, 0}, // bits a sample: set below
		{259, 3, 8}, // deflate
		{262, 3, 2}, // RGB
		{273, 4, len(b)},
		{274, 3, orientation},
		{277, 3, 3}, {278, 4, bounds.Dy()}, {279, 4, len(data)},
	}
	if orientation == 0 {
		tags = append(tags[:6], tags[7:]...)
	}
	if icc != nil {
		tags = append(tags, [3]int{34675, 7, 0}) // set below, as UNDEFINED
	}
	if len(data)%2 == 1 {
		data = append(data, 0)
	}
	b = append(b, data...)
	binary.LittleEndian.PutUint32(b[last:], uint32(len(b)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(tags)))
	bits := len(b) + 12*len(tags) + 4
	for _, t := range tags {
		count, value := 1, t[2]
		switch t[0] {
		case 258:
			count, value = 3, bits
		case 34675:
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
