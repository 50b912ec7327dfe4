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
	go c.Preheat(context.Background())
	return c
}
