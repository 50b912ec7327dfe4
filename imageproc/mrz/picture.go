package mrz

// level is a picture at a fraction of its size.
type level struct {
	Gray
	scale float64 // px of the picture a px of the level
}

// pyramid has the picture, its half and so on, down to maxMap px or less.
type pyramid []level

// maxSize bounds the side of a picture, px.
const maxSize = 1 << 14

func newPyramid(g Gray) pyramid {
	p := pyramid{{g, 1}}
	for max(g.Width, g.Height) > maxMap {
		g = halve(g)
		p = append(p, level{g, 2 * p[len(p)-1].scale})
	}
	return p
}

func halve(g Gray) Gray {
	h := Gray{Width: max(1, g.Width/2), Height: max(1, g.Height/2)}
	h.Stride = h.Width
	h.Pix = make([]byte, h.Width*h.Height)
	for y := range h.Height {
		upper := g.Pix[min(2*y, g.Height-1)*g.Stride:]
		lower := g.Pix[min(2*y+1, g.Height-1)*g.Stride:]
		row := h.Pix[y*h.Stride:][:h.Width]
		for x := range row {
			i := min(2*x, g.Width-1)
			j := min(i+1, g.Width-1)
			row[x] = byte((int(upper[i]) + int(upper[j]) + int(lower[i]) + int(lower[j]) + 2) >> 2)
		}
	}
	return h
}

// at is the level for samples that are so many px of the picture apart.
func (p pyramid) at(distance float64) *level {
	i := 0
	for i+1 < len(p) && p[i+1].scale <= distance*1.2 {
		i++
	}
	return &p[i]
}

// line samples places of the picture that are dx, dy apart. It interpolates, and repeats the border
// beyond it. One call has many samples, because the wasm is built without inlining.
func (l *level) line(out []float32, x, y, dx, dy float64) {
	f := 1 / l.scale
	x, y, dx, dy = (x+0.5)*f-0.5, (y+0.5)*f-0.5, dx*f, dy*f
	right, bottom := float64(l.Width)-1.001, float64(l.Height)-1.001
	for n := range out {
		u, v := min(right, max(0, x+float64(n)*dx)), min(bottom, max(0, y+float64(n)*dy))
		i, j := int(u), int(v)
		fx, fy := float32(u-float64(i)), float32(v-float64(j))
		at := j*l.Stride + i
		beside, below := at, at
		if i+1 < l.Width {
			beside++
		}
		if j+1 < l.Height {
			below += l.Stride
		}
		a, b := float32(l.Pix[at]), float32(l.Pix[beside])
		c, d := float32(l.Pix[below]), float32(l.Pix[below+beside-at])
		a += fx * (b - a)
		c += fx * (d - c)
		out[n] = a + fy*(c-a)
	}
}
