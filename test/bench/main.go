package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"credential-capture/test/chrome"
)

func main() {
	rounds := 5
	if n, err := strconv.Atoi(os.Getenv("BENCH_ROUNDS")); err == nil && n > 0 {
		rounds = n
	}
	o := options{}
	flag.IntVar(&o.rounds, "rounds", rounds, "runs of each tool with each picture")
	flag.StringVar(&o.only, "only", "", "only the picture with this name, such as \"48 MP\"")
	flag.BoolVar(&o.docs, "docs", false, "write docs/benchmarks.md and docs/benchmarks.svg too")
	flag.DurationVar(&o.budget, "budget", 12*time.Minute, "how long the runs may take before rounds of the largest picture are left out")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	rounds int
	only   string
	docs   bool
	budget time.Duration
}

// Where things are, from the repository's root.
const (
	webFolder    = "build/web"
	sourceFolder = "web"
	packages     = "bench/node_modules"
	workFolder   = "build/bench"
	resultFile   = "build/results/bench.json"
)

// bench is what all studies share.
type bench struct {
	options
	browser *chrome.Browser
	server  *server
	work    string
	began   time.Time
	floor   bool
}

func say(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func run(ctx context.Context, o options) error {
	work, err := filepath.Abs(workFolder)
	if err != nil {
		return err
	}
	b := &bench{options: o, work: work}
	var list []*picture
	for _, p := range pictures() {
		if o.only != "" && p.name != o.only {
			continue
		}
		if err := p.onDisk(work, say); err != nil {
			return err
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		return fmt.Errorf("there is no picture %q", o.only)
	}
	if b.server, err = serve(webFolder, packages); err != nil {
		return err
	}
	defer b.server.stop()
	if b.browser, err = chrome.Start(ctx, chrome.Options{}); err != nil {
		return err
	}
	defer b.browser.Stop()
	b.floor = haveFloor(say)
	return b.measure(ctx, list)
}

// measure does everything that has to be timed, then tells and keeps it.
func (b *bench) measure(ctx context.Context, list []*picture) error {
	r := &results{machine: describe(b.browser), rounds: b.rounds}
	b.began = time.Now()
	var err error
	if r.starts, err = b.starts(b.rounds); err != nil {
		return err
	}
	for _, p := range list {
		if err := b.one(ctx, p, r); err != nil {
			return err
		}
	}
	if r.weights, err = weights(webFolder, packages); err != nil {
		return err
	}
	r.bars = judgeBars(r.rows, r.equal)
	r.print(os.Stdout)
	if err := r.writeJSON(resultFile); err != nil {
		return err
	}
	if b.docs {
		return r.writeDocs("docs")
	}
	return nil
}

// one takes all rounds of one picture.
func (b *bench) one(ctx context.Context, p *picture, r *results) error {
	s, err := b.newStudy(p)
	if err != nil {
		return err
	}
	defer s.end()
	rounds := b.rounds
	for n := 0; n < rounds; n++ {
		start := time.Now()
		if err := s.round(n); err != nil {
			return err
		}
		say("%-26s round %d of %d: %.0f s", p.name, n+1, rounds, time.Since(start).Seconds())
		if n == 0 && p.slow {
			rounds = affordable(b.rounds, time.Since(start), b.budget-time.Since(b.began))
			if rounds < b.rounds {
				r.note("%s had %d rounds instead of %d, so that the whole takes no longer than about %.0f minutes.", p.name, rounds, b.rounds, b.budget.Minutes())
			}
		}
	}
	if err := s.judge(); err != nil {
		return err
	}
	rows := s.rows()
	if !p.fits {
		equal, err := s.equalBytes(rows)
		if err != nil {
			return err
		}
		r.equal = append(r.equal, equal...)
	}
	if b.floor {
		floor, ok, err := s.floor(ctx, rounds)
		if err != nil {
			return err
		}
		if ok {
			rows = append(rows, floor)
		}
	}
	r.rows = append(r.rows, rows...)
	return nil
}

// affordable returns how many rounds there is time for, when one took that long: at
// least three, if as many were asked for.
func affordable(asked int, took, left time.Duration) int {
	return min(asked, max(3, 1+int(left/max(took, 1))))
}
