//go:build js && wasm

package jsbridge

import (
	"bytes"
	"syscall/js"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestPrefetch(t *testing.T) {
	const size = 3*pieceSize + 1000 // all of it is read in one piece, when asked for at once
	content := pattern(size)
	type read struct{ off, n int64 }
	for _, tt := range []struct {
		name       string
		prefetches []read
		reads      []read
		now        int // reads at once: of all of it, or of what isn't in a piece
	}{
		{"nothing", nil, []read{{0, size}}, 1},
		{"all of it", []read{{0, size}}, []read{{0, size}}, 1},
		{"more than there is", []read{{pieceSize, 1 << 40}}, []read{{pieceSize, size - pieceSize}}, 0},
		{"a piece at a time", []read{{0, size}}, []read{{0, pieceSize}, {pieceSize, pieceSize}, {2 * pieceSize, pieceSize}, {3 * pieceSize, 1000}}, 1},
		{"across two pieces", []read{{0, size}}, []read{{pieceSize - 70_000, 140_000}}, 1},
		{"from before the first piece", []read{{pieceSize, pieceSize}}, []read{{pieceSize - 100_000, 200_000}}, 1},
		{"to behind the last one", []read{{0, pieceSize}}, []read{{pieceSize - 100_000, 200_000}}, 1},
		{"a part of it twice", []read{{0, size}}, []read{{0, 100_000}, {0, 100_000}}, 1},
		{"nearly all of it", []read{{0, size - 1}}, []read{{0, size - 1}}, 0},
		{"within the one piece backwards", []read{{0, size}}, []read{{pieceSize, pieceSize}, {0, pieceSize}}, 1},
		{"far from the piece at hand", []read{{0, size - 1}}, []read{{2*pieceSize + 1, pieceSize}, {0, pieceSize}}, 1},
		{"back to a piece that is gone", []read{{0, size - 1}}, []read{{0, pieceSize}, {pieceSize, pieceSize}, {0, pieceSize}}, 1},
		{"stopped", []read{{0, size}, {0, 0}}, []read{{0, size}}, 2},
		{"in steps", []read{{0, pieceSize}, {100, 2 * pieceSize}, {windowSize, 2 * pieceSize}}, []read{{0, 2 * pieceSize}}, 0},
		{"behind the pending piece", []read{{0, size - 1}, {windowSize + 1, pieceSize}}, []read{{0, pieceSize}}, 1},
		{"headers, and across the first two pieces", []read{{0, size - 1}}, []read{{0, 100}, {windowSize - 1, windowSize}, {2 * windowSize, pieceSize}}, 0},
		{"in two places, of which the last counts", []read{{0, 100_000}, {2 * pieceSize, 100_000}}, []read{{2 * pieceSize, 100_000}, {0, 100_000}}, 1},
		{"beyond the end", []read{{size, 10}, {size + 10, 10}}, []read{{0, size}}, 1},
	} {
		bothWays(t, tt.name, func(t *testing.T) {
			noLeaks(t)
			blob, now := blobOf(t, content), countReads(t)
			defer stopPrefetch(t, blob)
			for _, a := range tt.prefetches {
				blob.Prefetch(a.off, a.n)
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
			if *now != tt.now {
				t.Errorf("%d reads beside the pieces, want %d", *now, tt.now)
			}
		})
	}
}

// bothWays runs a test in a browser whose Blobs are streams of bytes and in one where
// they aren't, as in Safari.
func bothWays(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name+", as a stream", f)
	t.Run(name+", in slices", func(t *testing.T) {
		proto := js.Global().Get("Blob").Get("prototype")
		stream := proto.Get("stream")
		proto.Set("stream", eval("() => new ReadableStream()"))
		defer proto.Set("stream", stream)
		f(t)
	})
}

// stopPrefetch stops and waits for what is pending, so that no callback outlives a test.
func stopPrefetch(t *testing.T, b *Blob) {
	if f := b.prefetcher; f != nil {
		b.Prefetch(0, 0)
		if f.arrival != nil {
			<-f.arrival
		}
	}
	turn(t) // for what was cancelled
}

// TestPrefetch_failedPiece: a file that was changed or moved fails as in any other read, and can be
// read again later.
func TestPrefetch_failedPiece(t *testing.T) {
	const lost = "() => Promise.reject(new DOMException('', 'NotReadableError'))"
	for _, tt := range []struct {
		name string
		blob string // properties that shadow the Blob's own
		n    int64  // bytes to prefetch, of 200,000
	}{
		{"a stream that breaks", "({stream: () => new ReadableStream({type: 'bytes', pull: " + lost + "})})", 199_999},
		{"a stream that ends early", "({stream: () => new ReadableStream({type: 'bytes', pull: (c) => {c.close(); c.byobRequest?.respond(0)}})})", 199_999},
		{"a slice that breaks", "({stream: () => new ReadableStream(), slice: () => ({arrayBuffer: " + lost + "})})", 199_999},
		{"a slice with too little", "({stream: () => new ReadableStream(), slice: () => new Blob([])})", 199_999},
	} {
		t.Run(tt.name, func(t *testing.T) {
			blob := blobOf(t, pattern(200_000))
			names := eval("Object.keys").Invoke(js.Global().Get("Object").Call("assign", blob.v, eval(tt.blob)))
			blob.Prefetch(0, tt.n)
			p := make([]byte, 200_000)
			_, err := blob.ReadAt(p, 0)
			for i := range names.Length() {
				blob.v.Delete(names.Index(i).String())
			}
			if fault.CodeOf(err) != fault.FileChanged {
				t.Errorf("got %v, want %s", err, fault.FileChanged)
			}
			if _, err := blob.ReadAt(p, 0); err != nil || !bytes.Equal(p, pattern(200_000)) {
				t.Errorf("read again: %v", err)
			}
			stopPrefetch(t, blob)
		})
	}
}

// TestPrefetch_failedWhole: the next read reports a failure, if it persists.
func TestPrefetch_failedWhole(t *testing.T) {
	for _, tt := range []struct{ name, answer string }{
		{"rejected", "() => Promise.reject(new DOMException('', 'NotReadableError'))"},
		{"too short", "() => Promise.resolve(new ArrayBuffer(199_999))"},
		{"not a buffer", "() => Promise.resolve(null)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			blob := blobOf(t, pattern(200_000))
			blob.v.Set("arrayBuffer", eval(tt.answer))
			blob.Prefetch(0, blob.Size())
			if blob.prefetcher != nil {
				t.Error("it has a prefetcher")
			}
			p := make([]byte, 200_000)
			if _, err := blob.ReadAt(p, 0); err != nil || !bytes.Equal(p, pattern(200_000)) {
				t.Errorf("a part of it can be read, but: %v", err)
			}
		})
	}
}

