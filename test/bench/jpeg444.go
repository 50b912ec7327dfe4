package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

// jpeg444 encodes at quality 100 without subsampling the colours, as cameras and
// image editors do at their best setting; Go's encoder always subsamples. The
// Huffman tables are Go's.
func jpeg444(img *image.RGBA) ([]byte, error) {
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewRGBA(image.Rect(0, 0, 16, 16)), &jpeg.Options{Quality: 100}); err != nil {
		return nil, fmt.Errorf("make the header of a 4:4:4 JPEG: %w", err)
	}
	head := small.Bytes()
	frame, tables, scan := bytes.Index(head, []byte{0xff, 0xc0}), bytes.Index(head, []byte{0xff, 0xc4}), bytes.Index(head, []byte{0xff, 0xda})
	if frame < 0 || tables < frame || scan < tables {
		return nil, fmt.Errorf("make the header of a 4:4:4 JPEG: not in the order that was expected")
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	head[frame+5], head[frame+6], head[frame+7], head[frame+8] = byte(h>>8), byte(h), byte(w>>8), byte(w)
	head[frame+11] = 0x11 // the first component's sampling: no other than the others'
	e := &encoder444{out: append([]byte(nil), head[:scan+14]...)}
	e.readTables(head[tables:scan])
	for y := 0; y < h; y += 8 {
		for x := 0; x < w; x += 8 {
			e.mcu(img, x, y)
		}
	}
	e.put(0x7f, 7)
	return append(e.out, 0xff, 0xd9), nil
}

type huffman [256]struct{ bits, code uint32 }

type encoder444 struct {
	out    []byte
	dc, ac [2]huffman
	bits   uint32
	n      uint32
	last   [3]int
}

// readTables reads one DHT segment: a class, lengths and values for each table.
func (e *encoder444) readTables(b []byte) {
	b = b[4:]
	for len(b) > 17 {
		into := &e.dc[b[0]&15]
		if b[0]>>4 == 1 {
			into = &e.ac[b[0]&15]
		}
		code, at := uint32(0), 17
		for length := 1; length <= 16; length++ {
			for range b[length] {
				into[b[at]].bits, into[b[at]].code = uint32(length), code
				code++
				at++
			}
			code <<= 1
		}
		b = b[at:]
	}
}

func (e *encoder444) put(code, n uint32) {
	e.bits, e.n = e.bits<<n|code, e.n+n
	for e.n >= 8 {
		v := byte(e.bits >> (e.n - 8))
		e.out = append(e.out, v)
		if v == 0xff {
			e.out = append(e.out, 0)
		}
		e.n -= 8
	}
	e.bits &= 1<<e.n - 1
}

func (e *encoder444) mcu(img *image.RGBA, x0, y0 int) {
	var planes [3][64]float32
	for i := range 64 {
		x, y := min(x0+i%8, img.Rect.Max.X-1), min(y0+i/8, img.Rect.Max.Y-1)
		p := img.Pix[y*img.Stride+4*x:]
		a, b, c := color.RGBToYCbCr(p[0], p[1], p[2])
		planes[0][i], planes[1][i], planes[2][i] = float32(a)-128, float32(b)-128, float32(c)-128
	}
	for c := range planes {
		transform(&planes[c])
		e.block(&planes[c], c)
	}
}

// block writes the coefficients; at quality 100 every divisor is 1.
func (e *encoder444) block(b *[64]float32, c int) {
	dc, ac := &e.dc[min(c, 1)], &e.ac[min(c, 1)]
	first := int(math.Round(float64(b[0])))
	e.value(dc, 0, first-e.last[c])
	e.last[c] = first
	run := 0
	for _, at := range zigzag[1:] {
		v := int(math.Round(float64(b[at])))
		if v == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			e.put(ac[0xf0].code, ac[0xf0].bits)
		}
		e.value(ac, run, v)
		run = 0
	}
	if run > 0 {
		e.put(ac[0].code, ac[0].bits)
	}
}

// value writes how many zeros precede v, how long it is, and v.
func (e *encoder444) value(h *huffman, run, v int) {
	size, bits := uint32(0), v
	if v < 0 {
		bits--
		v = -v
	}
	for ; v > 0; v >>= 1 {
		size++
	}
	symbol := h[uint32(run)<<4|size]
	e.put(symbol.code, symbol.bits)
	e.put(uint32(bits)&(1<<size-1), size)
}

// zigzag is the order of coefficients in the file.
var zigzag = func() (z [64]int) {
	n := 0
	for sum := range 15 {
		for i := range sum + 1 {
			u, v := i, sum-i // going up to the right
			if sum%2 == 1 {
				u, v = v, u
			}
			if u < 8 && v < 8 {
				z[n] = v*8 + u
				n++
			}
		}
	}
	return z
}()

var cosines = func() (c [8][8]float32) {
	for u := range 8 {
		scale := 0.5
		if u == 0 {
			scale /= math.Sqrt2
		}
		for x := range 8 {
			c[u][x] = float32(scale * math.Cos(float64(2*x+1)*float64(u)*math.Pi/16))
		}
	}
	return c
}()

// transform is the DCT, rows and then columns.
func transform(b *[64]float32) {
	var half [64]float32
	for y := range 8 {
		for u := range 8 {
			var sum float32
			for x := range 8 {
				sum += b[8*y+x] * cosines[u][x]
			}
			half[8*y+u] = sum
		}
	}
	for u := range 8 {
		for v := range 8 {
			var sum float32
			for y := range 8 {
				sum += half[8*y+u] * cosines[v][y]
			}
			b[8*v+u] = sum
		}
	}
}
