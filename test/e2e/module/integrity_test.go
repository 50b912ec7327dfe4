package module

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// packed is the package as others install it; without make dist there is none.
func packed(t *testing.T) (files fs.FS, sums map[string]string) {
	t.Helper()
	files = os.DirFS("dist")
	b, err := fs.ReadFile(files, "integrity.json")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v: make dist makes it", err)
		}
		t.Skipf("%v: make dist makes it", err)
	}
	if err := json.Unmarshal(b, &sums); err != nil {
		t.Fatal(err)
	}
	return files, sums
}

// TestIntegrity_listsEveryFile compares integrity.json with the package: each file once, and the
// CDN's copies are the same files.
func TestIntegrity_listsEveryFile(t *testing.T) {
	files, sums := packed(t)
	seen := map[string]bool{}
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || name == "integrity.json" || name == "cdn/manifest.json" {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha512.Sum384(b)
		inner, copied := strings.CutPrefix(name, "cdn/")
		if copied {
			_, inner, _ = strings.Cut(inner, "/")
		} else {
			seen[name] = true
		}
		if inner == "integrity.json" {
			return nil
		}
		if want := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); sums[inner] != want {
			t.Errorf("%s: integrity.json has %q, it is %s", name, sums[inner], want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range sums {
		if !seen[name] {
			t.Errorf("%s is listed and not there", name)
		}
	}
	for _, name := range []string{
		"capture.js", "define.js", "element/credential-capture.js", "element/element.css", "capture/worker.js", "capture/analyze.js",
		"capture/fallback.js", "capture.wasm", "fallback.wasm", "face.bin", "locales/index.js", "locales/en.js", "locales/ar.js",
	} {
		if sums[name] == "" {
			t.Errorf("%s is not listed", name)
		}
	}
}

// integrityHost serves the package with one file changed, to a page that names the checksum
// of every script, as docs/security.md shows it.
func integrityHost(t *testing.T, changed string) string {
	t.Helper()
	files, sums := packed(t)
	scripts := map[string]string{}
	for name, sum := range sums {
		if path.Ext(name) == ".js" {
			scripts["/credential-capture/"+name] = sum
		}
	}
	imports, err := json.Marshal(map[string]any{"integrity": scripts})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Checked</title><script type="importmap">%s</script>
			<script type="module" src="/credential-capture/define.js"></script><credential-capture></credential-capture>`, imports)
	})
	served := http.StripPrefix("/credential-capture/", http.FileServerFS(files))
	mux.HandleFunc("/credential-capture/", func(w http.ResponseWriter, r *http.Request) {
		if strings.TrimPrefix(r.URL.Path, "/credential-capture/") != changed {
			served.ServeHTTP(w, r)
			return
		}
		b, err := fs.ReadFile(files, changed)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(append(b, "\n//"...))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// TestIntegrity_browser runs the package from a page with checksums, and blocks each script that
// was changed.
func TestIntegrity_browser(t *testing.T) {
	files, _ := packed(t)
	entry, err := fs.ReadFile(files, "define.js")
	if err != nil {
		t.Fatal(err)
	}
	chunk := regexp.MustCompile(`chunks/[\w-]+\.js`).FindString(string(entry))
	if chunk == "" {
		t.Fatal("define.js imports no chunk")
	}
	for _, tt := range []struct {
		name, changed string
		runs          bool
	}{
		{"as it is", "", true},
		{"another language", "locales/de.js", true},
		{"the entry", "define.js", false},
		{"a chunk that it imports", chunk, false},
		{"the language that it loads", "locales/en.js", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: integrityHost(t, tt.changed)})
			if tt.runs {
				p.OnScreen("start")
				return
			}
			p.Expect("integrity")
			p.Expect("digest")
			p.Expect("exception")
			p.Expect("console")
			p.Wait("all is loaded", `document.readyState === "complete"`)
			var got struct{ Imported, Shown bool }
			p.Eval(`import("/credential-capture/`+tt.changed+`").then(() => true, () => false).then(Imported =>
				({Imported, Shown: Boolean(document.querySelector("credential-capture").shadowRoot?.querySelector("[data-screen]"))}))`, &got)
			if got.Imported || got.Shown {
				t.Errorf("%s was changed, and runs all the same: %+v", tt.changed, got)
			}
		})
	}
}
