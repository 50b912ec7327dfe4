package imageproc

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"credential-capture/internal/fault"
	"credential-capture/internal/testpic"
)

// faultyCodec is the Go codec, except where a test makes it fail. It counts.
type faultyCodec struct {
	decodeErr, encodeErr error
	size                 *Size  // claimed instead of the right one
	encoded              []byte // returned instead of the right bytes

	decodes, encodes, open int
	qualities              []float64
}

func (c *faultyCodec) Decode(ctx context.Context, src Source, info Info, target Size) (Bitmap, error) {
	c.decodes++
	if c.decodeErr != nil {
		return nil, c.decodeErr
	}
	b, err := NewGoCodec().Decode(ctx, src, info, target)
	if err != nil {
		return nil, err
	}
	c.open++
	return &faultyBitmap{b, c}, nil
}

type faultyBitmap struct {
	Bitmap
	codec *faultyCodec
}

func (b *faultyBitmap) Size() Size {
	if b.codec.size != nil {
		return *b.codec.size
	}
	return b.Bitmap.Size()
}

func (b *faultyBitmap) Encode(ctx context.Context, format Format, quality float64) (Source, error) {
	b.codec.encodes++
	b.codec.qualities = append(b.codec.qualities, quality)
	if b.codec.encodeErr != nil {
		return nil, b.codec.encodeErr
	}
	if b.codec.encoded != nil {
		return newMemory(b.codec.encoded), nil
	}
	return b.Bitmap.Encode(ctx, format, quality)
}

func (b *faultyBitmap) Close() {
	b.codec.open--
	b.Bitmap.Close()
}

func TestFallback(t *testing.T) {
	scene := testpic.Scene(32, 16)
	wrong := &Size{16, 16}
	codec := fault.New(fault.Codec, "blank")
	unknown := fault.New(fault.UnsupportedFormat, "first")
	corrupted := fault.New(fault.Corrupt, "bad")
	small := testpic.JPEG(testpic.Scene(16, 16), testpic.JPEGOptions{})
	turned := testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 3})
	for _, tt := range []struct {
		name          string
		first, second faultyCodec
		used          int        // which of the two gave the result, 0 for none
		want          fault.Code // of the error
	}{
		{"the first does", faultyCodec{}, faultyCodec{}, 1, ""},
		{"a codec that gives up", faultyCodec{decodeErr: codec}, faultyCodec{}, 2, ""},
		{"a format that it lacks", faultyCodec{decodeErr: unknown}, faultyCodec{}, 2, ""},
		{"out of memory", faultyCodec{decodeErr: fault.New(fault.OutOfMemory, "x")}, faultyCodec{}, 2, ""},
		{"decoded to a wrong size", faultyCodec{size: wrong}, faultyCodec{}, 2, ""},
		{"fails while encoding", faultyCodec{encodeErr: codec}, faultyCodec{}, 2, ""},
		{"encodes another size", faultyCodec{encoded: small}, faultyCodec{}, 2, ""},
		{"encodes another format", faultyCodec{encoded: testpic.PNG(scene, testpic.PNGOptions{})}, faultyCodec{}, 2, ""},
		{"encodes an orientation", faultyCodec{encoded: turned}, faultyCodec{}, 2, ""},
		{"encodes junk", faultyCodec{encoded: []byte("junk")}, faultyCodec{}, 2, ""},
		{"encodes nothing", faultyCodec{encoded: []byte{}}, faultyCodec{}, 2, ""},
		{"a bad file stays bad", faultyCodec{decodeErr: corrupted}, faultyCodec{}, 0, fault.Corrupt},
		{"both fail to decode", faultyCodec{decodeErr: codec}, faultyCodec{decodeErr: corrupted}, 0, fault.Corrupt},
		{"the second lacks the format", faultyCodec{decodeErr: codec}, faultyCodec{decodeErr: unknown}, 0, fault.Codec},
		{"both encode wrongly", faultyCodec{encoded: small}, faultyCodec{encoded: small}, 0, fault.Codec},
		{"the second can't decode later", faultyCodec{encoded: small}, faultyCodec{size: wrong}, 0, fault.Codec},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first, second := tt.first, tt.second
			src := bytes.NewReader(testpic.JPEG(scene, testpic.JPEGOptions{}))
			out, err := throughFallback(&first, &second, src)
			if fault.CodeOf(err) != tt.want {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if err == nil {
				wantCorners(t, mustPixels(t, contents(t, out)), uprightCorners(1))
			}
			if tt.used == 1 && second.decodes != 0 || tt.used == 2 && second.encodes != 1 {
				t.Errorf("the second decoded %d and encoded %d times", second.decodes, second.encodes)
			}
			if first.open != 0 || second.open != 0 {
				t.Errorf("left open: %d and %d bitmaps", first.open, second.open)
			}
		})
	}
}

