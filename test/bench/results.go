package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/template"
	"time"

	"github.com/chromedp/cdproto/browser"

	"credential-capture/test/chrome"
)

// results are the figures of a run.
type results struct {
	machine  string
	rounds   int
	notes    []string
	rows     []row
	equal    []equalBytes
	weights  []weight
	starts   []start
	criteria []criterion
}

// list returns all figures in one list. The first key of an object tells its kind.
func (r *results) list() []any {
	all := appendAll([]any{}, r.rows)
	all = appendAll(appendAll(all, r.equal), r.weights)
	return appendAll(appendAll(all, r.starts), r.criteria)
}

func appendAll[T any](to []any, list []T) []any {
	for _, v := range list {
		to = append(to, v)
	}
	return to
}

// images returns the rows of each picture, and the names in order.
func (r *results) images() (names []string, rows map[string][]row) {
	rows = map[string][]row{}
	for _, v := range r.rows {
		if len(rows[v.Image]) == 0 {
			names = append(names, v.Image)
		}
		rows[v.Image] = append(rows[v.Image], v)
	}
	return names, rows
}

// print prints the figures for a terminal.
func (r *results) print(w io.Writer) {
	names, rows := r.images()
	for _, name := range names {
		first := rows[name][0]
		fmt.Fprintf(w, "\n%s: %.2f MB, %s, %d rounds\n%s", name, float64(first.BytesIn)/1e6, strings.ReplaceAll(first.Case, "_", " "), first.Rounds, runTable(rows[name]))
	}
	if len(r.equal) > 0 {
		fmt.Fprintf(w, "\nOurs at the bytes and px of the others\n%s", equalTable(r.equal))
	}
	fmt.Fprintf(w, "\n%s\n%s\n%s\n%s\n", weightTable(r.weights), startTable(r.starts), criteriaTable(r.criteria), r.machine)
	for _, note := range r.notes {
		fmt.Fprintln(w, note)
	}
}

//go:embed benchmarks.md.tmpl
var docsText string

// writeDocs writes benchmarks.md and benchmarks.svg.
func (r *results) writeDocs(folder string) error {
	text, err := r.document(time.Now().UTC().Format("2006-01-02"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "benchmarks.md"), []byte(text), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "benchmarks.svg"), []byte(chart(r)), 0o644)
}

// document fills benchmarks.md.tmpl with the figures.
func (r *results) document(date string) (string, error) {
	t, err := template.New("").Parse(docsText)
	if err != nil {
		return "", err
	}
	type section struct{ Name, About, Table string }
	var sections []section
	names, rows := r.images()
	for _, name := range names {
		sections = append(sections, section{name, caseText(rows[name][0]), runTable(rows[name]).String()})
	}
	missed := 0
	for _, c := range r.criteria {
		if !c.OK {
			missed++
		}
	}
	var b strings.Builder
	err = t.Execute(&b, map[string]any{
		"Date": date, "Machine": r.machine, "Rounds": r.rounds, "Notes": r.notes, "Sections": sections,
		"Equal": equalTable(r.equal).String(), "Weights": weightTable(r.weights).String(), "Starts": startTable(r.starts).String(),
		"Criteria": criteriaTable(r.criteria).String(), "Missed": missed, "All": len(r.criteria),
	})
	return b.String(), err
}

// describeMachine returns what the figures depend on.
func describeMachine(b *chrome.Browser) string {
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
