package devserver

import (
	"io/fs"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"credential-capture/test/must"
)

func TestStatic(t *testing.T) {
	h := Static(web())
	for _, tt := range []struct {
		name, path string
		status     int
		kind       string
	}{
		{"root", "/", 200, "text/html; charset=utf-8"},
		{"page", "/index.html", 200, "text/html; charset=utf-8"},
		{"module", "/capture.js", 200, "text/javascript; charset=utf-8"},
		{"module's types", "/capture.d.ts", 200, "text/plain; charset=utf-8"},
		{"style", "/style.css", 200, "text/css; charset=utf-8"},
		{"JSON", "/integrity.json", 200, "application/json"},
		{"SVG", "/icon.svg", 200, "image/svg+xml"},
		{"PNG", "/icon.png", 200, "image/png"},
		{"wasm", "/capture.wasm", 200, "application/wasm"},
		{"below", "/capture/worker.js", 200, "text/javascript; charset=utf-8"},
		{"blank in the name", "/with space/a file.css", 200, "text/css; charset=utf-8"},
		{"dots within", "/capture/../capture.js", 200, "text/javascript; charset=utf-8"},
		{"nothing there", "/nothing.js", 404, ""},
		{"folder", "/capture", 404, ""},
		{"folder with a slash", "/capture/", 404, ""},
		{"folder with a file's name", "/folder.js", 404, ""},
		{"precompressed by name", "/capture.wasm.br", 404, ""},
		{"without its plain form", "/only.wasm", 404, ""},
		{"another type", "/notes.txt", 404, ""},
		{"source", "/server.go", 404, ""},
		{"no type", "/README", 404, ""},
		{"hidden file", "/.env.js", 404, ""},
		{"in a hidden folder", "/.git/config.json", 404, ""},
		{"hidden below", "/capture/.secret.js", 404, ""},
		{"up and out", "/../secret.json", 404, ""},
		{"far up", "/../../../../etc/passwd", 404, ""},
		{"up by backslashes", `/..\..\secret.json`, 404, ""},
		{"up, encoded", "/%2e%2e/secret.json", 404, ""},
		{"NUL", "/capture.js\x00.html", 404, ""},
		{"not UTF-8", "/\xff.js", 404, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := get(h, "GET", tt.path, nil)
			if w.Code != tt.status {
				t.Fatalf("got %d %s, want %d", w.Code, w.Body, tt.status)
			}
			if kind := w.Header().Get("Content-Type"); tt.status == 200 && kind != tt.kind {
				t.Errorf("the type is %s, want %s", kind, tt.kind)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Error("a secret is served")
			}
		})
	}
}

// TestStatic_notFound: a browser gets a page, a program JSON.
func TestStatic_notFound(t *testing.T) {
	for accept, kind := range map[string]string{"text/html,application/xml;q=0.9,*/*;q=0.8": "text/html; charset=utf-8", "*/*": "application/json"} {
		w := get(Static(web()), "GET", "/nothing", map[string]string{"Accept": accept})
		if got := w.Header().Get("Content-Type"); w.Code != 404 || got != kind {
			t.Errorf("%s: got %d, %s, want 404, %s", accept, w.Code, got, kind)
		}
	}
}

// TestStatic_traversal: a folder's neighbour isn't served.
func TestStatic_traversal(t *testing.T) {
	dir := t.TempDir()
	must.Succeed(t, os.CopyFS(dir, fstest.MapFS{"secret.json": fileOf("secret", 0), "web/index.html": fileOf("page", 0)}))
	h := Static(os.DirFS(filepath.Join(dir, "web")))
	if w := get(h, "GET", "/", nil); w.Body.String() != "page" {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	for _, path := range []string{"/../secret.json", "//../secret.json", "/./../secret.json", "/a/../../secret.json", dir + "/secret.json"} {
		if w := get(h, "GET", path, nil); w.Code != 404 {
			t.Errorf("%s: got %d %s", path, w.Code, w.Body)
		}
	}
}

func TestStatic_precompressed(t *testing.T) {
	h := Static(web())
	for _, tt := range []struct{ name, path, accept, encoding, body string }{
		{"nothing accepted", "/capture.wasm", "", "", "plain"},
		{"brotli first", "/capture.wasm", "gzip, deflate, br, zstd", "br", brotlied("plain")},
		{"gzip only", "/capture.wasm", "gzip", "gzip", gzipped("plain")},
		{"in capitals", "/capture.wasm", "GZIP", "gzip", gzipped("plain")},
		{"brotli refused", "/capture.wasm", "br;q=0, gzip", "gzip", gzipped("plain")},
		{"refused with decimals", "/capture.wasm", "br;q=0.000, gzip;q=0.001", "gzip", gzipped("plain")},
		{"refused in capitals", "/capture.wasm", "br;Q=0", "", "plain"},
		{"refused with blanks", "/capture.wasm", "br ; q=0 , gzip ; q=0", "", "plain"},
		{"broken weight", "/capture.wasm", "br;q=x", "", "plain"},
		{"anything", "/capture.wasm", "*", "br", brotlied("plain")},
		{"anything but brotli", "/capture.wasm", "br;q=0, *", "gzip", gzipped("plain")},
		{"nothing", "/capture.wasm", "*;q=0", "", "plain"},
		{"gzip and nothing else", "/capture.wasm", "gzip, *;q=0", "gzip", gzipped("plain")},
		{"identity", "/capture.wasm", "identity", "", "plain"},
		{"unknown", "/capture.wasm", "zstd, deflate", "", "plain"},
		{"sibling of another build", "/fallback.wasm", "br, gzip", "gzip", gzipped("plain")},
		{"only a sibling of another build", "/fallback.wasm", "br", "", "plain"},
		{"siblings that don't decode", "/broken.js", "br, gzip", "", "plain"},
		{"no sibling", "/capture.js", "br, gzip", "", "export {}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := get(h, "GET", tt.path, map[string]string{"Accept-Encoding": tt.accept})
			if got := w.Header().Get("Content-Encoding"); got != tt.encoding || w.Body.String() != tt.body {
				t.Errorf("got %q %q, want %q %q", got, w.Body, tt.encoding, tt.body)
			}
			if w.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("Vary is %q", w.Header().Get("Vary"))
			}
			if path.Ext(tt.path) == ".wasm" && w.Header().Get("Content-Type") != "application/wasm" {
				t.Errorf("the type is %s", w.Header().Get("Content-Type"))
			}
		})
	}
}

