//go:build js && wasm && !gocodec

package main

import (
	"context"
	"runtime"

	"credential-capture/imageproc"
	"credential-capture/internal/canvas"
	"credential-capture/internal/jsbridge"
)

// hasFallback reports that fallback.wasm may succeed where this program's codec fails.
const hasFallback = true

// newCodec returns the browser's codecs. Go's are in fallback.wasm, because they would
// add a third to capture.wasm and are rarely needed.
func newCodec() imageproc.Codec {
	c := canvas.New()
	go preheat(c)
	return c
}

// preheat makes a small picture fit as the page's calls do: as it is, and a little smaller, without
// an ImageDecoder: the VideoFrame of a page that is left meanwhile would be closed by nobody.
func preheat(c *canvas.Codec) {
	picture := c.Preheat(context.Background())
	if picture == nil {
		return
	}
	fit := export(newApp(c).fit)
	defer fit.Release()
	signal, release := jsbridge.Signal(context.Background())
	defer release()
	for _, side := range []int{64, 60} {
		limits := map[string]any{"minSide": 1, "maxSide": side}
		promise := fit.Invoke([]any{picture.Value(), map[string]any{"limits": limits}}, signal)
		_, _ = jsbridge.Await(context.Background(), promise)
	}
	runtime.GC() // or else the first photo waits for it
}

// codecOperations are the exports of Go's codecs: none.
func (a *app) codecOperations() map[string]operation { return nil }
