package imageproc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// fit runs Fit on bytes with a counting Go codec.
func fit(b []byte, opts *FitOptions) (*Result, *faultyCodec, error) {
	c := &faultyCodec{}
	r, err := Fit(context.Background(), bytes.NewReader(b), c, opts)
	return r, c, err
}

// checkResult checks what every Result promises.
func checkResult(t testing.TB, b []byte, r *Result, c *faultyCodec, opts *FitOptions) {
	t.Helper()
	o := must.Get(opts.resolved())(t)
	report, err := Validate(context.Background(), r.Output, o.Limits)
	if err != nil || !report.OK() {
		t.Errorf("the output does not fit: %v, %+v", err, report)
		return
	}
	if report.Info != r.Info {
		t.Errorf("info %+v\nis   %+v", r.Info, report.Info)
	}
	if o.Metadata == Strip && report.Format != PDF && (report.Metadata.HasPersonalData() || report.Animated) {
		t.Errorf("the output still says %+v", report.Metadata)
	}
	width, height := report.Upright()
	lossless := r.Action == Untouched || r.Action == Stripped
	switch {
	case r.Encodes != c.encodes || r.Encodes > maxEncodes || lossless != (r.Encodes == 0):
		t.Errorf("%s with %d encodes, counted %d", r.Action, r.Encodes, c.encodes)
	case lossless && (c.decodes > 0 || r.Quality != 0):
		t.Errorf("%s with %d decodes, quality %v", r.Action, c.decodes, r.Quality)
	case !lossless && (report.Format != JPEG || report.Orientation != Normal || r.Quality < o.MinQuality):
		t.Errorf("%s to %s, orientation %d, quality %v", r.Action, report.Format, report.Orientation, r.Quality)
	case c.open != 0:
		t.Errorf("%d bitmaps are open", c.open)
	case max(width, height) > o.Limits.MaxSide:
		t.Errorf("%d × %d px", width, height)
	}
	if r.Action != Converted && o.Orientation == Tag && r.Output.Size() > int64(len(b)) && r.Quality > o.MinQuality {
		t.Errorf("%s made %d bytes of %d", r.Action, r.Output.Size(), len(b))
	}
	if lossless && report.Format != PDF {
		was, is := imagetest.MustPixels(t, b), imagetest.MustPixels(t, imagetest.Contents(t, r.Output))
		if !bytes.Equal(was.Pix, is.Pix) {
			t.Errorf("%s changed the pixels", r.Action)
		}
	}
}

