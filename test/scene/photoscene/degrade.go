package photoscene

import (
	"image"
	"math"
)

// with returns the scene with another picture of the same size.
func (s Scene) with(img *image.RGBA) Scene {
	s.Image = img
	return s
}

// Blur is a Gaussian blur with a standard deviation in px.
func (s Scene) Blur(sigma float64) Scene {
	n := int(math.Ceil(3 * sigma))
	kernel := make([]int, 2*n+1)
	sum := 0.0
	for i := range kernel {
		sum += math.Exp(-float64((i-n)*(i-n)) / (2 * sigma * sigma))
	}
	for i := range kernel {
		kernel[i] = int(math.Round(math.Exp(-float64((i-n)*(i-n))/(2*sigma*sigma)) / sum * 65536))
	}
	return s.with(convolve(convolve(s.Image, kernel, 4), kernel, s.Image.Stride))
}

// Smear is horizontal motion blur over an odd number of px.
func (s Scene) Smear(px int) Scene {
	kernel := make([]int, px)
	for i := range kernel {
		kernel[i] = 65536 / px
	}
	return s.with(convolve(s.Image, kernel, 4))
}

// convolve filters along a stride in bytes: 4 is across, the picture's is down.
func convolve(img *image.RGBA, kernel []int, stride int) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	places, lines, other := img.Rect.Dx(), img.Rect.Dy(), img.Stride
	if stride != 4 {
		places, lines, other = lines, places, 4
	}
	n := len(kernel) / 2
	for l := range lines {
		for t := range places {
			sum := [3]int{32768, 32768, 32768}
			for k, f := range kernel {
				p := img.Pix[l*other+max(0, min(places-1, t+k-n))*stride:][:3]
				sum[0] += f * int(p[0])
				sum[1] += f * int(p[1])
				sum[2] += f * int(p[2])
			}
			o := out.Pix[l*other+t*stride:][:4]
			o[0], o[1], o[2], o[3] = uint8(min(255, sum[0]>>16)), uint8(min(255, sum[1]>>16)), uint8(min(255, sum[2]>>16)), 255
		}
	}
	return out
}

// Levels maps each level v to gain × v + offset, clipped.
func (s Scene) Levels(gain, offset float64) Scene {
	var curve [256]uint8
	for v := range curve {
		curve[v] = uint8(max(0, min(255, gain*float64(v)+offset+0.5)))
	}
	out := image.NewRGBA(s.Image.Rect)
	for i, v := range s.Image.Pix {
		if out.Pix[i] = curve[v]; i&3 == 3 {
			out.Pix[i] = 255
		}
	}
	return s.with(out)
}
