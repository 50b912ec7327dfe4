package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPack(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	put(t, from, map[string]string{
		"a.js":          "/** Says why. */\nimport {b} from './element/b.js';\nexport const answer = (number) => b(number + 1); // a comment\n",
		"element/b.js":  "export function b(long) {\n  return long;\n}\n",
		"element/e.css": "/* look */\n:host { color : red; }\n",
		"locales/en.js": "export default {'a': 'ä'};\n",
		"locales/de.js": "export default {'a': 'ö'};\n",
		"demo/page.js":  "export {};\n",
		"index.html":    "<!doctype html>\n<!-- stays -->\n",
		"c.wasm":        "wasm",
		"c.wasm.br":     "compressed elsewhere",
		"a.js.br":       "of an older build",
		".hidden":       "no",
	})
	put(t, to, map[string]string{"gone.js": "of an older build"})
	var out bytes.Buffer
	if err := run(&out, from, to, 0); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"a.js":          `import{b as r}from"./element/b.js";export const answer=o=>r(o+1);` + "\n",
		"element/e.css": ":host{color:red}\n",
		"locales/de.js": `export default{a:"ö"};` + "\n",
		"index.html":    "<!doctype html>\n<!-- stays -->\n",
		"c.wasm":        "wasm",
		"c.wasm.br":     "compressed elsewhere",
	} {
		if got := read(t, filepath.Join(to, name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"gone.js", ".hidden", "c.wasm.gz"} {
		if _, err := os.Stat(filepath.Join(to, name)); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	if read(t, filepath.Join(to, "a.js.br")) == "of an older build" {
		t.Error("a compressed form is of an older build")
	}
}

// TestPackCountsWhatAPageLoads: one language, and nothing of the demo.
func TestPackCountsWhatAPageLoads(t *testing.T) {
	for name, want := range map[string]bool{
		"capture.js": true, "element/flow.js": true, "element/element.css": true, "locales/en.js": true,
		"locales/de.js": false, "element/screens/data.js": false, "capture/fallback.js": false, "demo/page.js": false, "demo/page.css": false, "index.html": false, "capture.d.ts": false,
	} {
		if got := loaded(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestPackHoldsTheLimit(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	put(t, from, map[string]string{"a.js": "export const a = 1;\n"})
	var out bytes.Buffer
	if err := run(&out, from, to, 1); err == nil || !strings.Contains(err.Error(), "the limit is 1") {
		t.Fatalf("got %v", err)
	}
	weight := len(read(t, filepath.Join(to, "a.js.br")))
	if err := run(&out, from, to, weight-1); err == nil {
		t.Error("just above the limit, and it passed")
	}
	if err := run(&out, from, to, weight); err != nil {
		t.Errorf("just at the limit: %v", err)
	}
}

func TestPackNamesABrokenScript(t *testing.T) {
	from := t.TempDir()
	put(t, from, map[string]string{"a.js": "export const = 1;\n"})
	if err := run(&bytes.Buffer{}, from, t.TempDir(), 0); err == nil || !strings.Contains(err.Error(), "a.js") {
		t.Errorf("got %v", err)
	}
}
