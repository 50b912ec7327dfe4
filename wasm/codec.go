//go:build js && wasm && !gocodec

package main

import (
	"context"

	"credential-capture/imageproc"
	"credential-capture/internal/canvas"
)

// hasFallback reports that fallback.wasm may succeed where this program's codec fails.
const hasFallback = true

// newCodec returns the browser's codecs. Go's are in fallback.wasm, because they would
// add a third to capture.wasm and are rarely needed.
func newCodec() imageproc.Codec {
	c := canvas.New()
	go c.Preheat(context.Background())
	return c
}

// codecOperations are the exports of Go's codecs: none.
func (a *app) codecOperations() map[string]operation { return nil }
