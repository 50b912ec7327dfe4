package container_test

import (
	"bytes"
	"errors"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
)

func TestReader_Bytes(t *testing.T) {
	content := make([]byte, 3*4<<10)
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
		{"across two chunks", 4<<10 - 2, 4, ""},
		{"more than a chunk", 1, 2*4<<10 + 1, ""},
		{"the last byte", size - 1, 1, ""},
		{"nothing at the end", size, 0, ""},
		{"one byte too many", size - 1, 2, fault.Truncated},
		{"beyond the end", size + 1, 1, fault.Truncated},
		{"as far as numbers go", 1<<63 - 1, 1, fault.Truncated},
		{"before the beginning", -1, 1, fault.Corrupt},
		{"a negative length", 0, -1, fault.Corrupt},
		{"a piece of the largest size", 0, container.MaxPiece, fault.Truncated},
		{"a piece over the largest size", 0, container.MaxPiece + 1, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := container.NewReader(imagetest.File(content)).Bytes(tt.off, tt.n)
			must.Code(t, err, tt.want)
			if err == nil && !bytes.Equal(got, content[tt.off:tt.off+int64(tt.n)]) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestReader_Uint(t *testing.T) {
	r := container.NewReader(imagetest.File([]byte{1, 2, 3, 4}))
	for n, want := range []uint64{0, 0x02, 0x0203, 0x020304} {
		if v, err := r.Uint(1, n); v != want || err != nil {
			t.Errorf("%d bytes: %#x, %v, want %#x", n, v, err, want)
		}
	}
	_, err := r.Uint(1, 4)
	must.Code(t, err, fault.Truncated)
}

func TestReader_Scan(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcde"), 1<<20/10)
	src := &imagetest.Counted{Source: imagetest.File(content)}
	w := container.NewReader(src)
	w.Scan()
	var got []byte
	for at := int64(0); at < w.Size(); {
		b := must.Get(w.Peek(at))(t)
		got, at = append(got, b...), at+int64(len(b))
	}
	if !bytes.Equal(got, content) {
		t.Error("the scan differs from the file")
	}
	if src.Read != int64(len(content)) {
		t.Errorf("%d bytes read of %d", src.Read, len(content))
	}
	if _, err := w.Peek(w.Size()); !errors.Is(err, fault.Truncated) {
		t.Errorf("at the end: %v", err)
	}
}

func TestReader_budget(t *testing.T) {
	src := &imagetest.Counted{Source: imagetest.File(make([]byte, 4*(1<<20)))}
	w := container.NewReader(src)
	var err error
	reads := 0
	for at := int64(0); at < w.Size() && err == nil; at += 2 * 4 << 10 {
		_, err = w.Uint(at, 1)
		reads++
	}
	if !errors.Is(err, fault.Corrupt) {
		t.Errorf("reading on and on: %v", err)
	}
	if want := (1<<20)/(4<<10) + 1; reads != want || src.Read > (1<<20) {
		t.Errorf("%d reads of %d bytes, want %d", reads, src.Read, want)
	}
}

func TestReader_Err(t *testing.T) {
	ended := errors.New("ended")
	gone := container.NewReader(imagetest.File(make([]byte, 20)))
	gone.Alive = func() error { return ended }
	for _, tt := range []struct {
		name   string
		w      *container.Reader
		want   error
		broken error
	}{
		{"a source that fails", container.NewReader(imagetest.Unplugged{Source: imagetest.File(make([]byte, 20)), From: 5}), imagetest.ErrUnplugged, imagetest.ErrUnplugged},
		{"a file that is shorter than it says", container.NewReader(imagetest.Shrunk{Source: imagetest.File(make([]byte, 10)), Claimed: 20}), fault.Truncated, nil},
		{"a caller who has gone", gone, ended, ended},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.w.Bytes(0, 11); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if tt.w.Err() != tt.broken {
				t.Errorf("broken %v, want %v", tt.w.Err(), tt.broken)
			}
		})
	}
}

func TestOrientation_Then(t *testing.T) {
	// From libavif's table of irot and imir: counter-clockwise quarters, then a mirror.
	for _, tt := range []struct{ first, second, want container.Orientation }{
		{1, 1, 1}, {8, 1, 8}, {1, 2, 2}, {1, 4, 4},
		{8, 2, 7}, {8, 4, 5}, {3, 2, 4}, {3, 4, 2}, {6, 2, 5}, {6, 4, 7},
		{6, 6, 3}, {6, 8, 1}, {2, 2, 1}, {2, 6, 7}, {5, 5, 1}, {0, 6, 1}, {6, 9, 1},
	} {
		if got := tt.first.Then(tt.second); got != tt.want {
			t.Errorf("%d then %d = %d, want %d", tt.first, tt.second, got, tt.want)
		}
	}
}
