package pageload

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
)

// site is a small page, as pack writes one.
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

func TestFiles(t *testing.T) {
	least := []string{"capture/worker.js", "chunks/chunk-1.js", "chunks/chunk-2.js", "define.js", "element/element.css"}
	for _, tt := range []struct {
		name    string
		capture Capture
		more    []string
	}{
		{"the leanest", Capture{Language: "en"}, []string{"locales/en.js"}},
		{"another language", Capture{Language: "de"}, []string{"locales/de.js"}},
		{"what comes later, and what that imports", Capture{Language: "en", Later: []string{"choice"}}, []string{"chunks/choice-1.js", "chunks/chunk-3.js", "locales/en.js"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.capture.Files(func(name string) ([]byte, error) { return fs.ReadFile(site(), name) })
			if err != nil {
				t.Fatal(err)
			}
			want := slices.Sorted(slices.Values(append(tt.more, least...)))
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestFilesMissing(t *testing.T) {
	read := func(name string) ([]byte, error) { return fs.ReadFile(site(), name) }
	if _, err := (Capture{Language: "xx"}).Files(read); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a language that isn't there: %v", err)
	}
	if _, err := (Capture{Language: "en", Later: []string{"choic"}}).Files(read); err == nil {
		t.Error("a module that nothing imports, and nobody says so")
	}
}
