//go:build js && wasm && gocodec

package main

import (
	"context"
	"math"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
)

// hasFallback is false: this program is the fallback.
const hasFallback = false

// setFallback does nothing: this program reads encrypted and damaged PDFs itself.
func setFallback(js.Value) {}

// newCodec returns Go's codecs. This program, fallback.wasm, runs for one picture and
// then ends, which frees its memory.
func newCodec() imageproc.Codec { return gocodec.New() }

// codecOperations are the exports that fallback.wasm alone has.
func (a *app) codecOperations() map[string]operation {
	return map[string]operation{"thumbnail": a.thumbnail}
}

// thumbnail is (file, px of the longer side) → {data: RGBA bytes, width, height}, for a page
// whose canvas returns other pixels than it holds.
func (a *app) thumbnail(ctx context.Context, c *call) (any, error) {
	file, err := c.file(0)
	if err != nil {
		return nil, err
	}
	info, err := imageproc.Inspect(file)
	if err != nil {
		return nil, err
	}
	width, height := info.Upright()
	by := min(1, c.arg(1).Float()/float64(max(1, width, height)))
	scaled := func(side int) int { return max(1, int(math.Round(by*float64(side)))) }
	size := imageproc.Size{Width: scaled(width), Height: scaled(height)}
	bitmap, err := a.codec.Decode(ctx, file, *info, size)
	if err != nil {
		return nil, err
	}
	defer bitmap.Close()
	return map[string]any{"data": gocodec.RGBA(bitmap), "width": size.Width, "height": size.Height}, nil
}
