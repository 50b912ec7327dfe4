package docscene

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
)

// PaintBlank paints a document without a machine-readable zone, w × h px: a card's or a passport's
// front, a letter, or one of them with barcodes and rows of typewriting.
func PaintBlank(w, h int, seed uint64) Scene {
	kind := []Kind{Card, Passport, Letter}[seed%3]
	trouble := []Trouble{Fine, Fine, Glare, Dark}[seed/3%4]
	if seed%2 == 0 {
		return Paint(kind, trouble, w, h, seed)
	}
	return paint(kind, trouble, w, h, seed, func(page *image.NRGBA, r *rand.Rand) {
		for range 1 + r.IntN(3) {
			printCode(page, r)
		}
	})
}

// printCode prints a field of black and white: bars, rows of bars, or modules of a matrix, or 1 to 4
// rows of typewriting.
func printCode(page *image.NRGBA, r *rand.Rand) {
	module := 2 + r.IntN(4) // px
	columns, rows, height := 60+r.IntN(80), 1, 40+r.IntN(80)
	switch r.IntN(4) {
	case 0:
		columns, rows = 21+r.IntN(20), 0
		height = module
	case 1:
		rows, height = 3+r.IntN(15), module*(2+r.IntN(3))
	case 2:
		for i := range 1 + r.IntN(4) {
			write(page, mono, float64(7*module), page.Rect.Dx()/20, page.Rect.Dy()/2+i*9*module, color.Black, typed(r, 24+r.IntN(24)))
		}
		return
	}
	if rows == 0 {
		rows = columns
	}
	at := image.Pt(r.IntN(page.Rect.Dx()/2), r.IntN(page.Rect.Dy()*2/3))
	draw.Draw(page, image.Rect(-4*module, -4*module, (columns+4)*module, rows*height+4*module).Add(at).Intersect(page.Rect), image.White, image.Point{}, draw.Src)
	for y := range rows {
		for x := range columns {
			if r.IntN(2) == 0 {
				draw.Draw(page, image.Rect(x*module, y*height, (x+1)*module, (y+1)*height).Add(at).Intersect(page.Rect), image.Black, image.Point{}, draw.Src)
			}
		}
	}
}

func typed(r *rand.Rand, n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<"[r.IntN(39)]
	}
	return string(text)
}
