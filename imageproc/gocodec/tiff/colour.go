package tiff

import (
	"image"
	"image/color"
	"math"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/tiff"
)

// image converts the samples to colours in place.
func (d *decoder) image() (image.Image, error) {
	rect := image.Rect(0, 0, d.Width, d.Height)
	if d.channels == 1 {
		if d.Photometric == tiff.WhiteIsZero {
			for i, v := range d.pix {
				d.pix[i] = 255 - v
			}
		}
		return &image.Gray{Pix: d.pix, Stride: d.Width, Rect: rect}, nil
	}
	convert, err := d.converter()
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(d.pix); i += 4 {
		px := d.pix[i : i+4 : i+4]
		alpha := px[3]
		convert(px)
		switch d.Alpha {
		case tiff.Opaque:
			px[3] = 255
		case tiff.Unassociated:
			for c := range 3 {
				px[c] = byte((int(px[c])*int(alpha) + 127) / 255)
			}
			fallthrough
		case tiff.Associated:
			px[3] = alpha
		}
	}
	return &image.RGBA{Pix: d.pix, Stride: 4 * d.Width, Rect: rect}, nil
}

// converter returns the function that makes red, green and blue of the samples of a px.
func (d *decoder) converter() (func(px []byte), error) {
	switch d.Photometric {
	case tiff.WhiteIsZero, tiff.BlackIsZero:
		invert := byte(0)
		if d.Photometric == tiff.WhiteIsZero {
			invert = 255
		}
		return func(px []byte) { px[0] ^= invert; px[1], px[2] = px[0], px[0] }, nil
	case tiff.Palette:
		return d.palette()
	case tiff.CMYK:
		return func(px []byte) { px[0], px[1], px[2] = color.CMYKToRGB(px[0], px[1], px[2], px[3]) }, nil
	case tiff.YCbCr:
		return d.yCbCr()
	}
	return func([]byte) {}, nil
}

func (d *decoder) palette() (func(px []byte), error) {
	levels, err := d.ColourMap()
	if err != nil {
		return nil, err
	}
	n := 1 << d.Depth
	if len(levels) < 3*n {
		return nil, container.Corrupt("a palette of %d levels", len(levels))
	}
	shift := 0 // some writers use 8 bits of 16
	for _, v := range levels {
		if v > 255 {
			shift = 8
		}
	}
	return func(px []byte) {
		i := int(px[0])
		px[0], px[1], px[2] = byte(levels[i]>>shift), byte(levels[n+i]>>shift), byte(levels[2*n+i]>>shift)
	}, nil
}

// yCbCr converts with the file's coefficients and codes of black and white (TIFF 6.0, sections 20
// and 21).
func (d *decoder) yCbCr() (func(px []byte), error) {
	luma, codes, err := d.YCbCr()
	if err != nil {
		return nil, err
	}
	scale := func(code byte, black, white, full float64) float64 {
		return (float64(code) - black) * full / max(1, white-black)
	}
	var ys, cbs, crs [256]float64
	for i := range 256 {
		ys[i] = scale(byte(i), codes[0], codes[1], 255)
		cbs[i] = scale(byte(i), codes[2], codes[3], 127) * (2 - 2*luma[2])
		crs[i] = scale(byte(i), codes[4], codes[5], 127) * (2 - 2*luma[0])
	}
	level := func(v float64) byte { return byte(math.Round(min(255, max(0, v)))) }
	return func(px []byte) {
		y, b, r := ys[px[0]], cbs[px[1]], crs[px[2]]
		green := -b*luma[2]/luma[1] - r*luma[0]/luma[1]
		px[0], px[1], px[2] = level(y+r), level(y+green), level(y+b)
	}, nil
}