func TestFit_actions(t *testing.T) {
	scene := testpic.Scene(400, 300)
	jpg := func(o testpic.JPEGOptions) []byte { return testpic.JPEG(scene, o) }
	plain, full := jpg(testpic.JPEGOptions{}), Size{400, 300}
	video := make([]byte, 50_000)
	chunks := testpic.SplitPNG(testpic.PNG(scene, testpic.PNGOptions{}))
	animation := testpic.JoinPNG(slices.Insert(chunks, 1, testpic.Chunk{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}})...)
	noise := testpic.JPEG(testpic.Noise(400, 300, 1), testpic.JPEGOptions{Quality: 95})
	for _, tt := range []struct {
		name string
		b    []byte
		opts FitOptions
		want Action
		size Size // stored, (0, 0) for a PDF
	}{
		{"nothing to do", plain, FitOptions{}, Untouched, full},
		{"an orientation is fine", jpg(testpic.JPEGOptions{Orientation: 6, ICC: true}), FitOptions{}, Untouched, full},
		{"a PNG", testpic.PNG(scene, testpic.PNGOptions{}), FitOptions{}, Untouched, full},
		{"a PDF for a document", testpdf.New(2, testpdf.Options{}), FitOptions{Limits: DocumentLimits()}, Untouched, Size{}},
		{"metadata that may stay", jpg(testpic.JPEGOptions{GPS: true}), FitOptions{Metadata: Keep}, Untouched, full},
		{"an animation that may stay", animation, FitOptions{Metadata: Keep}, Untouched, full},
		{"just enough bytes", plain, FitOptions{Limits: Limits{MaxBytes: int64(len(plain))}}, Untouched, full},
		{"just enough px", plain, FitOptions{Limits: Limits{MaxSide: 400}}, Untouched, full},
		{"nothing to turn", plain, FitOptions{Orientation: Bake}, Untouched, full},

		{"metadata", jpg(testpic.JPEGOptions{GPS: true, Orientation: 8}), FitOptions{}, Stripped, full},
		{"PNG metadata", testpic.PNG(scene, testpic.PNGOptions{Text: true}), FitOptions{}, Stripped, full},
		{"an animation", animation, FitOptions{}, Stripped, full},
		{"a trailing video", jpg(testpic.JPEGOptions{Trailing: video}), FitOptions{}, Stripped, full},
		{"a trailing video that is too large", jpg(testpic.JPEGOptions{Trailing: video}),
			FitOptions{Limits: Limits{MaxBytes: int64(len(plain))}}, Stripped, full},
		{"rather no metadata than other pixels", jpg(testpic.JPEGOptions{Trailing: video}),
			FitOptions{Limits: Limits{MaxBytes: int64(len(plain))}, Metadata: Keep}, Stripped, full},

		{"one byte too many", plain, FitOptions{Limits: Limits{MaxBytes: int64(len(plain)) - 1}}, Reencoded, full},
		{"too many bytes", noise, FitOptions{Limits: Limits{MaxBytes: int64(len(noise)) * 2 / 3}}, Reencoded, full},
		{"a video and still too many bytes", jpg(testpic.JPEGOptions{Trailing: video}),
			FitOptions{Limits: Limits{MaxBytes: int64(len(plain)) - 1}}, Reencoded, full},
		{"an orientation to bake", jpg(testpic.JPEGOptions{Orientation: 3}), FitOptions{Orientation: Bake}, Reencoded, full},
		{"an orientation and metadata to bake", jpg(testpic.JPEGOptions{Orientation: 5, GPS: true}),
			FitOptions{Orientation: Bake, Metadata: Keep}, Reencoded, Size{300, 400}},

		{"one px too many", plain, FitOptions{Limits: Limits{MaxSide: 399}}, Downscaled, Size{399, 299}},
		{"too many px, lying down", jpg(testpic.JPEGOptions{Orientation: 6}),
			FitOptions{Limits: Limits{MaxSide: 320}}, Downscaled, Size{240, 320}},
		{"a PNG of too many px", testpic.PNG(scene, testpic.PNGOptions{}), FitOptions{Limits: Limits{MaxSide: 320}}, Downscaled, Size{320, 240}},

		{"a PNG of too many bytes", testpic.PNG(testpic.Noise(320, 300, 2), testpic.PNGOptions{}),
			FitOptions{Limits: Limits{MaxBytes: 200_000}}, Converted, Size{320, 300}},
		{"a PNG to bake", testpic.PNG(scene, testpic.PNGOptions{Orientation: 6}), FitOptions{Orientation: Bake}, Converted, Size{300, 400}},
		{"WebP", testpic.WebP(scene, testpic.WebPOptions{Orientation: 6}), FitOptions{}, Converted, Size{300, 400}},
		{"WebP of too many px", testpic.WebP(scene, testpic.WebPOptions{}), FitOptions{Limits: Limits{MaxSide: 320}}, Converted, Size{320, 240}},
		{"GIF", testpic.GIF(scene, 2), FitOptions{}, Converted, full},
		{"BMP", testpic.BMP(scene), FitOptions{Metadata: Keep}, Converted, full},
		{"TIFF", testpic.TIFF(scene, 8), FitOptions{}, Converted, Size{300, 400}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, c, err := fit(tt.b, &tt.opts)
			must.Succeed(t, err)
			if got := (Size{r.Info.Width, r.Info.Height}); r.Action != tt.want || got != tt.size {
				t.Errorf("%s to %v, want %s to %v", r.Action, got, tt.want, tt.size)
			}
			if r.Report == nil || r.Report.Bytes != int64(len(tt.b)) {
				t.Errorf("report %+v", r.Report)
			}
			checkResult(t, tt.b, r, c, &tt.opts)
		})
	}
}

func TestFit_orientations(t *testing.T) {
	for o := 1; o <= 8; o++ {
		b := testpic.JPEG(testpic.Scene(320, 240), testpic.JPEGOptions{Orientation: o, GPS: true})
		upright := Size{320, 240}
		if o >= 5 {
			upright = Size{240, 320}
		}
		for _, tt := range []struct {
			name string
			opts FitOptions
			want Size
		}{
			{"stripped", FitOptions{}, upright},
			{"baked", FitOptions{Orientation: Bake}, upright},
			{"downscaled", FitOptions{Limits: Limits{MaxSide: 310}}, fitWithin(upright, 310)},
			{"fewer bytes", FitOptions{Limits: Limits{MaxBytes: 9000}}, upright},
		} {
			t.Run(fmt.Sprint(tt.name, o), func(t *testing.T) {
				r, _, err := fit(b, &tt.opts)
				must.Succeed(t, err)
				img := seen(t, r)
				if got := (Size{img.Bounds().Dx(), img.Bounds().Dy()}); got != tt.want {
					t.Errorf("%s: %v, want %v", r.Action, got, tt.want)
				}
				imagetest.WantCorners(t, img, imagetest.UprightCorners(o))
			})
		}
	}
}

