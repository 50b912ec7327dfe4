package devserver

import (
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/andybalholm/brotli"

	"credential-capture/test/must"
)

// siteOf is a site with the files of web.
func siteOf(t *testing.T, c Config) http.Handler {
	t.Helper()
	c.Root = web()
	return must.Get(Handler(c))(t)
}

var built = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func fileOf(content string, age time.Duration) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(content), ModTime: built.Add(-age)}
}

// web is a folder like web/.
func web() fstest.MapFS {
	return fstest.MapFS{
		"index.html":            fileOf("<!doctype html>", 0),
		"capture.js":            fileOf("export {}", 0),
		"capture.d.ts":          fileOf("export {}", 0),
		"bench.html":            fileOf("<!doctype html>", 0),
		"style.css":             fileOf("a{}", 0),
		"integrity.json":        fileOf("{}", 0),
		"icon.svg":              fileOf("<svg/>", 0),
		"icon.png":              fileOf("png", 0),
		"capture.wasm":          fileOf("plain", 0),
		"capture.wasm.br":       fileOf(brotlied("plain"), time.Hour),
		"capture.wasm.gz":       fileOf(gzipped("plain"), -time.Second),
		"fallback.wasm":         fileOf("plain", 0),
		"fallback.wasm.br":      fileOf(brotlied("of another build"), 0),
		"fallback.wasm.gz":      fileOf(gzipped("plain"), 0),
		"capture/worker.js":     fileOf("go", 0),
		"broken.js":             fileOf("plain", 0),
		"broken.js.br":          fileOf("no brotli", 0),
		"broken.js.gz":          fileOf("no gzip", 0),
		"only.wasm.br":          fileOf(brotlied("plain"), 0),
		"notes.txt":             fileOf("txt", 0),
		"README":                fileOf("readme", 0),
		"server.go":             fileOf("go", 0),
		".env.js":               fileOf("secret", 0),
		".git/config.json":      fileOf("secret", 0),
		"capture/.secret.js":    fileOf("secret", 0),
		"folder.js/inner.js":    fileOf("inner", 0),
		"with space/a file.css": fileOf("a{}", 0),
	}
}

func brotlied(text string) string {
	var b strings.Builder
	w := brotli.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func gzipped(text string) string {
	var b strings.Builder
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func get(h http.Handler, method, target string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080/", nil)
	r.URL.Path = target // as it is, with all its dots
	return serve(h, r, header)
}

// post sends JSON to a path.
func post(h http.Handler, path, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return serve(h, r, header)
}

func serve(h http.Handler, r *http.Request, header map[string]string) *httptest.ResponseRecorder {
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
