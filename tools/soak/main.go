// Soak takes many pictures in one page of a real browser without loading it again, and
// watches what stays behind: Go's heap, the renderer's memory, functions that JavaScript
// may still call. In between, the worker is killed and the program is left to rest.
//
//	soak [-captures N] [-json FILE] -web DIR
//
// It fails when memory isn't flat after the 20th, a function leaks, or a start is missing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"credential-capture/tools/report"
)

// figures are build/results/soak.json; the lists have one for each capture.
type figures struct {
	Captures  int       `json:"captures"`
	GoHeap    []float64 `json:"go_heap_mb"`
	RSS       []float64 `json:"rss_mb"` // of the renderer
	Callbacks []int     `json:"callbacks"`
	Killed    int       `json:"workers_killed"`
	Rested    int       `json:"programs_rested"`
	RestedRSS float64   `json:"rss_mb_while_resting"`
	RSSAfter  []float64 `json:"rss_mb_with_trouble"` // of 20 more captures, with a worker killed and a program let go
	Seconds   float64   `json:"seconds"`
}

func main() {
	web := flag.String("web", "build/web", "the folder of the built page")
	captures := flag.Int("captures", 200, "how many pictures")
	file := flag.String("json", "", "the file to write the figures to")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, *web, *file, *captures); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, web, file string, captures int) error {
	// A capture takes about a second; one that hangs is what the limit is for.
	ctx, cancel := context.WithTimeout(ctx, time.Minute+time.Duration(captures)*4*time.Second)
	defer cancel()
	f, err := soak(ctx, out, web, captures)
	if err != nil {
		return err
	}
	if err := report.Write(file, f); err != nil {
		return err
	}
	for name, list := range map[string][]float64{"Go's heap": f.GoHeap, "the renderer's memory": f.RSS} {
		first, last := list[max(0, min(warm, len(list))-window):min(warm, len(list))], list[max(0, len(list)-window):]
		fmt.Fprintf(out, "%s: %.1f to %.1f MB in the first 20 captures, %.1f to %.1f in the last\n", name,
			slices.Min(first), slices.Max(first), slices.Min(last), slices.Max(last))
	}
	fmt.Fprintf(out, "%d captures in %.0f s, %d worker killed, %d programs rested (%.1f MB then), %d callbacks at the end\n",
		f.Captures, f.Seconds, f.Killed, f.Rested, f.RestedRSS, f.Callbacks[len(f.Callbacks)-1])
	return errors.Join(flat("Go's heap", f.GoHeap), flat("the renderer's memory", f.RSS), noLeak(f.Callbacks))
}

const (
	warm   = 20   // captures after which memory has to be flat
	window = 20   // captures: the pictures come round twice; what a killed worker had goes some captures later
	most   = 1.15 // of what it was by the 20th
)

// flat holds both ends of what is measured: the lowest of each twenty captures is what stays,
// the highest of all is what is needed at once. Between them a reading depends on what the
// browser has just freed.
func flat(name string, list []float64) error {
	if len(list) < warm+window {
		return fmt.Errorf("%s: %d captures tell nothing, it takes %d", name, len(list), warm+window)
	}
	usual, high := slices.Sorted(slices.Values(list[:warm]))[warm/2], slices.Max(list[:warm])
	for n := warm + window; n <= len(list); n++ {
		if stays := slices.Min(list[n-window : n]); stays > most*usual {
			return fmt.Errorf("%s isn't flat: usually %.1f MB until the 20th capture, at least %.1f before the %dth", name, usual, stays, n)
		}
	}
	if top := slices.Max(list[warm:]); top > most*high {
		return fmt.Errorf("%s isn't flat: at most %.1f MB until the 20th capture, %.1f later", name, high, top)
	}
	return nil
}

// noLeak: as many functions live after every capture.
func noLeak(counts []int) error {
	for n, c := range counts {
		if c != counts[0] {
			return fmt.Errorf("%d functions live after capture %d, %d after the first: they leak", c, n+1, counts[0])
		}
	}
	return nil
}
