package docscene

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// develop is a camera's processing: tone curve, white balance, noise, sharpening,
// compression.
func develop(img *image.RGBA, r *rand.Rand) {
	if r.IntN(2) == 0 {
		// White balance is a gain, so clipped px stay clipped.
		tone(img, 0.8+0.45*r.Float64(), [3]float64{1 + 0.12*r.Float64(), 1, 1 + 0.12*r.Float64()})
	}
	grain(img, 0.8+3.4*r.Float64()*r.Float64(), r)
	if r.IntN(3) == 0 {
		sharpen(img, 0.3+0.5*r.Float64())
	}
	if r.IntN(2) == 0 {
		compress(img, 35+r.IntN(55))
	}
}

func tone(img *image.RGBA, gamma float64, balance [3]float64) {
	var curve [3][256]uint8
	for c := range curve {
		for v := range curve[c] {
			curve[c][v] = uint8(min(255, 255*math.Pow(float64(v)/255, gamma)*balance[c]))
		}
	}
	for i := range img.Pix {
		if c := i % 4; c < 3 {
			img.Pix[i] = curve[c][img.Pix[i]]
		}
	}
}

// grain is sensor noise with a standard deviation in levels.
func grain(img *image.RGBA, sigma float64, r *rand.Rand) {
	for i := 0; i < len(img.Pix); i += 4 {
		n := sigma * r.NormFloat64()
		for c := range 3 {
			img.Pix[i+c] = uint8(max(0, min(255, float64(img.Pix[i+c])+n+0.5*sigma*r.NormFloat64())))
		}
	}
}

// sharpen is an unsharp mask, which overshoots at edges as phones do.
func sharpen(img *image.RGBA, amount float64) {
	soft := image.NewRGBA(img.Rect)
	copy(soft.Pix, img.Pix)
	soften(soft, 1)
	for i, v := range img.Pix {
		img.Pix[i] = uint8(max(0, min(255, float64(v)+amount*(float64(v)-float64(soft.Pix[i])))))
	}
}

// compress adds the block artefacts of a JPEG.
func compress(img *image.RGBA, quality int) {
	var b bytes.Buffer
	if jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}) != nil {
		return // can't fail on a buffer
	}
	if decoded, err := jpeg.Decode(&b); err == nil {
		draw.Draw(img, img.Rect, decoded, image.Point{}, draw.Src)
	}
}
