package main

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"
)

//go:embed benchmarks.md.tmpl
var docsText string

// writeDocs writes the page and the chart for people.
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

// document fills the page's text with the figures of this run.
func (r *results) document(date string) (string, error) {
	t, err := template.New("").Parse(docsText)
	if err != nil {
		return "", err
	}
	type section struct {
		Name, About string
		Table       string
	}
	var sections []section
	names, of := r.images()
	for _, name := range names {
		sections = append(sections, section{name, caseText(of[name][0]), runTable(of[name]).markdown()})
	}
	missed := 0
	for _, b := range r.bars {
		if !b.OK {
			missed++
		}
	}
	var b strings.Builder
	err = t.Execute(&b, map[string]any{
		"Date": date, "Machine": r.machine, "Rounds": r.rounds, "Notes": r.notes, "Sections": sections,
		"Equal": equalTable(r.equal).markdown(), "Weights": weightTable(r.weights).markdown(), "Starts": startTable(r.starts).markdown(),
		"Bars": barTable(r.bars).markdown(), "Missed": missed, "All": len(r.bars),
	})
	return b.String(), err
}
