package testpic

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/bits"
)

// JPEG444 encodes at quality 100 without chroma subsampling, as cameras and editors do at
// their best setting. Go's encoder, whose header and Huffman tables this uses, always
// subsamples.
func JPEG444(img *image.RGBA) []byte {
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewRGBA(image.Rect(0, 0, 16, 16)), &jpeg.Options{Quality: 100}); err != nil {
		panic(err) // a buffer takes everything
	}
	head := small.Bytes()
	frame, tables, scan := bytes.Index(head, []byte{0xff, 0xc0}), bytes.Index(head, []byte{0xff, 0xc4}), bytes.Index(head, []byte{0xff, 0xda})
	w, h := img.Rect.Dx(), img.Rect.Dy()
	head[frame+5], head[frame+6], head[frame+7], head[frame+8] = byte(h>>8), byte(h), byte(w>>8), byte(w)
	head[frame+11] = 0x11 // sampling factors of the first component: those of the others
	e := encoder444{stuffer: stuffer{out: bytes.Clone(head[:scan+14])}}
	e.readTables(head[tables+4 : scan])
	for y := 0; y < h; y += 8 {
		for x := 0; x < w; x += 8 {
			e.encodeMCU(img, x, y)
		}
	}
	e.write(0x7f, 7)
	return append(e.out, 0xff, 0xd9)
}

// huffman maps a symbol to its code.
type huffman [256]struct{ code, bits int }

type encoder444 struct {
	stuffer
	tables [2][2]huffman // DC and AC, of luma and of chroma
	dc     [3]int        // of the block before
}

// readTables reads the content of a DHT segment: class and id, counts and symbols of each
// table.
func (e *encoder444) readTables(b []byte) {
	for len(b) > 17 {
		table := &e.tables[b[0]>>4][b[0]&15]
		code, at := 0, 17
		for length := 1; length <= 16; length++ {
			for range b[length] {
				table[b[at]] = struct{ code, bits int }{code, length}
				code++
				at++
			}
			code <<= 1
		}
		b = b[at:]
	}
}

// encodeMCU encodes the blocks of the three components at x, y. At the edges of the
// picture the last px is repeated.
func (e *encoder444) encodeMCU(img *image.RGBA, x, y int) {
	var blocks [3][64]float32
	for i := range 64 {
		p := img.Pix[min(y+i/8, img.Rect.Dy()-1)*img.Stride+4*min(x+i%8, img.Rect.Dx()-1):]
		luma, cb, cr := color.RGBToYCbCr(p[0], p[1], p[2])
		blocks[0][i], blocks[1][i], blocks[2][i] = float32(luma)-128, float32(cb)-128, float32(cr)-128
	}
	for component := range blocks {
		coefficients := dct(dct(blocks[component]))
		dc, ac := &e.tables[0][min(component, 1)], &e.tables[1][min(component, 1)]
		first := round(coefficients[0])
		e.symbol(dc, 0, first-e.dc[component])
		e.dc[component] = first
		zeros := 0
		for _, at := range zigzag[1:] {
			v := round(coefficients[at]) // all quantizers are 1
			if v == 0 {
				zeros++
				continue
			}
			for ; zeros > 15; zeros -= 16 {
				e.write(ac[0xf0].code, ac[0xf0].bits)
			}
			e.symbol(ac, zeros, v)
			zeros = 0
		}
		if zeros > 0 {
			e.write(ac[0].code, ac[0].bits) // end of block
		}
	}
}

// symbol writes the code for a run of zeros and the size of v, then v.
func (e *encoder444) symbol(table *huffman, zeros, v int) {
	size := bits.Len(uint(max(v, -v)))
	if v < 0 {
		v += 1<<size - 1
	}
	s := table[zeros<<4|size]
	e.write(s.code, s.bits)
	e.write(v, size)
}

func round(v float32) int { return int(math.Round(float64(v))) }

// zigzag is the order of coefficients in a block (T.81, figure A.6).
var zigzag = [64]int{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

var cosines = func() (c [8][8]float32) {
	for u := range 8 {
		for x := range 8 {
			c[u][x] = float32(math.Cos(float64((2*x+1)*u)*math.Pi/16) / 2)
			if u == 0 {
				c[u][x] /= math.Sqrt2
			}
		}
	}
	return c
}()

// dct transforms the rows of a block and transposes it: twice is the 2-D DCT.
func dct(b [64]float32) (out [64]float32) {
	for y := range 8 {
		for u := range 8 {
			for x := range 8 {
				out[8*u+y] += b[8*y+x] * cosines[u][x]
			}
		}
	}
	return out
}
