package photoscene

import (
	"image"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/docscene"
)

// Compose lays the document of a scene on another scene without one: any rotation, some
// perspective, a shadow, and an exposure of its own. With cut, a part of it is outside the
// frame.
func (s Scene) Compose(on Scene, cut bool, r *rand.Rand) Scene {
	w, h := float64(on.Image.Rect.Dx()), float64(on.Image.Rect.Dy())
	long := max((s.Quad.Side(0)+s.Quad.Side(2))/2, (s.Quad.Side(1)+s.Quad.Side(3))/2)
	short := s.Quad.Area() / max(1, long)
	if s.Quad.Side(0)+s.Quad.Side(2) < s.Quad.Side(1)+s.Quad.Side(3) {
		long, short = short, long
	}
	var q frame.Quad
	for range 200 {
		by := math.Sqrt((0.08 + 0.5*r.Float64()) * w * h / (long * short))
		q = docscene.Pose(long*by, short*by, 2*math.Pi*r.Float64(), 0.8*(r.Float64()-0.5), 0.8*(r.Float64()-0.5),
			w*(0.5+0.3*(r.Float64()-0.5)), h*(0.5+0.3*(r.Float64()-0.5)), (1.4+r.Float64())*max(w, h))
		if cut {
			away := 2 * math.Pi * r.Float64()
			for i := range q {
				q[i].X += 0.42 * w * math.Cos(away)
				q[i].Y += 0.42 * h * math.Sin(away)
			}
		}
		outside, farthest := 0, 0.0
		for _, p := range q {
			out := max(-p.X, -p.Y, p.X-w, p.Y-h)
			if farthest = max(farthest, out); out > -4 {
				outside++
			}
		}
		if !cut && outside == 0 || cut && outside > 0 && outside <= 2 && farthest > 0.04*w {
			return s.lay(on, q, !cut, r)
		}
	}
	return on
}

// lay paints the document into a quad of another scene, four samples a px.
func (s Scene) lay(on Scene, q frame.Quad, whole bool, r *rand.Rand) Scene {
	out := Scene{Image: image.NewRGBA(on.Image.Rect), Quad: &q, Whole: whole}
	copy(out.Image.Pix, on.Image.Pix)
	w, h := out.Image.Rect.Dx(), out.Image.Rect.Dy()
	gain := 0.75 + 0.4*r.Float64()
	dx, dy, depth := 14*(r.Float64()-0.5), 14*(r.Float64()-0.5), 0.45*r.Float64()
	to := solve(q, *s.Quad)
	for y := range h {
		for x := range w {
			o := out.Image.Pix[y*out.Image.Stride+4*x:][:4]
			if docscene.Contains(q, float64(x)-dx, float64(y)-dy) {
				for c := range 3 {
					o[c] = uint8(float64(o[c]) * (1 - depth))
				}
			}
			var sum [3]float64
			n := 0
			for k := range 4 {
				px, py := float64(x)-0.25+0.5*float64(k&1), float64(y)-0.25+0.5*float64(k>>1)
				if !docscene.Contains(q, px, py) {
					continue
				}
				u, v := to.apply(px, py)
				c := inward(s.Quad.Center(), u, v)
				sx := max(0, min(s.Image.Rect.Dx()-1, int(c.X+0.5)))
				sy := max(0, min(s.Image.Rect.Dy()-1, int(c.Y+0.5)))
				p := s.Image.Pix[sy*s.Image.Stride+4*sx:][:3]
				sum[0] += float64(p[0])
				sum[1] += float64(p[1])
				sum[2] += float64(p[2])
				n++
			}
			for c := range 3 {
				o[c] = uint8(min(255, (gain*sum[c]+float64(4-n)*float64(o[c]))/4))
			}
		}
	}
	return out.Blur(0.4 + 0.4*r.Float64())
}

// inward moves a position of the source 1.5 % towards its centre, since labels are good to 1 %.
func inward(center frame.Point, u, v float64) frame.Point {
	return frame.Point{X: center.X + 0.985*(u-center.X), Y: center.Y + 0.985*(v-center.Y)}
}

// mapping is a homography.
type mapping [9]float64

func (m mapping) apply(x, y float64) (u, v float64) {
	d := m[6]*x + m[7]*y + 1
	return (m[0]*x + m[1]*y + m[2]) / d, (m[3]*x + m[4]*y + m[5]) / d
}

// solve is the homography that maps four points to four others, by Gauss's elimination.
func solve(from, to frame.Quad) mapping {
	var a [8][9]float64
	for i := range 4 {
		x, y, u, v := from[i].X, from[i].Y, to[i].X, to[i].Y
		a[2*i] = [9]float64{x, y, 1, 0, 0, 0, -u * x, -u * y, u}
		a[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -v * x, -v * y, v}
	}
	for c := range 8 {
		best := c
		for r := c; r < 8; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[best][c]) {
				best = r
			}
		}
		a[c], a[best] = a[best], a[c]
		for r := range 8 {
			if r != c {
				f := a[r][c] / a[c][c]
				for k := c; k < 9; k++ {
					a[r][k] -= f * a[c][k]
				}
			}
		}
	}
	m := mapping{8: 1}
	for i := range 8 {
		m[i] = a[i][8] / a[i][i]
	}
	return m
}
