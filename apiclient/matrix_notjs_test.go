//go:build !js

package apiclient_test

import (
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"

	"credential-capture/test/must"
	"credential-capture/tools/report"
)

// faultsTo is the file for the figures of make check NAME=faults.
var faultsTo = flag.String("faults", "", "run each cell of the fault matrix by itself, print the table, and write its figures to this file")

// atOnce is the number of parallel runs, many of which wait for a timeout.
const atOnce = 8

// TestFaultMatrix runs the matrix over loopback: all operations of a row in one workflow,
// or with -faults a workflow for each.
func TestFaultMatrix(t *testing.T) {
	results := &results{found: map[string]string{}, counts: map[string]int{}}
	queue, workers := make(chan faultyRun), sync.WaitGroup{}
	for range atOnce {
		workers.Go(func() {
			for f := range queue {
				t.Run(f.String()+", "+strings.Join(f.operations, " "), func(t *testing.T) { results.try(t, f) })
			}
		})
	}
	for _, f := range runs(matrix) {
		parts := []faultyRun{f}
		if *faultsTo != "" {
			parts = f.cells()
		}
		for _, part := range parts {
			queue <- part
		}
	}
	close(queue)
	workers.Wait()
	if *faultsTo == "" {
		return
	}
	results.print()
	must.Succeed(t, results.write(*faultsTo))
}

// results collects the verdicts.
type results struct {
	mu     sync.Mutex
	cases  int
	counts map[string]int
	found  map[string]string // by run and operation
}

func (r *results) try(t *testing.T, f faultyRun) {
	c := newCaller(t, f, operations)
	c.run()
	verdict, why := c.judge()
	r.note(f, verdict, c)
	if verdict != delivered && verdict != reported {
		t.Errorf("%s: %s", verdict, why)
	}
}

func (r *results) note(f faultyRun, verdict string, c *caller) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cases++
	r.counts[verdict]++
	shown := verdict
	if verdict == reported {
		shown = string(c.codes[0])
	}
	r.found[f.String()+f.operations[0]] = shown
}

// print writes the table of the verdicts: "·" for delivered, and the code for reported.
func (r *results) print() {
	line := func(first string, rest []string) {
		fmt.Printf("%-34s", first)
		for _, r := range rest {
			fmt.Printf(" %-14s", r)
		}
		fmt.Println()
	}
	line("", operations)
	for _, f := range runs(matrix) {
		var shown []string
		for _, o := range operations {
			word := r.found[f.String()+o]
			if word == delivered {
				word = "·"
			}
			shown = append(shown, word)
		}
		line(f.String(), shown)
	}
	fmt.Printf("%d cases: %d delivered exactly once, %d reported and then delivered, %d lost, %d duplicated, %d wrong\n",
		r.cases, r.counts[delivered], r.counts[reported], r.counts[lost], r.counts[duplicated], r.counts[wrong])
}

func (r *results) write(path string) error {
	figures := map[string]int{"cases": r.cases}
	for _, name := range strings.Fields("delivered reported lost duplicated wrong") {
		figures[name] = r.counts[name]
	}
	return report.Write(path, figures)
}

// cells splits a run into one for each operation.
func (f faultyRun) cells() (all []faultyRun) {
	for _, o := range f.operations {
		all = append(all, faultyRun{f.row, f.at, []string{o}})
	}
	return all
}
