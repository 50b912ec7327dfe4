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
	for x, y := range pixels(page.Rect) {
		page.SetNRGBA(x, y, shade(paper, pattern(float64(x), float64(y))))
	}
	ink := color.NRGBA{uint8(r.IntN(50)), uint8(r.IntN(50)), uint8(20 + r.IntN(60)), 255}
	if luma(paper) < 100 {
		ink = color.NRGBA{235, 235, 225, 255}
	}
	if kind == Letter {
		letter(page, ink, r)
	} else {
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
	identityParts(page, ink, r)
	if kind == Passport || r.IntN(2) == 0 {
		for i := range 2 {
			write(page, mono, float64(h)/16, w*5/100, h*86/100+i*h*8/100, ink, mrzText(r, 38))
		}
	}
}

// identityParts paints all of an identity document but the zone.
func identityParts(page *image.NRGBA, ink color.NRGBA, r *rand.Rand) {
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
}

// fill multiplies the levels of a part of the page.
func fill(page *image.NRGBA, in image.Rectangle, f float64) {
	for x, y := range pixels(in) {
		page.SetNRGBA(x, y, shade(page.NRGBAAt(x, y), f))
	}
}

func letter(page *image.NRGBA, ink color.NRGBA, r *rand.Rand) {
	// Pages are painted in landscape and rotated by a quarter turn when they are placed.
	w, h := page.Rect.Dx(), page.Rect.Dy()
	upright := image.NewNRGBA(image.Rect(0, 0, h, w))
	for x, y := range pixels(upright.Rect) {
		upright.SetNRGBA(x, y, page.NRGBAAt(y, h-1-x))
	}
	write(upright, regular, float64(h)/22, h/10, w/12, ink, title(r))
	for i := range 26 + r.IntN(10) {
		write(upright, regular, float64(h)/42, h/10, w/6+i*w/48, ink, words(r, 7+r.IntN(3)))
	}
	for x, y := range pixels(upright.Rect) {
		page.SetNRGBA(y, h-1-x, upright.NRGBAAt(x, y))
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

func mrzText(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<<<<<<"[r.IntN(44)]
	}
	return string(b)
}

func roundCorners(page *image.NRGBA, radius float64) {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	for x, y := range pixels(image.Rect(0, 0, int(radius), int(radius))) {
		if math.Hypot(radius-float64(x), radius-float64(y)) > radius {
			for _, p := range [4]image.Point{{X: x, Y: y}, {X: w - 1 - x, Y: y}, {X: x, Y: h - 1 - y}, {X: w - 1 - x, Y: h - 1 - y}} {
				page.SetNRGBA(p.X, p.Y, color.NRGBA{})
			}
		}
	}
}

func scale(v uint8, f float64) uint8 { return uint8(max(0, min(255, float64(v)*f))) }

func luma(c color.NRGBA) float64 {
	return 0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)
}

// drawFace draws an invented face that fills a rectangle.
func drawFace(img draw.Image, in image.Rectangle, r *rand.Rand) {
	w, h := float64(in.Dx()), float64(in.Dy())
	tone := 70 + 150*r.Float64()
	skin := color.NRGBA{uint8(min(255, tone*1.12)), uint8(tone * 0.86), uint8(tone * 0.72), 255}
	hair := color.NRGBA{uint8(20 + r.IntN(90)), uint8(15 + r.IntN(60)), uint8(10 + r.IntN(40)), 255}
	ellipse := func(cx, cy, rx, ry float64, c color.NRGBA) {
		for x, y := range pixels(in) {
			u, v := (float64(x-in.Min.X)/w-cx)/rx, (float64(y-in.Min.Y)/h-cy)/ry
			if u*u+v*v < 1 {
				img.Set(x, y, shade(c, 1-0.18*(u*u+v*v)-0.1*u))
			}
		}
	}
	ellipse(0.5, 0.95, 0.48, 0.26, color.NRGBA{uint8(r.IntN(200)), uint8(r.IntN(200)), uint8(r.IntN(200)), 255})
	ellipse(0.5, 0.42, 0.35, 0.38, hair)
	ellipse(0.5, 0.72, 0.13, 0.16, shade(skin, 0.8))
	ellipse(0.5, 0.5, 0.29, 0.35, skin)
	for _, side := range []float64{-1, 1} {
		x := 0.5 + side*0.125
		ellipse(x, 0.40, 0.075, 0.014, hair)
		ellipse(x, 0.455, 0.07, 0.04, shade(skin, 0.75))
		ellipse(x, 0.46, 0.052, 0.024, color.NRGBA{235, 235, 235, 255})
		ellipse(x, 0.46, 0.025, 0.024, color.NRGBA{30, 25, 25, 255})
	}
	ellipse(0.5, 0.575, 0.045, 0.03, shade(skin, 0.78))
	ellipse(0.5, 0.53, 0.022, 0.07, shade(skin, 1.08))
	ellipse(0.5, 0.68, 0.10, 0.026+0.01*r.Float64(), color.NRGBA{uint8(max(60, tone*0.8)), uint8(tone * 0.42), uint8(tone * 0.42), 255})
}

func shade(c color.NRGBA, f float64) color.NRGBA {
	return color.NRGBA{scale(c.R, f), scale(c.G, f), scale(c.B, f), 255}
}
