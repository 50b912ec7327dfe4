package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"credential-capture/test/must"
)

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		must.Succeed(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must.Succeed(t, os.WriteFile(path, []byte(content), 0o644))
	}
}

func TestPack(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	put(t, from, small())
	put(t, from, map[string]string{
		"index.html":      "<!doctype html>\n<!-- stays -->\n",
		"capture.js.br":   "of an older build",
		".hidden":         "no",
		"locales_test.go": "no",
	})
	put(t, to, map[string]string{"gone.js": "of an older build", "chunks/gone-ABCDEFGH.js": "of an older build"})
	must.Succeed(t, run(io.Discard, from, to, "", limits{}, noPictures))
	for name, want := range map[string]string{
		"element/element.css":    ":host{color:red}\n",
		"locales/de.js":          `export default{a:"ö"};` + "\n",
		"demo/panel.js":          `import a from"../locales/en.js";a;` + "\n",
		"index.html":             "<!doctype html>\n<!-- stays -->\n",
		"capture.wasm":           "wasm",
		"selftest/pictures.json": "[]",
		"selftest/pictures.bin":  "data",
	} {
		if got := must.Read(t, filepath.Join(to, name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"gone.js", "chunks/gone-ABCDEFGH.js", "element/shared.js", ".hidden", "locales_test.go"} {
		if _, err := os.Stat(filepath.Join(to, name)); err == nil {
			t.Errorf("%s is served", name)
		}
	}
	for _, name := range []string{"capture.js", "capture.wasm", "element/element.css"} {
		want := must.Read(t, filepath.Join(to, name))
		br, err := io.ReadAll(brotli.NewReader(strings.NewReader(must.Read(t, filepath.Join(to, name+".br")))))
		if err != nil || string(br) != want {
			t.Errorf("%s.br holds %q, %v", name, br, err)
		}
		zip := must.Get(gzip.NewReader(strings.NewReader(must.Read(t, filepath.Join(to, name+".gz")))))(t)
		if gz, err := io.ReadAll(zip); err != nil || string(gz) != want {
			t.Errorf("%s.gz holds %q, %v", name, gz, err)
		}
	}
}

// TestPack_limits: the German scenario is the heaviest here, so it decides.
func TestPack_limits(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	put(t, from, small())
	put(t, from, map[string]string{"locales/de.js": "export default {'a': 'etwas mehr'};\n", "capture.wasm": strings.Repeat("wasm ", 200)})
	must.Succeed(t, run(io.Discard, from, to, "", limits{}, noPictures))
	page := 0
	for _, pattern := range []string{"define.js", "chunks/*.js", "capture/worker.js", "locales/de.js"} {
		found, err := filepath.Glob(filepath.Join(to, pattern+".br"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v %v", pattern, found, err)
		}
		for _, path := range found {
			page += len(must.Read(t, path))
		}
	}
	wasm := len(must.Read(t, filepath.Join(to, "capture.wasm.br")))
	for _, tt := range []struct {
		name string
		max  limits
		want string // in the error
	}{
		{"at both limits", limits{wasm, page}, ""},
		{"page one byte over", limits{wasm, page - 1}, "German"},
		{"wasm one byte over", limits{wasm - 1, page}, "capture.wasm"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := run(io.Discard, from, to, "", tt.max, noPictures)
			if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// noPictures is a self-test without pictures.
func noPictures() (index, data []byte, err error) { return []byte("[]"), []byte("data"), nil }
