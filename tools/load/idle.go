package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"credential-capture/tools/report"
)

// idleFigures compare the same uploads with and without idle connections.
type idleFigures struct {
	Sessions    int     `json:"sessions"` // at once
	Connections int     `json:"connections"`
	Rounds      int     `json:"rounds"` // of each kind, in turns
	Errors      int     `json:"errors"`
	P99         float64 `json:"p99_ms"` // without the connections, median of the rounds as those below
	P99Idle     float64 `json:"p99_idle_ms"`
	Ratio       float64 `json:"ratio"`       // of the two in a round
	PeakRSSMB   float64 `json:"peak_rss_mb"` // of the gateway
	MaxRSSMB    float64 `json:"max_rss_mb"`  // of deploy/kubernetes.yaml
}

const (
	idleRounds = 3
	// maxRatio is how much longer uploads may take beside the connections.
	maxRatio = 2
	manifest = "deploy/kubernetes.yaml"
)

// runIdle measures uploads through the gateway, with the manifest's memory, beside connections of another
// address that begin uploads and send no more.
func runIdle(connections, sessions int, file string) error {
	maxMB, goLimit, err := manifestLimits()
	if err != nil {
		return err
	}
	if err := os.Setenv("GOMEMLIMIT", goLimit); err != nil {
		return err
	}
	// All uploads come from one address, which may have a quarter of the places.
	s, err := startSite(2*idleRounds*sessions, "proxy", "-uploads", strconv.Itoa(4*sessions))
	if err != nil {
		return err
	}
	picture, err := pictureOf(pictureSize)
	if err != nil {
		s.stop()
		return err
	}
	var without, beside, ratios []float64
	var failures []error
	for range idleRounds {
		took, failed := uploads(s, sessions, picture)
		failures = append(failures, failed...)
		without = append(without, percentile(took, 99))
		release, err := hold(s.front.url, connections)
		if err != nil {
			s.stop()
			return err
		}
		took, failed = uploads(s, sessions, picture)
		release()
		failures = append(failures, failed...)
		beside = append(beside, percentile(took, 99))
		ratios = append(ratios, beside[len(beside)-1]/without[len(without)-1])
	}
	f := idleFigures{Sessions: sessions, Connections: connections, Rounds: idleRounds, Errors: len(failures),
		P99: percentile(without, 50), P99Idle: percentile(beside, 50), Ratio: percentile(ratios, 50), PeakRSSMB: s.stop().peakMB, MaxRSSMB: maxMB}
	printErrors(failures)
	fmt.Printf("%d uploads at once, %.1f MB each, %d times: %d errors; p99 %.0f ms, beside %d idle connections %.0f ms (%.2f times); the gateway's memory at most %.0f of %.0f MB\n",
		sessions, pictureSize/1e6, idleRounds, f.Errors, f.P99, connections, f.P99Idle, f.Ratio, f.PeakRSSMB, f.MaxRSSMB)
	if err := report.Write(file, f); err != nil {
		return err
	}
	switch {
	case f.Errors > 0:
		return fmt.Errorf("%d errors", f.Errors)
	case f.Ratio > maxRatio:
		return fmt.Errorf("beside idle connections uploads take %.2f times as long, at most %d are allowed", f.Ratio, maxRatio)
	case f.PeakRSSMB > f.MaxRSSMB:
		return fmt.Errorf("the gateway took up %.0f MB, the manifest allows %.0f", f.PeakRSSMB, f.MaxRSSMB)
	}
	return nil
}

// manifestLimits reads the gateway's memory from the manifest.
func manifestLimits() (maxMB float64, goLimit string, err error) {
	b, err := os.ReadFile(manifest)
	if err != nil {
		return 0, "", err
	}
	limit := regexp.MustCompile(`limits: \{memory: (\d+)Mi\}`).FindSubmatch(b)
	env := regexp.MustCompile(`GOMEMLIMIT, value: (\w+)`).FindSubmatch(b)
	if limit == nil || env == nil {
		return 0, "", fmt.Errorf("%s has no limit of the memory, or no GOMEMLIMIT", manifest)
	}
	mib, err := strconv.ParseFloat(string(limit[1]), 64)
	return mib * (1 << 20) / 1e6, string(env[1]), err
}

// uploads runs sessions at once. Took has the uploads' times in ms.
func uploads(s *site, sessions int, picture []byte) (took []float64, failures []error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range sessions {
		all.Go(func() {
			ms, err := upload(s.front.url, s.service.url, stamped{picture, fmt.Sprintf("%016d", i)})
			mu.Lock()
			defer mu.Unlock()
			if took = append(took, ms); err != nil {
				failures = append(failures, fmt.Errorf("session %d: %w", i+1, err))
			}
		})
	}
	all.Wait()
	return took, failures
}

// hold opens connections of another loopback address until release. Each begins an upload; every second one
// sends a byte of its body. One that the server closes is opened again. They announce little: the sandbox has
// room for 128 MiB of announced bodies, which the service's own limits have nothing to do with.
func hold(url string, connections int) (release func(), err error) {
	host, head, err := uploadHead(url)
	if err != nil {
		return nil, err
	}
	head += "Content-Length: 100000\r\n\r\n"
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	done := make(chan struct{})
	var all sync.WaitGroup
	began := make(chan error, connections)
	for i := range connections {
		all.Go(func() {
			for first := true; ; first = false {
				conn, err := dialer.Dial("tcp", host)
				if err == nil {
					_, err = io.WriteString(conn, head+strings.Repeat("-", i%2))
				}
				if first {
					began <- err
				}
				if err != nil {
					return
				}
				closed := make(chan struct{})
				go func() {
					_, _ = io.Copy(io.Discard, conn)
					close(closed)
				}()
				select {
				case <-closed:
					_ = conn.Close()
				case <-done:
					_ = conn.Close()
					<-closed
					return
				}
			}
		})
	}
	release = func() {
		close(done)
		all.Wait()
	}
	for range connections {
		if failed := <-began; failed != nil {
			err = failed
		}
	}
	if err != nil {
		release()
	}
	return release, err
}
