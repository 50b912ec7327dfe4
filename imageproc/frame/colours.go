package frame

// Colours is the red, the green and the blue of a picture.
type Colours [3]Gray

// Of takes the colours of a picture of w × h px, four bytes each, whose length is the
// caller's to check; half makes them half the size, each px the mean of four.
func (c *Colours) Of(pix []byte, w, h int, half bool) {
	if half {
		c.half(pix, w, h)
		return
	}
	for i := range c {
		c[i].Resize(w, h)
	}
	red, green, blue := c[0].Pix, c[1].Pix[:w*h], c[2].Pix[:w*h]
	for i := range red {
		p := pix[4*i : 4*i+4 : 4*i+4]
		red[i], green[i], blue[i] = p[0], p[1], p[2]
	}
}

func (c *Colours) half(pix []byte, w, h int) {
	for i := range c {
		c[i].Resize(w/2, h/2)
	}
	n := w / 2
	for y := range h / 2 {
		upper, lower := pix[8*y*w:][:8*n], pix[(8*y+4)*w:][:8*n]
		red, green, blue := c[0].Pix[y*n:][:n], c[1].Pix[y*n:][:n], c[2].Pix[y*n:][:n]
		for x := range red {
			a, b := upper[8*x:8*x+8:8*x+8], lower[8*x:8*x+8:8*x+8]
			red[x] = uint8((uint32(a[0]) + uint32(a[4]) + uint32(b[0]) + uint32(b[4]) + 2) >> 2)
			green[x] = uint8((uint32(a[1]) + uint32(a[5]) + uint32(b[1]) + uint32(b[5]) + 2) >> 2)
			blue[x] = uint8((uint32(a[2]) + uint32(a[6]) + uint32(b[2]) + uint32(b[6]) + 2) >> 2)
		}
	}
}
