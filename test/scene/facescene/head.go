package facescene

import (
	"image"
	"math"
	"math/rand/v2"
)

// The face's square in units of half a head's height: its side, and the distance of its
// centre below the head's.
const (
	faceSquare = 1.74
	faceBelow  = 0.06
)

// head is a person and their position in the frame.
type head struct {
	x, y, size, turn  float64 // centre and half of the height, px; radians
	skin, hair, shirt rgb
	long, bald, beard bool
	glasses, round    float64 // thickness, 0 for none; exponent: 2 a circle, 4 nearly a square
	frame             rgb
	lights            float64 // direction: -1 from the left, 1 from the right
	lit               float64 // strength
	wide, smile       float64
	strands           float64
}

// person returns a random one.
func person(r *rand.Rand) *head {
	tone := r.Float64()
	skin := rgb{92, 62, 46}.mix(rgb{236, 196, 172}, tone).times(0.94 + 0.12*r.Float64())
	hair := []rgb{{28, 22, 20}, {62, 42, 28}, {110, 76, 44}, {186, 152, 96}, {150, 148, 146}}[r.IntN(5)]
	if tone < 0.4 {
		hair = rgb{26, 21, 20}
	}
	p := &head{
		skin: skin, hair: hair.times(0.8 + 0.4*r.Float64()),
		shirt:  rgb{240 * r.Float64(), 240 * r.Float64(), 240 * r.Float64()},
		long:   r.IntN(3) == 0,
		lights: r.Float64()*2 - 1, lit: 0.85 + 0.25*r.Float64(),
		wide: 0.92 + 0.16*r.Float64(), smile: r.Float64(), strands: 30 + 50*r.Float64(),
	}
	p.bald = !p.long && r.IntN(7) == 0
	p.beard = !p.long && r.IntN(4) == 0
	if r.IntN(3) == 0 {
		p.glasses, p.round = 0.008+0.016*r.Float64(), 2+2*r.Float64()
		p.frame = []rgb{{24, 24, 28}, {70, 44, 28}, {120, 120, 124}}[r.IntN(3)]
	}
	return p
}

// face is its square.
func (p *head) face() Face {
	sin, cos := math.Sincos(p.turn)
	side := faceSquare * p.size
	x, y := p.x-sin*faceBelow*p.size, p.y+cos*faceBelow*p.size
	return Face{X: x - side/2, Y: y - side/2, Size: side}
}

// paint draws a person from the shoulders up.
func (p *head) paint(img *image.RGBA) {
	sin, cos := math.Sincos(p.turn)
	reach := 2.4 * p.size
	over(img, p.x-reach, p.y-reach, p.x+reach, float64(img.Rect.Max.Y), func(x, y float64) (rgb, float64) {
		u, v := (x-p.x)/p.size, (y-p.y)/p.size
		// The body is upright whatever the angle of the head.
		body, there := p.body(u, v)
		u, v = (u*cos+v*sin)/p.wide, v*cos-u*sin
		if u < -1.1 || u > 1.1 || v < -1.2 || v > 1.3 { // outside the head
			return body.times(p.lit * (1 + 0.22*p.lights*u)), there
		}
		c, share := p.at(u, v)
		c = body.mix(c, share)
		return c.times(p.lit * (1 + 0.22*p.lights*u)), max(share, there)
	})
}

// body is neck and shoulders.
func (p *head) body(u, v float64) (rgb, float64) {
	px := p.size
	neck := min(edge(0.40-math.Abs(u), px), edge(v-0.3, px))
	shoulders := edge(1-math.Hypot(u/1.55, (v-2.0)/0.95), px)
	c := p.skin.times(0.72 - 0.15*math.Exp(-sq((v-0.95)/0.18)))
	return c.mix(p.shirt.times(0.9-0.2*sq(u/1.5)), shoulders), max(neck, shoulders)
}

