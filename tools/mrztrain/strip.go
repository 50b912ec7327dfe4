package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"

	"credential-capture/imageproc/mrz/glyph"
)

// strip is a picture of some rows of print. Distances are in pitches, from the middle of
// the first character.
type strip struct {
	pix           []float32
	width, height int
	text          [][]int // classes, row by row

	pitch    float64 // px
	spacing  float64 // of rows
	sin, on  float64 // of the rotation
	x0, y0   float64 // px of the first character's middle
	level    float64 // of the paper
	contrast float64 // of the ink, levels
	lean     float64 // growth of the pitch a pitch, by perspective
}

// toPicture returns the px of a place.
func (s *strip) toPicture(x, y float64) (float64, float64) {
	f := s.pitch / (1 - s.lean*x)
	return s.x0 + f*(x*s.on-y*s.sin), s.y0 + f*(x*s.sin+y*s.on)
}

// toPage is the inverse of toPicture.
func (s *strip) toPage(u, v float64) (float64, float64) {
	u, v = (u-s.x0)/s.pitch, (v-s.y0)/s.pitch
	x, y := u*s.on+v*s.sin, v*s.on-u*s.sin
	f := 1 / (1 + s.lean*x)
	return x * f, y * f
}

func between(r *rand.Rand, from, to float64) float64 { return from + (to-from)*r.Float64() }

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// paintStrip prints random characters and photographs them.
func paintStrip(r *rand.Rand, fonts [2][]shape) *strip {
	s := &strip{pitch: math.Exp(between(r, math.Log(5.5), math.Log(21))), spacing: between(r, 1.9, 2.8), lean: between(r, -0.008, 0.008)}
	angle := r.NormFloat64() * 0.015
	if chance(r, 0.3) {
		angle = between(r, -0.28, 0.28)
	}
	s.sin, s.on = math.Sincos(angle)
	rows, columns := 2+r.IntN(2), 7+r.IntN(5)
	for range rows {
		row := make([]int, columns)
		for i := range row {
			switch {
			case chance(r, 0.08), i > 0 && row[i-1] == glyph.Junk-1 && chance(r, 0.3):
				row[i] = glyph.Junk - 1
			default:
				row[i] = r.IntN(glyph.Junk)
			}
		}
		s.text = append(s.text, row)
	}
	s.frame(float64(columns), float64(rows))
	shapes := fonts[0]
	if chance(r, 0.35) {
		shapes = fonts[1]
	}
	s.print(r, shapes, newPaper(r, s))
	s.photograph(r)
	return s
}

// frame chooses a size with a margin of 1.5 pitches around the print.
func (s *strip) frame(columns, rows float64) {
	const margin = 1.5
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range [4][2]float64{{-margin, -margin}, {columns + margin, -margin}, {-margin, (rows-1)*s.spacing + margin}, {columns + margin, (rows-1)*s.spacing + margin}} {
		u, v := s.toPicture(c[0], c[1])
		left, right, top, bottom = min(left, u), max(right, u), min(top, v), max(bottom, v)
	}
	s.x0, s.y0 = -left, -top
	s.width, s.height = int(right-left)+1, int(bottom-top)+1
	s.pix = make([]float32, s.width*s.height)
}

// paper is the brightness of a document without the print.
type paper struct {
	level, ink     float64
	slopeX, slopeY float64 // shading, levels a pitch
	waves          []wave
	glare          [4]float64 // x, y, radius, strength
	rules          []float64  // rows of horizontal lines
	ruleDepth      float64
}

type wave struct{ depth, fx, fy, phase, bend float64 }

func newPaper(r *rand.Rand, s *strip) *paper {
	p := &paper{level: between(r, 110, 250)}
	p.ink = p.level - max(35, (p.level-10)*between(r, 0.35, 1))
	contrast := p.level - p.ink
	s.level, s.contrast = p.level, contrast
	p.slopeX, p.slopeY = r.NormFloat64()*contrast*0.015, r.NormFloat64()*contrast*0.03
	if chance(r, 0.6) { // security print
		depth := contrast * between(r, 0.03, 0.3)
		for range 1 + r.IntN(4) {
			a, f := between(r, 0, 2*math.Pi), math.Exp(between(r, -1.5, 2.2))
			p.waves = append(p.waves, wave{depth * between(r, 0.3, 1), f * math.Cos(a), f * math.Sin(a), between(r, 0, 7), between(r, 0, 1.5)})
		}
	}
	if chance(r, 0.12) {
		p.glare = [4]float64{between(r, -1, 11), between(r, -1, 5), between(r, 1.5, 6), between(r, 0.3, 0.9)}
	}
	if chance(r, 0.15) {
		p.ruleDepth = contrast * between(r, 0.2, 1)
		p.rules = append(p.rules, -between(r, 0.85, 1.4), s.spacing*float64(len(s.text)-1)+between(r, 0.85, 1.4))
	}
	return p
}

