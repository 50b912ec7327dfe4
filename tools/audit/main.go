// Audit looks up known vulnerabilities of the repository's dependencies: govulncheck scans
// the Go code and its build tools, npm audit each folder with a package-lock.json.
//
//	audit [-json FILE] [-db URL] [-require]
//
// It fails on a severe finding. A check whose database is unreachable is reported as "not
// checked", and fails with -require only.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"credential-capture/tools/report"
)

// check is one scan.
type check struct {
	What    string    `json:"what"`
	Checked bool      `json:"checked"` // the database was reachable
	Why     string    `json:"why,omitempty"`
	Found   []finding `json:"found"`
}

// finding is one known vulnerability.
type finding struct {
	ID    string `json:"id"`
	In    string `json:"in"` // module or package
	Title string `json:"title"`
	// Severe findings fail: a vulnerable Go function that is called, or npm's high and critical.
	Severe bool `json:"grave"`
}

// results are build/results/audit.json.
type results struct {
	Checks  []check `json:"checks"`
	Total   int     `json:"asked"`
	Checked int     `json:"checked"`
	Severe  int     `json:"grave"`
}

func main() {
	file := flag.String("json", "", "file for the results")
	db := flag.String("db", "https://vuln.go.dev", "URL of Go's vulnerability database")
	require := flag.Bool("require", false, "fail when a database is unreachable")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	if err := run(ctx, *db, *file, *require, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "audit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, db, file string, require bool, out io.Writer) error {
	var r results
	for _, scan := range []func(context.Context) ([]check, error){
		func(ctx context.Context) ([]check, error) { return scanGo(ctx, db) },
		scanNPM,
	} {
		checks, err := scan(ctx)
		if err != nil {
			return err
		}
		r.Checks = append(r.Checks, checks...)
	}
	r.count()
	if err := report.Write(file, r); err != nil {
		return err
	}
	r.print(out)
	return r.verdict(require)
}

func (r *results) count() {
	r.Total, r.Checked, r.Severe = len(r.Checks), 0, 0
	for _, c := range r.Checks {
		if c.Checked {
			r.Checked++
		}
		for _, f := range c.Found {
			if f.Severe {
				r.Severe++
			}
		}
	}
}

func (r *results) print(out io.Writer) {
	for _, c := range r.Checks {
		if !c.Checked {
			fmt.Fprintf(out, "not checked: %s: %s\n", c.What, c.Why)
			continue
		}
		fmt.Fprintf(out, "checked: %s: %d known\n", c.What, len(c.Found))
		for _, f := range c.Found {
			severity := "not severe"
			if f.Severe {
				severity = "SEVERE"
			}
			fmt.Fprintf(out, "  %s: %s in %s: %s\n", severity, f.ID, f.In, f.Title)
		}
	}
	fmt.Fprintf(out, "%d of %d checked, %d severe\n", r.Checked, r.Total, r.Severe)
}

// verdict returns why the audit fails.
func (r *results) verdict(require bool) error {
	switch {
	case r.Severe > 0:
		return fmt.Errorf("%d severe vulnerabilities", r.Severe)
	case r.Total == 0:
		return fmt.Errorf("there were no checks")
	case require && r.Checked < r.Total:
		return fmt.Errorf("%d of %d were not checked", r.Total-r.Checked, r.Total)
	}
	return nil
}
