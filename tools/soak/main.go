// Soak processes many pictures in one page of a real browser, without a reload, and measures
// Go's heap, the renderer's memory and the number of live callbacks after each. It then
// kills the worker once, and once leaves the page idle until the worker unloads the wasm.
//
//	soak [-captures N] [-json FILE]
//
// It fails when memory grows after the 20th capture, a callback leaks, or the worker isn't
// started again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"time"

	"credential-capture/tools/report"
)

// figures are build/results/soak.json. Lists have a value a capture.
type figures struct {
	Captures  int       `json:"captures"`
	GoHeap    []float64 `json:"go_heap_mb"`
	RSS       []float64 `json:"rss_mb"` // of the renderer
	Callbacks []int     `json:"callbacks"`
	Killed    int       `json:"workers_killed"`
	Unloaded  int       `json:"programs_rested"`
	IdleRSS   float64   `json:"rss_mb_while_resting"`
	RSSAfter  []float64 `json:"rss_mb_with_trouble"` // of the captures after those, with the kill and the unload
	Seconds   float64   `json:"seconds"`
}

func main() {
	captures := flag.Int("captures", 200, "number of pictures")
	file := flag.String("json", "", "file for the figures")
	flag.Parse()
	report.Main("soak", func(ctx context.Context) error { return run(ctx, *file, *captures) })
}

func run(ctx context.Context, file string, captures int) error {
	// A capture takes about a second.
	ctx, cancel := context.WithTimeout(ctx, time.Minute+time.Duration(captures)*4*time.Second)
	defer cancel()
	f, err := soak(ctx, captures)
	if err != nil {
		return err
	}
	if err := report.Write(file, f); err != nil {
		return err
	}
	for name, list := range map[string][]float64{"Go's heap": f.GoHeap, "the renderer's memory": f.RSS} {
		first, last := list[max(0, min(warmUp, len(list))-window):min(warmUp, len(list))], list[max(0, len(list)-window):]
		fmt.Printf("%s: %.1f to %.1f MB in the first 20 captures, %.1f to %.1f in the last\n", name,
			slices.Min(first), slices.Max(first), slices.Min(last), slices.Max(last))
	}
	fmt.Printf("%d captures in %.0f s, %d worker killed, %d wasm unloaded (%.1f MB then), %d callbacks at the end\n",
		f.Captures, f.Seconds, f.Killed, f.Unloaded, f.IdleRSS, f.Callbacks[len(f.Callbacks)-1])
	return errors.Join(checkGrowth("Go's heap", f.GoHeap), checkGrowth("the renderer's memory", f.RSS), checkLeak(f.Callbacks))
}

const (
	warmUp    = 20   // captures before memory must be constant
	window    = 20   // captures: each picture twice
	maxGrowth = 1.15 // of the value in the warm-up
)

// checkGrowth compares the minimum of each window, which is the memory that stays, with the
// median of the warm-up, and the maximum, which is the peak, with the warm-up's. Other
// readings depend on what the browser has just freed.
func checkGrowth(name string, list []float64) error {
	if len(list) < warmUp+window {
		return fmt.Errorf("%s: %d captures are too few, want %d", name, len(list), warmUp+window)
	}
	median, peak := slices.Sorted(slices.Values(list[:warmUp]))[warmUp/2], slices.Max(list[:warmUp])
	for n := warmUp + window; n <= len(list); n++ {
		if stays := slices.Min(list[n-window : n]); stays > maxGrowth*median {
			return fmt.Errorf("%s grows: median %.1f MB until the 20th capture, at least %.1f before the %dth", name, median, stays, n)
		}
	}
	if top := slices.Max(list[warmUp:]); top > maxGrowth*peak {
		return fmt.Errorf("%s grows: at most %.1f MB until the 20th capture, %.1f later", name, peak, top)
	}
	return nil
}

// checkLeak expects the same number of live callbacks after every capture.
func checkLeak(counts []int) error {
	for n, c := range counts {
		if c != counts[0] {
			return fmt.Errorf("%d callbacks are live after capture %d, %d after the first", c, n+1, counts[0])
		}
	}
	return nil
}