func throughFallback(first, second Codec, src Source) (Source, error) {
	b, err := Fallback(first, second).Decode(context.Background(), src, Info{Format: JPEG, Width: 32, Height: 16}, Size{32, 16})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return b.Encode(context.Background(), JPEG, 0.9)
}

// TestFallbackStaysWithTheSecond: after one failure, every further encode is the
// second codec's, and the first one's memory is free.
func TestFallbackStaysWithTheSecond(t *testing.T) {
	first, second := &faultyCodec{encodeErr: fault.Codec}, &faultyCodec{}
	src := bytes.NewReader(testpic.JPEG(testpic.Scene(32, 16), testpic.JPEGOptions{}))
	b, err := Fallback(first, second).Decode(context.Background(), src, Info{Format: JPEG, Width: 32, Height: 16}, Size{32, 16})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := b.Encode(context.Background(), JPEG, 0.9); err != nil {
			t.Fatal(err)
		}
	}
	if first.encodes != 1 || first.open != 0 || second.decodes != 1 || second.encodes != 3 || b.Size() != (Size{32, 16}) {
		t.Errorf("first %+v, second %+v", first, second)
	}
	b.Close()
	if second.open != 0 {
		t.Error("the second bitmap is still open")
	}
}

func TestFallbackAfterBothFailedEncodesNothing(t *testing.T) {
	first, second := &faultyCodec{encodeErr: fault.Codec}, &faultyCodec{decodeErr: fault.OutOfMemory}
	src := bytes.NewReader(testpic.JPEG(testpic.Scene(32, 16), testpic.JPEGOptions{}))
	b, err := Fallback(first, second).Decode(context.Background(), src, Info{Format: JPEG, Width: 32, Height: 16}, Size{32, 16})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []fault.Code{fault.OutOfMemory, fault.Codec} {
		if _, err := b.Encode(context.Background(), JPEG, 0.9); fault.CodeOf(err) != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	b.Close()
	if first.open != 0 || b.Size() != (Size{}) {
		t.Error("not closed")
	}
}

// endingCodec ends a context and then fails as if it were the codec's fault.
type endingCodec struct{ end func() }

func (c endingCodec) Decode(context.Context, Source, Info, Size) (Bitmap, error) {
	c.end()
	return nil, fault.New(fault.Codec, "the context's end looks like this")
}

func TestFallbackNotAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	second := &faultyCodec{}
	_, err := Fallback(endingCodec{cancel}, second).Decode(ctx, bytes.NewReader(nil), Info{}, Size{})
	if !errors.Is(err, context.Canceled) || second.decodes != 0 {
		t.Errorf("%v, the second was asked %d times", err, second.decodes)
	}
	ctx, cancel = context.WithCancel(context.Background())
	_, err = Fallback(&faultyCodec{decodeErr: fault.Codec}, endingCodec{cancel}).Decode(ctx, bytes.NewReader(nil), Info{}, Size{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
