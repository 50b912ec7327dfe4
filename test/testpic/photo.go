package testpic

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"runtime"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Camera is how a Photo is taken.
type Camera struct {
	Blur  float64 // px that an edge takes
	Grain float64 // standard deviation of the sensor's noise, in levels of 255
	Seed  uint64
}

// Photo paints a picture that compresses like a photo: light and shade at all scales,
// objects with edges, areas out of focus, a card with print of several sizes, and sensor
// noise. The same size and camera give the same picture.
func Photo(w, h int, c Camera) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fields := []fractal{
		{c.Seed, w / 3, w / 64, 56, 0.62},                        // light
		{c.Seed + 100, w / 64, int(2 * c.Blur), 30, 0.8},         // texture
		{c.Seed + 200, w / 6, w / 24, 0.9, 0.5},                  // focus
		{c.Seed + 300, w / 4, w / 100, 34, 0.6},                  // red
		{c.Seed + 400, w / 4, w / 100, 34, 0.6},                  // blue
		{c.Seed + 500, w / 5, w / 40, 60 / float32(c.Blur), 0.5}, // objects: an edge where it changes its sign
	}
	parallel(h, func() func(y int) {
		rows := make([][]float32, len(fields))
		for i := range rows {
			rows[i] = make([]float32, w)
		}
		return func(y int) {
			for i, f := range fields {
				clear(rows[i])
				f.add(rows[i], y)
			}
			pix := img.Pix[y*img.Stride:]
			for x := range w {
				light, texture, red, blue := rows[0][x], rows[1][x], rows[3][x], rows[4][x]
				focus, object := min(max(rows[2][x]+0.45, 0.06), 1), min(max(rows[5][x], -1), 1)
				v := 128 + light + focus*texture
				pix[4*x], pix[4*x+1], pix[4*x+2], pix[4*x+3] = level(v+red+42*object), level(v-(red+blue)/4-18*object), level(v+blue+9*object), 255
			}
		}
	})
	drawCard(img)
	addGrain(img, c)
	return img
}

// parallel calls the function that newWorker makes for each CPU with each row.
func parallel(rows int, newWorker func() func(y int)) {
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for n := range workers {
		wait.Go(func() {
			paint := newWorker()
			for y := n; y < rows; y += workers {
				paint(y)
			}
		})
	}
	wait.Wait()
}

func level(v float32) uint8 { return uint8(min(max(v+0.5, 0), 255)) }

// fractal is value noise: random values on lattices of halving spacing, interpolated.
type fractal struct {
	seed                   uint64
	coarsest, finest       int // spacing, px
	amplitude, persistence float32
}

// add adds row y of the noise.
func (f fractal) add(row []float32, y int) {
	amplitude := f.amplitude
	for spacing := f.coarsest; spacing >= max(f.finest, 2); spacing /= 2 {
		down := smoothstep(float32(y%spacing) / float32(spacing))
		lattice := func(cell int) float32 {
			above, below := f.random(spacing, cell, y/spacing), f.random(spacing, cell, y/spacing+1)
			return amplitude * (above + (below-above)*down)
		}
		left := lattice(0)
		for x := 0; x < len(row); x += spacing {
			right := lattice(x/spacing + 1)
			part := row[x:min(x+spacing, len(row))]
			for i := range part {
				part[i] += left + (right-left)*smoothstep(float32(i)/float32(spacing))
			}
			left = right
		}
		amplitude *= f.persistence
	}
}

func smoothstep(t float32) float32 { return t * t * (3 - 2*t) }

// random returns a value from -1 to 1 by the finalizer of SplitMix64.
func (f fractal) random(spacing, x, y int) float32 {
	v := (f.seed*7919+uint64(spacing))<<40 ^ uint64(x)<<20 ^ uint64(y)
	v += 0x9e3779b97f4a7c15
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	return float32(int32(v>>32)) / (1 << 31)
}

// drawCard draws a document in the middle, with print from 2 to 9 % of its height.
func drawCard(img *image.RGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	card := image.Rect(w*22/100, h*30/100, w*80/100, h*78/100)
	draw.Draw(img, card, image.NewUniform(color.RGBA{222, 226, 214, 255}), image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.RGBA{38, 40, 58, 255})}
	y := float64(card.Min.Y) + 0.04*float64(card.Dy())
	for _, line := range []struct {
		text string
		ttf  []byte
		size float64 // of the card's height
	}{
		{"SPECIMEN  IDENTITY CARD", goregular.TTF, 0.09},
		{"Surname / Nom", goregular.TTF, 0.035}, {"LOVELACE", goregular.TTF, 0.07},
		{"Given names / Prénoms", goregular.TTF, 0.035}, {"AUGUSTA ADA", goregular.TTF, 0.07},
		{"Date of birth  10 DEC 1815   Sex  F   Height  1.65 m", goregular.TTF, 0.045},
		{"Place of birth  LONDON   Authority  GENERAL REGISTER OFFICE", goregular.TTF, 0.045},
		{"This picture was made by code and shows nobody's document. It has lines as small as a card's.", goregular.TTF, 0.024},
		{"I<UTOD231458907<<<<<<<<<<<<<<<", gomono.TTF, 0.085},
		{"1512102F3112315UTO<<<<<<<<<<<4", gomono.TTF, 0.085},
		{"LOVELACE<<AUGUSTA<ADA<<<<<<<<<", gomono.TTF, 0.085},
	} {
		y += 1.15 * line.size * float64(card.Dy())
		parsed, err := opentype.Parse(line.ttf)
		if err == nil {
			d.Face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: line.size * float64(card.Dy()), DPI: 72})
		}
		if err != nil {
			panic(err) // the fonts are part of the program
		}
		d.Dot = fixed.P(card.Min.X+card.Dx()/30, int(y))
		d.DrawString(line.text)
	}
}

// addGrain adds Gaussian noise, most of it equal in the three channels.
func addGrain(img *image.RGBA, c Camera) {
	var table [1 << 16]float32
	r := rand.New(rand.NewPCG(c.Seed, 13))
	for i := range table {
		table[i] = float32(r.NormFloat64() * c.Grain)
	}
	parallel(img.Rect.Dy(), func() func(y int) {
		return func(y int) {
			r := rand.NewPCG(c.Seed, uint64(y)) // a row begins anywhere in the table
			luma, chroma := r.Uint64(), r.Uint64()
			row := img.Pix[y*img.Stride : (y+1)*img.Stride]
			for i := range row {
				if i%4 != 3 {
					grain := table[(luma+uint64(i/4))%(1<<16)] + 0.62*table[(chroma+uint64(i))%(1<<16)]
					row[i] = level(float32(row[i]) + grain)
				}
			}
		}
	})
}
