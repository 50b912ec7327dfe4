package imageproc

import (
	"bytes"
	"context"
	"testing"
	"time"

	"credential-capture/fault"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// asyncCodec is a faultyCodec that Fit may start early.
type asyncCodec struct{ faultyCodec }

func (c *asyncCodec) DecodesAsync() {}

// prefetcher records the calls of Prefetch.
type prefetcher struct {
	*bytes.Reader
	calls [][2]int64
}

func (s *prefetcher) Prefetch(off, n int64) { s.calls = append(s.calls, [2]int64{off, n}) }

// TestFit_early: what needs new pixels is decoded at once. Every file is prefetched at once, and
// freed in the end; one that isn't read to its end is freed as soon as that is known.
func TestFit_early(t *testing.T) {
	scene := testpic.Scene(400, 300)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	noise := testpic.JPEG(testpic.Noise(400, 300, 1), testpic.JPEGOptions{Quality: 95})
	for _, tt := range []struct {
		name    string
		b       []byte
		opts    FitOptions
		decodes int
		code    fault.Code
		givenUp bool // before its end
	}{
		{"a picture that fits is not decoded", jpg, FitOptions{}, 0, "", false},
		{"one that is stripped isn't either", testpic.JPEG(scene, testpic.JPEGOptions{GPS: true}), FitOptions{}, 0, "", false},
		{"what is decoded early is used", jpg, FitOptions{Limits: Limits{MaxSide: 320}}, 1, "", false},
		{"and so is what is turned", testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6}), FitOptions{Orientation: Bake}, 1, "", false},
		{"and what is converted, of which only headers are checked", testpic.BMP(scene), FitOptions{}, 1, "", true},
		{"of a size that won't do, others are decoded", noise, FitOptions{Limits: Limits{MaxBytes: 8000, MinSide: 50}}, 4, "", false},
		{"junk behind the picture was all that was too much", append(bytes.Clone(jpg), make([]byte, 5000)...),
			FitOptions{Limits: Limits{MaxBytes: int64(len(jpg))}}, 1, "", false},
		{"a file that turns out to be cut off", jpg[:len(jpg)-300], FitOptions{Limits: Limits{MaxSide: 320}}, 1, fault.Truncated, false},
		{"a picture that is too small", jpg, FitOptions{Limits: Limits{MinSide: 401}}, 0, fault.TooSmall, false},
		{"more px than may be decoded", jpg, FitOptions{Limits: Limits{MaxSide: 320, MaxPixels: 100_000}}, 0, fault.TooManyPixels, false},
		{"a shape that vanishes", testpic.BlankJPEG(65535, 4), FitOptions{}, 0, fault.CannotFit, false},
		{"headers that are cut off", jpg[:30], FitOptions{}, 0, fault.Truncated, true},
		{"an unknown format", []byte("a letter, not a picture of one"), FitOptions{}, 0, fault.UnsupportedFormat, true},
		{"a PDF", []byte("%PDF-1.7 and no more"), FitOptions{}, 0, fault.UnsupportedFormat, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, src := &asyncCodec{}, &prefetcher{Reader: bytes.NewReader(tt.b)}
			r, err := Fit(context.Background(), src, c, &tt.opts)
			if fault.CodeOf(err) != tt.code || (r == nil) != (err != nil) {
				t.Errorf("got %+v, %v, want %q", r, err, tt.code)
			}
			if c.decodes != tt.decodes || c.open != 0 {
				t.Errorf("%d decodes, want %d; %d bitmaps are open", c.decodes, tt.decodes, c.open)
			}
			n, end := len(src.calls), [2]int64{}
			if n < 2 || src.calls[0] != [2]int64{0, src.Size()} || src.calls[n-1] != end || (src.calls[1] == end) != tt.givenUp {
				t.Errorf("Prefetch was called with %v of %d bytes", src.calls, src.Size())
			}
		})
	}
}

// inflater is a Source that inflates beside Go: its count ends after the picture was decoded.
type inflater struct {
	*bytes.Reader
	found   int64
	decoded chan struct{} // closed when the picture has been decoded
	counts  int
	early   bool // no decode began in the time that the count took
}

func (s *inflater) InflatedSize(int64, int64) int64 {
	s.counts++
	select {
	case <-s.decoded:
	case <-time.After(30 * time.Second):
		s.early = true
	}
	return s.found
}

// pixelChecker is an asyncCodec that knows whether it refuses damaged pixels.
type pixelChecker struct {
	*asyncCodec
	checks  bool
	decoded chan struct{}
}

func (c pixelChecker) Decode(ctx context.Context, src Source, info Info, target Size) (Bitmap, error) {
	defer close(c.decoded)
	return c.asyncCodec.Decode(ctx, src, info, target)
}

func (c pixelChecker) ChecksPixels(context.Context) bool { return c.checks }

// TestFit_countsRowsWhileDecoding: the rows of a PNG that has to be decoded are counted at the same
// time, and before Fit returns, unless the decoder does that.
func TestFit_countsRowsWhileDecoding(t *testing.T) {
	png := testpic.PNG(testpic.Scene(400, 300), testpic.PNGOptions{})
	half := testpic.SplitPNG(png)
	half[1].Body = half[1].Body[:len(half[1].Body)/2]
	junk := append(bytes.Clone(png), make([]byte, 5000)...)
	flipped := bytes.Clone(png)
	flipped[bytes.Index(png, []byte("IEND"))-5] ^= 1 // the checksum of the last IDAT
	smaller := FitOptions{Limits: Limits{MaxSide: 320}}
	for _, tt := range []struct {
		name   string
		b      []byte
		opts   FitOptions
		found  int64
		checks bool
		decode error
		counts int
		want   fault.Code
	}{
		{"all rows", png, smaller, 300 * (1 + 3*400), false, nil, 1, ""},
		{"all rows, of which some weren't found", png, smaller, 0, false, nil, 1, ""},
		{"pixels with a gap", testpic.JoinPNG(half...), smaller, 0, false, nil, 1, fault.Corrupt},
		{"a wrong checksum", flipped, smaller, 300 * (1 + 3*400), false, nil, 0, fault.Corrupt},
		{"a wrong checksum that the decoder has refused", flipped, smaller, 0, true, fault.Codec, 0, fault.Corrupt},
		{"the decoder has checked that", png, smaller, 0, true, nil, 0, ""},
		{"the decoder has refused that", testpic.JoinPNG(half...), smaller, 0, true, fault.Codec, 1, fault.Corrupt},
		{"the decoder has failed otherwise", png, smaller, 0, true, fault.Codec, 1, fault.Codec},
		{"what was decoded isn't used", junk, FitOptions{Limits: Limits{MaxBytes: int64(len(png))}}, 0, true, nil, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &asyncCodec{faultyCodec{decodeErr: tt.decode}}
			decoded := make(chan struct{})
			src := &inflater{Reader: bytes.NewReader(tt.b), found: tt.found, decoded: decoded}
			_, err := Fit(context.Background(), src, pixelChecker{c, tt.checks, decoded}, &tt.opts)
			must.Code(t, err, tt.want)
			if src.counts != tt.counts || src.early || c.open != 0 {
				t.Errorf("%d counts, waited for: %v; %d bitmaps are open", src.counts, src.early, c.open)
			}
		})
	}
}
