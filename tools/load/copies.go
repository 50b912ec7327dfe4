package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"credential-capture/test/process"
	"credential-capture/tools/report"
)

// copyFigures are the results of uploads through copies of the gateway behind nginx.
type copyFigures struct {
	Sessions int     `json:"sessions"`
	Errors   int     `json:"errors"`
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
	Seconds  float64 `json:"seconds"`
	Copies   []struct {
		PeakRSSMB float64 `json:"peak_rss_mb"`
		CPU       float64 `json:"cpu_s"` // user and system
	} `json:"copies"`
}

// runCopies uploads through so many copies behind nginx, which gives each request to the next one.
func runCopies(copies, sessions int, file string) error {
	s, err := startSite(sessions, "proxy", gatewayFlags(sessions)...)
	if err != nil {
		return err
	}
	fronts := []*server{s.front}
	defer func() { // does nothing for those that have ended
		for _, front := range fronts {
			front.Stop()
		}
		s.service.Stop()
	}()
	for range copies - 1 {
		another, err := start(sessions, serviceEnv(), append(gatewayFlags(sessions), "-api", s.service.url, "-log", "off")...)
		if err != nil {
			return err
		}
		fronts = append(fronts, another)
	}
	balancer, url, err := startBalancer(fronts)
	if err != nil {
		return err
	}
	defer balancer.Stop()
	picture, err := pictureOf(pictureSize)
	if err != nil {
		return err
	}
	began := time.Now()
	took, failures := uploads(&site{front: &server{url: url}, service: s.service}, sessions, picture)
	f := copyFigures{Sessions: sessions, Errors: len(failures), P50: percentile(took, 50), P99: percentile(took, 99), Seconds: time.Since(began).Seconds()}
	printErrors(failures)
	fmt.Printf("%d uploads at once, %.1f MB each, in %.1f s: %d errors, p50 %.0f ms, p99 %.0f ms\n", sessions, pictureSize/1e6, f.Seconds, f.Errors, f.P50, f.P99)
	for _, front := range fronts {
		up := front.stop()
		f.Copies = append(f.Copies, struct {
			PeakRSSMB float64 `json:"peak_rss_mb"`
			CPU       float64 `json:"cpu_s"`
		}{up.peakMB, up.cpuSeconds})
		fmt.Printf("a copy: %.2f s of a core, at most %.0f MB\n", up.cpuSeconds, up.peakMB)
	}
	if err := report.Write(file, f); err != nil {
		return err
	}
	if f.Errors > 0 {
		return fmt.Errorf("%d errors", f.Errors)
	}
	return nil
}

// gatewayFlags trust nginx, and give one address all the places that the sessions need.
func gatewayFlags(sessions int) []string {
	return []string{"-uploads", strconv.Itoa(4 * sessions), "-balancer", "127.0.0.1/32", "-handover=false"}
}

// startBalancer starts an nginx that spreads the requests over the copies.
func startBalancer(fronts []*server) (p *process.Process, url string, err error) {
	folder, err := os.MkdirTemp("", "load")
	if err != nil {
		return nil, "", err
	}
	port, err := process.FreePort()
	if err != nil {
		return nil, "", err
	}
	var copies strings.Builder
	for _, front := range fronts {
		fmt.Fprintf(&copies, "server %s; ", strings.TrimPrefix(front.url, "http://"))
	}
	conf := filepath.Join(folder, "nginx.conf")
	text := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s/pid; error_log stderr notice; events { worker_connections 4096; }
http { access_log off; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  client_max_body_size 16m; upstream copies { %[2]skeepalive 64; }
  server { listen 127.0.0.1:%[3]s; location / { proxy_pass http://copies; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off;
    proxy_read_timeout 240s; proxy_send_timeout 240s; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; } } }
`, folder, copies.String(), port)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, "", err
	}
	p, err = process.Start(exec.Command("nginx", "-c", conf, "-p", folder))
	if err != nil {
		return nil, "", fmt.Errorf("%w (make check NAME=copies installs it)", err)
	}
	_, err = p.Ready(context.Background(), regexp.MustCompile("start worker processes"))
	return p, "http://127.0.0.1:" + port, err
}
