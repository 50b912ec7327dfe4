package devserver

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// types are the media types of what a page is made of; anything else isn't served. The
// system's own table is not asked, because it differs from machine to machine.
var types = map[string]string{
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

// Static serves the files of a folder, with a precompressed sibling (.br, .gz)
// where there is one and the client takes it. Every answer must be revalidated: a
// page, its module and its wasm belong to one build.
//
// A file is held in memory once, however many clients take their time to read it: a
// thousand slow ones with a copy each of the wasm would be 6 GB.
func Static(root fs.FS) http.Handler { return &static{root: root, held: map[string]held{}} }

type static struct {
	root fs.FS
	mu   sync.Mutex
	held map[string]held
}

// held is one version of a file.
type held struct {
	modified time.Time
	size     int64
	content  []byte // not to be changed
	tag      string // a strong validator
}

func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		problem(w, http.StatusMethodNotAllowed, "only GET and HEAD")
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	kind, known := types[path.Ext(name)]
	if !known || hidden(name) {
		problem(w, http.StatusNotFound, "no such file")
		return
	}
	if !s.serve(w, r, name, kind) {
		problem(w, http.StatusNotFound, "no such file")
	}
}

// serve answers with the best form of a file, and reports whether there is any.
func (s *static) serve(w http.ResponseWriter, r *http.Request, name, kind string) bool {
	plain, err := fs.Stat(s.root, name)
	if err != nil || !plain.Mode().IsRegular() {
		return false
	}
	w.Header().Add("Vary", "Accept-Encoding")
	for _, c := range encodings(r.Header.Get("Accept-Encoding")) {
		// A sibling older than the file is of another build.
		info, err := fs.Stat(s.root, name+c.suffix)
		if err != nil || info.ModTime().Before(plain.ModTime()) {
			continue
		}
		return s.send(w, r, name+c.suffix, kind, c.name)
	}
	return s.send(w, r, name, kind, "")
}

func (s *static) send(w http.ResponseWriter, r *http.Request, name, kind, encoding string) bool {
	content, tag, err := s.read(name)
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(content)
	}
	return true
}

// read returns a file and its tag, from memory unless it has changed.
func (s *static) read(name string) (content []byte, tag string, err error) {
	info, err := fs.Stat(s.root, name)
	if err != nil {
		return nil, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.held[name]
	if !ok || !known.modified.Equal(info.ModTime()) || known.size != info.Size() {
		if content, err = fs.ReadFile(s.root, name); err != nil {
			return nil, "", err
		}
		sum := sha256.Sum256(content)
		known = held{info.ModTime(), info.Size(), content, `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`}
		s.held[name] = known
	}
	return known.content, known.tag, nil
}

func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// hidden reports whether a path has a part that begins with a dot.
func hidden(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}

type coding struct{ name, suffix string }

// encodings lists what the client takes of what there may be, brotli first: it is
// the smaller, and both are equally quick to undo.
func encodings(accept string) []coding {
	taken := map[string]bool{}
	for one := range strings.SplitSeq(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(one), ";")
		weight := 1.0
		if v, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(q)), "q="); ok {
			weight, _ = strconv.ParseFloat(v, 64)
		}
		taken[strings.ToLower(strings.TrimSpace(name))] = weight > 0
	}
	var list []coding
	for _, c := range []coding{{"br", ".br"}, {"gzip", ".gz"}} {
		if ok, named := taken[c.name]; ok || !named && taken["*"] {
			list = append(list, c)
		}
	}
	return list
}

// Dir is the folder to serve: a page of anybody's, or the one that make build packs,
// which is checked to be whole.
func Dir(dir string) (fs.FS, error) {
	root := os.DirFS(dir)
	needed := []string{"index.html"}
	if _, err := fs.Stat(root, "capture.js"); err == nil || path.Clean(dir) == builtDir {
		needed = append(needed, "capture.wasm", "fallback.wasm", "capture/worker.js")
	}
	for _, name := range needed {
		if _, err := fs.Stat(root, name); err != nil {
			return nil, &notBuilt{path.Join(dir, name)}
		}
	}
	return root, nil
}

// builtDir is where make build packs the page.
const builtDir = "build/web"

type notBuilt struct{ name string }

func (e *notBuilt) Error() string {
	return e.name + " is missing: -web is a folder with a page, or build/web after make build"
}
