//go:build js && wasm

package main

import (
	"syscall/js"
	"testing"

	"credential-capture/imageproc/mrz/glyph"
	"credential-capture/internal/jsbridge"
)

func TestReadMRZ_errors(t *testing.T) {
	p := start(t)
	grey := jsbridge.Uint8Array(make([]byte, 4))
	for _, tt := range []struct {
		name, call, code string
		args             []any
	}{
		{"no weights", "readMRZ", "internal", []any{grey, 2, 2}},
		{"a width that is no number", "readMRZ", "bad_option", []any{grey, "2", 2}},
		{"no height", "readMRZ", "bad_option", []any{grey, 2, 0}},
		{"too wide", "readMRZ", "bad_option", []any{grey, 4097, 1}},
		{"other weights", "mrzWeights", "internal", []any{grey}},
	} {
		t.Run(tt.name, func(t *testing.T) { p.fails(t, tt.code, "", tt.call, tt.args...) })
	}
}

// TestReadMRZ_aborted aborts a reading from a microtask, which runs once the reading lets the event loop run. A timer
// might be late.
func TestReadMRZ_aborted(t *testing.T) {
	p := start(t)
	p.must(t, "mrzWeights", jsbridge.Uint8Array(glyph.Encode("", glyph.NewLayers())))
	const side = 2000
	stripes := make([]byte, side*side)
	for i := range stripes {
		if i/side%48 < 20 && i%14 < 6 {
			stripes[i] = 255
		}
	}
	controller := js.Global().Get("AbortController").New()
	js.Global().Get("Promise").Call("resolve").Call("then", controller.Get("abort").Call("bind", controller))
	promise := p.exports.Call("readMRZ", []any{jsbridge.Uint8Array(stripes), side, side}, controller.Get("signal"), js.Undefined())
	if _, failed := settle(t, promise); failed == nil || failed.name != "AbortError" {
		t.Errorf("got %+v, want an AbortError", failed)
	}
}
