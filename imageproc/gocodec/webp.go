package gocodec

import (
	"image"
	"io"

	"golang.org/x/image/webp"
)

// decodeWebP decodes a still WebP. What golang.org/x/image/webp returns of a lossy one has luma of
// 16 to 235, which image.YCbCr takes for 0 to 255.
func decodeWebP(r io.Reader) (image.Image, error) {
	img, err := webp.Decode(r)
	switch p := img.(type) {
	case *image.YCbCr:
		return fromStudioRange(p), err
	case *image.NYCbCrA:
		out := fromStudioRange(&p.YCbCr)
		for y := range out.Rect.Dy() {
			row := out.Pix[y*out.Stride:]
			for x, a := range p.A[y*p.AStride:][:out.Rect.Dx()] {
				px := row[4*x : 4*x+4]
				for c := range 3 {
					px[c] = byte((int(px[c])*int(a) + 127) / 255)
				}
				px[3] = a
			}
		}
		return out, err
	}
	return img, err
}

// fromStudioRange converts a 4:2:0 picture as libwebp does: BT.601, luma of 16 to 235, and chroma
// interpolated.
func fromStudioRange(p *image.YCbCr) *image.RGBA {
	width, height := p.Rect.Dx(), p.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	chromaWidth, chromaHeight := (width+1)/2, (height+1)/2
	u, v := make([]byte, 2*chromaWidth), make([]byte, 2*chromaWidth)
	for y := range height {
		// The other row of chroma that is near: above even rows, below odd ones.
		near, far := y/2, y/2-1+2*(y&1)
		far = min(max(far, 0), chromaHeight-1)
		row := func(plane []byte, y int) []byte { return plane[y*p.CStride:][:chromaWidth] }
		interpolate(u, row(p.Cb, near), row(p.Cb, far))
		interpolate(v, row(p.Cr, near), row(p.Cr, far))
		pix := out.Pix[y*out.Stride:]
		for x, luma := range p.Y[y*p.YStride:][:width] {
			l, b, r := int(luma)*19077>>8, int(u[x]), int(v[x])
			px := pix[4*x : 4*x+4 : 4*x+4]
			px[0] = clip(l + r*26149>>8 - 14234)
			px[1] = clip(l - b*6419>>8 - r*13320>>8 + 8708)
			px[2] = clip(l + b*33050>>8 - 17685)
			px[3] = 0xff
		}
	}
	return out
}

// clip returns a level of 14 bits as one of 8.
func clip(v int) byte { return byte(min(255, max(0, v>>6))) }

// interpolate doubles a row of chroma, each px of 9, 3, 3 and 1 sixteenths of the four nearest. It
// rounds as libwebp does.
func interpolate(out, near, far []byte) {
	last := len(near) - 1
	out[0] = byte((3*int(near[0]) + int(far[0]) + 2) >> 2)
	out[2*last+1] = byte((3*int(near[last]) + int(far[last]) + 2) >> 2)
	for x := 1; x <= last; x++ {
		n0, n1, f0, f1 := int(near[x-1]), int(near[x]), int(far[x-1]), int(far[x])
		sum := n0 + n1 + f0 + f1 + 8
		out[2*x-1] = byte(((sum+2*(n1+f0))>>3 + n0) >> 1)
		out[2*x] = byte(((sum+2*(n0+f1))>>3 + n1) >> 1)
	}
}
