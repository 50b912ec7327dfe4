package main

import (
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
)

// raster is a decoded picture, read as it is meant to be seen.
type raster struct {
	img           image.Image
	orientation   int // EXIF, 1 to 8
	width, height int // upright
}

func decode(file []byte, orientation int) (*raster, error) {
	img, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	r := &raster{img: img, orientation: orientation, width: img.Bounds().Dx(), height: img.Bounds().Dy()}
	if orientation >= 5 {
		r.width, r.height = r.height, r.width
	}
	return r, nil
}

// stored returns where a px of the upright picture stands in the file.
func (r *raster) stored(x, y int) (int, int) {
	right, bottom := r.img.Bounds().Dx()-1, r.img.Bounds().Dy()-1
	switch r.orientation {
	case 2:
		return right - x, y
	case 3:
		return right - x, bottom - y
	case 4:
		return x, bottom - y
	case 5:
		return y, x
	case 6:
		return y, bottom - x
	case 7:
		return right - y, bottom - x
	case 8:
		return right - y, x
	}
	return x, y
}

// patch is a part of a picture: red, green and blue, 0 to 255.
type patch struct {
	w, h int
	px   [][3]float32
}

// cut returns a part of the upright picture; beyond its edge the edge goes on.
func (r *raster) cut(at image.Rectangle) patch {
	p := patch{w: at.Dx(), h: at.Dy(), px: make([][3]float32, 0, at.Dx()*at.Dy())}
	read := r.reader()
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			p.px = append(p.px, read(r.stored(min(max(x, 0), r.width-1), min(max(y, 0), r.height-1))))
		}
	}
	return p
}

// reader reads one px of the file.
func (r *raster) reader() func(x, y int) [3]float32 {
	if img, ok := r.img.(*image.YCbCr); ok {
		return func(x, y int) [3]float32 { return fromYCbCr(img, x, y) }
	}
	return func(x, y int) [3]float32 {
		red, green, blue, _ := r.img.At(x, y).RGBA()
		return [3]float32{float32(red) / 257, float32(green) / 257, float32(blue) / 257}
	}
}

// fromYCbCr reads a px with its colour between those that were stored, as browsers
// do; Go's own reader takes the nearest.
func fromYCbCr(img *image.YCbCr, x, y int) [3]float32 {
	across, down := 1, 1
	switch img.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	}
	luma := float32(img.Y[img.YOffset(x, y)])
	cb, cr := between(img, x, y, across, down)
	red, green, blue := luma+1.402*cr, luma-0.344136*cb-0.714136*cr, luma+1.772*cb
	return [3]float32{clamp(red), clamp(green), clamp(blue)}
}

// between returns the colour differences of a px, around 0.
func between(img *image.YCbCr, x, y, across, down int) (cb, cr float32) {
	w, h := (img.Rect.Dx()+across-1)/across, (img.Rect.Dy()+down-1)/down
	i, fx := neighbour(x, across, w)
	j, fy := neighbour(y, down, h)
	for _, corner := range [4]struct {
		x, y   int
		weight float32
	}{{i, j, (1 - fx) * (1 - fy)}, {i + 1, j, fx * (1 - fy)}, {i, j + 1, (1 - fx) * fy}, {i + 1, j + 1, fx * fy}} {
		if corner.weight == 0 {
			continue
		}
		at := min(max(corner.y, 0), h-1)*img.CStride + min(max(corner.x, 0), w-1)
		cb += corner.weight * (float32(img.Cb[at]) - 128)
		cr += corner.weight * (float32(img.Cr[at]) - 128)
	}
	return cb, cr
}

// neighbour returns the stored sample left of a px and how far the px is beyond it.
func neighbour(x, step, n int) (int, float32) {
	if step == 1 {
		return min(x, n-1), 0
	}
	// Twice the samples: px 2i lies a quarter before the middle of sample i, px 2i+1 a quarter after it.
	if x%2 == 0 {
		return x/2 - 1, 0.75
	}
	return x / 2, 0.25
}

func clamp(v float32) float32 { return min(max(v, 0), 255) }
