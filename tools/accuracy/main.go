// Accuracy measures the guidance that ships. It paints scenes with ground truth
// (test/scene), runs guidance.Watcher on them as single frames and as short films, and
// counts hints and sentences; and it times the export analyze of capture.wasm in Chromium.
// It fails below the bars.
//
//	accuracy [-frames N] [-films N] [-people N] [-first SEED] [-web DIR] [-time] [-json FILE]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"credential-capture/tools/report"
)

// options are the flags.
type options struct {
	frames, films, people int
	first                 uint64
	web                   string
	time                  bool
	json                  string
}

func main() {
	var o options
	flag.IntVar(&o.frames, "frames", 2106, "`number` of single frames of documents and empty tables")
	flag.IntVar(&o.films, "films", 270, "`number` of films of documents and empty tables")
	flag.IntVar(&o.people, "people", 100, "`number` of frames of each kind of selfie")
	flag.Uint64Var(&o.first, "first", heldOut, "`seed` of the first scene")
	flag.StringVar(&o.web, "web", "web", "`directory` of face.bin, capture.wasm and wasm_exec.js")
	flag.BoolVar(&o.time, "time", false, "time capture.wasm in Chromium")
	flag.StringVar(&o.json, "json", "", "`file` for the results")
	flag.Parse()
	report.Main("accuracy", func(context.Context) error { return run(os.Stdout, o) })
}

func run(w io.Writer, o options) error {
	cascade, err := os.ReadFile(filepath.Join(o.web, "face.bin"))
	if err != nil {
		return err
	}
	frames, err := judge(plan(o.frames, o.first), false)
	if err != nil {
		return err
	}
	films, err := judge(plan(o.films, o.first), true)
	if err != nil {
		return err
	}
	faces, err := selfies(cascade, o.people)
	if err != nil {
		return err
	}
	rows := append(documentRows(frames), append(filmRows(films), faceRows(faces)...)...)
	var times []timing
	if o.time {
		if times, err = timeWasm(o.web); err != nil {
			return err
		}
	}
	var results []any
	for _, r := range rows {
		fmt.Fprintf(w, "%-16s %5d  recall %5.1f %%  first hint %5.1f %%  false alarms %4.1f %%  on empty tables %4.1f %%", r.Check, r.Frames, 100*r.Recall, 100*r.Sentence, 100*r.FalseAlarms, 100*r.EmptyAlarms)
		if r.MeanIoU > 0 {
			fmt.Fprintf(w, "  mean IoU %.3f", r.MeanIoU)
		}
		fmt.Fprintln(w)
		results = append(results, r)
	}
	for _, t := range times {
		fmt.Fprintf(w, "%-18s %5d frames  p50 %.1f ms  p95 %.1f ms\n", t.Check, t.Frames, t.P50, t.P95)
		results = append(results, t)
	}
	if err := report.Write(o.json, results); err != nil {
		return err
	}
	if all := missed(rows, times); len(all) > 0 {
		return errors.New("below the bars:\n  " + strings.Join(all, "\n  "))
	}
	return nil
}
