package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"credential-capture/test/must"
)

// These tests check the layout that docs/architecture.md describes: which package may import
// which, which files may use JavaScript, how many files a folder and how many lines a file has.

const module = "credential-capture"

// formats are the packages that know one file format each. None imports another; EXIF,
// which formats embed, is below them.
var formats = []string{"imageproc/container/jpeg", "imageproc/container/png", "imageproc/container/webp", "imageproc/container/gif",
	"imageproc/container/bmp", "imageproc/container/tiff", "imageproc/container/bmff", "imageproc/container/pdf"}

// rooms lists what each package may import of this module. Test files may import more: a
// client is tested against the sandbox. test/ and tools/ may import anything, and nothing here
// imports them.
var rooms = map[string][]string{
	"fault":                       {},
	"imageproc/container":         {"fault"},
	"imageproc/container/exif":    {"imageproc/container"},
	"imageproc/container/jpeg":    {"fault", "imageproc/container", "imageproc/container/exif"},
	"imageproc/container/png":     {"fault", "imageproc/container", "imageproc/container/exif"},
	"imageproc/container/webp":    {"imageproc/container", "imageproc/container/exif"},
	"imageproc/container/gif":     {"imageproc/container"},
	"imageproc/container/bmp":     {"imageproc/container"},
	"imageproc/container/tiff":    {"fault", "imageproc/container", "imageproc/container/exif"},
	"imageproc/container/bmff":    {"imageproc/container", "imageproc/container/exif"},
	"imageproc/container/pdf":     {"fault", "imageproc/container"},
	"imageproc":                   append(formats, "fault", "imageproc/container"),
	"imageproc/gocodec":           append(formats, "fault", "imageproc", "imageproc/container", "imageproc/gocodec/tiff"),
	"imageproc/gocodec/tiff":      {"fault", "imageproc/container", "imageproc/container/tiff"},
	"imageproc/guidance/frame":    {},
	"imageproc/guidance/document": {"imageproc/guidance/frame"},
	"imageproc/guidance/quality":  {"imageproc/guidance/frame"},
	"imageproc/guidance/face":     {"imageproc/guidance/frame"},
	"imageproc/guidance":          {"imageproc/guidance/document", "imageproc/guidance/face", "imageproc/guidance/frame", "imageproc/guidance/quality"},
	"imageproc/mrz/fill":          {"imageproc/mrz"},
	"imageproc/mrz":               {"imageproc/mrz/glyph"},
	"imageproc/mrz/glyph":         {},
	"internal/jsbridge":           {"fault"},
	"internal/canvas":             {"imageproc", "imageproc/container", "imageproc/container/jpeg", "imageproc/container/png", "fault", "internal/jsbridge"},
	"apiclient":                   {"fault", "internal/jsbridge"},
	"wasm":                        {"apiclient", "imageproc", "imageproc/guidance", "imageproc/mrz", "imageproc/mrz/fill", "imageproc/gocodec", "imageproc/container/pdf", "internal/canvas", "fault", "internal/jsbridge"},
	"internal/middleware":         {},
	"internal/sandbox":            {"imageproc/container", "imageproc/container/pdf", "internal/middleware"},
	"internal/handover":           {"internal/middleware"},
	"internal/redisstore":         {"internal/handover", "internal/middleware"},
	"internal/gateway":            {"internal/middleware", "internal/observe"},
	"internal/devserver":          {"internal/gateway", "internal/handover", "internal/middleware", "internal/observe", "internal/redisstore", "internal/sandbox"},
	"internal/observe":            {},
	"web/locales":                 {}, // tests only
	"deploy":                      {}, // tests only
	".":                           {"internal/devserver"},
}

