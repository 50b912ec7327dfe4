// Engines runs /selftest.html of the built page in Chromium, Firefox and WebKitGTK,
// without a driver: the page posts its results to a server in this program. Every
// upload is then decoded by Go and compared with the original, because a browser can't
// judge its own canvas.
//
//	engines [-only NAME] [-json FILE]
//
// It fails when a check fails in one of the engines.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"credential-capture/tools/report"
	"credential-capture/tools/selftest"
)

// timeout ends an engine that has not reported. The slowest takes four minutes on two busy
// cores.
const timeout = 20 * time.Minute

// result is one engine's entry in the JSON file.
type result struct {
	Engine  string                    `json:"engine"`
	Version string                    `json:"version"`
	Checks  int                       `json:"checks"`
	Passed  int                       `json:"passed"`
	Skipped []string                  `json:"skipped,omitempty"` // known to be missing in the engine
	Failed  []string                  `json:"failed,omitempty"`
	Codecs  map[string]selftest.Codec `json:"codecs,omitempty"` // by picture
	Seconds float64                   `json:"seconds"`
}

func main() {
	only := flag.String("only", "", "run only engines whose name contains this")
	file := flag.String("json", "", "file for the results")
	flag.Parse()
	report.Main("engines", func(ctx context.Context) error { return run(ctx, *only, *file) })
}

func run(ctx context.Context, only, file string) error {
	var results []result
	failed := false
	for _, e := range engines() {
		if !strings.Contains(e.name, only) {
			continue
		}
		r := try(ctx, e)
		failed = failed || len(r.Failed) > 0
		results = append(results, r)
		fmt.Printf("%-42s %-24s %2d of %2d checks passed in %5.1f s\n", r.Engine, r.Version, r.Passed, r.Checks, r.Seconds)
		for _, s := range r.Skipped {
			fmt.Printf("  – %s\n", s)
		}
		for _, s := range r.Failed {
			fmt.Printf("  ✗ %s\n", s)
		}
	}
	if len(results) == 0 {
		return fmt.Errorf("no engine is called %q", only)
	}
	if err := report.Write(file, results); err != nil {
		return err
	}
	if failed {
		return errors.New("a check failed")
	}
	return nil
}

// try runs one engine, with a server and a sandbox of its own.
func try(ctx context.Context, e engine) result {
	r := result{Engine: e.name, Version: e.version(ctx)}
	set := slices.Concat(selftest.Pictures(), selftest.Photos())
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	got, err := selfTest(ctx, e, set)
	r.Seconds = float64(time.Since(start).Round(100*time.Millisecond)) / 1e9
	if err != nil {
		r.Checks, r.Failed = 1, []string{err.Error()}
		return r
	}
	r.count(got, e)
	return r
}

// count adds up the checks of the page and of the server.
func (r *result) count(got *pageReport, e engine) {
	r.Codecs = got.Fits
	for _, o := range got.Outcomes {
		r.Checks++
		text := o.Name + ": " + o.Detail
		switch {
		case o.State == "passed":
			r.Passed++
		case o.State == "skipped" && e.skips[o.Name] != "" && e.skips[o.Name] == o.Detail:
			r.Checks--
			r.Skipped = append(r.Skipped, text)
		default:
			r.Failed = append(r.Failed, text)
		}
	}
}
