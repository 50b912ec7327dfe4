// Pack makes of web/ what is served: without comments and blanks, and the modules that
// are always loaded together in one file.
//
//	pack [-limit BYTES] -to DIR WEB
//
// Entries keep their names: capture.js, element/credential-capture.js, define.js, the
// worker, and one file a language. What they share, and what is loaded when a session
// asks for it, lies in chunks/. Sixty small files would each be asked for and compressed
// by itself, which is slow where a network is and weighs a fifth more. Beside each file
// lie its compressed forms (.br, .gz). A file that is there already is left alone.
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
	"sync"

	"credential-capture/tools/pageload"
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
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	p := packer{from: from, to: to, keep: map[string]bool{}, brotli: map[string]int{}, named: map[string]string{}}
	if err := filepath.WalkDir(from, p.visit); err != nil {
		return err
	}
	if err := p.bundle(); err != nil {
		return err
	}
	if err := p.sweep(); err != nil {
		return err
	}
	return p.weigh(w, limit)
}

// weigh says what a page is sent, and holds it to the limit.
func (p *packer) weigh(w io.Writer, limit int) error {
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(p.to, name)) }
	for _, capture := range pageload.Captures {
		files, err := capture.Files(read)
		if err != nil {
			return err
		}
		sum := 0
		for _, name := range files {
			sum += p.brotli[name]
		}
		fmt.Fprintf(w, "%-42s %2d files, brotli %6d bytes besides the wasm\n", capture.Name, len(files), sum)
		if limit > 0 && sum > limit {
			return fmt.Errorf("%s: scripts, style and language weigh %d bytes brotli, the limit is %d", capture.Name, sum, limit)
		}
	}
	return nil
}

// served are the endings of what a page may ask for; compressed forms come on top.
var served = []string{".html", ".js", ".css", ".ts", ".svg", ".png", ".json", ".wasm", ".bin", ".txt"}

// packer is one run.
type packer struct {
	from, to string          // absolute
	keep     map[string]bool // what belongs in to
	brotli   map[string]int  // bytes of what was written, by name

	mu    sync.Mutex
	named map[string]string // files that code names by a URL, and one that does
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
	case bundled(filepath.ToSlash(name)):
		return nil
	}
	return p.file(name, compressed)
}

// file writes one file that stays itself, and its compressed forms.
func (p *packer) file(name string, asItIs bool) error {
	source := filepath.Join(p.from, name)
	if asItIs || strings.HasSuffix(name, ".wasm") {
		p.keep[name] = true
		return copyFile(source, filepath.Join(p.to, name))
	}
	raw, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	small, err := minify(name, raw)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	return p.write(filepath.ToSlash(name), small)
}
