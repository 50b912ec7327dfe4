package units

import (
	"bytes"
	"encoding/base64"
	"slices"
	"testing"

	"credential-capture/test/testpic"
)

// TestInflatedSize has the IDAT chunks of PNGs, sound and broken.
func TestInflatedSize(t *testing.T) {
	const size = 1 << 20
	noise := testpic.Deflate(testpic.Noise(512, 512, 1).Pix)
	zeros := testpic.Deflate(make([]byte, size))
	file := func(pieces ...[]byte) string {
		chunks := []testpic.Chunk{{Name: "IHDR", Body: make([]byte, 13)}}
		for _, p := range pieces {
			chunks = append(chunks, testpic.Chunk{Name: "IDAT", Body: p})
		}
		return base64.StdEncoding.EncodeToString(testpic.JoinPNG(append(chunks, testpic.Chunk{Name: "tEXt", Body: noise[:100]})...))
	}
	pieces := func(b []byte, n int) [][]byte { return slices.Collect(slices.Chunk(b, n)) }
	tabled(t, "../capture/inflate.js", `async (file, limit, min) => {
		const blob = new Blob([Uint8Array.from(atob(file), c => c.charCodeAt(0))]);
		const n = await m.inflatedSize(blob, 33, limit);
		return n >= min && n <= 1 << 20;
	}`, []row{
		{"much data", []any{file(noise), size, size}, true},
		{"much data in many chunks", []any{file(pieces(noise, 1000)...), size, size}, true},
		{"little data", []any{file(zeros), size, size}, true},
		{"little data in tiny chunks, some of them empty", []any{file(slices.Concat(pieces(zeros[:20], 1), [][]byte{nil, zeros[20:], nil})...), size, size}, true},
		{"fewer than there are", []any{file(noise), size / 2, size / 2}, true},
		{"more than there are", []any{file(noise), size + 1, 0}, true},
		{"half of a stream", []any{file(noise[:len(noise)/2]), size, 0}, true},
		{"no stream", []any{file(bytes.Repeat([]byte("no"), size/2)), 1, 1}, false},
		{"bytes behind the stream", []any{file(zeros, []byte("junk")), size, 0}, true},
		{"nothing", []any{file(nil), 1, 1}, false},
		{"no chunk", []any{file(), 1, 1}, false},
	})
}