// seen is the output, decoded and upright.
func seen(t *testing.T, r *Result) image.Image {
	t.Helper()
	width, height := r.Info.Upright()
	bitmap := must.Get(NewGoCodec().Decode(context.Background(), r.Output, r.Info, Size{width, height}))(t)
	out := must.Get(bitmap.Encode(context.Background(), JPEG, 0.95))(t)
	return imagetest.MustPixels(t, imagetest.Contents(t, out))
}

// TestFit_repairs: what decoders overlook is repaired, also before pixels are decoded: Go's decoder
// refuses it.
func TestFit_repairs(t *testing.T) {
	whole := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	frame := bytes.Index(whole, []byte{0xff, testpic.SOF0})
	stray := slices.Concat(whole[:frame], []byte{0}, whole[frame:len(whole)-2])
	for _, tt := range []struct {
		name string
		opts *FitOptions
		want Action
	}{
		{"within the limits", nil, Stripped},
		{"and keeping metadata", &FitOptions{Metadata: Keep}, Stripped},
		{"to a smaller size", &FitOptions{Limits: Limits{MaxSide: 320}}, Downscaled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _, err := fit(stray, tt.opts)
			if err != nil || r.Action != tt.want || !r.Report.Repaired || r.Info.Repaired {
				t.Fatalf("got %+v, %v, want %s", r, err, tt.want)
			}
			if tt.want == Stripped && !bytes.Equal(imagetest.Contents(t, r.Output), whole) {
				t.Error("the repaired file isn't the whole one")
			}
		})
	}
}

func TestFit_rejects(t *testing.T) {
	scene := testpic.Scene(320, 8)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	for _, tt := range []struct {
		name string
		b    []byte
		opts *FitOptions
		want fault.Code
	}{
		{"nothing", nil, nil, fault.Empty},
		{"text", []byte("a text of some length"), nil, fault.UnsupportedFormat},
		{"just large enough", testpic.JPEG(testpic.Scene(301, 8), testpic.JPEGOptions{}), nil, ""},
		{"just too small", testpic.JPEG(testpic.Scene(300, 8), testpic.JPEGOptions{}), nil, fault.TooSmall},
		{"cut off", jpg[:len(jpg)-4], nil, fault.Truncated},
		{"a PDF as a picture", testpdf.New(1, testpdf.Options{}), nil, fault.UnsupportedFormat},
		{"a PDF of too many pages", testpdf.New(31, testpdf.Options{}), &FitOptions{Limits: DocumentLimits()}, fault.TooManyPages},
		{"a PDF of too many bytes", testpdf.New(3, testpdf.Options{}), &FitOptions{Limits: Limits{Formats: []Format{PDF}, MaxBytes: 100}}, fault.TooLarge},
		{"more px than may be decoded", jpg, &FitOptions{Limits: Limits{MaxPixels: 320*8 - 1}}, fault.TooManyPixels},
		{"as many px as may be decoded", jpg, &FitOptions{Limits: Limits{MaxPixels: 320 * 8}}, ""},
		{"more px than Go decodes", testpic.BlankPNG(16384, 16384), nil, fault.TooManyPixels},
		{"a shape that vanishes", testpic.BlankJPEG(65535, 4), nil, fault.CannotFit},
		{"fewer px than are needed", jpg, &FitOptions{Limits: Limits{MaxSide: 300}}, fault.CannotFit},
		{"hardly any bytes", jpg, &FitOptions{Limits: Limits{MaxBytes: 500}}, fault.CannotFit},
		{"less than no bytes", jpg, &FitOptions{Limits: Limits{MaxBytes: -1}}, fault.CannotFit},
		{"JPEG is not accepted", testpic.GIF(scene, 1), &FitOptions{Limits: Limits{Formats: []Format{PNG}}}, fault.CannotFit},
		{"a format that the codec lacks", testpic.HEIC(320, 320, 1), nil, fault.UnsupportedFormat},
		{"pixels that are a lie", testpic.JPEGHeader(9000, 320), nil, fault.Truncated},
		{"quality 0.0001", jpg, &FitOptions{MinQuality: 0.0001}, ""},
		{"quality below nothing", jpg, &FitOptions{MinQuality: -0.1}, fault.BadOption},
		{"quality 1", jpg, &FitOptions{MinQuality: 1}, ""},
		{"quality above 1", jpg, &FitOptions{MinQuality: 1.01}, fault.BadOption},
		{"quality that is no number", jpg, &FitOptions{MinQuality: math.NaN()}, fault.BadOption},
		{"an unknown metadata policy", jpg, &FitOptions{Metadata: 2}, fault.BadOption},
		{"an unknown orientation policy", jpg, &FitOptions{Orientation: 2}, fault.BadOption},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, c, err := fit(tt.b, tt.opts)
			if fault.CodeOf(err) != tt.want || (r == nil) != (err != nil) {
				t.Errorf("got %+v, %v, want %q", r, err, tt.want)
			}
			if c.open != 0 {
				t.Errorf("%d bitmaps are open", c.open)
			}
		})
	}
}

