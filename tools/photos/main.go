// Photos measures the guidance that ships on labelled photographs, which are no part of the
// repository. It makes frames of 640 and of 320 px of each, crops and degrades them, runs
// guidance.Watcher on them as single frames and as streams of 12 frames, and prints rates. With
// -chromium it analyses frames with capture.wasm too and, once .ci/packages tools/photos has
// installed it, in turns with jscanify.
//
//	photos [-json FILE] [-sources REGEXP] [-list CHECK] [-streams=false] [-chromium] [-v] DIR
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"credential-capture/imageproc/guidance"
	"credential-capture/test/scene/photoscene"
	"credential-capture/tools/analysis"
	"credential-capture/tools/report"
)

// options are the flags.
type options struct {
	dir, json, web, sources, list string
	streams, chromium, verbose    bool
}

func main() {
	var o options
	flag.StringVar(&o.json, "json", "build/results/photos.json", "`file` for the results")
	flag.StringVar(&o.web, "web", "web", "`directory` of face.bin, capture.wasm and wasm_exec.js")
	flag.StringVar(&o.sources, "sources", "", "only pictures whose source matches a `regexp`")
	flag.StringVar(&o.list, "list", "", "print the files that miss a `check`")
	flag.BoolVar(&o.streams, "streams", true, "measure auto capture too")
	flag.BoolVar(&o.chromium, "chromium", false, "compare with capture.wasm of -web in Chromium, and with jscanify")
	flag.BoolVar(&o.verbose, "v", false, "print percentiles of the measures")
	flag.Parse()
	o.dir = flag.Arg(0)
	report.Main("photos", func(context.Context) error { return run(os.Stdout, o) })
}

func run(w io.Writer, o options) error {
	sources, err := regexp.Compile(o.sources)
	if err != nil {
		return err
	}
	cascade, err := os.ReadFile(filepath.Join(o.web, "face.bin"))
	if err != nil {
		return err
	}
	all, err := photoscene.Read(o.dir)
	if err != nil {
		return err
	}
	var pictures []photoscene.Picture
	for _, p := range all {
		if sources.MatchString(p.Source) {
			pictures = append(pictures, p)
		}
	}
	results := make([]tally, len(pictures))
	if err := analysis.Each(len(pictures), cascade, func(watcher *guidance.Watcher, i int) error {
		m := measure{watcher: watcher, picture: &pictures[i], tally: &results[i], streams: o.streams}
		return m.run()
	}); err != nil {
		return err
	}
	var sum tally
	for i := range results {
		sum.add(&results[i])
	}
	if o.chromium {
		if err := inChromium(o.web, pictures, &sum); err != nil {
			return err
		}
	}
	rows := append(sum.rows(), sum.durations()...)
	for _, r := range rows {
		fmt.Fprintln(w, r)
	}
	if o.verbose {
		sum.distributions(w)
	}
	for _, c := range sum.counts {
		if c.check == o.list {
			fmt.Fprintln(w, c.missed)
		}
	}
	return report.Write(o.json, rows)
}
