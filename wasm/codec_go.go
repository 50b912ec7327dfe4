//go:build js && wasm && gocodec

package main

import (
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
)

// elsewhere is false: after fallback.wasm there is nothing.
const elsewhere = false

// newCodec returns Go's own codecs. This program is fallback.wasm, started for one
// picture that the browser's codecs couldn't be trusted with, and ended after it,
// which is how its memory is given back.
func newCodec() imageproc.Codec { return gocodec.New() }
