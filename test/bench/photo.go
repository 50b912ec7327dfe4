package main

import (
	"fmt"
	"image"
	"math/rand/v2"
	"runtime"
	"sync"
)

// look is how a picture's camera sees: the same scene through another lens has
// softer edges, on another sensor more grain.
type look struct {
	width, height int
	soft          float64 // px that an edge takes
	grain         float64 // standard deviation of the sensor's noise, in levels
	seed          uint64
}

// painter has what is the same for every row.
type painter struct {
	look
	light, fine, red, blue, focus []octave
	shapes                        []shape
	card                          *card
	grains                        []int16 // sixteenths of a level
}

// photo paints a picture that compresses like a photo: light and shade from as wide
// as the picture down to a few px, things with edges, parts in focus and parts
// not, a card with print, and a sensor's noise. The same look gives the same picture.
func photo(l look) (*image.RGBA, error) {
	c, err := newCard(l.width, l.height, l.soft)
	if err != nil {
		return nil, fmt.Errorf("paint a picture: %w", err)
	}
	finest := int(2 * l.soft)
	p := &painter{
		look:   l,
		light:  octaves(l.width/3, l.width/64, 16*56, 160, l.seed),
		fine:   octaves(l.width/64, finest, 16*30, 205, l.seed+1),
		red:    octaves(l.width/4, l.width/100, 16*34, 150, l.seed+2),
		blue:   octaves(l.width/4, l.width/100, 16*34, 150, l.seed+3),
		focus:  octaves(l.width/6, l.width/24, 256, 128, l.seed+4),
		shapes: shapes(l.width, l.height, 90, l.seed),
		card:   c,
		grains: grains(l.grain, l.seed),
	}
	img := image.NewRGBA(image.Rect(0, 0, l.width, l.height))
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for n := range workers {
		wait.Go(func() {
			rows := newRows(l.width)
			for y := n; y < l.height; y += workers {
				p.paintRow(img.Pix[y*img.Stride:(y+1)*img.Stride], y, rows)
			}
		})
	}
	wait.Wait()
	return img, nil
}

// rows is a worker's scratch space.
type rows struct {
	rgb              [3][]int32
	light, red, blue []int32
	focus            []int32
}

func newRows(w int) *rows {
	at := func() []int32 { return make([]int32, w) }
	return &rows{rgb: [3][]int32{at(), at(), at()}, light: at(), red: at(), blue: at(), focus: at()}
}

func (p *painter) paintRow(pix []uint8, y int, r *rows) {
	fill(r.focus, p.focus, y, nil)
	for i, v := range r.focus {
		r.focus[i] = min(max(v+110, 16), 256)
	}
	fill(r.light, p.light, y, nil)
	fill(r.red, p.red, y, nil)
	fill(r.blue, p.blue, y, nil)
	for i, v := range r.light {
		r.rgb[0][i], r.rgb[1][i], r.rgb[2][i] = 2048+v+r.red[i], 2048+v-(r.red[i]+r.blue[i])>>2, 2048+v+r.blue[i]
	}
	for i := range p.shapes {
		p.shapes[i].paintRow(&r.rgb, y, p.soft)
	}
	fill(r.light, p.fine, y, r.focus)
	for c := range r.rgb {
		for i, v := range r.light {
			r.rgb[c][i] += v
		}
	}
	p.card.paintRow(&r.rgb, y)
	p.develop(pix, y, r)
}

func fill(row []int32, noise []octave, y int, mask []int32) {
	clear(row)
	for i := range noise {
		noise[i].addRow(row, y, mask)
	}
}

// develop adds the grain, most of it common to the three channels, and rounds.
func (p *painter) develop(pix []uint8, y int, r *rows) {
	at := mix(p.seed + uint64(y))
	luma, own := p.grains[at&0x7fff:], p.grains[at>>20&0x7fff:]
	for x := range r.rgb[0] {
		common := int32(luma[x&0x7fff])
		for c := range r.rgb {
			v := r.rgb[c][x] + common + int32(own[(3*x+c)&0x7fff])*5/8
			pix[4*x+c] = uint8(min(max((v+8)>>4, 0), 255))
		}
		pix[4*x+3] = 255
	}
}

func grains(deviation float64, seed uint64) []int16 {
	r := rand.New(rand.NewPCG(seed, 13))
	g := make([]int16, 1<<16)
	for i := range g {
		g[i] = int16(r.NormFloat64() * deviation * 16)
	}
	return g
}