// TestFit_scalesDownAtMinQuality: the second encode is made of a new, smaller decode.
func TestFit_scalesDownAtMinQuality(t *testing.T) {
	b := testpic.JPEG(testpic.Noise(600, 600, 1), testpic.JPEGOptions{Quality: 80})
	for _, lowest := range []float64{0.7, 0.4} {
		opts := &FitOptions{Limits: Limits{MaxBytes: int64(len(b) * 6 / 10)}, MinQuality: lowest}
		r, c, err := fit(b, opts)
		must.Succeed(t, err)
		want := Downscaled
		if lowest == 0.4 {
			want = Reencoded
		}
		if r.Action != want {
			t.Errorf("lowest %.1f: %s to %d × %d px at %.2f, want %s", lowest, r.Action, r.Info.Width, r.Info.Height, r.Quality, want)
		}
		if slices.Min(c.qualities) < lowest {
			t.Errorf("encoded at %v", c.qualities)
		}
		checkResult(t, b, r, c, opts)
	}
}

func TestFit_progress(t *testing.T) {
	noise := testpic.JPEG(testpic.Noise(320, 320, 1), testpic.JPEGOptions{Quality: 80})
	for _, tt := range []struct {
		name   string
		b      []byte
		limits Limits
		want   []string
	}{
		{"untouched", testpic.JPEG(testpic.Scene(320, 8), testpic.JPEGOptions{}), Limits{}, []string{"inspect", "check"}},
		{"stripped", testpic.JPEG(testpic.Scene(320, 8), testpic.JPEGOptions{GPS: true}), Limits{}, []string{"inspect", "check"}},
		{"encoded", noise, Limits{MaxSide: 310}, []string{"inspect", "decode", "encode", "check"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stages []string
			last := -1.0
			_, _, err := fit(tt.b, &FitOptions{Limits: tt.limits, OnProgress: func(p Progress) {
				if p.Fraction < last || p.Fraction > 1 {
					t.Errorf("%v after %v", p, last)
				}
				last = p.Fraction
				if !slices.Contains(stages, p.Stage) {
					stages = append(stages, p.Stage)
				}
			}})
			if err != nil || last != 1 || !slices.Equal(stages, tt.want) {
				t.Errorf("%v to %v, want %v; %v", stages, last, tt.want, err)
			}
		})
	}
}

// TestFit_endsWithItsContext ends the context in each stage, with a codec that is started early
// and one that isn't.
func TestFit_endsWithItsContext(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	for _, stage := range []string{"inspect", "decode", "encode", "check"} {
		late, early := &faultyCodec{}, &asyncCodec{}
		codecs := map[string]Codec{"late": late, "early": early}
		if stage == "decode" {
			codecs["failing, as the end looks to it"] = &faultyCodec{decodeErr: fault.Codec}
		}
		for name, codec := range codecs {
			t.Run(stage+", "+name, func(t *testing.T) {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				opts := &FitOptions{Limits: Limits{MaxSide: 320}, OnProgress: func(p Progress) {
					if p.Stage == stage {
						cancel()
					}
				}}
				src := &prefetcher{Reader: bytes.NewReader(b)}
				r, err := Fit(ctx, src, codec, opts)
				if !errors.Is(err, context.Canceled) || r != nil || late.open+early.open != 0 {
					t.Errorf("%+v, %v, %d open", r, err, late.open+early.open)
				}
				if n := len(src.calls); n < 2 || src.calls[n-1] != [2]int64{} {
					t.Errorf("Prefetch was called with %v", src.calls)
				}
			})
		}
	}
}

func TestFit_failingSource(t *testing.T) {
	b := testpic.JPEG(testpic.Scene(320, 240), testpic.JPEGOptions{})
	if _, err := Fit(context.Background(), imagetest.Unplugged{Source: imagetest.File(b), From: 3000}, NewGoCodec(), nil); !errors.Is(err, imagetest.ErrUnplugged) {
		t.Errorf("got %v", err)
	}
}
