//go:build js && wasm

package jsbridge

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"syscall/js"
	"testing"
	"testing/iotest"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// pattern is n bytes of which no two neighbourhoods look alike.
func pattern(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func blobOf(t *testing.T, parts ...any) *Blob {
	t.Helper()
	return must.Get(JoinBlob("", parts...))(t)
}

// countReads counts how often a Blob is read while the test runs.
func countReads(t *testing.T) *int {
	reads, original := 0, readAll
	readAll = func(v js.Value) (js.Value, error) {
		reads++
		return original(v)
	}
	t.Cleanup(func() { readAll = original })
	return &reads
}

func TestBlob_ReadAt(t *testing.T) {
	const size = 3*windowSize + 100
	content := pattern(size)
	blob := blobOf(t, content)
	for _, tt := range []struct {
		name    string
		off     int64
		n, want int
		wantErr error
	}{
		{"the start", 0, 10, 10, nil},
		{"nothing", 5, 0, 0, nil},
		{"just below a window's end", windowSize - 10, 10, 10, nil},
		{"over a window's end", windowSize - 10, 11, 11, nil},
		{"from a window's start", windowSize, 1, 1, nil},
		{"one byte less than a window", 7, windowSize - 1, windowSize - 1, nil},
		{"as long as a window", 7, windowSize, windowSize, nil},
		{"everything", 0, size, size, nil},
		{"up to the end", size - 10, 10, 10, nil},
		{"over the end", size - 10, 11, 10, io.EOF},
		{"far over the end", 10, 2 * size, size - 10, io.EOF},
		{"the last byte", size - 1, 1, 1, nil},
		{"at the end", size, 1, 0, io.EOF},
		{"after the end", size + 1, 1, 0, io.EOF},
		{"at the largest offset", 1<<63 - 1, 1, 0, io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := make([]byte, tt.n)
			n, err := blob.ReadAt(p, tt.off)
			if n != tt.want || err != tt.wantErr {
				t.Fatalf("got %d, %v, want %d, %v", n, err, tt.want, tt.wantErr)
			}
			if n > 0 && !bytes.Equal(p[:n], content[tt.off:tt.off+int64(n)]) {
				t.Error("other bytes")
			}
		})
	}
	if _, err := blob.ReadAt(make([]byte, 1), -1); err == nil || err == io.EOF {
		t.Errorf("before the start: got %v, want an error", err)
	}
}

func TestBlob_iotest(t *testing.T) {
	content := pattern(1000)
	must.Succeed(t, iotest.TestReader(io.NewSectionReader(blobOf(t, content), 0, 1000), content))
}

func TestBlob_tenMegabytes(t *testing.T) {
	content := pattern(10 << 20)
	blob := blobOf(t, content[:1<<20], content[1<<20:])
	for _, tt := range []struct {
		name      string
		chunk     int
		wantReads int
	}{
		{"at once", 10 << 20, 1},
		{"by the megabyte", 1 << 20, 10},
		{"by 4 KiB, in windows", 4 << 10, 160},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reads := countReads(t)
			got := make([]byte, 0, len(content))
			p := make([]byte, tt.chunk)
			for off := int64(0); off < blob.Size(); off += int64(tt.chunk) {
				n := must.Get(blob.ReadAt(p, off))(t)
				got = append(got, p[:n]...)
			}
			if !bytes.Equal(got, content) {
				t.Error("other bytes")
			}
			if *reads != tt.wantReads {
				t.Errorf("%d reads, want %d", *reads, tt.wantReads)
			}
		})
	}
}

func TestBlob_backwardReadsUseWindow(t *testing.T) {
	const size = 4 * windowSize
	content := pattern(size)
	blob, reads := blobOf(t, content), countReads(t)
	var p [16]byte
	for off := int64(size) - 16; off >= 0; off -= 16 {
		if _, err := blob.ReadAt(p[:], off); err != nil || !bytes.Equal(p[:], content[off:off+16]) {
			t.Fatalf("at %d: %v", off, err)
		}
	}
	if *reads != 4 {
		t.Errorf("%d reads, want 4", *reads)
	}
}

