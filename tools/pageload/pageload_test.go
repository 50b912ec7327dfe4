package pageload

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"credential-capture/test/must"
)

// site is a small built page.
func site() fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"define.js":             `import{a as e}from"./chunks/chunk-1.js";import"./chunks/chunk-2.js";`,
		"capture.js":            `export{a}from"./chunks/chunk-2.js";`,
		"chunks/chunk-1.js":     `import{b}from"./chunk-2.js";new URL("../element/element.css",import.meta.url);import(new URL(` + "`../locales/${e}.js`" + `,import.meta.url).href);import("./choice-1.js");import("./data-1.js")`,
		"chunks/chunk-2.js":     `import "./chunk-1.js";new Worker(new URL("../capture/worker.js",import.meta.url));new URL("../capture.wasm",import.meta.url)`,
		"chunks/choice-1.js":    `import"./chunk-1.js";import{c}from"./chunk-3.js"`,
		"chunks/chunk-3.js":     ``,
		"chunks/data-1.js":      ``,
		"capture/worker.js":     `import("./fallback.js")`,
		"capture/fallback.js":   ``,
		"element/element.css":   `:host{background:url("./none.png")}`,
		"locales/en.js":         ``,
		"locales/de.js":         ``,
		"element/not-served.js": ``,
	} {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

func TestScenario_Files(t *testing.T) {
	always := []string{"capture/worker.js", "chunks/chunk-1.js", "chunks/chunk-2.js", "define.js", "element/element.css"}
	for _, tt := range []struct {
		name     string
		scenario Scenario
		more     []string
	}{
		{"nothing on demand", Scenario{Language: "en"}, []string{"locales/en.js"}},
		{"another language", Scenario{Language: "de"}, []string{"locales/de.js"}},
		{"a module on demand, and its imports", Scenario{Language: "en", Lazy: []string{"choice"}}, []string{"chunks/choice-1.js", "chunks/chunk-3.js", "locales/en.js"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := must.Get(tt.scenario.Files(func(name string) ([]byte, error) { return fs.ReadFile(site(), name) }))(t)
			want := slices.Sorted(slices.Values(append(tt.more, always...)))
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestHeaviest(t *testing.T) {
	sizes := map[string]int{"define.js": 9000, "locales/el.js": 6000, "locales/de.js": 6000, "locales/en.js": 5999}
	if got := Heaviest(sizes); got.Language != "de" {
		t.Errorf("got %s, want the first by name of the two largest", got.Language)
	}
}

func TestScenario_FilesReportsMissing(t *testing.T) {
	read := func(name string) ([]byte, error) { return fs.ReadFile(site(), name) }
	if _, err := (Scenario{Language: "xx"}).Files(read); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing language: %v", err)
	}
	if _, err := (Scenario{Language: "en", Lazy: []string{"choic"}}).Files(read); err == nil {
		t.Error("no error for a module that nothing imports")
	}
}