func (p *paper) at(x, y float64) float64 {
	v := p.level + p.slopeX*(x-5) + p.slopeY*(y-2)
	for _, w := range p.waves {
		v -= w.depth * (0.5 + 0.5*math.Sin(w.phase+w.fx*x+w.fy*y+w.bend*math.Sin(x*0.7-y)))
	}
	for _, rule := range p.rules {
		if math.Abs(y-rule) < 0.06 {
			v -= p.ruleDepth
		}
	}
	return v
}

// print samples paper and ink.
func (s *strip) print(r *rand.Rand, shapes []shape, p *paper) {
	wide, high := between(r, 0.88, 1.1), between(r, 0.84, 1.12)
	bold, slant := between(r, -0.025, 0.05), r.NormFloat64()*0.02
	n := 3
	if s.pitch > 13 {
		n = 2
	}
	edge := 0.5 * s.pitch * float64(n)
	uneven := 0.0 // print that is darker in one character than in the next
	if chance(r, 0.3) {
		uneven = 0.25
	}
	shade := make([]float64, len(s.text)*len(s.text[0]))
	for i := range shade {
		shade[i] = 1 - uneven*r.Float64()
	}
	for v := range s.height {
		for u := range s.width {
			cx, cy := s.toPage(float64(u), float64(v))
			back := p.at(cx, cy)
			var ink float64
			if row := math.Round(cy / s.spacing); row >= 0 && int(row) < len(s.text) && math.Abs(cy-row*s.spacing) < 0.8 {
				text := s.text[int(row)]
				for i := range n * n {
					x, y := s.toPage(float64(u)+(float64(i%n)+0.5)/float64(n)-0.5, float64(v)+(float64(i/n)+0.5)/float64(n)-0.5)
					k := int(math.Round(x))
					if k < 0 || k >= len(text) {
						continue
					}
					y -= row * s.spacing
					d := float64(shapes[text[k]].at((x-float64(k)+slant*y)/wide, y/high)) + bold
					ink += shade[int(row)*len(text)+k] * min(1, max(0, 0.5+d*edge))
				}
				ink /= float64(n * n)
			}
			value := back + (p.ink-p.level)*ink*min(1, back/p.level)
			if p.glare[3] > 0 {
				d := math.Hypot(cx-p.glare[0], cy-p.glare[1]) / p.glare[2]
				value += (255 - value) * p.glare[3] * math.Exp(-d*d)
			}
			s.pix[v*s.width+u] = float32(value)
		}
	}
}

// photograph blurs, sharpens, adds noise and compresses.
func (s *strip) photograph(r *rand.Rand) {
	if chance(r, 0.75) {
		s.blur(s.pitch * 0.24 * math.Sqrt(r.Float64()) * r.Float64() * min(1, s.pitch/10))
	}
	if chance(r, 0.2) {
		s.smear(s.pitch*between(r, 0.05, 0.35)*min(1, s.pitch/10), between(r, 0, math.Pi))
	}
	if chance(r, 0.3) {
		soft := *s
		soft.pix = append([]float32(nil), s.pix...)
		soft.blur(between(r, 0.7, 1.5))
		f := float32(between(r, 0.3, 1.5))
		for i, v := range s.pix {
			s.pix[i] = v + f*(v-soft.pix[i])
		}
	}
	if chance(r, 0.7) {
		noise := float32(s.contrast * between(r, 0, 0.1))
		if chance(r, 0.2) {
			noise *= 2
		}
		for i := range s.pix {
			s.pix[i] += noise * float32(r.NormFloat64())
		}
	}
	if chance(r, 0.06) { // a scan of two levels
		grain := float32(s.contrast * between(r, 0, 0.3) * float64(r.IntN(2)))
		for i := range s.pix {
			s.pix[i] += grain * float32(r.NormFloat64())
		}
		limit := float32(s.level - s.contrast*between(r, 0.35, 0.65))
		for i, v := range s.pix {
			s.pix[i] = 0
			if v > limit {
				s.pix[i] = 255
			}
		}
		if chance(r, 0.5) { // scaled down
			s.blur(between(r, 0.3, 0.8))
		}
	}
	s.compress(r)
}

