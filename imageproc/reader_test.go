package imageproc

import (
	"bytes"
	"errors"
	"testing"

	"credential-capture/fault"
)

func TestWindowBytes(t *testing.T) {
	content := make([]byte, 3*headerChunk)
	for i := range content {
		content[i] = byte(i * 7)
	}
	size := int64(len(content))
	for _, tt := range []struct {
		name string
		off  int64
		n    int
		want fault.Code
	}{
		{"the beginning", 0, 4, ""},
		{"nothing", 5, 0, ""},
		{"across two chunks", headerChunk - 2, 4, ""},
		{"more than a chunk", 1, 2*headerChunk + 1, ""},
		{"the last byte", size - 1, 1, ""},
		{"nothing at the end", size, 0, ""},
		{"one byte too many", size - 1, 2, fault.Truncated},
		{"beyond the end", size + 1, 1, fault.Truncated},
		{"as far as numbers go", 1<<63 - 1, 1, fault.Truncated},
		{"before the beginning", -1, 1, fault.Corrupt},
		{"a negative length", 0, -1, fault.Corrupt},
		{"a piece of the largest size", 0, maxPiece, fault.Truncated},
		{"a piece over the largest size", 0, maxPiece + 1, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := newWindow(file(content)).bytes(tt.off, tt.n)
			if fault.CodeOf(err) != tt.want {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			if err == nil && !bytes.Equal(got, content[tt.off:tt.off+int64(tt.n)]) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestWindowNumbers(t *testing.T) {
	w := newWindow(file([]byte{1, 2, 3, 4}))
	if v, err := w.u8(0); v != 1 || err != nil {
		t.Errorf("u8 %d, %v", v, err)
	}
	if v, err := w.u16be(1); v != 0x0203 || err != nil {
		t.Errorf("u16be %#x, %v", v, err)
	}
	if v, err := w.u32be(0); v != 0x01020304 || err != nil {
		t.Errorf("u32be %#x, %v", v, err)
	}
	if v, err := w.u32le(0); v != 0x04030201 || err != nil {
		t.Errorf("u32le %#x, %v", v, err)
	}
	if _, err := w.u32be(1); !errors.Is(err, fault.Truncated) {
		t.Errorf("u32be beyond the end: %v", err)
	}
}

func TestWindowScansTheWholeFile(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcde"), scanChunk/10)
	src := &counted{Source: file(content)}
	w := newWindow(src)
	w.scan()
	var got []byte
	for at := int64(0); at < w.size(); {
		b, err := w.some(at)
		if err != nil {
			t.Fatal(err)
		}
		got, at = append(got, b...), at+int64(len(b))
	}
	if !bytes.Equal(got, content) {
		t.Error("the scan differs from the file")
	}
	if src.read != int64(len(content)) {
		t.Errorf("%d bytes read of %d", src.read, len(content))
	}
	if _, err := w.some(w.size()); !errors.Is(err, fault.Truncated) {
		t.Errorf("at the end: %v", err)
	}
}

func TestWindowBudget(t *testing.T) {
	src := &counted{Source: file(make([]byte, 4*headerBudget))}
	w := newWindow(src)
	var err error
	reads := 0
	for at := int64(0); at < w.size() && err == nil; at += 2 * headerChunk {
		_, err = w.u8(at)
		reads++
	}
	if !errors.Is(err, fault.Corrupt) {
		t.Errorf("reading on and on: %v", err)
	}
	if want := headerBudget/headerChunk + 1; reads != want || src.read > headerBudget {
		t.Errorf("%d reads of %d bytes, want %d", reads, src.read, want)
	}
}

func TestWindowTellsTheFileFromItsSource(t *testing.T) {
	ended := errors.New("ended")
	for _, tt := range []struct {
		name   string
		w      *window
		want   error
		broken error
	}{
		{"a source that fails", newWindow(unplugged{file(make([]byte, 20)), 5}), errUnplugged, errUnplugged},
		{"a file that is shorter than it says", newWindow(shrunk{file(make([]byte, 10)), 20}), fault.Truncated, nil},
		{"a caller who has gone", &window{src: file(make([]byte, 20)), chunk: 1, budget: -1,
			alive: func() error { return ended }}, ended, ended},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.w.bytes(0, 11); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if tt.w.broken != tt.broken {
				t.Errorf("broken %v, want %v", tt.w.broken, tt.broken)
			}
			if got := tt.w.brokenOr(fault.Codec); tt.broken != nil && got != tt.broken || tt.broken == nil && got != fault.Codec {
				t.Errorf("brokenOr gives %v", got)
			}
		})
	}
}