// TestBlob_TakeWhole: what is ready reads from memory before, and may stop that. The buffer belongs to
// the caller, and what is read later comes from the browser.
func TestBlob_TakeWhole(t *testing.T) {
	content := pattern(200_000)
	blob, now, p := blobOf(t, content), countReads(t), make([]byte, len(content))
	go func() {
		must.Get(blob.ReadAt(p, 0))(t)
		blob.Prefetch(0, 0)
	}()
	view := must.Get(blob.TakeWhole())(t)
	if !bytes.Equal(p, content) || *now != 1 {
		t.Errorf("%d reads, want 1 for both", *now)
	}
	turn(t) // in which stopped buffers are freed
	if got := must.Get(Bytes(view))(t); !bytes.Equal(got, content) {
		t.Errorf("took %d bytes, want %d", len(got), len(content))
	}
	clear(p)
	must.Get(blob.ReadAt(p, 0))(t)
	if !bytes.Equal(p, content) || *now != 2 {
		t.Errorf("%d reads after, want 1", *now-1)
	}
}

// TestPrefetch_freesBuffers: two pieces are in memory at most, however large a file is.
func TestPrefetch_freesBuffers(t *testing.T) {
	bothWays(t, "a file", func(t *testing.T) {
		blob := blobOf(t, pattern(4*pieceSize))
		blob.Prefetch(0, blob.Size()-1)
		var used []js.Value
		for off := int64(0); off < blob.Size()-pieceSize; off += pieceSize {
			must.Get(blob.ReadAt(make([]byte, pieceSize), off))(t)
			if held := int(blob.prefetcher.now.view.Get("buffer").Get("byteLength").Float()); held > pieceSize {
				t.Errorf("a piece of %d bytes", held)
			}
			used = append(used, blob.prefetcher.now.view.Get("buffer"))
		}
		stopPrefetch(t, blob)
		for i, buffer := range used {
			if left := buffer.Get("byteLength").Int(); left != 0 {
				t.Errorf("piece %d: %d bytes are still held", i, left)
			}
		}
	})
}
