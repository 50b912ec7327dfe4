// Package frame is a camera frame as the guidance reads it: luma, colours, edges, and the
// geometry of a quadrilateral.
//
// Loops over px call no functions and avoid fractions, because the browser's wasm is built
// without inlining. Buffers are reused from frame to frame, so a video leaves no garbage.
// A value is for one goroutine at a time.
package frame

// Gray is a greyscale picture without padding: Width × Height levels, row by row.
type Gray struct {
	Width, Height int
	Pix           []uint8
}

// Resize makes room for w × h px; the contents are undefined.
func (g *Gray) Resize(w, h int) {
	g.Width, g.Height = w, h
	if cap(g.Pix) < w*h {
		g.Pix = make([]uint8, w*h)
	}
	g.Pix = g.Pix[:w*h]
}

// FromRGBA sets g to the luma (Rec. 601) of w × h px of four bytes each. It reports false,
// and changes nothing, when pix is too short.
func (g *Gray) FromRGBA(pix []byte, w, h int) bool {
	if w < 1 || h < 1 || len(pix)/4/w < h {
		return false
	}
	g.Resize(w, h)
	out := g.Pix
	// Two px a word and four a round: the number of rounds decides the time.
	const (
		one   = 0x000000ff_000000ff // one colour of both px
		round = 128 | 128<<32
	)
	i := 0
	for ; i+4 <= len(out); i += 4 {
		p, o := (*[16]byte)(pix[4*i:]), (*[4]uint8)(out[i:])
		a := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
			uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
		b := uint64(p[8]) | uint64(p[9])<<8 | uint64(p[10])<<16 | uint64(p[11])<<24 |
			uint64(p[12])<<32 | uint64(p[13])<<40 | uint64(p[14])<<48 | uint64(p[15])<<56
		a = 77*(a&one) + 150*(a>>8&one) + 29*(a>>16&one) + round
		b = 77*(b&one) + 150*(b>>8&one) + 29*(b>>16&one) + round
		o[0], o[1], o[2], o[3] = uint8(a>>8), uint8(a>>40), uint8(b>>8), uint8(b>>40)
	}
	for ; i < len(out); i++ {
		p := pix[4*i : 4*i+4 : 4*i+4]
		out[i] = uint8((77*uint32(p[0]) + 150*uint32(p[1]) + 29*uint32(p[2]) + 128) >> 8)
	}
	return true
}

// Half sets g to a picture of half the size, each px the mean of four.
func (g *Gray) Half(of *Gray) {
	g.Resize(of.Width/2, of.Height/2)
	for y := range g.Height {
		upper := of.Pix[2*y*of.Width:][:2*g.Width]
		lower := of.Pix[(2*y+1)*of.Width:][:2*g.Width]
		row := g.Pix[y*g.Width:][:g.Width]
		for x := range row {
			row[x] = uint8((uint(upper[2*x]) + uint(upper[2*x+1]) + uint(lower[2*x]) + uint(lower[2*x+1]) + 2) >> 2)
		}
	}
}

// At interpolates between px; outside the frame the border px repeats.
func (g *Gray) At(x, y float64) float64 {
	// In wasm, min and max of floats are function calls.
	if last := float64(g.Width-1) - 1e-6; x > last {
		x = last
	}
	if last := float64(g.Height-1) - 1e-6; y > last {
		y = last
	}
	if !(x > 0) {
		x = 0
	}
	if !(y > 0) {
		y = 0
	}
	ix, iy := int(x), int(y)
	fx, fy := x-float64(ix), y-float64(iy)
	i := iy*g.Width + ix
	right, down := 1, g.Width
	if ix+1 >= g.Width {
		right = 0
	}
	if iy+1 >= g.Height {
		down = 0
	}
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+right])*fx
	bottom := float64(g.Pix[i+down])*(1-fx) + float64(g.Pix[i+down+right])*fx
	return top*(1-fy) + bottom*fy
}

// Contains reports whether a position lies in the frame.
func (g *Gray) Contains(x, y float64) bool {
	return x >= 0 && y >= 0 && x <= float64(g.Width-1) && y <= float64(g.Height-1)
}

// InsertionSort sorts a few values without the allocation and the calls of package slices.
func InsertionSort(v []float64) {
	for i := range v {
		x, k := v[i], i
		for k > 0 && v[k-1] > x {
			v[k] = v[k-1]
			k--
		}
		v[k] = x
	}
}
