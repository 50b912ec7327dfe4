package gocodec

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/jpeg"
	"math"

	"credential-capture/fault"
	"credential-capture/imageproc"
	containerjpeg "credential-capture/imageproc/container/jpeg"
)

// bitmap is a picture in Go's memory, *image.Gray or *image.RGBA.
type bitmap struct {
	img     image.Image // nil after Close
	flat    image.Image // img on white, nil before the first Encode
	profile []byte      // the pixels' colour profile, nil for none
}

// Size implements imageproc.Bitmap.
func (b *bitmap) Size() imageproc.Size {
	if b.img == nil {
		return imageproc.Size{}
	}
	return imageproc.Size{Width: b.img.Bounds().Dx(), Height: b.img.Bounds().Dy()}
}

// Close implements imageproc.Bitmap.
func (b *bitmap) Close() { b.img, b.flat = nil, nil }

// Encode implements imageproc.Bitmap for JPEG with 4:2:0 chroma subsampling. Fit makes no PNG,
// and Go's encoder would add 32 kB to the compressed wasm. The Source has Bytes() []byte, which
// returns the file without a copy.
func (b *bitmap) Encode(ctx context.Context, format imageproc.Format, quality float64) (imageproc.Source, error) {
	if b.img == nil {
		return nil, fault.New(fault.Internal, "the bitmap is closed")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if format != imageproc.JPEG {
		return nil, fault.New(fault.UnsupportedFormat, "gocodec does not write %s", format)
	}
	if b.flat == nil {
		b.flat = onWhite(b.img)
	}
	percent := int(math.Round(100 * min(1, max(0, quality))))
	out := &output{ctx: ctx}
	err := jpeg.Encode(out, b.flat, &jpeg.Options{Quality: max(1, percent)})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fault.Wrap(fault.Codec, err, "Go does not encode this picture")
	}
	file := containerjpeg.WithProfile(out.b, b.profile)
	return &memory{bytes.NewReader(file), file}, nil
}

// Sample implements imageproc.Bitmap.
func (b *bitmap) Sample(side int, tiles []imageproc.Tile) (imageproc.Bitmap, error) {
	if b.img == nil {
		return nil, fault.New(fault.Internal, "the bitmap is closed")
	}
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	for _, t := range tiles {
		to := image.Rect(t.ToX, t.ToY, t.ToX+t.Side, t.ToY+t.Side)
		draw.Draw(out, to, b.img, image.Pt(t.X, t.Y), draw.Src)
	}
	return &bitmap{img: out}, nil
}

// RGBA returns the px of a bitmap of this package on white, 4 bytes each.
func RGBA(b imageproc.Bitmap) []byte {
	img := onWhite(b.(*bitmap).img)
	out := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out.Pix
}

// onWhite flattens img on white. An opaque one is returned itself.
func onWhite(img image.Image) image.Image {
	p, ok := img.(*image.RGBA)
	if !ok || p.Opaque() {
		return img
	}
	out := image.NewRGBA(p.Rect)
	for i := 0; i+4 <= len(p.Pix); i += 4 {
		rest := 0xff - int(p.Pix[i+3])
		// The channels are premultiplied. Lanczos ringing may lift one above its alpha.
		out.Pix[i] = uint8(min(0xff, int(p.Pix[i])+rest))
		out.Pix[i+1] = uint8(min(0xff, int(p.Pix[i+1])+rest))
		out.Pix[i+2] = uint8(min(0xff, int(p.Pix[i+2])+rest))
		out.Pix[i+3] = 0xff
	}
	return out
}

// output collects a file until ctx ends.
type output struct {
	ctx context.Context
	b   []byte
}

func (o *output) Write(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	o.b = append(o.b, p...)
	return len(p), nil
}

// memory is an imageproc.Source that holds its bytes.
type memory struct {
	*bytes.Reader
	b []byte
}

// Bytes returns the file itself, not a copy.
func (m *memory) Bytes() []byte { return m.b }