func TestMain(m *testing.M) {
	if err := os.Chdir("../.."); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// mayUseJS reports whether a file may import syscall/js.
func mayUseJS(path string) bool {
	dir := filepath.ToSlash(filepath.Dir(path))
	switch dir {
	case "internal/jsbridge", "internal/canvas", "wasm":
		return true
	case "apiclient":
		return strings.HasSuffix(path, "_js.go") || strings.HasSuffix(path, "_js_test.go")
	}
	return false
}

func TestImports_followTable(t *testing.T) {
	for _, path := range sources(t, ".go") {
		dir := filepath.ToSlash(filepath.Dir(path))
		for _, imported := range imports(t, path) {
			if imported == "syscall/js" && !mayUseJS(path) {
				t.Errorf("%s imports syscall/js: it belongs to jsbridge, canvas, wasm and apiclient/*_js.go", path)
			}
			inner, ours := strings.CutPrefix(imported, module+"/")
			if !ours || strings.HasSuffix(path, "_test.go") {
				continue
			}
			if allowed, known := rooms[dir]; known && !slices.Contains(allowed, inner) {
				t.Errorf("%s imports %s: %s may import only %v", path, inner, dir, allowed)
			}
			if inner == "internal/jsbridge" && dir == "apiclient" && !strings.HasSuffix(path, "_js.go") {
				t.Errorf("%s imports internal/jsbridge: only apiclient/*_js.go may", path)
			}
		}
	}
}

// TestPackages_areInTable compares the packages with the table, both ways.
func TestPackages_areInTable(t *testing.T) {
	found := map[string]bool{}
	for _, path := range sources(t, ".go") {
		dir := filepath.ToSlash(filepath.Dir(path))
		found[dir] = true
		if _, known := rooms[dir]; known || strings.HasPrefix(dir, "tools/") || strings.HasPrefix(dir, "test/") {
			continue
		}
		t.Errorf("%s is in a package that the table doesn't have", path)
	}
	for dir := range rooms {
		if !found[dir] {
			t.Errorf("the table has %s, which doesn't exist", dir)
		}
	}
}

func TestJSFiles_areTagged(t *testing.T) {
	for _, path := range sources(t, ".go") {
		dir := filepath.ToSlash(filepath.Dir(path))
		src := must.Read(t, path)
		switch {
		case dir == "internal/jsbridge", dir == "internal/canvas", dir == "wasm":
			if !strings.HasPrefix(src, "//go:build js && wasm") {
				t.Errorf("%s lacks //go:build js && wasm", path)
			}
		case strings.HasSuffix(path, "_js.go"):
			pair := strings.TrimSuffix(path, "_js.go") + "_notjs.go"
			if _, err := os.Stat(pair); err != nil {
				t.Errorf("%s has no pair %s", path, pair)
			}
		}
	}
}

// manyFiles are folders with more than maxFiles files that aren't tests. The list may shrink.
var manyFiles = map[string]int{"web/locales": 61, "web/locales/form": 61, "web/demo/locales": 60} // one file a language

func TestFolders_areSmall(t *testing.T) {
	const maxFiles = 14
	count := map[string]int{}
	for _, path := range sources(t, ".go", ".js", ".css", ".html") {
		if !strings.HasSuffix(path, "_test.go") {
			count[filepath.ToSlash(filepath.Dir(path))]++
		}
	}
	for dir, n := range count {
		if limit := max(maxFiles, manyFiles[dir]); n > limit {
			t.Errorf("%s has %d files, the limit is %d", dir, n, limit)
		}
	}
}

func TestRoot_hasOneGoFile(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || !slices.Equal(files, []string{"serve.go"}) {
		t.Errorf("the root has %v, want serve.go alone", files)
	}
}

func TestFiles_areShort(t *testing.T) {
	const maxLines = 400
	for _, path := range sources(t, ".go", ".js", ".css", ".sh") {
		if n := strings.Count(must.Read(t, path), "\n"); n > maxLines {
			t.Errorf("%s has %d lines, the limit is %d", path, n, maxLines)
		}
	}
}

func TestWasm_linksNoServerCode(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "./wasm")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, module+"/imageproc") {
		t.Fatal("the list of the wasm's packages lacks imageproc: is it the right list?")
	}
	// Codecs register themselves when they are linked, so not calling them doesn't help:
	// they belong to fallback.wasm.
	for _, heavy := range []string{"net/http", "mime/multipart", "encoding/json", "crypto/rand", "net/netip", "crypto/tls", "net/url", "flag", "log", "log/slog", "golang.org/x/oauth2", "github.com/prometheus/client_golang/prometheus", "html/template", "image", "golang.org/x/image/tiff"} {
		if slices.Contains(deps, heavy) {
			t.Errorf("the wasm links %s", heavy)
		}
	}
}

// TestWasm_readsJSONInOnePlace keeps the parser behind apiclient/json.go.
func TestWasm_readsJSONInOnePlace(t *testing.T) {
	for _, path := range sources(t, ".go") {
		dir := filepath.ToSlash(filepath.Dir(path))
		inWasm := dir == "wasm" || slices.Contains(rooms["wasm"], dir) || strings.HasPrefix(dir, "imageproc/container") || strings.HasPrefix(dir, "imageproc/guidance/")
		if !inWasm || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_notjs.go") {
			continue
		}
		for _, imported := range imports(t, path) {
			if imported == "github.com/valyala/fastjson" && path != "apiclient/json.go" {
				t.Errorf("%s imports fastjson: its odd sides are known to apiclient/json.go only", path)
			}
		}
	}
}

// sources lists the files of the tree with one of the endings, without what is
// built or brought in.
func sources(t *testing.T, endings ...string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case ".git", "build", "dist", "node_modules", "testdata":
				return filepath.SkipDir
			}
			return nil
		}
		if d.Name() != "wasm_exec.js" && slices.Contains(endings, filepath.Ext(path)) {
			found = append(found, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no %v files: the test looks in the wrong folder", endings)
	}
	return found
}

func imports(t *testing.T, path string) []string {
	t.Helper()
	f := must.Get(parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly))(t)
	var paths []string
	for _, spec := range f.Imports {
		p := must.Get(strconv.Unquote(spec.Path.Value))(t)
		paths = append(paths, p)
	}
	return paths
}
