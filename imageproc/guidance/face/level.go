package face

import "credential-capture/imageproc/guidance/frame"

// level is one scale of the image pyramid, at which a face fills a window, as integral
// images of levels and of their squares. Sums may wrap around; their differences are exact.
type level struct {
	width, height int // px, with the padding
	sum           []int32
	squares       []uint32
	half          [2]frame.Gray
	columns       []column
}

// column is the source of a column for bilinear scaling.
type column struct {
	at     int
	weight uint32 // of the px after at, of 256
}

// make fills the tables with a picture scale times smaller, padded by repeating its border.
func (l *level) make(of *frame.Gray, scale float64, stride int) {
	for i := 0; scale >= 2; i++ {
		half := &l.half[i%2]
		half.Half(of)
		of, scale = half, scale/2
	}
	l.width = min(stride-1, int(float64(of.Width)/scale)+2*pad)
	l.height = int(float64(of.Height)/scale) + 2*pad
	size := stride * (l.height + 1)
	if cap(l.sum) < size {
		l.sum, l.squares = make([]int32, size), make([]uint32, size)
	}
	l.sum, l.squares = l.sum[:size], l.squares[:size]
	clear(l.sum[:stride])
	clear(l.squares[:stride])
	l.columns = l.columns[:0]
	for x := range l.width {
		at, weight := source(x, scale, of.Width)
		l.columns = append(l.columns, column{at, weight})
	}
	for y := range l.height {
		at, weight := source(y, scale, of.Height)
		upper, lower := of.Pix[at*of.Width:][:of.Width], of.Pix[(at+1)*of.Width:][:of.Width]
		sums, squares := l.sum[(y+1)*stride:][:stride], l.squares[(y+1)*stride:][:stride]
		sumsAbove, squaresAbove := l.sum[y*stride:][:stride], l.squares[y*stride:][:stride]
		sums[0], squares[0] = 0, 0
		sum, square := int32(0), uint32(0)
		for x, c := range l.columns {
			left := uint32(upper[c.at])*(256-weight) + uint32(lower[c.at])*weight
			right := uint32(upper[c.at+1])*(256-weight) + uint32(lower[c.at+1])*weight
			v := (left*(256-c.weight) + right*c.weight + 1<<15) >> 16
			sum += int32(v)
			square += v * v
			sums[x+1] = sumsAbove[x+1] + sum
			squares[x+1] = squaresAbove[x+1] + square
		}
	}
}

// source is the px at or before the i-th of a level, and the weight of the next px.
func source(i int, scale float64, of int) (at int, weight uint32) {
	x := (float64(i-pad)+0.5)*scale - 0.5
	x = max(0, min(float64(of-1), x))
	at = min(int(x), of-2)
	return at, uint32((x - float64(at)) * 256)
}
