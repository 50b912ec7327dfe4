package gocodec

import (
	"bufio"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/jsummers/gobmp"
	"golang.org/x/image/webp"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/container"
	containerwebp "credential-capture/imageproc/container/webp"
	"credential-capture/imageproc/gocodec/tiff"
)

// decoder is one of Go's decoders. image.Decode would choose by what happens to be linked.
type decoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var decoders = map[imageproc.Format]decoder{
	imageproc.JPEG: {jpeg.DecodeConfig, jpeg.Decode},
	imageproc.PNG:  {png.DecodeConfig, png.Decode},
	imageproc.GIF:  {gif.DecodeConfig, gif.Decode},
	imageproc.WebP: {webp.DecodeConfig, decodeWebP},
	imageproc.BMP:  {gobmp.DecodeConfig, gobmp.Decode},
	imageproc.TIFF: {
		func(r io.Reader) (image.Config, error) { return tiff.DecodeConfig(r.(*input).raw) },
		func(r io.Reader) (image.Image, error) { return tiff.Decode(r.(*input).raw) },
	},
}

// Decodes reports whether Go has a decoder for f.
func Decodes(f imageproc.Format) bool { return decoders[f].decode != nil }

// readImage decodes src as it is stored. Before the decoder allocates pixels, its own reading of
// the headers must agree with info, which the limits were checked against.
func readImage(ctx context.Context, src imageproc.Source, info imageproc.Info) (image.Image, error) {
	d, ok := decoders[info.Format]
	if !ok {
		return nil, fault.New(fault.UnsupportedFormat, "Go does not decode %s", info.Format)
	}
	full := image.Rect(0, 0, info.Width, info.Height)
	place := full
	if info.Format == imageproc.WebP {
		still, f, err := containerwebp.FirstFrame(src, info)
		if err != nil {
			return nil, err
		}
		src, place = still, image.Rect(f.X, f.Y, f.X+f.Width, f.Y+f.Height)
		if !place.In(full) {
			return nil, container.Corrupt("a frame at %v of a picture of %v", place, full)
		}
	}
	in := newInput(ctx, src)
	config, err := d.config(in)
	if err != nil {
		return nil, in.explain(err)
	}
	if config.Width != place.Dx() || config.Height != place.Dy() {
		return nil, container.Corrupt("the headers say %d × %d px to one and %d × %d px to another",
			place.Dx(), place.Dy(), config.Width, config.Height)
	}
	in = newInput(ctx, src)
	img, err := d.decode(in)
	if err != nil {
		return nil, in.explain(err)
	}
	if img.Bounds() == full {
		return img, nil
	}
	// The first frame of a GIF or a WebP may cover only a part.
	out := image.NewRGBA(full)
	draw.Draw(out, img.Bounds().Add(place.Min), img, img.Bounds().Min, draw.Src)
	return out, nil
}

// input reads a Source until ctx ends, which is how a decode is cancelled.
type input struct {
	*bufio.Reader
	raw *rawInput
}

type rawInput struct {
	ctx context.Context
	src imageproc.Source
	err error // why src could not be read
}

func newInput(ctx context.Context, src imageproc.Source) *input {
	raw := &rawInput{ctx: ctx, src: src}
	return &input{bufio.NewReaderSize(io.NewSectionReader(raw, 0, src.Size()), 1<<16), raw}
}

// Size makes a rawInput a Source, for TIFF, which is read at random.
func (r *rawInput) Size() int64 { return r.src.Size() }

func (r *rawInput) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		r.err = err
		return 0, err
	}
	n, err := r.src.ReadAt(p, off)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// explain gives a decoder's error its code. The Source's own error wins.
func (in *input) explain(err error) error {
	if in.raw.err != nil {
		return in.raw.err
	}
	var (
		jpegCant jpeg.UnsupportedError
		pngCant  png.UnsupportedError
		bmpCant  gobmp.UnsupportedError
		own      *fault.Error
	)
	switch {
	case errors.As(err, &own):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.Wrap(fault.Truncated, err, "the pixels end too early")
	case errors.As(err, &jpegCant), errors.As(err, &pngCant), errors.As(err, &bmpCant):
		return fault.Wrap(fault.UnsupportedFormat, err, "Go does not decode this")
	}
	return fault.Wrap(fault.Corrupt, err, "the pixels do not decode")
}
