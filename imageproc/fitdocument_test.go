package imageproc

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

func TestFitDocument_sharesTheBytes(t *testing.T) {
	light := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{Quality: 80})
	heavy := testpic.JPEG(testpic.Noise(600, 400, 1), testpic.JPEGOptions{Quality: 95})
	all := int64(2*len(light) + 2*len(heavy))
	for _, tt := range []struct {
		name   string
		budget int64
		want   []Action
	}{
		{"just enough for all", all, []Action{Untouched, Untouched, Untouched, Untouched}},
		{"one byte too few", all - 1, []Action{Reencoded, Untouched, Untouched, Untouched}},
		{"half", all / 2, []Action{Reencoded, Untouched, Untouched, Reencoded}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pages := []Source{bytes.NewReader(heavy), bytes.NewReader(light), bytes.NewReader(light), bytes.NewReader(heavy)}
			results := must.Get(FitDocument(context.Background(), pages, NewGoCodec(), &FitOptions{Limits: Limits{MaxBytes: tt.budget}, MinQuality: 0.3}))(t)
			total := int64(0)
			for i, r := range results {
				total += r.Output.Size()
				if r.Action != tt.want[i] {
					t.Errorf("page %d: %s, want %s", i+1, r.Action, tt.want[i])
				}
			}
			if total > tt.budget || total < tt.budget*85/100 {
				t.Errorf("%d bytes of %d", total, tt.budget)
			}
		})
	}
}

func TestFitDocument_rejects(t *testing.T) {
	page := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{})
	pdf := testpdf.New(2, testpdf.Options{})
	for _, tt := range []struct {
		name  string
		pages [][]byte
		code  fault.Code
		page  any // in the details
	}{
		{"nothing", nil, fault.Empty, nil},
		{"one picture", [][]byte{page}, "", nil},
		{"one PDF", [][]byte{pdf}, "", nil},
		{"as many pictures as may be", [][]byte{page, page, page}, "", nil},
		{"one picture more", [][]byte{page, page, page, page}, fault.TooManyPages, nil},
		{"a picture and a PDF", [][]byte{page, pdf}, fault.MixedDocument, 2},
		{"two PDFs", [][]byte{pdf, pdf}, fault.MixedDocument, 1},
		{"a PDF of too many pages", [][]byte{testpdf.New(4, testpdf.Options{})}, fault.TooManyPages, 1},
		{"a page that is broken", [][]byte{page, page[:500], page}, fault.Truncated, 2},
		{"a locked PDF", [][]byte{testpdf.New(1, testpdf.Options{Encrypted: true})}, fault.PDFEncrypted, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var pages []Source
			for _, b := range tt.pages {
				pages = append(pages, bytes.NewReader(b))
			}
			limits := DocumentLimits()
			limits.MaxPages = 3
			results, err := FitDocument(context.Background(), pages, NewGoCodec(), &FitOptions{Limits: limits})
			var e *fault.Error
			if errors.As(err, &e); fault.CodeOf(err) != tt.code || e != nil && e.Details["page"] != tt.page {
				t.Errorf("got %v, want %q on page %v", err, tt.code, tt.page)
			}
			if err == nil && len(results) != len(pages) {
				t.Errorf("%d results of %d pages", len(results), len(pages))
			}
		})
	}
}

func TestFitDocument_progress(t *testing.T) {
	page := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{})
	last := 0.0
	opts := &FitOptions{OnProgress: func(p Progress) {
		if p.Fraction < last || p.Fraction > 1 {
			t.Errorf("%v after %v", p.Fraction, last)
		}
		last = p.Fraction
	}}
	pages := []Source{bytes.NewReader(page), bytes.NewReader(page)}
	if _, err := FitDocument(context.Background(), pages, NewGoCodec(), opts); err != nil || last != 1 {
		t.Errorf("up to %v, %v", last, err)
	}
}