// at is the colour and the coverage of a position of the head.
func (p *head) at(u, v float64) (rgb, float64) {
	px := p.size
	back := p.behind(u, v)
	jaw := 0.72
	if v > 0.1 {
		jaw -= 0.17 * sq((v-0.1)/0.8)
	}
	face := edge(1-math.Hypot(u/jaw, (v-0.03)/0.94), px)
	ears := edge(1-math.Hypot((math.Abs(u)-0.72)/0.1, (v-0.08)/0.2), px)
	if p.long {
		ears = 0
	}
	c := p.hair.times(0.75 + 0.25*math.Sin(u*p.strands))
	c = c.mix(p.skin.times(0.82), ears)
	if face > 0 {
		c = c.mix(p.features(u, v), face)
	}
	if !p.bald {
		line := -0.56 + 0.25*sq(u/0.6)*0.6 + 0.05*math.Sin(u*11+p.strands)
		top := min(edge(line-v, px*0.4), face)
		c = c.mix(p.hair.times(0.95+0.2*math.Sin(u*p.strands+3*v)), top)
	}
	return c, max(back, face, ears)
}

// behind is the coverage of the hair that surrounds the face.
func (p *head) behind(u, v float64) float64 {
	switch {
	case p.bald:
		return 0
	case p.long:
		return max(edge(1-math.Hypot(u/0.88, (v+0.12)/1.0), p.size), min(edge(0.9-math.Abs(u), p.size), edge(1.15-v, p.size/4), edge(v+0.1, p.size)))
	}
	return min(edge(1-math.Hypot(u/0.82, (v+0.14)/0.98), p.size), edge(0.1-v, p.size/3))
}

// features is the shading of the skin, then eyes, brows, mouth, beard and glasses.
func (p *head) features(u, v float64) rgb {
	px := p.size
	a := math.Abs(u)
	shade := 1.04 - 0.30*sq(u/0.72) - 0.10*sq(v)
	shade -= 0.34 * blob(a-0.30, v+0.09, 0.17, 0.10)  // sockets
	shade -= 0.10 * blob(a-0.13, v+0.02, 0.06, 0.12)  // beside the bridge
	shade += 0.14 * blob(a-0.40, v-0.24, 0.18, 0.14)  // cheeks
	shade += 0.12 * blob(u, v+0.42, 0.30, 0.14)       // forehead
	shade += 0.17 * blob(u, v-0.10, 0.055, 0.26)      // bridge of the nose
	shade += 0.10 * blob(u, v-0.28, 0.08, 0.06)       // its tip
	shade -= 0.22 * blob(a-0.15, v-0.30, 0.045, 0.08) // its sides
	shade -= 0.22 * blob(u, v-0.41, 0.16, 0.035)      // its shadow
	shade -= 0.12 * blob(u, v-0.70, 0.18, 0.04)       // below the lip
	shade += 0.08 * blob(u, v-0.83, 0.16, 0.08)       // chin
	shade -= 0.10 * blob(a-0.33, v-0.42, 0.05, 0.16)  // beside the mouth
	c := p.skin.times(shade)
	if p.beard {
		// Up to the ears along the jaw, and around the mouth.
		line := 0.44 - 0.9*max(0, a-0.22)
		grows := max(edge(v-line, px*0.12)*(1-0.9*blob(u, v-0.56, 0.25, 0.08)), 0.7*blob(u, v-0.45, 0.25, 0.05))
		c = c.mix(p.hair.times(0.9+0.1*math.Sin(u*90+v*70)), 0.6*grows)
	}
	c = c.mix(rgb{40, 24, 22}, 0.8*blob(a-0.085, v-0.365, 0.035, 0.022)) // nostrils
	mouth := v - 0.56 + (0.05*p.smile-0.01)*sq(u/0.26)
	lips := edge(1-math.Hypot(u/0.26, mouth/0.075), px*0.6)
	c = c.mix(p.skin.times(0.72).mix(rgb{165, 70, 74}, 0.45), 0.85*lips)
	c = c.mix(rgb{70, 28, 28}, 0.8*min(lips, 1)*math.Exp(-sq(mouth/0.016)))
	brow := v + 0.285 + 0.06*(a-0.30) - 0.9*sq(a-0.26)*0.8
	c = c.mix(p.hair.times(0.7), 0.8*edge(1-math.Hypot((a-0.30)/0.19, brow/0.045), px*0.4))
	eye := edge(1-math.Hypot((a-0.295)/0.125, (v+0.075)/0.055), px*0.7)
	c = c.mix(rgb{222, 216, 210}.times(0.85), eye)
	iris := math.Hypot(a-0.295, v+0.078)
	c = c.mix(rgb{58, 42, 34}, min(eye, edge(0.062-iris, px)))
	c = c.mix(rgb{12, 10, 10}, min(eye, edge(0.028-iris, px)))
	c = c.mix(rgb{250, 250, 250}, 0.9*min(eye, edge(0.016-math.Hypot(u-math.Copysign(0.295, u)-0.02, v+0.1), px)))
	lid := v + 0.128 - 1.6*sq(a-0.295)
	c = c.mix(rgb{36, 24, 22}, 0.8*edge(0.15-math.Abs(a-0.295), px*0.5)*math.Exp(-sq(lid/0.02)))
	if p.glasses > 0 {
		ring := math.Pow(math.Pow(math.Abs(a-0.31)/0.23, p.round)+math.Pow(math.Abs(v+0.06)/0.17, p.round), 1/p.round)
		ring = math.Abs(ring-1) * 0.19
		bridge := max(math.Abs(v+0.1), a-0.1)
		arm := max(math.Abs(v+0.1), 0.5-a)
		c = c.mix(p.frame, edge(p.glasses-min(ring, bridge, arm), px))
	}
	return c
}

