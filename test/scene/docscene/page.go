package docscene

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// paintPage paints a document seen straight from above. Its paper differs from the table,
// since a white card on a white table has no visible edge.
func paintPage(kind Kind, table color.NRGBA, r *rand.Rand) *image.NRGBA {
	const long = 900
	w, h := long, int(long/kind.Ratio())
	page := image.NewNRGBA(image.Rect(0, 0, w, h))
	paper := paperUnlike(kind, table, r)
	pattern := guilloche(kind, r)
	for y := range h {
		for x := range w {
			f := pattern(float64(x), float64(y))
			page.SetNRGBA(x, y, color.NRGBA{scale(paper.R, f), scale(paper.G, f), scale(paper.B, f), 255})
		}
	}
	ink := color.NRGBA{uint8(r.IntN(50)), uint8(r.IntN(50)), uint8(20 + r.IntN(60)), 255}
	if luma(paper) < 100 {
		ink = color.NRGBA{235, 235, 225, 255}
	}
	switch kind {
	case Letter:
		letter(page, ink, r)
	default:
		identity(page, kind, ink, r)
	}
	if kind == Card {
		roundCorners(page, float64(w)*3.18/85.60)
	}
	return page
}

// guilloche is the pattern of fine waves on security paper. Letters have none.
func guilloche(kind Kind, r *rand.Rand) texture {
	tint, depth := 0.08*(r.Float64()-0.5), 0.01+0.07*r.Float64()
	t, size, bend := newTurn(r), 3+9*r.Float64(), 5+25*r.Float64()
	if kind == Letter {
		depth = 0
	}
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		return 1 + tint*(x/900-0.5) + depth*math.Sin(v/size+bend/size*math.Sin(u/60))
	}
}

// paperUnlike picks a paper that differs from the table by at least 28 levels, or 16 one time
// in five.
func paperUnlike(kind Kind, table color.NRGBA, r *rand.Rand) color.NRGBA {
	least := 28.0
	if r.IntN(5) == 0 {
		least = 16
	}
	for range 40 {
		c := color.NRGBA{uint8(130 + r.IntN(115)), uint8(130 + r.IntN(115)), uint8(130 + r.IntN(115)), 255}
		if kind == Letter {
			v := uint8(180 + r.IntN(45)) // exposure keeps paper below white
			c = color.NRGBA{v, v, v - uint8(r.IntN(14)), 255}
		} else if r.IntN(5) == 0 {
			c = color.NRGBA{uint8(30 + r.IntN(60)), uint8(30 + r.IntN(60)), uint8(50 + r.IntN(80)), 255}
		}
		if d := luma(c) - luma(table); d > least || d < -least {
			return c
		}
	}
	v := uint8(luma(table) - 34) // grey paper on a bright table
	return color.NRGBA{v, v, v, 255}
}

func identity(page *image.NRGBA, kind Kind, ink color.NRGBA, r *rand.Rand) {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	if r.IntN(4) == 0 { // a frame within the frame
		border := w * (3 + r.IntN(4)) / 100
		fill(page, page.Rect.Inset(border), 0.78+0.16*r.Float64())
	}
	if r.IntN(3) == 0 { // a band of another colour
		fill(page, image.Rect(0, 0, w, h*(12+r.IntN(10))/100), 0.55+0.3*r.Float64())
	}
	left, text := 6, 37
	if r.IntN(3) == 0 {
		left, text = 66, 6
	}
	portrait := image.Rect(w*left/100, h*24/100, w*(left+26)/100, h*72/100)
	draw.Draw(page, portrait, image.NewUniform(color.NRGBA{190, 200, 210, 255}), image.Point{}, draw.Src)
	drawFace(page, portrait, r)
	if r.IntN(3) == 0 { // a chip
		chip := image.Rect(w*(text+2)/100, h*62/100, w*(text+16)/100, h*80/100)
		draw.Draw(page, chip, image.NewUniform(color.NRGBA{210, 180, 110, 255}), image.Point{}, draw.Src)
	}
	write(page, regular, float64(h)/11, w*6/100, h*15/100, ink, title(r))
	for i := range 3 + r.IntN(4) {
		y := h*30/100 + i*h*8/100
		write(page, regular, float64(h)/32, w*text/100, y, ink, strings.ToUpper(words(r, 1)))
		write(page, regular, float64(h)/20, w*text/100, y+h*4/100, ink, words(r, 2))
	}
	if kind == Passport || r.IntN(2) == 0 {
		for i := range 2 {
			write(page, mono, float64(h)/16, w*5/100, h*86/100+i*h*8/100, ink, mrz(r, 38))
		}
	}
}

// fill multiplies the levels of a part of the page.
func fill(page *image.NRGBA, in image.Rectangle, f float64) {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			c := page.NRGBAAt(x, y)
			page.SetNRGBA(x, y, shade(c, f))
		}
	}
}

func letter(page *image.NRGBA, ink color.NRGBA, r *rand.Rand) {
	// Pages are painted in landscape and rotated by a quarter turn when they are placed.
	w, h := page.Rect.Dx(), page.Rect.Dy()
	upright := image.NewNRGBA(image.Rect(0, 0, h, w))
	for y := range w {
		for x := range h {
			upright.SetNRGBA(x, y, page.NRGBAAt(y, h-1-x))
		}
	}
	write(upright, regular, float64(h)/22, h/10, w/12, ink, title(r))
	for i := range 26 + r.IntN(10) {
		write(upright, regular, float64(h)/42, h/10, w/6+i*w/48, ink, words(r, 7+r.IntN(3)))
	}
	for y := range w {
		for x := range h {
			page.SetNRGBA(y, h-1-x, upright.NRGBAAt(x, y))
		}
	}
}

var regular, mono = parse(goregular.TTF), parse(gomono.TTF)

func parse(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic(err)
	}
	return f
}

func write(page draw.Image, f *opentype.Font, size float64, x, y int, ink color.Color, text string) {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return
	}
	d := font.Drawer{Dst: page, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

func title(r *rand.Rand) string {
	return []string{"IDENTITY CARD", "DRIVING LICENCE", "PASSPORT", "RESIDENCE PERMIT", "STATEMENT"}[r.IntN(5)]
}

func words(r *rand.Rand, n int) string {
	all := make([]string, n)
	for i := range all {
		b := make([]byte, 3+r.IntN(7))
		for k := range b {
			b[k] = "aeiounrstlmdgkpbv"[r.IntN(17)]
		}
		all[i] = strings.ToUpper(string(b[:1])) + string(b[1:])
	}
	return strings.Join(all, " ")
}

func mrz(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<<<<<<"[r.IntN(44)]
	}
	return string(b)
}

func roundCorners(page *image.NRGBA, radius float64) {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	n := int(radius)
	for y := range n {
		for x := range n {
			if math.Hypot(radius-float64(x), radius-float64(y)) > radius {
				for _, p := range [4]image.Point{{X: x, Y: y}, {X: w - 1 - x, Y: y}, {X: x, Y: h - 1 - y}, {X: w - 1 - x, Y: h - 1 - y}} {
					page.SetNRGBA(p.X, p.Y, color.NRGBA{})
				}
			}
		}
	}
}

func scale(v uint8, f float64) uint8 { return uint8(max(0, min(255, float64(v)*f))) }

func luma(c color.NRGBA) float64 {
	return 0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)
}
