package docscene

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"

	"credential-capture/imageproc/mrz"
)

// ScanZone paints a flatbed scanner's picture of a document with a machine-readable zone,
// w × h px, and returns the zone's lines. It has no noise. Every other one is of two levels:
// darker than its surroundings by a limit or not, so that print of the paper becomes specks.
func ScanZone(w, h int, seed uint64) (Scene, []string) {
	r := rand.New(rand.NewPCG(seed, 0x5ca))
	kind, format := Passport, mrz.TD3
	if r.IntN(2) == 0 {
		kind, format = Card, mrz.TD1
	}
	lines := RandomZone(format, r)
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Kind: kind, Trouble: Fine}
	draw.Draw(s.Image, s.Image.Rect, image.White, image.Point{}, draw.Src)
	page := zonePage(kind, lines, color.NRGBA{255, 255, 255, 255}, r)
	long := min(float64(w), float64(h)*kind.Ratio()) * (0.8 + 0.15*r.Float64())
	s.Quad = Pose(long, long/kind.Ratio(), (r.Float64()-0.5)*0.05, 0, 0, float64(w)/2, float64(h)/2, 100*float64(w))
	project(s.Image, page, s.Quad)
	soften(s.Image, 0.3+0.4*r.Float64())
	if r.IntN(2) == 0 {
		grain(s.Image, 12*r.Float64(), r)
		twoLevels(s.Image, w/60, 3+25*r.Float64())
	}
	return s, lines
}

// twoLevels makes a px black that is darker by a limit than the mean of the square around it,
// 2 × reach + 1 px wide.
func twoLevels(img *image.RGBA, reach int, limit float64) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sums := make([]int, (w+1)*(h+1)) // of all px above and left
	for y := range h {
		for x := range w {
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + sums[(y+1)*(w+1)+x] - sums[y*(w+1)+x] + int(img.Pix[img.PixOffset(x, y)+1])
		}
	}
	for y := range h {
		for x := range w {
			left, right, top, bottom := max(0, x-reach), min(w, x+reach+1), max(0, y-reach), min(h, y+reach+1)
			sum := sums[bottom*(w+1)+right] - sums[top*(w+1)+right] - sums[bottom*(w+1)+left] + sums[top*(w+1)+left]
			px := img.Pix[img.PixOffset(x, y):][:4]
			c := uint8(255)
			if float64(px[1]) < float64(sum)/float64((right-left)*(bottom-top))-limit {
				c = 0
			}
			px[0], px[1], px[2] = c, c, c
		}
	}
}
