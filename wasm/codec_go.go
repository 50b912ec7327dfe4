//go:build js && wasm && gocodec

package main

import (
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
)

// hasFallback is false: this program is the fallback.
const hasFallback = false

// newCodec returns Go's codecs. This program, fallback.wasm, runs for one picture and
// then ends, which frees its memory.
func newCodec() imageproc.Codec { return gocodec.New() }
