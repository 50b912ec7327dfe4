package hostile

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
	"credential-capture/tools/report"
)

var (
	whole = flag.Bool("whole", false, "try the whole corpus, and hold refusals to maxRefusal; otherwise one file in 50")
	file  = flag.String("json", "", "the `file` to write the figures to")
)

const (
	maxRefusal = time.Second // until a file is refused, as a picture or as a document; checked with -whole
	maxWait    = time.Minute // for one file, which then counts as hung
	maxAlloc   = 400 << 20   // bytes allocated for one file: the Go codec decodes at most 64 MP at 4 bytes a px
)

// figures are build/results/hostile.json.
type figures struct {
	Files    int     `json:"files"`
	Coded    int     `json:"coded"`   // refused with an error code
	Passed   int     `json:"passed"`  // valid in spite of the change, or repaired
	Crashed  int     `json:"crashed"` // a panic, or an error without a code about the file
	Hung     int     `json:"hung"`
	Uploaded int     `json:"uploaded"` // accepted although invalid
	SlowestS float64 `json:"slowest_s"`
	Slowest  string  `json:"slowest"` // of the refused files
	SlowPass float64 `json:"slowest_passed_s"`
	MaxMB    float64 `json:"max_mb"` // allocated for one file
	MaxFile  string  `json:"max_file"`
}

// TestCorpus_endsInACode gives the files to Validate and Fit, natively, as a picture and
// as a document. Each must pass or be refused with a code about the file, in bounded
// memory; what passes must be valid.
func TestCorpus_endsInACode(t *testing.T) {
	var f figures
	n := 0
	for hostile := range Corpus() {
		if n++; !*whole && n%50 != 0 && hostile.MayPass {
			continue
		}
		done := make(chan result, 1)
		go func() { done <- try(hostile) }()
		select {
		case r := <-done:
			if err := f.add(hostile, r); err != nil {
				t.Errorf("%s: %v", hostile.Name, err)
			}
		case <-time.After(maxWait):
			f.Files, f.Hung = f.Files+1, f.Hung+1
			t.Errorf("%s hangs", hostile.Name)
		}
	}
	t.Logf("%+v", f)
	if *whole && f.SlowestS > maxRefusal.Seconds() {
		t.Errorf("%s took %.1f s, the limit is %v", f.Slowest, f.SlowestS, maxRefusal)
	}
	must.Succeed(t, report.Write(*file, f))
}

// add counts a result, and returns what is wrong with it.
func (f *figures) add(file File, r result) (err error) {
	f.Files++
	switch {
	case r.crash != nil:
		f.Crashed++
		err = fmt.Errorf("crashes: %w", r.crash)
	case r.passes && r.invalid != nil:
		f.Uploaded++
		err = fmt.Errorf("passes: %w", r.invalid)
	case r.passes && !file.MayPass:
		f.Uploaded++
		err = errors.New("passes")
	case r.passes:
		f.Passed++
		f.SlowPass = max(f.SlowPass, r.took.Seconds())
	default:
		f.Coded++
		if s := r.took.Seconds(); s > f.SlowestS {
			f.SlowestS, f.Slowest = s, file.Name
		}
	}
	if mb := float64(r.allocated) / 1e6; mb > f.MaxMB {
		f.MaxMB, f.MaxFile = mb, file.Name
	}
	if err == nil && r.allocated > maxAlloc {
		err = fmt.Errorf("%d bytes were allocated, the limit is %d", r.allocated, maxAlloc)
	}
	return err
}

// result is what Validate and Fit made of one file; the larger of both attempts counts.
type result struct {
	passes    bool
	invalid   error // what is wrong with the output of Fit
	crash     error // a panic, or an error that says nothing about the file
	took      time.Duration
	allocated uint64 // bytes
}

func try(file File) (r result) {
	defer func() {
		if p := recover(); p != nil {
			r.crash = fmt.Errorf("panic: %v", p)
		}
	}()
	for _, limits := range []imageproc.Limits{imageproc.PictureLimits(), imageproc.DocumentLimits()} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		r.fit(file.Content, limits)
		r.took = max(r.took, time.Since(began))
		runtime.ReadMemStats(&after)
		r.allocated = max(r.allocated, after.TotalAlloc-before.TotalAlloc)
	}
	return r
}

func (r *result) fit(content []byte, limits imageproc.Limits) {
	ctx := context.Background()
	validated, err := imageproc.Validate(ctx, bytes.NewReader(content), limits)
	if err != nil {
		r.crash = err
		return
	}
	for _, p := range validated.Problems {
		if !slices.Contains(Codes, p.Code) {
			r.crash = fmt.Errorf("code %s", p.Code)
		}
	}
	fitted, err := imageproc.Fit(ctx, bytes.NewReader(content), gocodec.New(), &imageproc.FitOptions{Limits: limits})
	if err != nil {
		if !slices.Contains(Codes, fault.CodeOf(err)) {
			r.crash = err
		}
		return
	}
	r.passes = true
	output, err := imageproc.Validate(ctx, fitted.Output, limits)
	switch {
	case err != nil:
		r.invalid = err
	case !output.OK():
		r.invalid = fmt.Errorf("the output has %v", output.Problems)
	case output.Metadata.GPS || output.Metadata.Trailing:
		r.invalid = fmt.Errorf("the output still has %+v", output.Metadata)
	}
}

func TestFigures_add(t *testing.T) {
	for _, tt := range []struct {
		name    string
		mayPass bool
		r       result
		want    figures
		fails   bool
	}{
		{"refused", false, result{}, figures{Files: 1, Coded: 1}, false},
		{"repaired", true, result{passes: true}, figures{Files: 1, Passed: 1}, false},
		{"passes but must not", false, result{passes: true}, figures{Files: 1, Uploaded: 1}, true},
		{"passes with an invalid output", true, result{passes: true, invalid: errors.New("gps")}, figures{Files: 1, Uploaded: 1}, true},
		{"crashes", true, result{crash: errors.New("panic")}, figures{Files: 1, Crashed: 1}, true},
		{"allocates too much", false, result{allocated: 500e6}, figures{Files: 1, Coded: 1, MaxMB: 500}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f figures
			if err := f.add(File{MayPass: tt.mayPass}, tt.r); f != tt.want || (err != nil) != tt.fails {
				t.Errorf("got %+v, %v, want %+v", f, err, tt.want)
			}
		})
	}
}

func TestTry(t *testing.T) {
	valid := testpic.JPEG(testpic.Scene(320, 24), testpic.JPEGOptions{GPS: true})
	if r := try(File{Content: valid}); !r.passes || r.invalid != nil || r.crash != nil {
		t.Errorf("a valid file: %+v", r)
	}
	if r := try(File{Content: valid[:len(valid)/2]}); r.passes || r.crash != nil {
		t.Errorf("half a file: %+v", r)
	}
}
