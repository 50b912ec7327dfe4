package main

import (
	"image"
	"math"
)

// A picture is compared in tiles: a fixed grid over it, the same parts of it
// whatever size it was made, print and edges among them.
const (
	tileSide  = 192 // px of the output
	tilesDown = 5   // and as many across
)

// identical is the PSNR that is given for the same px.
const identical = 99

// psnr compares a picture with a Lanczos reference of src at the picture's own
// size, red, green and blue alike, in dB. It is 0 when they aren't the same
// picture (turned, or stretched by more than a px).
func psnr(src, got *raster) float64 {
	if math.Abs(float64(src.width)*float64(got.height)/float64(src.height)-float64(got.width)) > 2 {
		return 0
	}
	var sum float64
	n := 0
	for _, at := range tiles(got.width, got.height) {
		want, have := lanczosTile(src, got.width, got.height, at), got.cut(at)
		sum += squares(want, have)
		n += 3 * len(have.px)
	}
	return decibel(sum / float64(n))
}

// tiles returns the grid's tiles, those of a small picture smaller.
func tiles(w, h int) []image.Rectangle {
	side := min(tileSide, w/tilesDown, h/tilesDown)
	var list []image.Rectangle
	for j := range tilesDown {
		for i := range tilesDown {
			x, y := (w-side)*(2*i+1)/(2*tilesDown), (h-side)*(2*j+1)/(2*tilesDown)
			list = append(list, image.Rect(x, y, x+side, y+side))
		}
	}
	return list
}

func squares(a, b patch) (sum float64) {
	for i := range a.px {
		for c := range 3 {
			d := float64(a.px[i][c] - b.px[i][c])
			sum += d * d
		}
	}
	return sum
}

// decibel turns a mean squared error of 8-bit values into PSNR.
func decibel(mse float64) float64 {
	if mse < 1e-3 {
		return identical
	}
	return 10 * math.Log10(255*255/mse)
}
