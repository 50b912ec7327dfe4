// Engines runs the built page in Chromium, Firefox and WebKitGTK.
//
// The self-test runs /selftest.html without a driver: the page posts its results to a server in this
// program. Every upload is then decoded by Go and compared with the original, because a browser can't
// judge its own canvas.
//
// The walk goes through the element's flow in Firefox and WebKitGTK, by WebDriver, judges the layout of each
// screen and keeps pictures of them. Chromium's walk is test/e2e.
//
//	engines [-only ENGINE] [-selftest=false] [-walk TITLE|none] [-json FILE]
//
// It fails when a check fails in one of the engines.
package main

import (
	"context"
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

// result is a check in an engine, in the JSON file.
type result struct {
	Check  string `json:"check"`
	Engine string `json:"engine"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

type options struct {
	engine   string // part of the name
	selfTest bool
	walk     string // part of the title
	file     string
}

func main() {
	var o options
	flag.StringVar(&o.engine, "only", "", "run only engines whose name contains this")
	flag.BoolVar(&o.selfTest, "selftest", true, "run the self-test")
	flag.StringVar(&o.walk, "walk", "", "run only walks whose title contains this")
	flag.StringVar(&o.file, "json", "", "file for the results")
	flag.Parse()
	report.Main("engines", func(ctx context.Context) error { return run(ctx, o) })
}

func run(ctx context.Context, o options) error {
	var results []result
	ran, failed := 0, 0
	for _, e := range engines() {
		if !strings.Contains(e.name, o.engine) {
			continue
		}
		ran++
		version := e.version(ctx)
		start, count, passed := time.Now(), 0, 0
		note := func(check, detail string, ok bool) {
			results = append(results, result{check, e.name, ok, detail})
			mark := "✗"
			count++
			if ok {
				mark = "✓"
				passed++
			}
			fmt.Printf("%s %s %s: %s %s\n", mark, e.name, version, check, detail)
		}
		if o.selfTest {
			try(ctx, e, note)
		}
		if e.drive != nil {
			err := walkEngine(ctx, e, o.walk, func(check, detail string) { note(check, detail, detail == "") })
			if err != nil {
				note("walk", err.Error(), false)
			}
		}
		failed += count - passed
		fmt.Printf("%-42s %-24s %2d of %2d checks passed in %5.1f s\n", e.name, version, passed, count, time.Since(start).Seconds())
	}
	if ran == 0 {
		return fmt.Errorf("no engine is called %q", o.engine)
	}
	if err := report.Write(o.file, results); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d checks failed", failed)
	}
	return nil
}

// try runs the self-test in one engine, with a server and a sandbox of its own.
func try(ctx context.Context, e engine, note func(check, detail string, ok bool)) {
	set := slices.Concat(selftest.Pictures(), selftest.Photos())
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	got, err := selfTest(ctx, e, set)
	if err != nil {
		note("self-test", err.Error(), false)
		return
	}
	for _, o := range got.Outcomes {
		note("self-test: "+o.Name, o.Detail, o.passes(e))
	}
}

// passes reports whether a check passed, or is known to be missing in the engine.
func (o outcome) passes(e engine) bool {
	return o.State == "passed" || o.State == "skipped" && e.skips[o.Name] != "" && e.skips[o.Name] == o.Detail
}