// TestFit_prefer: what Balanced and Fidelity make of a picture that is too large.
func TestFit_prefer(t *testing.T) {
	for _, tt := range []struct{ full, balanced, fidelity Size }{
		{Size{8000, 6000}, Size{8000, 6000}, Size{8000, 6000}}, // within the limits
		{Size{8064, 6048}, Size{4032, 3024}, Size{8000, 6000}},
		{Size{6048, 8064}, Size{3024, 4032}, Size{6000, 8000}},
		{Size{12000, 9000}, Size{4500, 3375}, Size{8000, 6000}},
		{Size{8192, 2048}, Size{8000, 2000}, Size{8000, 2000}}, // BalancedMaxPixels
		{Size{8193, 2048}, Size{7169, 1792}, Size{8000, 2000}},
		{Size{9000, 1200}, Size{8000, 1067}, Size{8000, 1067}},
	} {
		src := bytes.NewReader(testpic.BlankPNG(tt.full.Width, tt.full.Height))
		for prefer, want := range map[Preference]Size{Balanced: tt.balanced, Fidelity: tt.fidelity} {
			r := must.Get(Fit(context.Background(), src, &smallCanvas{maxArea: 1 << 28}, &FitOptions{Prefer: prefer}))(t)
			if got := (Size{r.Info.Width, r.Info.Height}); got != want {
				t.Errorf("%v under preference %d: %v, want %v", tt.full, prefer, got, want)
			}
		}
	}
	for full, want := range map[Size]Size{{4096, 4096}: {4096, 4096}, {4096, 4097}: {3584, 3585}, {65535, 65535}: {8192, 8192}, {1, 1 << 28}: {1, 1 << 25}} {
		if got := balanced(full); got != want {
			t.Errorf("balanced %v is %v, want %v", full, got, want)
		}
	}
}

func TestFit_preferSpeed(t *testing.T) {
	for _, tt := range []struct {
		name   string
		b      []byte
		limits Limits
		want   Size
		action Action
	}{
		{"just inside the box", testpic.JPEG(testpic.Scene(2560, 20), testpic.JPEGOptions{}), Limits{}, Size{2560, 20}, Untouched},
		{"one px outside", testpic.JPEG(testpic.Scene(2561, 20), testpic.JPEGOptions{}), Limits{}, Size{2560, 20}, Downscaled},
		{"a limit that is narrower", testpic.JPEG(testpic.Scene(2561, 20), testpic.JPEGOptions{}), Limits{MaxSide: 2000}, Size{2000, 16}, Downscaled},
		{"too many bytes", testpic.PNG(testpic.Noise(900, 800, 1), testpic.PNGOptions{}), Limits{}, Size{900, 800}, Converted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _, err := fit(tt.b, &FitOptions{Prefer: Speed, Limits: tt.limits})
			must.Succeed(t, err)
			if got := (Size{r.Info.Width, r.Info.Height}); got != tt.want || r.Action != tt.action {
				t.Errorf("%s to %v, want %s to %v", r.Action, got, tt.action, tt.want)
			}
		})
	}
	pdf := sized(PDF, SpeedMaxBytes+1)
	if r, _, err := fit(pdf, &FitOptions{Prefer: Speed, Limits: DocumentLimits()}); err != nil || r.Action != Untouched {
		t.Errorf("a PDF, which can't be made smaller: %+v, %v", r, err)
	}
	if _, _, err := fit(nil, &FitOptions{Prefer: Speed + 1}); fault.CodeOf(err) != fault.BadOption {
		t.Errorf("got %v", err)
	}
}

// TestFitDocument_pagesOfTIFF: all pages of a TIFF are pages of the document, in order, and count.
func TestFitDocument_pagesOfTIFF(t *testing.T) {
	first, second, third := testpic.Scene(320, 240), testpic.Scene(400, 300), testpic.Scene(500, 310)
	files := []Source{
		imagetest.File(testpic.TIFFPages(first, second)),
		imagetest.File(testpic.JPEG(third, testpic.JPEGOptions{})),
	}
	results := must.Get(FitDocument(context.Background(), files, NewGoCodec(), nil))(t)
	want := []struct {
		width int
		place Place
	}{{320, Place{0, 1}}, {400, Place{0, 2}}, {500, Place{1, 0}}}
	if len(results) != len(want) {
		t.Fatalf("%d pages, want %d", len(results), len(want))
	}
	for i, r := range results {
		if r.Info.Width != want[i].width || r.Place != want[i].place || r.Info.Format != JPEG || r.Report.Pages != 1 {
			t.Errorf("page %d: %d px, %+v, want %+v", i, r.Info.Width, r.Place, want[i])
		}
	}
	for maxPages, code := range map[int]fault.Code{2: fault.TooManyPages, 3: ""} {
		if _, err := FitDocument(context.Background(), files, NewGoCodec(), &FitOptions{Limits: Limits{MaxPages: maxPages}}); fault.CodeOf(err) != code && (err != nil || code != "") {
			t.Errorf("at most %d: %v", maxPages, err)
		}
	}
	small := imagetest.File(testpic.TIFFPages(first, testpic.Scene(20, 20)))
	var e *fault.Error
	if _, err := FitDocument(context.Background(), []Source{files[1], small}, NewGoCodec(), nil); !errors.As(err, &e) || e.Code != fault.TooSmall || e.Details["page"] != 2 {
		t.Errorf("a page that is too small: %v", err)
	}
}
