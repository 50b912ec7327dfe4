//go:build js && wasm

package main

import (
	"testing"

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
