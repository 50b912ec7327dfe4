package main

import (
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/mrz/glyph"
)

const (
	row1 = glyph.Width + glyph.Kernel1 - 1
	row2 = (glyph.Width1 + glyph.Kernel2 - 1) * glyph.Channels1
)

// pass computes the gradient of one cell after the other. Its data is ordered as that of
// glyph.Net.
type pass struct {
	layers [4]glyph.Layer // shared
	grad   [4]glyph.Layer

	in             [row1 * (glyph.Height + glyph.Kernel1 - 1)]float32
	patches        [glyph.Width1 * glyph.Height1][glyph.Kernel1 * glyph.Kernel1]float32
	first, dFirst  [row2 * (glyph.Height1 + glyph.Kernel2 - 1)]float32
	flat, dFlat    [glyph.Flat]float32
	hidden, dHid   [glyph.Hidden]float32
	loss           float64
	cells, correct int
}

func newPass(layers [4]glyph.Layer) *pass { return &pass{layers: layers, grad: glyph.NewLayers()} }

// initLayers draws weights by the method of He.
func initLayers(r *rand.Rand) [4]glyph.Layer {
	layers := glyph.NewLayers()
	for _, l := range layers {
		f := math.Sqrt(2 / float64(l.Inputs))
		for i := range l.Weights {
			l.Weights[i] = float32(r.NormFloat64() * f)
		}
	}
	return layers
}

// forward returns the logarithms of the classes' probabilities.
func (p *pass) forward(cell *glyph.Cell) [glyph.Classes]float32 {
	for y := range glyph.Height {
		copy(p.in[(y+glyph.Kernel1/2)*row1+glyph.Kernel1/2:], cell[y*glyph.Width:(y+1)*glyph.Width])
	}
	l := &p.layers[0]
	for y := range glyph.Height1 {
		for x := range glyph.Width1 {
			patch := &p.patches[y*glyph.Width1+x]
			for k := range glyph.Kernel1 {
				copy(patch[k*glyph.Kernel1:(k+1)*glyph.Kernel1], p.in[(2*y+k)*row1+2*x:])
			}
			out := p.first[(y+1)*row2+(x+1)*glyph.Channels1:][:glyph.Channels1]
			for o := range out {
				out[o] = max(0, l.Bias[o]+dot(patch[:], l.Weights[o*l.Inputs:]))
			}
		}
	}
	l = &p.layers[1]
	const n = glyph.Kernel2 * glyph.Channels1
	for y := range glyph.Height2 {
		for x := range glyph.Width2 {
			at := 2*y*row2 + 2*x*glyph.Channels1
			for o := range glyph.Channels2 {
				w := l.Weights[o*l.Inputs:]
				p.flat[(y*glyph.Width2+x)*glyph.Channels2+o] = max(0, l.Bias[o]+dot(p.first[at:at+n], w)+
					dot(p.first[at+row2:at+row2+n], w[n:])+dot(p.first[at+2*row2:at+2*row2+n], w[2*n:]))
			}
		}
	}
	l = &p.layers[2]
	for o := range p.hidden {
		p.hidden[o] = max(0, l.Bias[o]+dot(p.flat[:], l.Weights[o*glyph.Flat:]))
	}
	l = &p.layers[3]
	var out [glyph.Classes]float32
	for o := range out {
		out[o] = l.Bias[o] + dot(p.hidden[:], l.Weights[o*glyph.Hidden:])
	}
	glyph.LogSoftmax(out[:])
	return out
}

