package main

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"time"

	"github.com/nfnt/resize"
	_ "golang.org/x/image/webp"

	"credential-capture/imageproc/mrz"
)

// maxSide is the longest side of what is read, px, as in web/capture/read.js.
const maxSide = 1600

type native struct{ reader *mrz.Reader }

func newNative(weights string) (*native, error) {
	file, err := os.ReadFile(weights)
	if err != nil {
		return nil, err
	}
	reader, err := mrz.NewReader(file)
	return &native{reader}, err
}

func (n *native) read(p *picture) (reading, error) {
	file, err := p.file()
	if err != nil {
		return reading{}, err
	}
	img, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return reading{}, err
	}
	if size := img.Bounds().Size(); max(size.X, size.Y) > maxSide {
		img = resize.Thumbnail(maxSide, maxSide, img, resize.Bilinear)
	}
	grey := image.NewGray(img.Bounds())
	for y := grey.Rect.Min.Y; y < grey.Rect.Max.Y; y++ {
		for x := grey.Rect.Min.X; x < grey.Rect.Max.X; x++ {
			grey.Set(x, y, img.At(x, y))
		}
	}
	began := time.Now()
	got, err := n.reader.Read(mrz.Gray{Pix: grey.Pix, Width: grey.Rect.Dx(), Height: grey.Rect.Dy(), Stride: grey.Stride}, mrz.Hints{})
	ms := float64(time.Since(began).Microseconds()) / 1000
	unreadable := new(mrz.UnreadableError)
	if errors.Is(err, mrz.ErrNone) || errors.As(err, &unreadable) {
		return reading{ms: ms}, nil
	} else if err != nil {
		return reading{}, err
	}
	return reading{got.Lines, values(got), ms}, nil
}
