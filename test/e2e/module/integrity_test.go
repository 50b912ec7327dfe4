package module

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// packed is the package as others install it; without make dist there is none.
func packed(t *testing.T) (files fs.FS, sums map[string]string) {
	t.Helper()
	drive.Need(t, "dist/integrity.json", "make dist")
	must.Succeed(t, json.Unmarshal(must.Get(os.ReadFile("dist/integrity.json"))(t), &sums))
	return os.DirFS("dist"), sums
}

// TestIntegrity_listsEveryFile compares integrity.json with the package.
func TestIntegrity_listsEveryFile(t *testing.T) {
	files, sums := packed(t)
	seen := map[string]bool{}
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || name == "integrity.json" {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha512.Sum384(b)
		seen[name] = true
		if want := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); sums[name] != want {
			t.Errorf("%s: integrity.json has %q, it is %s", name, sums[name], want)
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
	imports := must.Get(json.Marshal(map[string]any{"integrity": scripts}))(t)
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
	return drive.Host(t, mux)
}

// TestIntegrity_browser runs the package from a page with checksums, and blocks each script that
// was changed.
func TestIntegrity_browser(t *testing.T) {
	files, _ := packed(t)
	entry := must.Get(fs.ReadFile(files, "define.js"))(t)
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
			got := drive.Value[struct{ Imported, Shown bool }](p, `import("/credential-capture/`+tt.changed+`").then(() => true, () => false).then(Imported =>
				({Imported, Shown: Boolean(document.querySelector("credential-capture").shadowRoot?.querySelector("[data-screen]"))}))`)
			if got.Imported || got.Shown {
				t.Errorf("%s was changed, and runs all the same: %+v", tt.changed, got)
			}
		})
	}
}

// TestCommand runs the package's command in Node.
func TestCommand(t *testing.T) {
	packed(t)
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node is not installed")
	}
	good := drive.File(t, "card.jpg", drive.Card())
	small := drive.File(t, "small.png", testpic.PNG(testpic.Scene(200, 100), testpic.PNGOptions{}))
	cut := drive.File(t, "cut.tif", []byte("II*\x00\x08\x00\x00\x00\x00\x00"))
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		codes  string // of each file
	}{
		{"good", []string{"check", good}, 0, "-"},
		{"too small", []string{"check", "--fixable", good, small}, 1, "- -too_small-"},
		{"through fallback.wasm", []string{"check", "--part", "DOCUMENT", "--pixels", cut}, 1, "-unsupported_format-corrupt-"},
		{"none such", []string{"check", "none.jpg", good}, 2, "-"},
		{"an unknown part", []string{"check", "--part", "SIDE", good}, 2, ""},
		{"an unknown flag", []string{"check", "--x", good}, 2, ""},
		{"nothing", nil, 2, ""},
		{"help", []string{"check", "--help"}, 2, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command(node, append([]string{"dist/check.js"}, tt.args...)...)
			var errs strings.Builder
			cmd.Stderr = &errs
			out, _ := cmd.Output()
			var codes []string
			for line := range strings.Lines(string(out)) {
				var r struct{ Problems []struct{ Code string } }
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				code := "-"
				for _, p := range r.Problems {
					code += p.Code + "-"
				}
				codes = append(codes, code)
			}
			status := cmd.ProcessState.ExitCode()
			if got := strings.Join(codes, " "); status != tt.status || got != tt.codes || (errs.Len() > 0) != (status == 2) {
				t.Errorf("status %d, codes %q, want %d and %q; it says %s", status, got, tt.status, tt.codes, errs.String())
			}
		})
	}
}
