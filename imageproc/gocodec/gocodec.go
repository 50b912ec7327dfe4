// Package gocodec is an imageproc.Codec of Go's own decoders and encoder: the standard
// library's, golang.org/x/image, jsummers/gobmp and nfnt/resize. It works everywhere, with the
// same result everywhere; in a browser it is several times slower than the browser's codecs.
package gocodec

import (
	"cmp"
	"context"
	"image"
	"image/draw"

	"github.com/nfnt/resize"

	"credential-capture/fault"
	"credential-capture/imageproc"
)

// DefaultMaxPixels is the default of Codec.MaxPixels. The worst case, a progressive JPEG
// without chroma subsampling, takes 16 bytes a px while it is decoded: one GiB, a quarter of
// what a WebAssembly module can have.
const DefaultMaxPixels = 1 << 26

// Codec decodes JPEG, PNG, GIF, WebP, BMP and TIFF to 8 bits a channel, and encodes JPEG. Of
// an animation it decodes the first frame. It copies the colour profile into the output
// instead of applying it; the profiles of CMYK files and of GIFs are dropped. It is safe for
// concurrent use.
type Codec struct {
	// MaxPixels is the largest picture that is decoded, in px; 0 is DefaultMaxPixels. It is
	// compared with the headers before anything is allocated.
	MaxPixels int64
}

// New returns a Codec with the default limit.
func New() *Codec { return &Codec{} }

// Decode implements imageproc.Codec. It fails with fault.TooManyPixels above MaxPixels, with
// fault.UnsupportedFormat for what Go's decoders don't read, with fault.Truncated or
// fault.Corrupt for pixels that don't decode, and with ctx's error.
//
// ctx is checked at every read of src and between the stages, but not while the picture is
// scaled or turned.
func (c *Codec) Decode(ctx context.Context, src imageproc.Source, info imageproc.Info, target imageproc.Size) (imageproc.Bitmap, error) {
	if err := c.check(info, target); err != nil {
		return nil, err
	}
	img, err := readImage(ctx, src, info)
	if err != nil {
		return nil, err
	}
	if info.Orientation.Swaps() {
		target.Width, target.Height = target.Height, target.Width
	}
	stages := []func(image.Image) image.Image{
		plain,
		func(img image.Image) image.Image {
			return resize.Resize(uint(target.Width), uint(target.Height), img, resize.Lanczos3)
		},
		func(img image.Image) image.Image { return turn(img, info.Orientation) },
	}
	for _, stage := range stages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		img = stage(img)
	}
	return &bitmap{img: img, profile: profileOf(src, info, img)}, nil
}

// check compares by division, so that two sides of 2^31 px don't overflow.
func (c *Codec) check(info imageproc.Info, target imageproc.Size) error {
	limit := cmp.Or(c.MaxPixels, DefaultMaxPixels)
	for _, s := range []imageproc.Size{{Width: info.Width, Height: info.Height}, target} {
		if s.Width <= 0 || s.Height <= 0 {
			return fault.New(fault.Codec, "a picture of %d × %d px", s.Width, s.Height)
		}
		if int64(s.Width) > limit/int64(s.Height) {
			return fault.New(fault.TooManyPixels, "%d × %d px are more than can be decoded in Go's memory", s.Width, s.Height).
				With("width", s.Width).With("height", s.Height).With("limit", limit)
		}
	}
	return nil
}

// plain returns the picture as a packed *image.Gray or *image.RGBA from (0, 0) on, which the
// later stages need. The decoder's own copy can then be collected.
func plain(img image.Image) image.Image {
	bounds := img.Bounds()
	switch p := img.(type) {
	case *image.Gray:
		if bounds.Min == (image.Point{}) && p.Stride == bounds.Dx() {
			return p
		}
	case *image.RGBA:
		if bounds.Min == (image.Point{}) && p.Stride == 4*bounds.Dx() {
			return p
		}
	}
	out := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	draw.Draw(out, out.Rect, img, bounds.Min, draw.Src)
	return out
}

// turn applies an orientation to what plain returned.
func turn(img image.Image, o imageproc.Orientation) image.Image {
	if o == imageproc.Normal || !o.Valid() {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	rect := image.Rect(0, 0, w, h)
	if o.Swaps() {
		rect = image.Rect(0, 0, h, w)
	}
	start, right, down := steps(o, w, h)
	switch p := plain(img).(type) {
	case *image.Gray:
		out := image.NewGray(rect)
		for y := range h {
			for x, v := range p.Pix[y*w : (y+1)*w] {
				out.Pix[start+y*down+x*right] = v
			}
		}
		return out
	case *image.RGBA:
		out := image.NewRGBA(rect)
		for y := range h {
			at := start + y*down
			for row := p.Pix[4*y*w : 4*(y+1)*w]; len(row) >= 4; row = row[4:] {
				*(*[4]byte)(out.Pix[4*at:]) = [4]byte(row)
				at += right
			}
		}
		return out
	}
	return img
}

// steps returns where o moves the first px of a picture of w × h px, and by how many px of the
// result its right and its lower neighbour are away.
func steps(o imageproc.Orientation, w, h int) (start, right, down int) {
	at := func(x, y int) int {
		if o.Mirrors() {
			x = w - 1 - x
		}
		switch o.QuarterTurns() {
		case 1:
			return x*h + h - 1 - y
		case 2:
			return (h-1-y)*w + w - 1 - x
		case 3:
			return (w-1-x)*h + y
		}
		return y*w + x
	}
	start = at(0, 0)
	return start, at(1, 0) - start, at(0, 1) - start
}
