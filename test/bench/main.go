// Bench measures this module beside what a page could use instead, in a real browser. It
// paints its own pictures, gives each to each tool in turn on a fresh page, examines the
// outputs, and writes the figures to build/results/bench.json. docs/benchmarks.md explains
// them.
//
//	bench [-rounds N] [-only PICTURE] [-docs]
//
// It runs in the repository's root; `make bench` prepares everything. BENCH_ROUNDS is the
// default of -rounds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"credential-capture/test/chrome"
	"credential-capture/tools/report"
)

// Paths from the repository's root.
const (
	webFolder    = "build/web"
	sourceFolder = "web"
	packages     = "test/bench/node_modules"
	workFolder   = "build/bench"
	resultFile   = "build/results/bench.json"
)

// budget is of all runs: the largest picture gets fewer rounds to meet it.
const budget = 12 * time.Minute

func main() {
	rounds := 5
	if n, err := strconv.Atoi(os.Getenv("BENCH_ROUNDS")); err == nil && n > 0 {
		rounds = n
	}
	b := &bench{}
	flag.IntVar(&b.rounds, "rounds", rounds, "runs of each tool with each picture")
	only := flag.String("only", "", "only the `picture` with this name, such as \"48 MP\"")
	docs := flag.Bool("docs", false, "write docs/benchmarks.md and docs/benchmarks.svg too")
	flag.Parse()
	report.Main("bench", func(ctx context.Context) error { return b.run(ctx, *only, *docs) })
}

// bench is what the studies of all pictures share.
type bench struct {
	rounds  int
	browser *chrome.Browser
	server  *server
	work    string // absolute path of workFolder
	began   time.Time
}

func (b *bench) run(ctx context.Context, only string, docs bool) (err error) {
	if b.work, err = filepath.Abs(workFolder); err != nil {
		return err
	}
	var list []*picture
	for _, p := range pictures() {
		if only != "" && p.name != only {
			continue
		}
		if err := p.prepare(b.work); err != nil {
			return err
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		return fmt.Errorf("there is no picture %q", only)
	}
	if b.server, err = serve(); err != nil {
		return err
	}
	defer b.server.stop()
	if b.browser, err = chrome.Start(ctx, chrome.Options{}); err != nil {
		return err
	}
	defer b.browser.Stop()
	if !haveLibjpeg() {
		fmt.Println("djpeg and cjpeg are missing: the reference outside the browser is left out.")
	}
	r, err := b.measure(ctx, list)
	if err != nil {
		return err
	}
	r.print(os.Stdout)
	if err := report.Write(resultFile, r.list()); err != nil {
		return err
	}
	if docs {
		return r.writeDocs("docs")
	}
	return nil
}

func (b *bench) measure(ctx context.Context, list []*picture) (r *results, err error) {
	r = &results{machine: describeMachine(b.browser), rounds: b.rounds}
	b.began = time.Now()
	if r.starts, err = b.starts(); err != nil {
		return nil, err
	}
	for _, p := range list {
		if err := b.study(ctx, p, r); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if r.weights, err = weights(webFolder, packages); err != nil {
		return nil, err
	}
	r.criteria = evaluate(r.rows, r.equal)
	return r, nil
}

// study runs all rounds of one picture.
func (b *bench) study(ctx context.Context, p *picture, r *results) error {
	folder, err := os.MkdirTemp(b.work, "outputs-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	s := &study{bench: b, picture: p, folder: folder, outputs: map[string]*output{}, samples: map[string][]sample{}}
	rounds := b.rounds
	for n := 0; n < rounds; n++ {
		start := time.Now()
		for _, t := range toolsFor(p, n) {
			got, err := s.run(t.name, p.request())
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			s.samples[t.name] = append(s.samples[t.name], got)
		}
		fmt.Printf("%-26s round %d of %d: %.0f s\n", p.name, n+1, rounds, time.Since(start).Seconds())
		if n == 0 && p.slow {
			rounds = affordable(b.rounds, time.Since(start), budget-time.Since(b.began))
			if rounds < b.rounds {
				r.notes = append(r.notes, fmt.Sprintf("%s had %d rounds instead of %d: all runs are meant to take at most %.0f minutes.", p.name, rounds, b.rounds, budget.Minutes()))
			}
		}
	}
	if err := s.runLibjpeg(ctx, rounds); err != nil {
		return err
	}
	if err := s.comparePixels(); err != nil {
		return err
	}
	var rows []row
	for _, t := range append(browserTools(), libjpeg) {
		if samples := s.samples[t.name]; len(samples) > 0 {
			rows = append(rows, summarize(p, t, samples))
		}
	}
	r.rows = append(r.rows, rows...)
	if p.fits || p.maxSide > 0 {
		return nil
	}
	equal, err := s.equalBytes(rows)
	r.equal = append(r.equal, equal...)
	return err
}

// affordable returns how many rounds of the given duration there is time for, but at least
// three of those that were requested.
func affordable(requested int, round, left time.Duration) int {
	return min(requested, max(3, 1+int(left/max(round, 1))))
}
