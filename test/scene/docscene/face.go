package docscene

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
)

// drawFace draws an invented face that fills a rectangle.
func drawFace(img draw.Image, in image.Rectangle, r *rand.Rand) {
	w, h := float64(in.Dx()), float64(in.Dy())
	tone := 70 + 150*r.Float64()
	skin := color.NRGBA{uint8(min(255, tone*1.12)), uint8(tone * 0.86), uint8(tone * 0.72), 255}
	hair := color.NRGBA{uint8(20 + r.IntN(90)), uint8(15 + r.IntN(60)), uint8(10 + r.IntN(40)), 255}
	ellipse := func(cx, cy, rx, ry float64, c color.NRGBA) {
		for y := in.Min.Y; y < in.Max.Y; y++ {
			for x := in.Min.X; x < in.Max.X; x++ {
				u := (float64(x-in.Min.X)/w - cx) / rx
				v := (float64(y-in.Min.Y)/h - cy) / ry
				if u*u+v*v < 1 {
					img.Set(x, y, shade(c, 1-0.18*(u*u+v*v)-0.1*u))
				}
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
	f = math.Max(0, f)
	return color.NRGBA{scale(c.R, f), scale(c.G, f), scale(c.B, f), 255}
}
