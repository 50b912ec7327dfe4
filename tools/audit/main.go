// Audit asks the databases of known vulnerabilities about what this repository uses: Go's
// about the code that runs and the tools that build it, npm's about each folder with a
// package-lock.json.
//
//	audit [-json FILE] [-db URL] [-require]
//
// A database that doesn't answer is no good news: its line says "not checked", and so does
// the file. That alone fails with -require only; what was found fails always.
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

// check is one question and its answer.
type check struct {
	What    string    `json:"what"`
	Checked bool      `json:"checked"` // the database has answered
	Why     string    `json:"why,omitempty"`
	Found   []finding `json:"found"`
}

// finding is one known vulnerability.
type finding struct {
	ID    string `json:"id"`
	In    string `json:"in"` // module or package
	Title string `json:"title"`
	// Grave is what fails: Go code that is reached, or npm's high and critical.
	Grave bool `json:"grave"`
}

// results are build/results/audit.json.
type results struct {
	Checks  []check `json:"checks"`
	Asked   int     `json:"asked"`
	Checked int     `json:"checked"`
	Grave   int     `json:"grave"`
}

func main() {
	file := flag.String("json", "", "the file to write the answers to")
	db := flag.String("db", "https://vuln.go.dev", "Go's database of vulnerabilities")
	require := flag.Bool("require", false, "fail when a database doesn't answer, too")
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
	for _, ask := range []func(context.Context) ([]check, error){
		func(ctx context.Context) ([]check, error) { return vulnerabilities(ctx, db) },
		packages,
	} {
		checks, err := ask(ctx)
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
	r.Asked, r.Checked, r.Grave = len(r.Checks), 0, 0
	for _, c := range r.Checks {
		if c.Checked {
			r.Checked++
		}
		for _, f := range c.Found {
			if f.Grave {
				r.Grave++
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
			weight := "not reached"
			if f.Grave {
				weight = "GRAVE"
			}
			fmt.Fprintf(out, "  %s %s in %s: %s\n", weight, f.ID, f.In, f.Title)
		}
	}
	fmt.Fprintf(out, "%d of %d checked, %d grave\n", r.Checked, r.Asked, r.Grave)
}

// verdict is an error where there is something to do.
func (r *results) verdict(require bool) error {
	switch {
	case r.Grave > 0:
		return fmt.Errorf("%d known vulnerabilities to be dealt with", r.Grave)
	case r.Asked == 0:
		return fmt.Errorf("nothing was asked")
	case require && r.Checked < r.Asked:
		return fmt.Errorf("%d of %d weren't checked", r.Asked-r.Checked, r.Asked)
	}
	return nil
}
