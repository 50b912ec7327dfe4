package devserver

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"

	"credential-capture/internal/middleware"
)

// mediaTypes are those of a page's files; other files are not served. The system's table
// differs from machine to machine, and is not used.
var mediaTypes = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".mjs":   "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".json":  "application/json",
	".ts":    "text/plain; charset=utf-8",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".jpg":   "image/jpeg",
	".webp":  "image/webp",
	".woff2": "font/woff2",
	".wasm":  "application/wasm",
	".bin":   "application/octet-stream",
}

// Static serves the files of a folder, or a file's precompressed sibling (.br, .gz) when
// the client accepts it. Every answer must be revalidated, because a page, its module and its
// wasm belong to one build.
//
// A file is in memory once, however many clients read it: a copy of the wasm for each of a
// thousand slow clients would be 6 GB.
func Static(root fs.FS) http.Handler {
	return &static{root: root, cache: map[string]cachedFile{}, digests: map[string]digest{}}
}

type static struct {
	root    fs.FS
	mu      sync.Mutex
	cache   map[string]cachedFile
	digests map[string]digest
}

// digest is the checksum of one version of a file, decoded.
type digest struct {
	modified time.Time
	size     int64
	sum      [sha256.Size]byte
}

// cachedFile is one version of a file.
type cachedFile struct {
	modified time.Time
	size     int64
	content  []byte // read-only
	etag     string // strong
}

func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		middleware.Problem(w, http.StatusMethodNotAllowed, "only GET and HEAD")
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	kind, known := mediaTypes[path.Ext(name)]
	if !known || strings.Contains("/"+name, "/.") || // a hidden file or folder
		!s.serve(w, r, name, kind) {
		notFound(w, r)
	}
}

// notFound answers a browser's navigation with a page that leads on, anything else with a problem.
func notFound(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		middleware.Problem(w, http.StatusNotFound, "no such file")
		return
	}
	w.Header().Set("Content-Type", mediaTypes[".html"])
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Page not found</title><h1>Page not found</h1><p><a href="/">Go to the first page</a></p>`)
}

// serve answers with a file or its sibling, and reports whether there is one.
func (s *static) serve(w http.ResponseWriter, r *http.Request, name, kind string) bool {
	info, err := fs.Stat(s.root, name)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	w.Header().Add("Vary", "Accept-Encoding")
	for _, c := range encodings(r.Header.Get("Accept-Encoding")) {
		if s.decodesTo(name, c) {
			return s.send(w, r, name+c.suffix, kind, c.name)
		}
	}
	return s.send(w, r, name, kind, "")
}

func (s *static) send(w http.ResponseWriter, r *http.Request, name, kind, encoding string) bool {
	file, err := s.read(name)
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("ETag", file.etag)
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Length", strconv.Itoa(len(file.content))) // ServeContent sets none beside Content-Encoding
	r.Header.Del("Range")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(file.content))
	return true
}

// read returns a file, from the cache unless it has changed.
func (s *static) read(name string) (cachedFile, error) {
	info, err := fs.Stat(s.root, name)
	if err != nil {
		return cachedFile{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	file, ok := s.cache[name]
	if !ok || !file.modified.Equal(info.ModTime()) || file.size != info.Size() {
		content, err := fs.ReadFile(s.root, name)
		if err != nil {
			return cachedFile{}, err
		}
		sum := sha256.Sum256(content)
		file = cachedFile{info.ModTime(), info.Size(), content, `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`}
		s.cache[name] = file
	}
	return file, nil
}

// decodesTo reports whether a file has a sibling with the same content: one of another build
// has not. Times say nothing: npm writes files in any order.
func (s *static) decodesTo(name string, c coding) bool {
	if _, err := fs.Stat(s.root, name+c.suffix); err != nil {
		return false
	}
	packed, err := s.digest(name+c.suffix, c.decode)
	if err != nil {
		return false
	}
	plain, err := s.digest(name, func(r io.Reader) (io.Reader, error) { return r, nil })
	return err == nil && plain == packed
}

// digest returns the checksum of a file's decoded content, which isn't kept in memory.
func (s *static) digest(name string, decode func(io.Reader) (io.Reader, error)) (sum [sha256.Size]byte, err error) {
	info, err := fs.Stat(s.root, name)
	if err != nil {
		return sum, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.digests[name]; ok && known.modified.Equal(info.ModTime()) && known.size == info.Size() {
		return known.sum, nil
	}
	f, err := s.root.Open(name)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	r, err := decode(f)
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	s.digests[name] = digest{info.ModTime(), info.Size(), sum}
	return sum, nil
}

type coding struct {
	name, suffix string
	decode       func(io.Reader) (io.Reader, error)
}

var codings = []coding{
	{"br", ".br", func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }},
	{"gzip", ".gz", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
}

// encodings returns those that the client accepts, brotli first, which is smaller and
// decodes as fast.
func encodings(accept string) []coding {
	accepted := map[string]bool{}
	for one := range strings.SplitSeq(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(one), ";")
		weight := 1.0
		if v, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(q)), "q="); ok {
			weight, _ = strconv.ParseFloat(v, 64)
		}
		accepted[strings.ToLower(strings.TrimSpace(name))] = weight > 0
	}
	var list []coding
	for _, c := range codings {
		if ok, named := accepted[c.name]; ok || !named && accepted["*"] {
			list = append(list, c)
		}
	}
	return list
}

// builtDir is where make build packs the page.
const builtDir = "build/web"

// Dir opens the folder to serve. It checks that a folder packed by make build is complete.
func Dir(dir string) (fs.FS, error) {
	root := os.DirFS(dir)
	needed := []string{"index.html"}
	if _, err := fs.Stat(root, "capture.js"); err == nil || path.Clean(dir) == builtDir {
		needed = []string{"capture.wasm", "fallback.wasm", "capture/worker.js"} // the page may be elsewhere
	}
	for _, name := range needed {
		if _, err := fs.Stat(root, name); err != nil {
			return nil, fmt.Errorf("%s is missing: -web is a folder with a page, or build/web after make build", path.Join(dir, name))
		}
	}
	return root, nil
}