func TestBlob_concurrentReads(t *testing.T) {
	const size = 8 * windowSize
	content := pattern(size)
	blob := blobOf(t, content)
	var all sync.WaitGroup
	for i := range int64(8) {
		all.Go(func() {
			var p [100]byte
			for off := i * 1000; off < size-100; off += windowSize - 50 {
				if _, err := blob.ReadAt(p[:], off); err != nil || !bytes.Equal(p[:], content[off:off+100]) {
					t.Errorf("at %d: %v", off, err)
				}
			}
		})
	}
	all.Wait()
}

// TestBlob_unreadableFile reads as a browser does when the file was changed
// or deleted after it had been picked.
func TestBlob_unreadableFile(t *testing.T) {
	for _, tt := range []struct {
		name string
		read string
	}{
		{"rejected", "() => Promise.reject(new DOMException('gone', 'NotReadableError'))"},
		{"thrown", "() => { throw new DOMException('gone', 'NotFoundError') }"},
		{"too short", "() => new ArrayBuffer(9)"},
		{"too long", "() => new ArrayBuffer(11)"},
		{"not bytes", "() => 'bytes'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			content := pattern(10)
			blob, p := blobOf(t, content), make([]byte, 10)
			original := js.Global().Get("Blob").Get("prototype").Get("arrayBuffer")
			restore := func() { js.Global().Get("Blob").Get("prototype").Set("arrayBuffer", original) }
			defer restore()
			js.Global().Get("Blob").Get("prototype").Set("arrayBuffer", eval(tt.read))
			if n, err := blob.ReadAt(p, 0); n != 0 || !errors.Is(err, fault.FileChanged) {
				t.Errorf("got %d, %v, want file_changed", n, err)
			}
			restore()
			if _, err := blob.ReadAt(p, 0); err != nil || !bytes.Equal(p, content) {
				t.Errorf("after that: %x, %v", p, err)
			}
		})
	}
}

// TestFileReaderSync stands in for the reader that only workers have.
func TestFileReaderSync(t *testing.T) {
	original := readAll
	defer func() { readAll = original }()
	class := eval(`class {
		static made = 0;
		constructor() { this.constructor.made++ }
		readAsArrayBuffer(blob) {
			if (blob.size === 3) throw new DOMException('gone', 'NotReadableError');
			return new Uint8Array(blob.size).fill(7).buffer;
		}
	}`)
	readAll = blobReader(class)
	for range 2 {
		p := make([]byte, 2)
		if _, err := blobOf(t, []byte("ab")).ReadAt(p, 0); err != nil || p[0] != 7 || p[1] != 7 {
			t.Errorf("got %v, %v", p, err)
		}
	}
	if _, err := blobOf(t, []byte("abc")).ReadAt(make([]byte, 3), 0); !errors.Is(err, fault.FileChanged) {
		t.Errorf("got %v, want file_changed", err)
	}
	if made := class.Get("made").Int(); made != 1 {
		t.Errorf("%d readers, want 1", made)
	}
}

func TestNewBlob(t *testing.T) {
	for _, tt := range []struct {
		name string
		js   string
		size int64 // -1 for refused
	}{
		{"a Blob", "new Blob(['abc'])", 3},
		{"an empty one", "new Blob([])", 0},
		{"a File", "new File(['ab'], 'passport.jpg')", 2},
		{"undefined", "undefined", -1},
		{"null", "null", -1},
		{"text", "'abc'", -1},
		{"bytes", "new Uint8Array(3)", -1},
		{"alike", "{size: 3, slice() {}, arrayBuffer() {}}", -1},
		{"of the right prototype only", "Object.create(Blob.prototype)", -1},
		{"a size that is none", "Object.defineProperty(new Blob([]), 'size', {value: NaN})", -1},
		{"a size beyond reason", "Object.defineProperty(new Blob([]), 'size', {value: 2 ** 60})", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := NewBlob(eval(tt.js))
			switch {
			case tt.size < 0:
				if !errors.Is(err, fault.BadOption) {
					t.Errorf("got %v, want bad_option", err)
				}
			case err != nil:
				t.Error(err)
			case b.Size() != tt.size:
				t.Errorf("got %d bytes, want %d", b.Size(), tt.size)
			}
		})
	}
}