func (s *strip) blur(sigma float64) {
	if sigma < 0.2 {
		return
	}
	reach := int(math.Ceil(2.5 * sigma))
	kernel := make([]float32, 2*reach+1)
	var sum float32
	for i := range kernel {
		d := float64(i-reach) / sigma
		kernel[i] = float32(math.Exp(-d * d / 2))
		sum += kernel[i]
	}
	out := make([]float32, len(s.pix))
	for _, step := range [2]int{1, s.width} {
		for y := range s.height {
			for x := range s.width {
				at, end := x, s.width
				if step > 1 {
					at, end = y, s.height
				}
				var v float32
				for i, k := range kernel {
					v += k * s.pix[y*s.width+x+step*(min(end-1, max(0, at+i-reach))-at)]
				}
				out[y*s.width+x] = v / sum
			}
		}
		s.pix, out = out, s.pix
	}
}

// smear is a movement of some px during the exposure.
func (s *strip) smear(length, angle float64) {
	out := make([]float32, len(s.pix))
	dy, dx := math.Sincos(angle)
	n := max(2, int(length*2))
	for i := range n {
		t := (float64(i)/float64(n-1) - 0.5) * length
		for y := range s.height {
			for x := range s.width {
				out[y*s.width+x] += s.at(float64(x)+t*dx, float64(y)+t*dy) / float32(n)
			}
		}
	}
	s.pix = out
}

func (s *strip) compress(r *rand.Rand) {
	img := image.NewGray(image.Rect(0, 0, s.width, s.height))
	for i, v := range s.pix {
		img.Pix[i] = uint8(min(255, max(0, v+0.5)))
	}
	if quality := max(25, 75-int(5*s.pitch)); chance(r, 0.7) {
		var file bytes.Buffer
		if jpeg.Encode(&file, img, &jpeg.Options{Quality: quality + r.IntN(96-quality)}) == nil {
			if decoded, err := jpeg.Decode(&file); err == nil {
				img = decoded.(*image.Gray)
			}
		}
	}
	for y := range s.height {
		for x := range s.width {
			s.pix[y*s.width+x] = float32(img.Pix[y*img.Stride+x])
		}
	}
}

// at interpolates.
func (s *strip) at(x, y float64) float32 {
	x, y = min(float64(s.width)-1.001, max(0, x)), min(float64(s.height)-1.001, max(0, y))
	i, j := int(x), int(y)
	fx, fy := float32(x)-float32(i), float32(y)-float32(j)
	p := s.pix[j*s.width+i:]
	top, bottom := p[0]+fx*(p[1]-p[0]), p[s.width]+fx*(p[s.width+1]-p[s.width])
	return top + fy*(bottom-top)
}

// example is a cell and its class.
type example struct {
	cell  glyph.Cell
	class int
}

// cells cuts all characters, as inexactly as a reader does, and some junk.
func (s *strip) cells(r *rand.Rand) []example {
	var list []example
	dx, dy := r.NormFloat64()*0.05, r.NormFloat64()*0.05
	turn := r.NormFloat64() * 0.012
	wide, high := 1+r.NormFloat64()*0.025, 1+r.NormFloat64()*0.04
	cut := func(x, y float64, class int) {
		var e example
		e.class = class
		for i := range e.cell {
			cx := (float64(i%glyph.Width)+0.5)/glyph.Width - 0.5
			cy := (float64(i/glyph.Width)+0.5)/glyph.Height - 0.5
			px, py := cx*glyph.CellWidth*wide, cy*glyph.CellHeight*high
			e.cell[i] = s.at(s.toPicture(x+px-turn*py, y+py+turn*px))
		}
		list = append(list, e)
	}
	for j, row := range s.text {
		for i, class := range row {
			x, y := float64(i)+dx+r.NormFloat64()*0.035, float64(j)*s.spacing+dy+r.NormFloat64()*0.035
			cut(x, y, class)
		}
		y := float64(j)*s.spacing + dy
		n := float64(len(row))
		cut(r.Float64()*n-0.5+0, y+between(r, 0.7, 1.1)*float64(1-2*r.IntN(2)), glyph.Junk)
		cut(math.Floor(r.Float64()*(n-1))+between(r, 0.4, 0.6), y, glyph.Junk)
		if chance(r, 0.5) {
			cut(-1-between(r, -0.1, 0.3), y, glyph.Junk)
		}
	}
	var deviations []float32
	for i := range list {
		_, d := glyph.Deviation(&list[i].cell)
		deviations = append(deviations, d)
	}
	slices.Sort(deviations)
	floor := max(glyph.MinDeviation, glyph.FloorShare*deviations[len(deviations)/2])
	for i := range list {
		glyph.Normalize(&list[i].cell, floor)
	}
	return list
}
