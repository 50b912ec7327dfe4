//go:build js && wasm

package jsbridge

import (
	"bytes"
	"compress/zlib"
	"slices"
	"testing"
)

func TestBlob_Inflate(t *testing.T) {
	deflate := func(b []byte) []byte {
		var out bytes.Buffer
		z := zlib.NewWriter(&out)
		_, _ = z.Write(b)
		_ = z.Close()
		return out.Bytes()
	}
	const size = 3 << 20
	noise, zeros := deflate(pattern(size)), deflate(make([]byte, size))
	for _, tt := range []struct {
		name     string
		z        []byte
		limit    int64
		min, max int64
	}{
		{"much data", noise, size, size, size},
		{"little data", zeros, size, size, size},
		{"fewer than there are", noise, size / 2, size / 2, size},
		{"more than there are", noise, size + 1, 0, size},
		{"half of a stream", noise[:len(noise)/2], size, 0, size/2 + 1000},
		{"no stream", pattern(size), size, 0, 0},
		{"bytes behind the stream", slices.Concat(zeros, []byte("junk")), size, 0, size},
		{"nothing", nil, size, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := LiveFuncs()
			write, count := blobOf(t).Inflate(tt.limit)
			if write == nil {
				t.Fatal("no DecompressionStream")
			}
			for piece := range slices.Chunk(tt.z, 100_000) {
				write(piece)
			}
			if n := count(); n < tt.min || n > tt.max {
				t.Errorf("%d bytes, want %d to %d", n, tt.min, tt.max)
			}
			if n := LiveFuncs(); n > before+2 { // the end's promise may settle later
				t.Errorf("%d functions more than before", n-before)
			}
		})
	}
}
