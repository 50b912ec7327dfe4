package imageproc

import (
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// asyncCodec is the Go codec under a browser's promise. It counts.
type asyncCodec struct{ decodes, open atomic.Int32 }

func (c *asyncCodec) DecodesAsync() {}

func (c *asyncCodec) Decode(ctx context.Context, src Source, info Info, target Size) (Bitmap, error) {
	c.decodes.Add(1)
	b, err := NewGoCodec().Decode(ctx, src, info, target)
	if err != nil {
		return nil, err
	}
	c.open.Add(1)
	return &asyncBitmap{b, c}, nil
}

type asyncBitmap struct {
	Bitmap
	codec *asyncCodec
}

func (b *asyncBitmap) Close() {
	b.codec.open.Add(-1)
	b.Bitmap.Close()
}

func TestDecodeAhead(t *testing.T) {
	scene := testpic.Scene(400, 300)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	noise := testpic.JPEG(testpic.Noise(400, 300, 1), testpic.JPEGOptions{Quality: 95})
	for _, tt := range []struct {
		name    string
		b       []byte
		opts    FitOptions
		decodes int32
		code    fault.Code
	}{
		{"a picture that fits is not decoded", jpg, FitOptions{}, 0, ""},
		{"one that is stripped isn't either", testpic.JPEG(scene, testpic.JPEGOptions{GPS: true}), FitOptions{}, 0, ""},
		{"what is decoded early is used", jpg, FitOptions{Limits: Limits{MaxSide: 320}}, 1, ""},
		{"and so is what is turned", testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6}), FitOptions{Orientation: Bake}, 1, ""},
		{"and what is converted", testpic.BMP(scene), FitOptions{}, 1, ""},
		{"of a size that won't do, another is decoded", noise, FitOptions{Limits: Limits{MaxBytes: 8000, MinSide: 50}}, 2, ""},
		{"junk behind the picture was all that was too much", append(bytes.Clone(jpg), make([]byte, 5000)...),
			FitOptions{Limits: Limits{MaxBytes: int64(len(jpg))}}, 1, ""},
		{"a file that turns out to be cut off", jpg[:len(jpg)-300], FitOptions{Limits: Limits{MaxSide: 320}}, 1, fault.Truncated},
		{"a picture that is too small", jpg, FitOptions{Limits: Limits{MinSide: 401}}, 0, fault.TooSmall},
		{"more px than may be decoded", jpg, FitOptions{Limits: Limits{MaxSide: 320, MaxPixels: 100_000}}, 0, fault.TooManyPixels},
		{"a shape that vanishes", testpic.JPEGHeader(65535, 4), FitOptions{}, 0, fault.CannotFit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &asyncCodec{}
			r, err := Fit(context.Background(), bytes.NewReader(tt.b), c, &tt.opts)
			if fault.CodeOf(err) != tt.code || (r == nil) != (err != nil) {
				t.Errorf("got %+v, %v, want %q", r, err, tt.code)
			}
			if c.decodes.Load() != tt.decodes || c.open.Load() != 0 {
				t.Errorf("%d decodes, want %d; %d bitmaps are open", c.decodes.Load(), tt.decodes, c.open.Load())
			}
		})
	}
}

func TestDecodeAheadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := &asyncCodec{}
	opts := &FitOptions{Limits: Limits{MaxSide: 320}, OnProgress: func(p Progress) {
		if p.Stage == "decode" {
			cancel()
		}
	}}
	b := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	if _, err := Fit(ctx, bytes.NewReader(b), c, opts); !errors.Is(err, context.Canceled) || c.open.Load() != 0 {
		t.Errorf("%v, %d open", err, c.open.Load())
	}
}

// prefetcher notes what it is asked to read ahead.
type prefetcher struct {
	*bytes.Reader
	asked [][2]int64
}

func (s *prefetcher) Prefetch(off, n int64) { s.asked = append(s.asked, [2]int64{off, n}) }

// TestReadAhead: every file is asked for at once, and given back in the end; one that isn't
// read from its start to its end is given back as soon as that is known.
func TestReadAhead(t *testing.T) {
	scene := testpic.Scene(400, 300)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	for _, tt := range []struct {
		name    string
		b       []byte
		opts    FitOptions
		givenUp bool
	}{
		{"a picture that fits", jpg, FitOptions{}, false},
		{"one that is stripped", testpic.JPEG(scene, testpic.JPEGOptions{GPS: true}), FitOptions{}, false},
		{"one that is decoded", jpg, FitOptions{Limits: Limits{MaxSide: 320}}, false},
		{"one that can't be sent", jpg, FitOptions{Limits: Limits{MinSide: 401}}, false},
		{"one that is cut off", jpg[:len(jpg)-300], FitOptions{}, false},
		{"headers that are cut off", jpg[:30], FitOptions{}, true},
		{"nothing that is known", []byte("a letter, not a picture of one"), FitOptions{}, true},
		{"a PDF", []byte("%PDF-1.7 and no more"), FitOptions{}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := &prefetcher{Reader: bytes.NewReader(tt.b)}
			_, _ = Fit(context.Background(), src, &asyncCodec{}, &tt.opts)
			n, end := len(src.asked), [2]int64{}
			if n < 2 || src.asked[0] != [2]int64{0, src.Size()} || src.asked[n-1] != end || (src.asked[1] == end) != tt.givenUp {
				t.Errorf("asked for %v of %d bytes", src.asked, src.Size())
			}
		})
	}
}

// TestReadAheadEndsWithItsContext: who gives up leaves nothing that is read on.
func TestReadAheadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	src := &prefetcher{Reader: bytes.NewReader(testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{}))}
	opts := &FitOptions{OnProgress: func(Progress) { cancel() }}
	if _, err := Fit(ctx, src, &asyncCodec{}, opts); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := len(src.asked); n < 2 || src.asked[n-1] != [2]int64{} {
		t.Errorf("asked for %v", src.asked)
	}
}
