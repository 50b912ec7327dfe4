package imageproc

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// sized returns a JPEG, or a PDF, of exactly n bytes.
func sized(f Format, n int) []byte {
	if f == JPEG {
		b := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
		return append(b, make([]byte, n-len(b))...)
	}
	padding := n - 1000
	for {
		b := testpdf.New(1, testpdf.Options{Padding: padding})
		if len(b) == n {
			return b
		}
		padding += n - len(b)
	}
}

// TestLimits: each limit is tested at its last good figure and its first bad one.
func TestLimits(t *testing.T) {
	wide := Limits{MaxSide: 1 << 20}
	for _, tt := range []struct {
		name   string
		file   []byte
		limits Limits
		want   *Problem // nil when the file passes; the message is not compared
	}{
		{"301 px wide", testpic.BlankPNG(301, 10), Limits{}, nil},
		{"301 px high", testpic.BlankPNG(10, 301), Limits{}, nil},
		{"300 px", testpic.BlankPNG(300, 300), Limits{},
			&Problem{Code: fault.TooSmall, Details: map[string]any{"width": 300, "height": 300, "limit": 301}}},
		{"300 px by a limit of 300", testpic.BlankPNG(300, 10), Limits{MinSide: 300}, nil},
		{"8000 px wide", testpic.BlankPNG(8000, 10), Limits{}, nil},
		{"8001 px wide", testpic.BlankPNG(8001, 10), Limits{},
			&Problem{Code: fault.TooLarge, Fixable: true, Details: map[string]any{"width": 8001, "height": 10, "limit": 8000}}},
		{"8000 px high", testpic.BlankJPEG(10, 8000), Limits{}, nil},
		{"8001 px high", testpic.BlankJPEG(10, 8001), Limits{},
			&Problem{Code: fault.TooLarge, Fixable: true, Details: map[string]any{"width": 10, "height": 8001, "limit": 8000}}},
		{"15,000,000 bytes", sized(JPEG, 15_000_000), Limits{}, nil},
		{"15,000,001 bytes", sized(JPEG, 15_000_001), Limits{},
			&Problem{Code: fault.TooLarge, Fixable: true, Details: map[string]any{"bytes": int64(15_000_001), "limit": int64(15_000_000)}}},
		{"a PDF of 15,000,000 bytes", sized(PDF, 15_000_000), DocumentLimits(), nil},
		{"a PDF of 15,000,001 bytes", sized(PDF, 15_000_001), DocumentLimits(),
			&Problem{Code: fault.TooLarge, Details: map[string]any{"bytes": int64(15_000_001), "limit": int64(15_000_000)}}},
		{"2^28 px", testpic.BlankPNG(1<<14, 1<<14), wide, nil},
		{"2^28 px and a column", testpic.BlankPNG(1<<14+1, 1<<14), wide, &Problem{Code: fault.TooManyPixels,
			Details: map[string]any{"width": 1<<14 + 1, "height": 1 << 14, "pixels": int64(1<<28 + 1<<14), "limit": int64(1 << 28)}}},
		{"30 pages", testpdf.New(30, testpdf.Options{}), DocumentLimits(), nil},
		{"31 pages", testpdf.New(31, testpdf.Options{}), DocumentLimits(),
			&Problem{Code: fault.TooManyPages, Details: map[string]any{"pages": 31, "limit": 30}}},
		{"30 packed pages", testpdf.New(30, testpdf.Options{XRefStream: true}), DocumentLimits(), nil},
		{"31 packed pages", testpdf.New(31, testpdf.Options{XRefStream: true}), DocumentLimits(),
			&Problem{Code: fault.TooManyPages, Details: map[string]any{"pages": 31, "limit": 30}}},
		{"3 pages for a card", testpdf.New(3, testpdf.Options{}), Limits{MaxPages: 2, Formats: []Format{PDF}},
			&Problem{Code: fault.TooManyPages, Details: map[string]any{"pages": 3, "limit": 2}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustValidate(t, tt.file, tt.limits)
			if tt.want == nil {
				if !r.OK() {
					t.Errorf("problems %+v, want none", r.Problems)
				}
				return
			}
			if len(r.Problems) != 1 {
				t.Fatalf("problems %+v, want %s alone", r.Problems, tt.want.Code)
			}
			got := r.Problems[0]
			if got.Code != tt.want.Code || got.Fixable != tt.want.Fixable || got.Message == "" {
				t.Errorf("got %+v, want %+v", got, *tt.want)
			}
			for name, want := range tt.want.Details {
				if got.Details[name] != want {
					t.Errorf("%s is %v (%T), want %v (%T)", name, got.Details[name], got.Details[name], want, want)
				}
			}
			if len(got.Details) != len(tt.want.Details) {
				t.Errorf("details %v, want %v", got.Details, tt.want.Details)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	jpeg := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	large := testpic.Scene(400, 300)
	for _, tt := range []struct {
		name    string
		file    []byte
		limits  Limits
		want    []fault.Code
		fixable bool // all of them
	}{
		{"nothing", nil, Limits{}, []fault.Code{fault.Empty}, false},
		{"a page called .jpg", []byte("<!DOCTYPE html>"), Limits{}, []fault.Code{fault.UnsupportedFormat}, false},
		{"a drawing called .png", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), Limits{}, []fault.Code{fault.UnsupportedFormat}, false},
		{"a zip called .pdf", []byte("PK\x03\x04"), DocumentLimits(), []fault.Code{fault.UnsupportedFormat}, false},
		{"a PDF where a picture is wanted", testpdf.New(1, testpdf.Options{}), Limits{}, []fault.Code{fault.UnsupportedFormat}, false},
		{"a PDF where a document is wanted", testpdf.New(1, testpdf.Options{}), DocumentLimits(), nil, true},
		{"an encrypted PDF", testpdf.New(1, testpdf.Options{Encrypted: true}), DocumentLimits(), []fault.Code{fault.PDFEncrypted}, false},
		{"an encrypted and packed PDF", testpdf.New(40, testpdf.Options{Encrypted: true, XRefStream: true}), DocumentLimits(), []fault.Code{fault.PDFEncrypted}, false},
		{"webp", testpic.WebP(large, testpic.WebPOptions{}), Limits{}, []fault.Code{fault.UnsupportedFormat}, true},
		{"webp where it is accepted", testpic.WebP(large, testpic.WebPOptions{}), Limits{Formats: []Format{WebP}}, nil, true},
		{"gif", testpic.GIF(large, 2), Limits{}, []fault.Code{fault.UnsupportedFormat}, true},
		{"bmp", testpic.BMP(large), Limits{}, []fault.Code{fault.UnsupportedFormat}, true},
		{"tiff", testpic.TIFF(large, 1), Limits{}, []fault.Code{fault.UnsupportedFormat}, true},
		{"heic", testpic.HEIC(4000, 3000, 6), Limits{}, []fault.Code{fault.UnsupportedFormat}, true},
		{"avif", testpic.AVIF(4000, 3000, 1), DocumentLimits(), []fault.Code{fault.UnsupportedFormat}, true},
		{"a small heic", testpic.HEIC(40, 30, 6), Limits{}, []fault.Code{fault.UnsupportedFormat, fault.TooSmall}, false},
		{"a PNG that claims too much", testpic.PNGHeader(60000, 60000), Limits{}, []fault.Code{fault.TooLarge, fault.TooManyPixels}, false},
		{"a JPEG that claims too much", testpic.JPEGHeader(60000, 60000), Limits{}, []fault.Code{fault.TooLarge, fault.TooManyPixels, fault.Truncated}, false},
		{"too much of everything", append(testpic.BlankJPEG(9000, 4000), make([]byte, 15_000_000)...), Limits{}, []fault.Code{fault.TooLarge, fault.TooLarge}, true},
		{"a strip of 16000 × 1 px", testpic.BlankPNG(16000, 1), Limits{}, []fault.Code{fault.TooLarge}, true},
		{"a strip that vanishes", testpic.BlankPNG(16001, 1), Limits{}, []fault.Code{fault.TooLarge, fault.CannotFit}, false},
		{"301 px at most and at least", testpic.BlankPNG(400, 300), Limits{MaxSide: 301}, []fault.Code{fault.TooLarge}, true},
		{"300 px at most, 301 at least", testpic.BlankPNG(400, 300), Limits{MaxSide: 300}, []fault.Code{fault.TooLarge, fault.CannotFit}, false},
		{"gif where only PNG is accepted", testpic.GIF(large, 1), Limits{Formats: []Format{PNG}}, []fault.Code{fault.UnsupportedFormat, fault.CannotFit}, false},
		{"the first half of a JPEG", jpeg[:len(jpeg)/2], Limits{}, []fault.Code{fault.Truncated}, false},
		{"metadata is no problem", testpic.JPEG(large, testpic.JPEGOptions{GPS: true, Trailing: []byte("junk")}), Limits{}, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustValidate(t, tt.file, tt.limits)
			if got := codes(r); !slices.Equal(got, tt.want) {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			if got := r.Fatal() == nil; got != tt.fixable {
				t.Errorf("fixable is %v, want %v", got, tt.fixable)
			}
		})
	}
}

// TestValidatePixels: Validate sees the structure alone of a JPEG, ValidatePixels its data.
func TestValidatePixels(t *testing.T) {
	whole := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	for _, tt := range []struct {
		name             string
		file             []byte
		structure, pixel []fault.Code
	}{
		{"whole", whole, nil, nil},
		{"the upper half, closed", append(bytes.Clone(whole[:len(whole)/2]), 0xff, 0xd9), nil, []fault.Code{fault.Truncated}},
		{"no end", whole[:len(whole)-2], []fault.Code{fault.Corrupt}, []fault.Code{fault.Corrupt}},
		{"PNG", testpic.PNG(testpic.Scene(400, 300), testpic.PNGOptions{}), nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := mustValidate(t, tt.file, Limits{})
			if got := codes(r); !slices.Equal(got, tt.structure) || r.Fatal() != nil {
				t.Errorf("structure: got %+v, want %v, fixable", r.Problems, tt.structure)
			}
			r = must.Get(ValidatePixels(context.Background(), bytes.NewReader(tt.file), Limits{}))(t)
			if got := codes(r); !slices.Equal(got, tt.pixel) {
				t.Errorf("pixels: got %+v, want %v", r.Problems, tt.pixel)
			}
			if len(r.Problems) > 0 && r.Problems[0].Code == fault.Truncated && !(r.Problems[0].Details["missing"].(float64) > 0.3) {
				t.Errorf("missing is %v, want about half", r.Problems[0].Details["missing"])
			}
		})
	}
}

func TestValidate_uprightSizes(t *testing.T) {
	r := mustValidate(t, testpic.HEIC(9000, 300, 6), Limits{Formats: []Format{HEIC}})
	if d := r.Problems[0].Details; d["width"] != 300 || d["height"] != 9000 {
		t.Errorf("got %v, want 300 × 9000, as the picture is seen", d)
	}
}

// TestValidate_truncatedAnywhere: JPEG and PNG have tests of their own.
func TestValidate_truncatedAnywhere(t *testing.T) {
	for name, whole := range map[string][]byte{
		"webp":   testpic.WebP(testpic.Scene(20, 10), testpic.WebPOptions{}),
		"webp+":  testpic.WebP(testpic.Scene(20, 10), testpic.WebPOptions{Orientation: 6, XMP: true}),
		"gif":    testpic.GIF(testpic.Scene(20, 10), 1),
		"bmp":    testpic.BMP(testpic.Scene(20, 10)),
		"tiff":   testpic.TIFF(testpic.Scene(20, 10), 6),
		"heic":   testpic.HEIC(20, 10, 6),
		"pdf":    testpdf.New(12, testpdf.Options{}),
		"packed": testpdf.New(12, testpdf.Options{XRefStream: true}),
	} {
		t.Run(name, func(t *testing.T) {
			if r := mustValidate(t, whole, accepting); !r.OK() {
				t.Fatalf("the whole file: %+v", r.Problems)
			}
			if i := bytes.LastIndex(whole, []byte("\nstartxref")); i >= 0 {
				whole = whole[:i] // a PDF's end without which the table is rebuilt
			}
			if name == "gif" {
				whole = whole[:len(whole)-1] // the trailer, which decoders don't need
			}
			for n := 1; n < len(whole); n++ {
				r := mustValidate(t, whole[:n], accepting)
				if len(r.Problems) == 0 {
					t.Fatalf("the first %d of %d bytes pass", n, len(whole))
				}
				switch code := r.Problems[0].Code; code {
				case fault.Truncated, fault.Corrupt, fault.UnsupportedFormat:
				default:
					t.Fatalf("the first %d of %d bytes: %s", n, len(whole), code)
				}
			}
		})
	}
}

func TestValidate_endsWithItsContext(t *testing.T) {
	picture := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{Trailing: make([]byte, 3<<20)})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := Validate(ctx, imagetest.File(picture), Limits{}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("before: %v, %v", r, err)
	}
	// The context ends while the file is read.
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	gif := testpic.GIF(testpic.Scene(60, 40), 1)
	gif = append(gif[:len(gif)-1], "!\xfe"...)
	gif = append(gif, bytes.Repeat([]byte("\x03abc"), 1<<20)...) // a comment of 4 MiB
	src := &imagetest.Ending{Source: imagetest.File(append(gif, 0, ';')), Reads: 3, End: cancel}
	if r, err := Validate(ctx, src, Limits{}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("meanwhile: %v, %v", r, err)
	}
}

func TestValidate_failingSource(t *testing.T) {
	picture := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	if r, err := Validate(context.Background(), imagetest.Unplugged{Source: imagetest.File(picture), From: 5000}, Limits{}); !errors.Is(err, imagetest.ErrUnplugged) || r != nil {
		t.Errorf("a source that fails: %v, %v", r, err)
	}
	r, err := Validate(context.Background(), imagetest.Shrunk{Source: imagetest.File(picture), Claimed: int64(len(picture)) + 5}, Limits{})
	if err != nil || r.OK() && !r.Metadata.Trailing {
		t.Errorf("a file that shrinks: %+v, %v", r, err)
	}
}

func TestValidate_usesOneBuffer(t *testing.T) {
	for _, f := range []Format{JPEG, PDF} {
		var small, large uint64
		for size, used := range map[int]*uint64{3_000_000: &small, 14_000_000: &large} {
			b := sized(f, size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if r := mustValidate(t, b, DocumentLimits()); !r.OK() {
				t.Fatalf("%s: %+v", f, r.Problems)
			}
			runtime.ReadMemStats(&after)
			*used = after.TotalAlloc - before.TotalAlloc
		}
		if large > small+64<<10 || large > 2<<20 {
			t.Errorf("%s: %d bytes of memory for 3 MB, %d for 14 MB", f, small, large)
		}
	}
}

func mustValidate(t *testing.T, b []byte, limits Limits) *Report {
	t.Helper()
	return must.Get(Validate(context.Background(), imagetest.File(b), limits))(t)
}

// codes are the codes of a report's problems.
func codes(r *Report) []fault.Code {
	var all []fault.Code
	for _, p := range r.Problems {
		all = append(all, p.Code)
	}
	return all
}

// accepting accepts every format and size, so that only a file's structure is judged.
var accepting = Limits{MinSide: 1, MaxSide: 1 << 31, MaxPixels: 1 << 62, Formats: []Format{JPEG, PNG, PDF, WebP, GIF, BMP, TIFF, HEIC, AVIF}}
