// Corpora puts every picture and PDF of folders through this module, natively and in
// Chromium, and compares the result with the verdicts of programs by other people: the
// browser's decoder, ImageMagick, pdfinfo, qpdf and exiftool, where they are installed.
//
//	corpora [-json FILE] [-jobs N] [-timeout D] DIR…
//
// It prints a table by format and a list of disagreements. It fails for a disagreement that
// judged.tsv doesn't explain. A file that crashes or hangs is such a disagreement.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"credential-capture/tools/report"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == nativeFlag {
		serveNative(os.Args[2])
		return
	}
	out := flag.String("json", "build/results/corpora.json", "`file` for the results")
	jobs := flag.Int("jobs", 2, "number of files at a time")
	timeout := flag.Duration("timeout", 60*time.Second, "time for each program that judges a file")
	flag.Parse()
	report.Main("corpora", func(ctx context.Context) error { return run(ctx, *out, *jobs, *timeout, flag.Args()) })
}

// results are build/results/corpora.json.
type results struct {
	Judges        map[string]string `json:"judges"` // version by program, "" if not installed
	Files         int               `json:"files"`
	Disagreements int               `json:"disagreements"`
	Unjudged      int               `json:"unjudged"`
	Seconds       float64           `json:"seconds"`
	Table         []*row            `json:"table"`
	List          []*file           `json:"list"`
}

func run(ctx context.Context, out string, jobs int, timeout time.Duration, dirs []string) error {
	if len(dirs) == 0 {
		return errors.New("name the folders to read")
	}
	began := time.Now()
	files, err := collect(dirs)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "corpora")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	b := &bench{work: work, timeout: timeout, files: files}
	if err := b.start(ctx); err != nil {
		return err
	}
	defer b.stop()

	todo := make(chan int)
	workers, working := errgroup.WithContext(ctx)
	for range jobs {
		workers.Go(func() error { return b.worker(working, todo) })
	}
	workers.Go(func() error {
		defer close(todo)
		for i := range files {
			select {
			case todo <- i:
			case <-working.Done():
				return working.Err()
			}
			if (i+1)%500 == 0 {
				fmt.Printf("%d of %d files\n", i+1, len(files))
			}
		}
		return nil
	})
	if err := workers.Wait(); err != nil {
		return err
	}
	if err := b.metadata(ctx); err != nil {
		return err
	}
	r := summarise(files)
	r.Judges, r.Seconds = versions(ctx), time.Since(began).Round(time.Second).Seconds()
	r.print(os.Stdout)
	if err := report.Write(out, r); err != nil {
		return err
	}
	if r.Unjudged > 0 {
		return fmt.Errorf("%d disagreements aren't in judged.tsv", r.Unjudged)
	}
	return nil
}

// worker judges files until the channel is closed, with a page and a native process of its
// own. Either is replaced when a file ends it.
func (b *bench) worker(ctx context.Context, todo <-chan int) error {
	n := &native{work: b.work, timeout: b.timeout}
	defer n.stop()
	p := &page{bench: b}
	defer p.close()
	for i := range todo {
		f := b.files[i]
		var wg sync.WaitGroup
		wg.Go(func() { f.Native = n.judge(i, f) })
		err := p.judge(ctx, i, f)
		wg.Wait()
		if err != nil {
			return err
		}
		b.independent(ctx, i, f)
		f.disagree()
	}
	return nil
}

// row counts the files of a format.
type row struct {
	Kind                                       string
	Files, Taken, NativeTaken, Browser, Others int
	Disagreements                              int
	MaxDifference                              float64
}

func summarise(files []*file) *results {
	r := &results{Files: len(files)}
	rows := map[string]*row{}
	for _, f := range files {
		w := rows[f.Kind]
		if w == nil {
			w = &row{Kind: f.Kind}
			rows[f.Kind] = w
			r.Table = append(r.Table, w)
		}
		w.Files++
		count(&w.Taken, f.Module.taken())
		count(&w.NativeTaken, f.Native.taken())
		count(&w.Browser, f.Browser.Reads)
		count(&w.Others, f.Independent.Reads)
		w.MaxDifference = max(w.MaxDifference, f.Module.Difference, f.Native.Difference, f.BrowserDifference)
		if len(f.Disagreements) == 0 {
			continue
		}
		r.List = append(r.List, f)
		for _, d := range f.Disagreements {
			w.Disagreements++
			r.Disagreements++
			count(&r.Unjudged, d.Judgement == "")
		}
	}
	slices.SortFunc(r.Table, func(a, b *row) int { return b.Files - a.Files })
	return r
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}

func (r *results) print(w *os.File) {
	for _, f := range r.List {
		for _, d := range f.Disagreements {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.Class, f.Sum, f.Path, d.Detail, d.Judgement)
		}
	}
	fmt.Fprintf(w, "%-6s %6s %6s %6s %8s %8s %13s %6s\n", "kind", "files", "taken", "native", "browser", "others", "disagreements", "Δ max")
	for _, t := range r.Table {
		fmt.Fprintf(w, "%-6s %6d %6d %6d %8d %8d %13d %6.1f\n", t.Kind, t.Files, t.Taken, t.NativeTaken, t.Browser, t.Others, t.Disagreements, t.MaxDifference)
	}
	fmt.Fprintf(w, "%d files, %d disagreements, %d of them not judged, in %.0f s\n", r.Files, r.Disagreements, r.Unjudged, r.Seconds)
}
