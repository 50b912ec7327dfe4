package testpic

import (
	"bytes"
	"image"
	"image/color"
	"math/bits"
)

// JPEGKind is a way to code a JPEG that Go's encoder doesn't know.
type JPEGKind string

// The kinds of Blocks.
const (
	Baseline    JPEGKind = "baseline"
	Grey        JPEGKind = "grey"
	Progressive JPEGKind = "progressive" // DC first, then AC of each component
	CMYK        JPEGKind = "CMYK"        // Adobe's, whose planes are inverted
	YCCK        JPEGKind = "YCCK"        // Adobe's too

	// No browser reads these: the headers are right, the pixels are those of Baseline.
	Arithmetic JPEGKind = "arithmetic-coded" // SOF9
	TwelveBit  JPEGKind = "12-bit"           // SOF1
	Lossless   JPEGKind = "lossless"         // SOF3
)

// Blocks encodes img as flat blocks of 8 × 8 px, each in the colour of its middle.
// Colours come back within 3 levels; its sides should be multiples of 8. Options may
// say everything but Quality.
func Blocks(img image.Image, kind JPEGKind, o JPEGOptions) []byte {
	planes := planesOf(kind)
	b := append([]byte{0xff, 0xd8}, segments(o)...)
	if kind == CMYK || kind == YCCK {
		b = appendSegment(b, 0xee, "Adobe\x00\x64\x00\x00\x00\x00", []byte{map[JPEGKind]byte{YCCK: 2}[kind]})
	}
	quantizers := bytes.Repeat([]byte{8}, 64) // the DC of a flat block is 8 times its level
	b = appendSegment(b, 0xdb, "\x00", quantizers)
	b = appendFrame(b, kind, planes, img.Bounds())
	if kind != Arithmetic {
		b = appendSegment(b, 0xc4, "\x00"+dcCounts, []byte(dcSymbols))
		// AC has one code, which ends the block.
		b = appendSegment(b, 0xc4, "\x10\x01"+string(make([]byte, 15)), []byte{0})
	}
	levels := blockLevels(img, kind, planes)
	if kind != Progressive {
		b = appendScan(b, planes, 0, 63, levels)
	} else {
		b = appendScan(b, planes, 0, 0, levels)
		for i := range planes {
			b = appendScan(b, planes[i:i+1], 1, 63, levels)
		}
	}
	return append(append(b, 0xff, 0xd9), o.Trailing...)
}

// The customary table for DC (T.81, table K.3): how many codes of each length, and
// what they stand for, which is how many bits the difference has.
const (
	dcCounts  = "\x00\x01\x05\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00"
	dcSymbols = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"
)

// planesOf are the numbers of the components.
func planesOf(kind JPEGKind) []byte {
	switch kind {
	case Grey:
		return []byte{1}
	case CMYK, YCCK:
		return []byte{1, 2, 3, 4}
	}
	return []byte{1, 2, 3}
}

func appendFrame(b []byte, kind JPEGKind, planes []byte, bounds image.Rectangle) []byte {
	marker, bits := byte(0xc0), byte(8)
	switch kind {
	case Progressive:
		marker = 0xc2
	case Arithmetic:
		marker = 0xc9
	case Lossless:
		marker = 0xc3
	case TwelveBit:
		marker, bits = 0xc1, 12
	}
	body := append(be16(be16([]byte{bits}, bounds.Dy()), bounds.Dx()), byte(len(planes)))
	for _, id := range planes {
		body = append(body, id, 0x11, 0)
	}
	return appendSegment(b, marker, "", body)
}

// blockLevels are the DCs of all blocks, row by row: plane after plane for each.
func blockLevels(img image.Image, kind JPEGKind, planes []byte) [][]int {
	var levels [][]int
	bounds := img.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y += 8 {
		for x := bounds.Min.X; x < bounds.Max.X; x += 8 {
			c := color.RGBAModel.Convert(img.At(x+4, y+4)).(color.RGBA)
			block := make([]int, len(planes))
			for i, v := range components(c, kind) {
				block[i] = int(v) - 128
			}
			levels = append(levels, block)
		}
	}
	return levels
}

// components are what a pixel is stored as.
func components(c color.RGBA, kind JPEGKind) []byte {
	switch kind {
	case Grey:
		return []byte{color.GrayModel.Convert(c).(color.Gray).Y}
	case CMYK, YCCK:
		// As much black as there can be. Inverted, 255 is no ink.
		k := max(c.R, c.G, c.B, 1)
		ink := func(v uint8) byte { return byte(255 * int(v) / int(k)) }
		r, g, b := ink(c.R), ink(c.G), ink(c.B)
		if kind == YCCK { // libjpeg subtracts from 255 what it makes of YCC
			r, g, b = color.RGBToYCbCr(255-r, 255-g, 255-b)
		}
		return []byte{r, g, b, k}
	}
	y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
	return []byte{y, cb, cr}
}

// appendScan writes coefficients from to to of the planes: DC is coded as the
// difference from the block before, AC is always nothing.
func appendScan(b []byte, planes []byte, from, to byte, levels [][]int) []byte {
	head := []byte{byte(len(planes))}
	for _, id := range planes {
		head = append(head, id, 0x00)
	}
	b = appendSegment(b, 0xda, "", append(head, from, to, 0))
	w := stuffer{out: b}
	last := make(map[byte]int)
	for _, block := range levels {
		for _, id := range planes {
			if from == 0 {
				w.difference(block[id-1] - last[id])
				last[id] = block[id-1]
			}
			if to > 0 {
				w.write(0, 1) // the end of the block
			}
		}
	}
	w.write(0x7f, 7) // fills the last byte
	return w.out
}

// stuffer packs bits, the highest first, with a zero after each 0xFF.
type stuffer struct {
	out  []byte
	hold uint32
	n    int
}

func (w *stuffer) write(v, n int) {
	w.hold = w.hold<<n | uint32(v)
	for w.n += n; w.n >= 8; w.n -= 8 {
		c := byte(w.hold >> (w.n - 8))
		if w.out = append(w.out, c); c == 0xff {
			w.out = append(w.out, 0)
		}
	}
}

// difference writes the code of dcSymbols for the number of bits, then these.
func (w *stuffer) difference(d int) {
	size := bits.Len(uint(max(d, -d)))
	if d < 0 {
		d += 1<<size - 1
	}
	switch { // canonical codes of dcCounts
	case size == 0:
		w.write(0, 2)
	case size <= 5:
		w.write(size+1, 3)
	default:
		w.write(1<<(size-2)-2, size-2)
	}
	w.write(d, size)
}
