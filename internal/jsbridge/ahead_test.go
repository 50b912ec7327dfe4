//go:build js && wasm

package jsbridge

import (
	"bytes"
	"syscall/js"
	"testing"

	"credential-capture/internal/fault"
)

func TestReadingAhead(t *testing.T) {
	const (
		pieceSize = 1 << 20
		size      = 3*pieceSize + 1000
	)
	content := pattern(size)
	type read struct{ off, n int64 }
	for _, tt := range []struct {
		name  string
		ahead []read
		reads []read
		now   int // reads that didn't come out of a piece
	}{
		{"nothing was asked for", nil, []read{{0, size}}, 1},
		{"all of it", []read{{0, size}}, []read{{0, size}}, 0},
		{"more than there is", []read{{pieceSize, 1 << 40}}, []read{{pieceSize, size - pieceSize}}, 0},
		{"a piece at a time", []read{{0, size}}, []read{{0, pieceSize}, {pieceSize, pieceSize}, {2 * pieceSize, pieceSize}, {3 * pieceSize, 1000}}, 0},
		{"across two pieces", []read{{0, size}}, []read{{pieceSize - 70_000, 140_000}}, 0},
		{"from before the first piece", []read{{pieceSize, pieceSize}}, []read{{pieceSize - 100_000, 200_000}}, 1},
		{"to behind the last one", []read{{0, pieceSize}}, []read{{pieceSize - 100_000, 200_000}}, 1},
		{"a part of it twice", []read{{0, size}}, []read{{0, 100_000}, {0, 100_000}}, 0},
		{"within one piece backwards", []read{{0, size}}, []read{{pieceSize, pieceSize}, {0, pieceSize}}, 0},
		{"backwards", []read{{0, pieceSize}, {pieceSize, pieceSize}}, []read{{pieceSize, pieceSize}, {0, pieceSize}}, 1},
		{"asked for in steps", []read{{0, pieceSize}, {100, pieceSize}, {pieceSize, pieceSize}}, []read{{0, 2 * pieceSize}}, 0},
		{"asked for in two places, the last counts", []read{{0, 100_000}, {2 * pieceSize, 100_000}}, []read{{2 * pieceSize, 100_000}, {0, 100_000}}, 1},
		{"asked for beyond the end", []read{{size, 10}, {size + 10, 10}}, []read{{0, size}}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			blob, now := blobOf(t, content), countReads(t)
			for _, a := range tt.ahead {
				blob.Ahead(a.off, a.n)
			}
			for _, r := range tt.reads {
				p := make([]byte, r.n)
				if n, err := blob.ReadAt(p, r.off); int64(n) != r.n || err != nil {
					t.Fatalf("at %d: got %d, %v", r.off, n, err)
				}
				if !bytes.Equal(p, content[r.off:r.off+r.n]) {
					t.Fatalf("at %d: other bytes", r.off)
				}
			}
			blob.drain()
			if *now != tt.now {
				t.Errorf("%d reads beside the pieces, want %d", *now, tt.now)
			}
		})
	}
}

// drain waits for what was asked for, so that no callback outlives a test.
func (b *Blob) drain() {
	for _, p := range b.ahead {
		_ = p.wait()
	}
}

// TestAPieceThatIsLost: a file that was changed or moved fails as any read of it does,
// and can be read again when it is there.
func TestAPieceThatIsLost(t *testing.T) {
	blob := blobOf(t, pattern(200_000))
	blob.v.Set("arrayBuffer", eval("() => Promise.reject(new DOMException('', 'NotReadableError'))"))
	blob.Ahead(0, 200_000)
	blob.v.Delete("arrayBuffer")
	p := make([]byte, 200_000)
	if _, err := blob.ReadAt(p, 0); fault.CodeOf(err) != fault.Corrupt {
		t.Fatalf("got %v, want %s", err, fault.Corrupt)
	}
	if _, err := blob.ReadAt(p, 0); err != nil || !bytes.Equal(p, pattern(200_000)) {
		t.Errorf("read again: %v", err)
	}
}

func TestPiecesAreFreed(t *testing.T) {
	if js.Global().Get("ArrayBuffer").Get("prototype").Get("transfer").Type() != js.TypeFunction {
		t.Skip("this browser can't free an ArrayBuffer")
	}
	const half = 1 << 20
	blob := blobOf(t, pattern(2*half))
	blob.Ahead(0, half)
	blob.Ahead(half, half)
	first := blob.ahead[0]
	if _, err := blob.ReadAt(make([]byte, half), 0); err != nil {
		t.Fatal(err)
	}
	if left := first.buffer.Get("byteLength").Int(); left != 0 {
		t.Errorf("%d bytes are still held", left)
	}
	blob.drain()
}
