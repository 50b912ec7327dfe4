package main

import (
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"

	"credential-capture/imageproc/mrz/glyph"
)

// showExamples writes strips and the cells that are cut from them.
func showExamples(path string, fonts [2][]shape, seed uint64) error {
	img := image.NewGray(image.Rect(0, 0, 1200, 1400))
	r := rand.New(rand.NewPCG(seed, 1))
	for y := 0; y < img.Rect.Dy()-200; {
		s := paintStrip(r, fonts)
		for i, v := range s.pix {
			img.SetGray(i%s.width, y+i/s.width, color.Gray{Y: uint8(v)})
		}
		for n, e := range s.cells(r) {
			for i, v := range e.cell {
				img.SetGray(400+n%40*(glyph.Width+2)+i%glyph.Width, y+n/40*(glyph.Height+2)+i/glyph.Width, color.Gray{Y: uint8(min(255, max(0, 128-50*v)))})
			}
		}
		y += s.height + 4
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		return err
	}
	return f.Close()
}
