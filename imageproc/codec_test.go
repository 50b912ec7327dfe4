package imageproc

import (
	"bytes"
	"context"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// faultyCodec is the Go codec with faults and counters.
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
		return bytes.NewReader(b.codec.encoded), nil
	}
	return b.Bitmap.Encode(ctx, format, quality)
}

func (b *faultyBitmap) Close() {
	b.codec.open--
	b.Bitmap.Close()
}

func TestEncodeChecked(t *testing.T) {
	scene := testpic.Scene(32, 16)
	small := testpic.JPEG(testpic.Scene(16, 16), testpic.JPEGOptions{})
	turned := testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 3})
	whole := testpic.JPEG(scene, testpic.JPEGOptions{})
	for _, tt := range []struct {
		name  string
		codec faultyCodec
		want  fault.Code
	}{
		{"nothing", faultyCodec{}, ""},
		{"gives up", faultyCodec{decodeErr: fault.OutOfMemory}, fault.OutOfMemory},
		{"decodes to a wrong size", faultyCodec{size: &Size{16, 16}}, fault.Codec},
		{"fails while encoding", faultyCodec{encodeErr: fault.Codec}, fault.Codec},
		{"encodes another size", faultyCodec{encoded: small}, fault.Codec},
		{"encodes another format", faultyCodec{encoded: testpic.PNG(scene, testpic.PNGOptions{})}, fault.Codec},
		{"encodes an orientation", faultyCodec{encoded: turned}, fault.Codec},
		{"encodes junk", faultyCodec{encoded: []byte("junk")}, fault.Codec},
		{"encodes all but the last byte", faultyCodec{encoded: whole[:len(whole)-1]}, fault.Codec},
		{"encodes more than the picture", faultyCodec{encoded: append(whole[:len(whole):len(whole)], 0)}, fault.Codec},
		{"encodes nothing", faultyCodec{encoded: []byte{}}, fault.Codec},
	} {
		t.Run(tt.name, func(t *testing.T) {
			codec := tt.codec
			src := bytes.NewReader(testpic.JPEG(scene, testpic.JPEGOptions{}))
			b, err := decodeChecked(context.Background(), &codec, src, Info{Format: JPEG, Width: 32, Height: 16}, Size{32, 16})
			if err == nil {
				_, _, err = encodeChecked(context.Background(), b, 0.9)
				b.Close()
			}
			must.Code(t, err, tt.want)
			if codec.open != 0 {
				t.Errorf("%d bitmaps are open", codec.open)
			}
		})
	}
}

// NewGoCodec is gocodec.New. This package can't import it, so setup_test.go sets it.
var NewGoCodec func() Codec
