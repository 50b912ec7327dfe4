// Engines runs /selftest.html of the built page in every browser engine that Debian has
// packages of, without a driver: each is started with the page's address, and the page
// posts what came of it. What arrived at the sandbox is then decoded by Go and compared
// with the originals, because a canvas that lies would not be caught by itself.
//
//	engines [-only NAME] [-json FILE] -web DIR
//
// It fails when one engine fails.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"credential-capture/tools/report"
)

// patience is how long one engine may take from its start until it has told.
const patience = 100 * time.Second

// row is a line of build/results/engines.json.
type row struct {
	Engine  string   `json:"engine"`
	Version string   `json:"version"`
	Checks  int      `json:"checks"`
	Passed  int      `json:"passed"`
	Skipped []string `json:"skipped,omitempty"` // what the engine hasn't got, and that is known
	Failed  []string `json:"failed,omitempty"`
	Seconds float64  `json:"seconds"`
}

func main() {
	web := flag.String("web", "build/web", "the folder of the built page")
	only := flag.String("only", "", "the engines whose names contain this")
	file := flag.String("json", "", "the file to write the figures to")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, *web, *only, *file); err != nil {
		fmt.Fprintln(os.Stderr, "engines:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, web, only, file string) error {
	var rows []row
	failed := false
	for _, e := range engines() {
		if !strings.Contains(e.name, only) {
			continue
		}
		r := try(ctx, e, web)
		failed = failed || len(r.Failed) > 0
		rows = append(rows, r)
		fmt.Fprintf(out, "%-42s %-24s %2d of %2d checks passed in %5.1f s\n", r.Engine, r.Version, r.Passed, r.Checks, r.Seconds)
		for _, s := range r.Skipped {
			fmt.Fprintf(out, "  – %s\n", s)
		}
		for _, s := range r.Failed {
			fmt.Fprintf(out, "  ✗ %s\n", s)
		}
	}
	if len(rows) == 0 {
		return errors.New("no engine has such a name")
	}
	if err := report.Write(file, rows); err != nil {
		return err
	}
	if failed {
		return errors.New("an engine has failed")
	}
	return nil
}

// try runs one engine, with a server and a sandbox of its own.
func try(ctx context.Context, e engine, web string) row {
	began := time.Now()
	r := row{Engine: e.name, Version: e.version(ctx)}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	t, err := tell(ctx, e, web)
	r.Seconds = float64(time.Since(began).Round(100*time.Millisecond)) / 1e9
	if err != nil {
		r.Checks, r.Failed = 1, []string{err.Error()}
		return r
	}
	r.count(t, e)
	return r
}

// count adds up what the page said and what the server found.
func (r *row) count(t *told, e engine) {
	for _, o := range t.Outcomes {
		r.Checks++
		text := o.Name + ": " + o.Detail
		switch {
		case o.State == "passed":
			r.Passed++
		case o.State == "skipped" && e.lacks[o.Name] != "" && e.lacks[o.Name] == o.Detail:
			r.Checks--
			r.Skipped = append(r.Skipped, text)
		default:
			r.Failed = append(r.Failed, text)
		}
	}
	for _, f := range t.found {
		r.Checks++
		if f.err == nil {
			r.Passed++
		} else {
			r.Failed = append(r.Failed, f.name+": "+f.err.Error())
		}
	}
}
