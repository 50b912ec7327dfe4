// Pack makes of web/ what is served: the same files, without comments and blanks.
//
//	pack [-limit BYTES] -to DIR WEB
//
// Each script stays a module of its own under its own name: nothing is bundled, so
// what a browser shows is what the repository holds, one file for one file. Beside
// each file lie its compressed forms (.br, .gz). A file that is already there, newer
// than its source, is left alone.
//
// It prints what a page loads for one capture, brotli -q 11, and fails when scripts,
// style and one language weigh more than the limit: weight is a promise to people on
// slow networks.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	to := flag.String("to", "", "the folder to write")
	limit := flag.Int("limit", 0, "bytes, brotli, of scripts, style and one language; 0 for no limit")
	flag.Parse()
	if err := run(os.Stdout, flag.Arg(0), *to, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, from, to string, limit int) error {
	if from == "" || to == "" {
		return fmt.Errorf("say from where and -to where")
	}
	p := packer{from: from, to: to, keep: map[string]bool{}}
	if err := filepath.WalkDir(from, p.visit); err != nil {
		return err
	}
	if err := p.sweep(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%-20s %9d bytes as written, %8d packed, brotli %8d\n", "scripts and style", p.written, p.packed, p.brotli)
	if limit > 0 && p.brotli > limit {
		return fmt.Errorf("scripts, style and one language weigh %d bytes brotli, the limit is %d", p.brotli, limit)
	}
	return nil
}

// served are the endings of what a page may ask for; compressed forms come on top.
var served = []string{".html", ".js", ".css", ".ts", ".svg", ".png", ".json", ".wasm"}

// packer is one run.
type packer struct {
	from, to                string
	keep                    map[string]bool // what belongs in to
	written, packed, brotli int             // bytes that a page loads, but for the wasm
}

func (p *packer) visit(path string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	name, err := filepath.Rel(p.from, path)
	if err != nil || name == "." {
		return err
	}
	compressed := strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
	switch {
	case strings.HasPrefix(d.Name(), "."):
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	case d.IsDir():
		return os.MkdirAll(filepath.Join(p.to, name), 0o755)
	case !slices.Contains(served, filepath.Ext(name)) && !compressed:
		return nil // tests, for one
	case compressed && !strings.HasSuffix(strings.TrimSuffix(name, filepath.Ext(name)), ".wasm"):
		return nil // of an older build
	}
	p.keep[name] = true
	return p.file(name, compressed)
}

// file writes one file and its compressed forms.
func (p *packer) file(name string, asItIs bool) error {
	source, target := filepath.Join(p.from, name), filepath.Join(p.to, name)
	if asItIs || strings.HasSuffix(name, ".wasm") {
		return copyFile(source, target)
	}
	raw, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	small, err := minify(name, raw)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	br, err := p.write(name, target, small)
	if err != nil {
		return err
	}
	if loaded(filepath.ToSlash(name)) {
		p.written += len(raw)
		p.packed += len(small)
		p.brotli += br
	}
	return nil
}

// later are the files that most captures never load: of sessions that ask for more
// than an identity document and a selfie or leave open which one, of cameras that don't
// open, and of browsers that need Go's codecs.
var later = []string{
	"element/screens/choice.js", "element/screens/document.js", "element/sortable.js", "element/screens/data.js",
	"element/countries.js", "element/camera-trouble.js", "element/relabel.js", "capture/fallback.js",
}

// loaded reports whether a page loads a file for one capture, both sides of a document
// and a selfie: what it needs of the module and of the element, and one language.
func loaded(name string) bool {
	switch {
	case strings.HasPrefix(name, "demo/"), slices.Contains(later, name):
		return false
	case strings.HasPrefix(name, "locales/"):
		return name == "locales/en.js"
	}
	return strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".css")
}
