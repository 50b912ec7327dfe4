package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"runtime"
	"time"

	"github.com/nfnt/resize"
	_ "golang.org/x/image/webp"

	"credential-capture/imageproc/mrz"
)

// maxSide is the longest side of what is read, px, as in web/capture/analyze.js.
const maxSide = 1600

// native reads with Go, as many pictures at once as there are processors.
type native chan *mrz.Reader

func newNative(weights string) (native, error) {
	file, err := os.ReadFile(weights)
	if err != nil {
		return nil, err
	}
	n := make(native, runtime.NumCPU())
	for range cap(n) {
		reader, err := mrz.NewReader(file)
		if err != nil {
			return nil, err
		}
		n <- reader
	}
	return n, nil
}

func (n native) read(p *picture) (reading, error) {
	file, err := p.load()
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
	draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	r := <-n
	defer func() { n <- r }()
	began := time.Now()
	got, err := r.Read(context.Background(), mrz.Gray{Pix: grey.Pix, Width: grey.Rect.Dx(), Height: grey.Rect.Dy(), Stride: grey.Stride})
	ms := float64(time.Since(began).Microseconds()) / 1000
	unreadable := new(mrz.UnreadableError)
	switch {
	case errors.As(err, &unreadable):
		note := fmt.Sprintf("%v at %.1f px", err, unreadable.CharHeight)
		if unreadable.Attempt != nil {
			note += fmt.Sprintf(" as %q", unreadable.Attempt.Lines)
		}
		return reading{ms: ms, note: note}, nil
	case errors.Is(err, mrz.ErrNone):
		return reading{ms: ms, note: err.Error()}, nil
	case err != nil:
		return reading{}, err
	}
	return reading{got.Lines, values(got), ms, ""}, nil
}
