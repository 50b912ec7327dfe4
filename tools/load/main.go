// Load measures the server: many sessions upload at the same time with the real client,
// beside abusive clients.
//
//	load [-through proxy|tls] [-sessions 200] [-idle 512 | -copies 2] [-json FILE]
//
// With -idle it compares the uploads through the gateway with the same beside idle connections,
// with -copies it uploads through copies of the gateway behind nginx.
//
// The server is a process of its own, whose memory is measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"sync"
	"time"

	"credential-capture/tools/report"
)

// figures are the results of a run.
type figures struct {
	Sessions  int     `json:"sessions"`
	Errors    int     `json:"errors"`
	P50       float64 `json:"p50_ms"` // of an upload, from the call to the answer
	P99       float64 `json:"p99_ms"`
	PeakRSSMB float64 `json:"peak_rss_mb"` // of the server
	CPU       float64 `json:"cpu_s"`       // of the server, user and system
	Through   string  `json:"through,omitempty"`
}

const (
	pictureSize = 5_000_000 // bytes
	maxMB       = 1500      // limit of the server's memory
)

func main() {
	through := flag.String("through", "", "proxy: load a server in front of another one's sandbox; tls: the same over TLS")
	sessions := flag.Int("sessions", 200, "concurrent sessions")
	copies := flag.Int("copies", 0, "upload through so many copies of the gateway behind nginx")
	idle := flag.Int("idle", 0, "compare uploads through the gateway beside so many idle connections")
	file := flag.String("json", "", "write the figures to this file too")
	flag.Parse()
	report.Main("load", func(context.Context) error {
		switch {
		case *idle > 0:
			return runIdle(*idle, *sessions, *file)
		case *copies > 0:
			return runCopies(*copies, *sessions, *file)
		}
		return run(*through, *sessions, *file)
	})
}

func run(through string, sessions int, file string) error {
	if !slices.Contains([]string{"", "proxy", "tls"}, through) {
		return errors.New("-through must be proxy or tls")
	}
	s, err := startSite(sessions, through)
	if err != nil {
		return err
	}
	picture, err := pictureOf(pictureSize)
	if err != nil {
		s.stop()
		return err
	}
	began := time.Now()
	took, failures := load(s, sessions, picture)
	lasted, up := time.Since(began), s.stop()
	f := figures{Sessions: sessions, Errors: len(failures), P50: percentile(took, 50), P99: percentile(took, 99),
		PeakRSSMB: up.peakMB, CPU: up.cpuSeconds, Through: through}
	printErrors(failures)
	fmt.Printf("%d sessions at once, %.1f MB each, in %.1f s: %d errors, p50 %.0f ms, p99 %.0f ms, the server's memory at most %.0f MB, %.1f s of a core\n",
		sessions, pictureSize/1e6, lasted.Seconds(), f.Errors, f.P50, f.P99, f.PeakRSSMB, f.CPU)
	if err := report.Write(file, f); err != nil {
		return err
	}
	switch {
	case f.Errors > 0:
		return fmt.Errorf("%d errors", f.Errors)
	case f.PeakRSSMB > maxMB:
		return fmt.Errorf("the server took up %.0f MB, at most %d are allowed", f.PeakRSSMB, maxMB)
	}
	return nil
}

// load runs all sessions beside the abusive clients. Took has the uploads' times in ms.
func load(s *site, sessions int, picture []byte) (took []float64, failures []error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var abused []error
	for _, a := range abuses {
		for range a.many {
			all.Go(func() {
				if err := a.run(s.front.url); err != nil {
					mu.Lock()
					defer mu.Unlock()
					abused = append(abused, fmt.Errorf("%s: %w", a.name, err))
				}
			})
		}
	}
	took, failures = uploads(s, sessions, picture)
	all.Wait()
	return took, append(failures, abused...)
}

// printErrors prints the first errors.
func printErrors(all []error) {
	for _, err := range all[:min(len(all), 10)] {
		fmt.Println("error:", err)
	}
}

// percentile is by nearest rank.
func percentile(of []float64, p int) float64 {
	if len(of) == 0 {
		return 0
	}
	slices.Sort(of)
	return of[max((len(of)*p+99)/100-1, 0)]
}