func TestSlice(t *testing.T) {
	blob := blobOf(t, []byte("0123456789"))
	for _, tt := range []struct {
		name   string
		off, n int64
		want   string
	}{
		{"inside", 2, 3, "234"},
		{"everything", 0, 10, "0123456789"},
		{"over the end", 8, 3, "89"},
		{"after the end", 11, 1, ""},
		{"before the start", -3, 2, "01"},
		{"a negative length", 3, -1, ""},
		{"the largest numbers", 1, 1<<63 - 1, "123456789"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			part := blob.Slice(tt.off, tt.n)
			got, err := io.ReadAll(io.NewSectionReader(part, 0, 1<<62))
			if err != nil || string(got) != tt.want || part.Size() != int64(len(tt.want)) {
				t.Errorf("got %q (%d bytes), %v, want %q", got, part.Size(), err, tt.want)
			}
			if size := part.Value().Get("size").Int(); size != len(tt.want) {
				t.Errorf("the Blob has %d bytes", size)
			}
		})
	}
}

func TestJoinBlob(t *testing.T) {
	first := blobOf(t, []byte("first,"))
	blob := must.Get(JoinBlob("image/jpeg", first, []byte("bytes,"), eval("new Uint8Array([65, 66])"), first.Slice(0, 5), eval("'text'")))(t)
	got, err := io.ReadAll(io.NewSectionReader(blob, 0, blob.Size()))
	if want := "first,bytes,ABfirsttext"; err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if blob.Type() != "image/jpeg" || first.Type() != "" {
		t.Errorf("types %q and %q", blob.Type(), first.Type())
	}
	if _, err := JoinBlob("", "text of Go's"); !errors.Is(err, fault.Internal) {
		t.Errorf("got %v, want internal", err)
	}
	if _, err := JoinBlob("", eval("{toString() { throw 'no' }}")); !errors.Is(err, fault.Internal) {
		t.Errorf("got %v, want internal", err)
	}
}

// TestJoinBlob_makesTheFirstPartLong: browsers that look at the first part alone must find a whole
// signature there.
func TestJoinBlob_makesTheFirstPartLong(t *testing.T) {
	content := pattern(200)
	file := blobOf(t, content)
	fragments := eval("(bytes => new Blob([bytes.slice(0, 1), bytes.slice(1)]))").Invoke(Uint8Array(content))
	fragmented := must.Get(NewBlob(fragments))(t)
	constructor := js.Global().Get("Blob")
	t.Cleanup(func() { js.Global().Set("Blob", constructor) })
	js.Global().Set("Blob", eval("(Blob => class extends Blob { constructor(parts, options) { super(parts, options); this.first = parts.length && (parts[0].size ?? parts[0].byteLength); } })").Invoke(constructor))
	for _, tt := range []struct {
		name  string
		parts []any
		want  []byte
		first int // bytes
	}{
		{"a short []byte before a Blob", []any{content[:2], file.Slice(2, 198)}, content, MinHead},
		{"one byte after the other", []any{content[:1], content[1:2], content[2:]}, content, MinHead},
		{"a short slice before a Blob", []any{file.Slice(0, 2), file.Slice(2, 198)}, content, MinHead},
		{"short slices", []any{file.Slice(0, 2), file.Slice(2, 1), file.Slice(3, 10)}, content[:13], 13},
		{"just below", []any{content[:MinHead-1], content[MinHead-1 : MinHead]}, content[:MinHead], MinHead},
		{"just long enough", []any{content[:MinHead], file.Slice(MinHead, 200)}, content, MinHead},
		{"a Blob that is made of short parts", []any{fragmented}, content, MinHead},
		{"empty parts", []any{[]byte{}, file.Slice(5, 0), content[:2], file.Slice(9, 0), content[2:]}, content, MinHead},
		{"only empty parts", []any{[]byte{}, file.Slice(5, 0)}, nil, 0},
		{"nothing", nil, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			blob := blobOf(t, tt.parts...)
			got, err := io.ReadAll(io.NewSectionReader(blob, 0, blob.Size()))
			if err != nil || !bytes.Equal(got, tt.want) {
				t.Errorf("got % x, %v, want % x", got, err, tt.want)
			}
			if first := blob.Value().Get("first").Int(); first != tt.first {
				t.Errorf("the first part has %d bytes, want %d", first, tt.first)
			}
		})
	}
}