// over composites colours, each with its coverage.
func over(img *image.RGBA, x0, y0, x1, y1 float64, at func(x, y float64) (rgb, float64)) {
	b := image.Rect(int(x0), int(y0), int(x1)+1, int(y1)+1).Intersect(img.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c, share := at(float64(x), float64(y))
			if share <= 0 {
				continue
			}
			p := img.Pix[img.PixOffset(x, y):]
			below := rgb{float64(p[0]), float64(p[1]), float64(p[2])}
			img.SetRGBA(x, y, below.mix(c, min(1, share)).rgba())
		}
	}
}

// edge is the antialiased coverage of a shape: d is the signed distance from its edge in
// units of px.
func edge(d, px float64) float64 { return max(0, min(1, d*px+0.5)) }

// blob is a Gaussian spot of height 1.
func blob(u, v, ru, rv float64) float64 {
	d := sq(u/ru) + sq(v/rv)
	if d > 8 {
		return 0
	}
	return math.Exp(-d)
}

func sq(v float64) float64 { return v * v }

func mean(img *image.RGBA) float64 {
	sum := 0
	for i := 1; i < len(img.Pix); i += 4 {
		sum += int(img.Pix[i])
	}
	return max(1, float64(sum)/float64(len(img.Pix)/4))
}

func expose(img *image.RGBA, f float64) {
	for i, v := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = level(float64(v) * f)
		}
	}
}

// soften is a 3-tap blur in two passes.
func soften(img *image.RGBA, share float64) {
	for _, stride := range []int{4, img.Stride} {
		before := append([]uint8(nil), img.Pix...)
		for i := stride; i < len(before)-stride; i++ {
			img.Pix[i] = level((float64(before[i]) + share/2*float64(before[i-stride]) + share/2*float64(before[i+stride])) / (1 + share))
		}
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
}

// grain is sensor noise.
func grain(img *image.RGBA, amount float64, r *rand.Rand) {
	for i := 0; i < len(img.Pix); i += 4 {
		n := r.NormFloat64() * amount
		for c := range 3 {
			img.Pix[i+c] = level(float64(img.Pix[i+c]) + n)
		}
	}
}
