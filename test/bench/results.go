package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/chromedp/cdproto/browser"

	"credential-capture/test/chrome"
	"credential-capture/tools/report"
)

// results is all that a bench has found out.
type results struct {
	machine string
	rounds  int
	notes   []string
	rows    []row
	equal   []equalBytes
	weights []weight
	starts  []start
	bars    []bar
}

func (r *results) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// writeJSON writes one array with everything; the first name of an object tells
// which kind it is.
func (r *results) writeJSON(path string) error {
	all := []any{}
	for _, v := range r.rows {
		all = append(all, v)
	}
	for _, v := range r.equal {
		all = append(all, v)
	}
	for _, v := range r.weights {
		all = append(all, v)
	}
	for _, v := range r.starts {
		all = append(all, v)
	}
	for _, v := range r.bars {
		all = append(all, v)
	}
	return report.Write(path, all)
}

// describe tells what was measured on.
func describe(b *chrome.Browser) string {
	product := "Chromium"
	if _, p, _, _, _, err := browser.GetVersion().Do(b.Executor()); err == nil {
		product = strings.Replace(p, "HeadlessChrome/", "Chromium ", 1)
		product = strings.Replace(product, "Chrome/", "Chromium ", 1)
	}
	text := fmt.Sprintf("%d cores, %s/%s, %s headless without a GPU, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, product, runtime.Version())
	if b, err := os.ReadFile("/proc/loadavg"); err == nil && len(strings.Fields(string(b))) > 0 {
		text += ", load " + strings.Fields(string(b))[0] + " before the first run"
	}
	return text
}
