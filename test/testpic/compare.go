package testpic

import (
	"image"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// Identical is the PSNR of equal pictures, dB.
const Identical = 99

// lanczos3 is the reference for scaling.
var lanczos3 = draw.Kernel{Support: 3, At: func(x float64) float64 {
	if x == 0 {
		return 1
	}
	x *= math.Pi
	return 3 * math.Sin(x) * math.Sin(x/3) / (x * x)
}}

// PSNR compares the red, green and blue of got with those of original, scaled to the size
// of got by Lanczos-3, in dB. It compares 25 tiles of at most 192 × 192 px, spread evenly:
// all px of pictures up to 960 × 960.
// It is 0 for pictures of other proportions.
func PSNR(original, got image.Image) float64 {
	from, to := original.Bounds(), got.Bounds()
	sx, sy := float64(to.Dx())/float64(from.Dx()), float64(to.Dy())/float64(from.Dy())
	// Rounding the shorter side moves the other by up to the ratio of both.
	tolerance := 2 * float64(max(to.Dx(), to.Dy())) / float64(min(to.Dx(), to.Dy()))
	if math.Abs(float64(from.Dx())*sy-float64(to.Dx())) > tolerance {
		return 0
	}
	scale := f64.Aff3{sx, 0, -sx * float64(from.Min.X), 0, sy, -sy * float64(from.Min.Y)}
	var sum, n float64
	const across = 5
	w, h := min(192, (to.Dx()+across-1)/across), min(192, (to.Dy()+across-1)/across)
	for i := range across * across {
		x, y := (to.Dx()-w)*(i%across)/(across-1), (to.Dy()-h)*(i/across)/(across-1)
		tile := image.Rect(x, y, x+w, y+h)
		want, have := image.NewRGBA(tile), image.NewRGBA(tile)
		lanczos3.Transform(want, scale, original, from, draw.Src, nil)
		draw.Draw(have, tile, got, to.Min.Add(tile.Min), draw.Src)
		for i, v := range want.Pix {
			d := float64(v) - float64(have.Pix[i])
			sum += d * d
		}
		n += float64(3 * w * h)
	}
	if sum == 0 {
		return Identical
	}
	return min(Identical, 10*math.Log10(255*255*n/sum))
}

// Upright returns a stored picture as its EXIF orientation displays it.
func Upright(img image.Image, orientation int) image.Image {
	if orientation <= 1 {
		return img
	}
	b := img.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	if orientation >= 5 {
		out = image.NewNRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			u, v := x, y
			if orientation >= 5 {
				u, v = y, x
			}
			switch orientation {
			case 2, 3, 7, 8:
				u = right - u
			}
			switch orientation {
			case 3, 4, 6, 7:
				v = bottom - v
			}
			out.Set(x, y, img.At(b.Min.X+u, b.Min.Y+v))
		}
	}
	return out
}
