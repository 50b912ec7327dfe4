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
	put(t, from, small())
	put(t, from, map[string]string{
		"demo/page.js":    "import languages from '../locales/en.js';\nlanguages; // a comment\n",
		"index.html":      "<!doctype html>\n<!-- stays -->\n",
		"c.wasm":          "wasm",
		"c.wasm.br":       "compressed elsewhere",
		"capture.js.br":   "of an older build",
		".hidden":         "no",
		"locales_test.go": "no",
	})
	put(t, to, map[string]string{"gone.js": "of an older build", "chunks/gone-ABCDEFGH.js": "of an older build"})
	if err := run(&bytes.Buffer{}, from, to, 0); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"element/element.css": ":host{color:red}\n",
		"locales/de.js":       `export default{a:"ö"};` + "\n",
		"demo/page.js":        `import a from"../locales/en.js";a;` + "\n",
		"index.html":          "<!doctype html>\n<!-- stays -->\n",
		"c.wasm":              "wasm",
		"c.wasm.br":           "compressed elsewhere",
	} {
		if got := read(t, filepath.Join(to, name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"gone.js", "chunks/gone-ABCDEFGH.js", "element/shared.js", ".hidden", "locales_test.go", "c.wasm.gz"} {
		if _, err := os.Stat(filepath.Join(to, name)); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	if read(t, filepath.Join(to, "capture.js.br")) == "of an older build" {
		t.Error("a compressed form is of an older build")
	}
}

// TestPackHoldsTheLimit: the heaviest capture counts, which is another language.
func TestPackHoldsTheLimit(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	put(t, from, small())
	put(t, from, map[string]string{"locales/de.js": "export default {'a': 'etwas mehr'};\n"})
	var out bytes.Buffer
	if err := run(&out, from, to, 1); err == nil || !strings.Contains(err.Error(), "the limit is 1") {
		t.Fatalf("got %v", err)
	}
	weight := 0
	for _, pattern := range []string{"define.js", "chunks/*.js", "capture/worker.js", "element/element.css", "locales/de.js"} {
		found, err := filepath.Glob(filepath.Join(to, pattern+".br"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v %v", pattern, found, err)
		}
		for _, path := range found {
			weight += len(read(t, path))
		}
	}
	if err := run(&out, from, to, weight-1); err == nil || !strings.Contains(err.Error(), "German") {
		t.Errorf("just above the limit: %v", err)
	}
	if err := run(&out, from, to, weight); err != nil {
		t.Errorf("just at the limit: %v", err)
	}
}