func TestStatic_revalidation(t *testing.T) {
	files := web()
	h := Static(files)
	first := get(h, "GET", "/capture.wasm", nil)
	tag := first.Header().Get("ETag")
	packed := get(h, "GET", "/capture.wasm", map[string]string{"Accept-Encoding": "br"}).Header().Get("ETag")
	if tag == "" || tag == packed || first.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("the tags are %s and %s, Cache-Control %q", tag, packed, first.Header().Get("Cache-Control"))
	}
	for _, tt := range []struct {
		name, header string
		status       int
	}{
		{"the same", tag, 304},
		{"weak", "W/" + tag, 304},
		{"in a list", `"a", ` + tag, 304},
		{"any", "*", 304},
		{"another", `"a"`, 200},
		{"of the other coding", packed, 200},
		{"without quotes", strings.Trim(tag, `"`), 200},
		{"none", "", 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := get(h, "GET", "/capture.wasm", map[string]string{"If-None-Match": tt.header})
			if w.Code != tt.status || w.Header().Get("ETag") != tag || (w.Body.Len() == 0) != (tt.status == 304) {
				t.Errorf("got %d, %d bytes, tag %s", w.Code, w.Body.Len(), w.Header().Get("ETag"))
			}
		})
	}
	files["capture.wasm"] = fileOf("built anew", -time.Minute)
	if w := get(h, "GET", "/capture.wasm", map[string]string{"If-None-Match": tag}); w.Code != 200 || w.Body.String() != "built anew" {
		t.Errorf("after a build: %d %s", w.Code, w.Body)
	}
}

// TestStatic_oneCopy: a file is in memory once, however many clients read it.
func TestStatic_oneCopy(t *testing.T) {
	const size, clients = 8 << 20, 20
	files := web()
	files["capture.wasm"] = fileOf(strings.Repeat("w", size), 0)
	h := Static(files)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range clients {
		h.ServeHTTP(&httptest.ResponseRecorder{}, httptest.NewRequest("GET", "http://127.0.0.1:8080/capture.wasm", nil))
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 2*size {
		t.Errorf("%d clients took %d bytes of a file of %d", clients, taken, size)
	}
}

func TestStatic_methods(t *testing.T) {
	h := Static(web())
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
		if w := get(h, method, "/", nil); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: got %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	w := get(h, "HEAD", "/capture.wasm", nil)
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != "5" || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD: got %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

// vanishing is a folder whose files can't be read.
type vanishing struct{ fstest.MapFS }

func (v vanishing) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
}

// TestStatic_vanishingFile: a build may remove a file between Stat and Read. The 404 is not
// compressed.
func TestStatic_vanishingFile(t *testing.T) {
	w := get(Static(vanishing{web()}), "GET", "/capture.wasm", map[string]string{"Accept-Encoding": "br"})
	if w.Code != 404 || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("got %d, Content-Encoding %q", w.Code, w.Header().Get("Content-Encoding"))
	}
}

func TestDir(t *testing.T) {
	dir := t.TempDir()
	if _, err := Dir(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a missing folder is accepted")
	}
	for _, tt := range []struct {
		add, without string // a file, and what is missing then
	}{
		{"page.js", "index.html"},
		{"index.html", ""}, // anybody's page
		{"capture.js", "capture.wasm"},
		{"capture.wasm", "fallback.wasm"},
		{"fallback.wasm", "capture/worker.js"},
		{"capture/worker.js", ""}, // ours, and whole
	} {
		must.Succeed(t, os.CopyFS(dir, fstest.MapFS{tt.add: fileOf("", 0)}))
		_, err := Dir(dir)
		switch {
		case tt.without == "" && err != nil:
			t.Errorf("with %s: %v", tt.add, err)
		case tt.without != "" && (err == nil || !strings.Contains(err.Error(), tt.without) || !strings.Contains(err.Error(), "make build")):
			t.Errorf("without %s: %v", tt.without, err)
		}
	}
}
