//go:build !js

package apiclient_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"credential-capture/tools/report"
)

// faultsTo is the file for the figures of make check NAME=faults.
var faultsTo = flag.String("faults", "", "a file that the fault matrix's figures are written to; the table is printed")

// atOnce is the number of parallel cells, many of which wait for a timeout.
const atOnce = 8

// TestFaultMatrix runs the whole matrix over loopback.
func TestFaultMatrix(t *testing.T) {
	m := &matrix{found: map[string]string{}, counts: map[string]int{}}
	queue, workers := make(chan cell), sync.WaitGroup{}
	for range atOnce {
		workers.Go(func() {
			for c := range queue {
				t.Run(c.row()+", "+c.operation, func(t *testing.T) { m.try(t, c) })
			}
		})
	}
	for _, c := range cells(troubles) {
		queue <- c
	}
	close(queue)
	workers.Wait()
	if *faultsTo == "" {
		return
	}
	m.print()
	must(t, m.write(*faultsTo))
}

// matrix collects the verdicts.
type matrix struct {
	mu     sync.Mutex
	cases  int
	counts map[string]int
	found  map[string]string // by row and operation
}

func (m *matrix) try(t *testing.T, c cell) {
	e := newErrand(t, c, true)
	e.run()
	verdict, why := e.judge()
	m.note(c, verdict, e)
	if verdict != delivered && verdict != reported {
		t.Errorf("%s: %s", verdict, why)
	}
}

func (m *matrix) note(c cell, verdict string, e *errand) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cases++
	m.counts[verdict]++
	shown := verdict
	if verdict == reported {
		shown = string(e.codes[0])
	}
	m.found[c.row()+c.operation] = shown
}

// print writes the table of the verdicts: "·" for delivered, and the code for reported.
func (m *matrix) print() {
	line := func(first string, rest []string) {
		fmt.Printf("%-34s", first)
		for _, r := range rest {
			fmt.Printf(" %-14s", r)
		}
		fmt.Println()
	}
	line("", operations)
	var rows []string
	for _, c := range cells(troubles) {
		if !slices.Contains(rows, c.row()) {
			rows = append(rows, c.row())
		}
	}
	for _, row := range rows {
		var shown []string
		for _, o := range operations {
			word, is := m.found[row+o]
			switch {
			case !is:
				word = ""
			case word == delivered:
				word = "·"
			}
			shown = append(shown, word)
		}
		line(row, shown)
	}
	fmt.Printf("%d cases: %d delivered exactly once, %d reported and then delivered, %d lost, %d duplicated, %d wrong\n",
		m.cases, m.counts[delivered], m.counts[reported], m.counts[lost], m.counts[duplicated], m.counts[wrong])
}

func (m *matrix) write(path string) error {
	figures := map[string]int{"cases": m.cases}
	for _, name := range strings.Fields("delivered reported lost duplicated wrong") {
		figures[name] = m.counts[name]
	}
	return report.Write(path, figures)
}