// learn adds the gradient of a cell's cross entropy.
func (p *pass) learn(cell *glyph.Cell, class int) {
	out := p.forward(cell)
	p.loss -= float64(out[class])
	p.cells++
	best := 0
	for i, v := range out {
		if v > out[best] {
			best = i
		}
	}
	if best == class {
		p.correct++
	}
	clear(p.dHid[:])
	clear(p.dFlat[:])
	clear(p.dFirst[:])
	for o, v := range out {
		d := float32(math.Exp(float64(v)))
		if o == class {
			d--
		}
		p.dense(3, o, d, p.hidden[:], p.dHid[:])
	}
	for o, v := range p.hidden {
		if v > 0 {
			p.dense(2, o, p.dHid[o], p.flat[:], p.dFlat[:])
		}
	}
	const n = glyph.Kernel2 * glyph.Channels1
	l, g := &p.layers[1], &p.grad[1]
	for i, v := range p.flat {
		d := p.dFlat[i]
		if v <= 0 || d == 0 {
			continue
		}
		o, x, y := i%glyph.Channels2, i/glyph.Channels2%glyph.Width2, i/glyph.Channels2/glyph.Width2
		g.Bias[o] += d
		for k := range glyph.Kernel2 {
			at := (2*y+k)*row2 + 2*x*glyph.Channels1
			add(g.Weights[o*g.Inputs+k*n:][:n], d, p.first[at:])
			add(p.dFirst[at:at+n], d, l.Weights[o*l.Inputs+k*n:])
		}
	}
	g = &p.grad[0]
	for y := range glyph.Height1 {
		for x := range glyph.Width1 {
			at := (y+1)*row2 + (x+1)*glyph.Channels1
			for o := range glyph.Channels1 {
				if d := p.dFirst[at+o]; d != 0 && p.first[at+o] > 0 {
					g.Bias[o] += d
					add(g.Weights[o*g.Inputs:(o+1)*g.Inputs], d, p.patches[y*glyph.Width1+x][:])
				}
			}
		}
	}
}

func (p *pass) dense(layer, o int, d float32, in, dIn []float32) {
	l, g := &p.layers[layer], &p.grad[layer]
	g.Bias[o] += d
	add(g.Weights[o*l.Inputs:(o+1)*l.Inputs], d, in)
	add(dIn, d, l.Weights[o*l.Inputs:])
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s, t, u, v float32
	for len(a) >= 4 && len(b) >= 4 {
		s += a[0] * b[0]
		t += a[1] * b[1]
		u += a[2] * b[2]
		v += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		s += a[i] * b[i]
	}
	return s + t + (u + v)
}

// add adds f × b to a.
func add(a []float32, f float32, b []float32) {
	b = b[:len(a)]
	for len(a) >= 4 && len(b) >= 4 {
		a[0] += f * b[0]
		a[1] += f * b[1]
		a[2] += f * b[2]
		a[3] += f * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		a[i] += f * b[i]
	}
}

// adam is the optimizer of Kingma and Ba.
type adam struct {
	first, second [4]glyph.Layer
	steps         int
}

func newAdam() *adam { return &adam{first: glyph.NewLayers(), second: glyph.NewLayers()} }

// step moves the layers against the sum of the passes' gradients, and clears those.
func (a *adam) step(layers [4]glyph.Layer, passes []*pass, rate float64) {
	a.steps++
	cells := 0
	for _, p := range passes {
		cells += p.cells
	}
	rate *= math.Sqrt(1-math.Pow(0.999, float64(a.steps))) / (1 - math.Pow(0.9, float64(a.steps)))
	for i, l := range layers {
		a.move(l.Weights, a.first[i].Weights, a.second[i].Weights, rate, cells, func(p *pass) []float32 { return p.grad[i].Weights }, passes)
		a.move(l.Bias, a.first[i].Bias, a.second[i].Bias, rate, cells, func(p *pass) []float32 { return p.grad[i].Bias }, passes)
	}
}

func (a *adam) move(w, first, second []float32, rate float64, cells int, of func(*pass) []float32, passes []*pass) {
	sum := of(passes[0])
	for _, p := range passes[1:] {
		add(sum, 1, of(p))
		clear(of(p))
	}
	f, r := 1/float32(cells), float32(rate)
	for i, g := range sum {
		g *= f
		first[i] += 0.1 * (g - first[i])
		second[i] += 0.001 * (g*g - second[i])
		w[i] -= r * (first[i]/(float32(math.Sqrt(float64(second[i])))+1e-8) + 1e-4*w[i])
	}
	clear(sum)
}
