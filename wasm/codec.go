//go:build js && wasm && !gocodec

package main

import (
	"context"

	"credential-capture/imageproc"
	"credential-capture/internal/canvas"
)

// elsewhere says that a picture which this program's codec fails on may be tried
// in fallback.wasm.
const elsewhere = true

// newCodec returns the browser's codecs: capture.wasm has no other, because Go's
// would be a fifth of what every page loads and few ever need them.
func newCodec() imageproc.Codec {
	c := canvas.New()
	go warm(c)
	return c
}

// warm has the browser's codecs prove themselves, and a picture go the whole way once,
// before the first one of the person's comes: a browser compiles a wasm's functions when
// they are first called, which would cost that picture half of its time.
func warm(c *canvas.Codec) {
	ctx := context.Background()
	picture, err := c.Warm(ctx)
	if err != nil {
		return // it is said when it matters
	}
	imageproc.Warm()
	options := &imageproc.FitOptions{Limits: imageproc.Limits{MinSide: 1}}
	_, _ = imageproc.Fit(ctx, picture, c, options)
}
