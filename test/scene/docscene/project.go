package docscene

import (
	"image"
	"math"

	"credential-capture/imageproc/guidance/frame"
)

// project paints a page into a quad of the frame, with four samples a px against aliasing.
func project(into *image.RGBA, page *image.NRGBA, q frame.Quad) {
	m := homography(q)
	b := bounds(q).Intersect(into.Rect)
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			var sum [3]float64
			var cover float64
			for k := range 4 {
				u, v := m.apply(float64(x)+0.25+0.5*float64(k%2), float64(y)+0.25+0.5*float64(k/2))
				if u < 0 || v < 0 || u >= 1 || v >= 1 {
					continue
				}
				p := page.Pix[int(v*h)*page.Stride+4*int(u*w):]
				a := float64(p[3]) / 255
				for c := range sum {
					sum[c] += a * float64(p[c])
				}
				cover += a
			}
			if cover == 0 {
				continue
			}
			out := into.Pix[into.PixOffset(x, y):]
			for c := range sum {
				out[c] = uint8((sum[c] + (4-cover)*float64(out[c])) / 4)
			}
		}
	}
}

// matrix maps a position in the frame to one in the unit square.
type matrix [9]float64

func (m matrix) apply(x, y float64) (u, v float64) {
	d := m[6]*x + m[7]*y + m[8]
	return (m[0]*x + m[1]*y + m[2]) / d, (m[3]*x + m[4]*y + m[5]) / d
}

// homography is the inverse of Heckbert's square-to-quad mapping (Fundamentals of
// Texture Mapping and Image Warping, 1989, 2.2.3).
func homography(q frame.Quad) matrix {
	sx, sy := q[0].X-q[1].X+q[2].X-q[3].X, q[0].Y-q[1].Y+q[2].Y-q[3].Y
	dx1, dy1, dx2, dy2 := q[1].X-q[2].X, q[1].Y-q[2].Y, q[3].X-q[2].X, q[3].Y-q[2].Y
	det := dx1*dy2 - dx2*dy1
	g, h := (sx*dy2-dx2*sy)/det, (dx1*sy-sx*dy1)/det
	a, b, c := q[1].X-q[0].X+g*q[1].X, q[3].X-q[0].X+h*q[3].X, q[0].X
	d, e, f := q[1].Y-q[0].Y+g*q[1].Y, q[3].Y-q[0].Y+h*q[3].Y, q[0].Y
	return matrix{
		e - f*h, c*h - b, b*f - c*e,
		f*g - d, a - c*g, c*d - a*f,
		d*h - e*g, b*g - a*h, a*e - b*d,
	}
}

func bounds(q frame.Quad) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range q {
		x0, y0, x1, y1 = min(x0, p.X), min(y0, p.Y), max(x1, p.X), max(y1, p.Y)
	}
	return image.Rect(int(x0)-1, int(y0)-1, int(x1)+2, int(y1)+2)
}

// Contains reports whether a position lies in a convex quad.
func Contains(q frame.Quad, x, y float64) bool {
	for i, a := range q {
		b := q[(i+1)%4]
		if (b.X-a.X)*(y-a.Y)-(b.Y-a.Y)*(x-a.X) < 0 {
			return false
		}
	}
	return true
}
