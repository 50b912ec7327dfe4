package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var benchResults = flag.String("bench-results", "", "write the figures of TestBench to this file; without it TestBench does one round and checks the shape")

// benchRow is one picture through the module, fresh page each round.
type benchRow struct {
	Image    string  `json:"image"`
	Case     string  `json:"case"` // "fits" or "must_shrink"
	Tool     string  `json:"tool"`
	Kind     string  `json:"kind"`
	Action   string  `json:"action"`
	Ms       float64 `json:"ms"` // median
	MsMin    float64 `json:"ms_min"`
	MsMax    float64 `json:"ms_max"`
	BytesIn  int     `json:"bytes_in"`
	Bytes    int64   `json:"bytes"`
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Fits     bool    `json:"fits"`
	LongTask float64 `json:"longtask_ms"`
	GoHeapMB float64 `json:"go_heap_mb"`
}

type weightRow struct {
	Weight string `json:"weight"`
	Raw    int64  `json:"raw"`
	Brotli int64  `json:"brotli"`
}

type startRow struct {
	Start   string  `json:"start"`
	Ms      float64 `json:"ms"`
	ReadyMs float64 `json:"ms_max"`
}

// TestBench measures what `make bench` reports: absolute times of one machine in
// one run, to compare with each other only.
func TestBench(t *testing.T) {
	rounds := 1
	if *benchResults != "" {
		rounds = 5
	}
	var rows []any
	for _, b := range []struct {
		image, kind string
		picture     *picture
	}{
		{"12 MP, orientation 6, GPS", "fits", fits()},
		{"48 MP", "must_shrink", large()},
	} {
		row := measure(t, b.image, b.kind, b.picture.bytes(), rounds)
		t.Logf("%-28s %-10s %5.0f ms (%.0f to %.0f), %.1f → %.1f MB, longest task %.0f ms, Go heap %.1f MB",
			row.Image, row.Action, row.Ms, row.MsMin, row.MsMax, float64(row.BytesIn)/1e6, float64(row.Bytes)/1e6, row.LongTask, row.GoHeapMB)
		if !row.Fits {
			t.Errorf("%s does not fit: %+v", row.Image, row)
		}
		rows = append(rows, row)
	}
	rows = append(rows, weigh(t), measureStart(t, rounds))
	if *benchResults == "" {
		return
	}
	out, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(*benchResults), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*benchResults, append(out, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func measure(t *testing.T, image, kind string, content []byte, rounds int) benchRow {
	t.Helper()
	path := file(t, "photo.jpg", content)
	row := benchRow{Image: image, Case: kind, Tool: "credential-capture", Kind: "ours", BytesIn: len(content), Fits: true}
	var times []float64
	for range rounds {
		p := module(t, "{}")
		p.watchLongTasks()
		p.give(path)
		var r struct {
			Wall          float64
			Action        string
			Bytes         int64
			Width, Height int
		}
		p.eval(`(async () => {
			const file = document.querySelector("#files").files[0];
			const start = performance.now();
			const r = await capture.fit(file);
			return {wall: performance.now() - start, action: r.action, bytes: r.bytes, width: r.width, height: r.height};
		})()`, &r)
		var stats struct{ GoHeapBytes float64 }
		p.eval("capture.stats()", &stats)
		times = append(times, r.Wall)
		row.Action, row.Bytes, row.Width, row.Height = r.Action, r.Bytes, r.Width, r.Height
		row.Fits = row.Fits && r.Bytes <= 15_000_000 && max(r.Width, r.Height) <= 8000
		row.LongTask = max(row.LongTask, p.longestTask())
		row.GoHeapMB = max(row.GoHeapMB, stats.GoHeapBytes/1e6)
	}
	slices.Sort(times)
	row.Ms, row.MsMin, row.MsMax = times[len(times)/2], times[0], times[len(times)-1]
	return row
}

// watchLongTasks begins to watch the page's own thread.
func (p *page) watchLongTasks() {
	p.t.Helper()
	p.eval(`(() => {
		window.longest = 0;
		new PerformanceObserver(list => { for (const e of list.getEntries()) longest = Math.max(longest, e.duration); }).observe({type: "longtask"});
	})()`, nil)
}

// longestTask returns the longest task since, in ms; 0 when none was over 50.
func (p *page) longestTask() float64 {
	p.t.Helper()
	var longest float64
	p.eval(`new Promise(done => requestAnimationFrame(() => setTimeout(() => done(longest))))`, &longest)
	return longest
}

func weigh(t *testing.T) weightRow {
	t.Helper()
	raw, err := os.Stat("../web/capture.wasm")
	if err != nil {
		t.Fatal(err)
	}
	br, err := os.Stat("../web/capture.wasm.br")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("capture.wasm %d bytes, brotli %d", raw.Size(), br.Size())
	return weightRow{Weight: "capture.wasm", Raw: raw.Size(), Brotli: br.Size()}
}

// measureStart takes the time from load() to ready, fetch included.
func measureStart(t *testing.T, rounds int) startRow {
	t.Helper()
	var times []float64
	for range rounds {
		p := open(t, openOptions{camera: cameraNone, path: "/blank.html"})
		p.expect("404")
		var ms float64
		p.eval(`(async () => {
			const {load} = await import("/capture.js");
			const start = performance.now();
			await load();
			return performance.now() - start;
		})()`, &ms)
		times = append(times, ms)
	}
	slices.Sort(times)
	row := startRow{Start: "load() to ready, in the worker", Ms: times[len(times)/2], ReadyMs: times[len(times)-1]}
	t.Logf("%s: %s", row.Start, fmt.Sprintf("%.0f ms, at most %.0f", row.Ms, row.ReadyMs))
	return row
}
