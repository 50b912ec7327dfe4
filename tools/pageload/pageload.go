// Package pageload lists the files that a page with the element loads before the first
// picture can be taken and checked, the wasm excepted. The weight budget of
// docs/features.md is about these files. The package follows the imports of the built
// page, so no file can be forgotten; TestPage_weight (e2e) compares the list with what a
// browser requests.
package pageload

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// MaxBytes is the limit of a scenario's files together, in bytes of brotli -q 11.
const MaxBytes = 40_000

// Scenario is one capture flow whose files are counted.
type Scenario struct {
	Name     string
	Language string
	Lazy     []string // modules that the session loads on demand: "choice" is screens/choice.js
}

// Scenarios are the flows that the weight budget covers.
var Scenarios = []Scenario{
	{"English, the session names the document", "en", nil},
	{"English, with the choice of a document", "en", []string{"choice"}},
	{"German, with the choice of a document", "de", []string{"choice"}},
}

// Heaviest returns the flow with the choice of a document in the language with the largest file. sizes are
// the bytes of files by name.
func Heaviest(sizes map[string]int) Scenario {
	heaviest := ""
	for name, size := range sizes {
		if strings.HasPrefix(name, "locales/") && (size > sizes[heaviest] || size == sizes[heaviest] && name < heaviest) {
			heaviest = name
		}
	}
	language := strings.TrimSuffix(path.Base(heaviest), ".js")
	return Scenario{"Heaviest language (" + language + "), with a choice", language, []string{"choice"}}
}

var (
	staticImport  = regexp.MustCompile("(?:\\bfrom|\\bimport|\\bnew URL\\()\\s*[\"'](\\.[^\"']+)[\"']") // URLs included
	dynamicImport = regexp.MustCompile("\\bimport\\(\\s*[\"'](\\.[^\"']+)[\"']")
)

// Files returns paths below the root of the built page. read returns a file's content.
func (s Scenario) Files(read func(name string) ([]byte, error)) ([]string, error) {
	w := walk{scenario: s, read: read, seen: map[string]bool{}, loaded: map[string]bool{}}
	// Code puts the name of the language's file together, so no import leads to it.
	for _, root := range []string{"define.js", "locales/" + s.Language + ".js"} {
		if err := w.add(root); err != nil {
			return nil, err
		}
	}
	for _, name := range s.Lazy {
		if !w.loaded[name] {
			return nil, fmt.Errorf("no module imports %s on demand", name)
		}
	}
	return w.files, nil
}

// walk follows imports from the entry.
type walk struct {
	scenario Scenario
	read     func(name string) ([]byte, error)
	seen     map[string]bool
	loaded   map[string]bool // the modules of scenario.Lazy that are imported
	files    []string
}

// excluded reports whether code names a file that the flow doesn't wait for: programs,
// their data, and scripts for rare cases.
func excluded(name string) bool {
	switch path.Ext(name) {
	case ".wasm", ".bin":
		return true
	}
	return name == "capture/fallback.js" || name == "capture/analyze.js"
}

func (w *walk) add(name string) error {
	if w.seen[name] || excluded(name) {
		return nil
	}
	w.seen[name] = true
	w.files = append(w.files, name)
	content, err := w.read(name)
	if err != nil || path.Ext(name) != ".js" {
		return err
	}
	var next []string
	for _, m := range staticImport.FindAllSubmatch(content, -1) {
		next = append(next, string(m[1]))
	}
	for _, m := range dynamicImport.FindAllSubmatch(content, -1) {
		for _, lazy := range w.scenario.Lazy {
			if strings.HasPrefix(path.Base(string(m[1])), lazy+"-") {
				w.loaded[lazy] = true
				next = append(next, string(m[1]))
			}
		}
	}
	for _, imported := range next {
		if err := w.add(path.Join(path.Dir(name), imported)); err != nil {
			return err
		}
	}
	return nil
}
