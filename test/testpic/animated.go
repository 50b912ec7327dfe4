package testpic

import (
	"bytes"
	"image"
)

// APNG is an animation of frames of one size. With a hidden picture that one is what
// a viewer shows that knows no animations, and no part of the animation.
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
