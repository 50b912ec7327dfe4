// Hostile gives every file of test/hostile to the module's own Go, natively, as a
// picture and as a document: each must pass for what it is, or end in a code about the
// file, within a second and in bounded memory. What passes is looked at again, as an
// upload would be.
//
//	hostile [-json FILE]
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/test/hostile"
)

const (
	soon     = time.Second // what a file may take until it is refused, as a picture or as a document
	hung     = 20 * time.Second
	mostHeap = 400 << 20 // bytes that one file may have allocated in all: Go's codec takes 64 MP at most, 4 bytes a px
)

// figures are build/results/hostile.json. Uploaded counts files that would have gone up
// though they aren't what they pass for.
type figures struct {
	Files    int     `json:"files"`
	Coded    int     `json:"coded"`
	Passed   int     `json:"passed"` // whole all the same, or mended
	Crashed  int     `json:"crashed"`
	Hung     int     `json:"hung"`
	Uploaded int     `json:"uploaded"`
	SlowestS float64 `json:"slowest_s"` // of those that are refused
	Slowest  string  `json:"slowest"`
	SlowPass float64 `json:"slowest_passed_s"` // of those that are made fit, which takes what their px take
	MostMB   float64 `json:"most_mb"`          // allocated for one file
	Most     string  `json:"most"`
}

func main() {
	file := flag.String("json", "", "the file to write the figures to")
	flag.Parse()
	f, err := run(os.Stderr)
	text, _ := json.MarshalIndent(f, "", "  ")
	fmt.Println(string(text))
	if *file != "" && err == nil {
		err = os.WriteFile(*file, append(text, '\n'), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
}

func run(w io.Writer) (*figures, error) {
	f := &figures{}
	for file := range hostile.Corpus() {
		f.Files++
		done := make(chan result, 1)
		go func() { done <- try(file) }()
		var r result
		select {
		case r = <-done:
		case <-time.After(hung):
			f.Hung++
			fmt.Fprintln(w, "hangs:", file.Name)
			continue
		}
		f.count(w, file, r)
		if s := r.took.Seconds(); r.passes {
			f.SlowPass = max(f.SlowPass, s)
		} else if s > f.SlowestS {
			f.SlowestS, f.Slowest = s, file.Name
		}
		if mb := float64(r.allocated) / 1e6; mb > f.MostMB {
			f.MostMB, f.Most = mb, file.Name
		}
	}
	switch {
	case f.Crashed+f.Hung+f.Uploaded > 0:
		return f, errors.New("not every file came to its end")
	case f.SlowestS > soon.Seconds():
		return f, fmt.Errorf("%s took %.1f s", f.Slowest, f.SlowestS)
	case f.MostMB*1e6 > mostHeap:
		return f, fmt.Errorf("%s took %.0f MB", f.Most, f.MostMB)
	}
	return f, nil
}

func (f *figures) count(w io.Writer, file hostile.File, r result) {
	switch {
	case r.crash != nil:
		f.Crashed++
		fmt.Fprintf(w, "crashes: %s: %v\n", file.Name, r.crash)
	case r.passes && (!file.May || r.wrong != nil):
		f.Uploaded++
		fmt.Fprintf(w, "passes: %s: %v\n", file.Name, r.wrong)
	case r.passes:
		f.Passed++
	default:
		f.Coded++
	}
}

// result is what became of one file.
type result struct {
	passes    bool
	wrong     error // with what passes
	crash     error // a panic, or a failure that says nothing of the file
	took      time.Duration
	allocated uint64 // bytes
}

// about are the codes that a file can be given.
var about = []fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated, fault.TooSmall, fault.TooLarge,
	fault.TooManyPixels, fault.PDFEncrypted, fault.TooManyPages, fault.CannotFit, fault.Codec}

func try(file hostile.File) (r result) {
	defer func() {
		if p := recover(); p != nil {
			r.crash = fmt.Errorf("panic: %v", p)
		}
	}()
	for _, limits := range []imageproc.Limits{imageproc.PictureLimits(), imageproc.DocumentLimits()} {
		r.way(file, limits)
	}
	return r
}

// way is one of the two: what takes most of time or memory counts.
func (r *result) way(file hostile.File, limits imageproc.Limits) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	r.judge(file, limits)
	r.took = max(r.took, time.Since(began))
	runtime.ReadMemStats(&after)
	r.allocated = max(r.allocated, after.TotalAlloc-before.TotalAlloc)
}

func (r *result) judge(file hostile.File, limits imageproc.Limits) {
	report, err := imageproc.Validate(context.Background(), bytes.NewReader(file.Content), limits)
	if err != nil {
		r.crash = err
		return
	}
	for _, p := range report.Problems {
		if !slices.Contains(about, p.Code) {
			r.crash = fmt.Errorf("code %s", p.Code)
		}
	}
	fitted, err := imageproc.Fit(context.Background(), bytes.NewReader(file.Content), imageproc.NewGoCodec(), &imageproc.FitOptions{Limits: limits})
	if err != nil {
		if !slices.Contains(about, fault.CodeOf(err)) {
			r.crash = err
		}
		return
	}
	r.passes = true
	again, err := imageproc.Validate(context.Background(), fitted.Output, limits)
	switch {
	case err != nil:
		r.wrong = err
	case !again.OK():
		r.wrong = fmt.Errorf("what fit made of it has %v", again.Problems)
	case again.Metadata.GPS || again.Metadata.Trailing:
		r.wrong = fmt.Errorf("what fit made of it still has %+v", again.Metadata)
	}
}
