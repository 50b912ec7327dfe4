package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	return slices.Concat(anys(r.rows), anys(r.equal), anys(r.weights), anys(r.starts), anys(r.criteria))
}

func anys[T any](list []T) (all []any) {
	for _, v := range list {
		all = append(all, v)
	}
	return all
}

// images returns the rows of each picture, which follow each other.
func (r *results) images() (all [][]row) {
	for i, v := range r.rows {
		if i == 0 || v.Image != r.rows[i-1].Image {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], v)
	}
	return all
}

// chosen returns the rows of images for the tools that were measured with every picture.
// djpeg and cjpeg, which don't run in a browser, and the runs for equal px are left out.
func (r *results) chosen() (all [][]row) {
	images := slices.DeleteFunc(r.images(), func(rows []row) bool { return rows[0].Case == "same_size" })
	measured := map[string]int{}
	for _, v := range slices.Concat(images...) {
		measured[v.Tool]++
	}
	for _, rows := range images {
		all = append(all, slices.DeleteFunc(slices.Clone(rows), func(v row) bool {
			return measured[v.Tool] < len(images) && v.Tool != faithful || v.Tool == libjpeg.name
		}))
	}
	return all
}

// print prints the figures for a terminal.
func (r *results) print(w io.Writer) {
	for _, rows := range r.images() {
		first := rows[0]
		kind := strings.ReplaceAll(first.Case, "_", " ")
		fmt.Fprintf(w, "\n%s: %.2f MB, %s, %d rounds\n%s", first.Image, float64(first.BytesIn)/1e6, kind, first.Rounds, runTable(rows))
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
	var sections []map[string]any
	for _, rows := range r.images() {
		sections = append(sections, map[string]any{"Name": rows[0].Image, "About": caseText(rows[0]), "Table": runTable(rows)})
	}
	missed := 0
	for _, c := range r.criteria {
		if !c.OK {
			missed++
		}
	}
	var b strings.Builder
	err = t.Execute(&b, map[string]any{
		"Date": date, "Choice": choiceTable(r.chosen()), "Machine": r.machine, "Rounds": r.rounds, "Notes": r.notes, "Sections": sections,
		"Equal": equalTable(r.equal), "Weights": weightTable(r.weights), "Starts": startTable(r.starts),
		"Criteria": criteriaTable(r.criteria), "Missed": missed, "All": len(r.criteria),
	})
	return b.String(), err
}

// describeMachine returns what the figures depend on.
func describeMachine(b *chrome.Browser) string {
	product := "Chromium"
	if _, p, _, _, _, err := browser.GetVersion().Do(b.Executor()); err == nil {
		product = strings.NewReplacer("HeadlessChrome/", "Chromium ", "Chrome/", "Chromium ").Replace(p)
	}
	text := fmt.Sprintf("%d cores, %s/%s, %s headless without a GPU, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, product, runtime.Version())
	if b, err := os.ReadFile("/proc/loadavg"); err == nil && len(strings.Fields(string(b))) > 0 {
		text += ", load " + strings.Fields(string(b))[0] + " before the first run"
	}
	return text
}
