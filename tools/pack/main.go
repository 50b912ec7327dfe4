// Pack builds the folder that is served from web/: minified scripts and styles, modules
// that always load together in one file, the pictures of /selftest.html, and a .br
// (brotli -q 11) and .gz (level 9) beside each file. The compressed wasms are kept in the
// user's cache folder, by the hash of their content, for builds that have the same.
//
//	pack [-max-wasm BYTES] [-max-page BYTES] -to DIR WEB
//
// Entries keep their names: capture.js, element/credential-capture.js, define.js, the
// worker, and one file a language. Shared modules and modules loaded on demand lie in
// chunks/: sixty small files would cost a request each and compress a fifth worse. A
// file whose content is unchanged is left alone.
//
// Pack prints the size of each wasm and what a page loads for one capture. It fails when
// capture.wasm, or the scripts, style and one language of a page, exceed their limits in
// bytes of brotli: weight decides how soon a page starts on a slow network.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"credential-capture/tools/pageload"
	"credential-capture/tools/selftest"
)

func main() {
	to := flag.String("to", "", "the folder to write")
	maxWASM := flag.Int("max-wasm", 0, "bytes of brotli that capture.wasm may have; 0 for no limit")
	maxPage := flag.Int("max-page", pageload.MaxBytes, "bytes of brotli that scripts, style and one language may have; 0 for no limit")
	flag.Parse()
	kept := ""
	if cache, err := os.UserCacheDir(); err == nil {
		kept = filepath.Join(cache, "credential-capture", "brotli-11")
	}
	err := run(os.Stdout, flag.Arg(0), *to, kept, limits{*maxWASM, *maxPage}, selftest.Set)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// limits are bytes of brotli; 0 is no limit.
type limits struct{ wasm, page int }

// run builds to from from. kept is a folder for compressed wasms, or "". selfTest returns the
// index and the data of the self-test's pictures.
func run(w io.Writer, from, to, kept string, max limits, selfTest func() (index, data []byte, err error)) error {
	if from == "" || to == "" {
		return fmt.Errorf("usage: pack -to DIR WEB")
	}
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	p := packer{from: from, to: to, kept: kept, written: map[string]bool{}, brotli: map[string]int{}, referenced: map[string]string{}}
	p.jobs.SetLimit(runtime.NumCPU())
	err = p.writeAll(selfTest)
	if failed := p.jobs.Wait(); err == nil { // also after an error: nothing is written after run returns
		err = failed
	}
	if err != nil {
		return err
	}
	if err := p.removeStale(); err != nil {
		return err
	}
	return p.checkWeight(w, max)
}

// writeAll writes all files. Their compression may take until p.jobs.Wait.
func (p *packer) writeAll(selfTest func() (index, data []byte, err error)) error {
	if err := filepath.WalkDir(p.from, p.visit); err != nil {
		return err
	}
	if err := p.bundle(); err != nil {
		return err
	}
	index, data, err := selfTest()
	if err != nil {
		return err
	}
	if err := p.write("selftest/pictures.json", index); err != nil {
		return err
	}
	return p.write("selftest/pictures.bin", data)
}

// checkWeight prints the sizes and compares them with the limits.
func (p *packer) checkWeight(w io.Writer, max limits) error {
	for _, name := range slices.Sorted(maps.Keys(p.brotli)) {
		if strings.HasSuffix(name, ".wasm") {
			fmt.Fprintf(w, "%-42s brotli %d bytes\n", name, p.brotli[name])
		}
	}
	if size := p.brotli["capture.wasm"]; max.wasm > 0 && size > max.wasm {
		return fmt.Errorf("capture.wasm has %d bytes of brotli, the limit is %d", size, max.wasm)
	}
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(p.to, name)) }
	for _, scenario := range append(slices.Clip(pageload.Scenarios), pageload.Heaviest(p.brotli)) {
		files, err := scenario.Files(read)
		if err != nil {
			return err
		}
		sum := 0
		for _, name := range files {
			sum += p.brotli[name]
		}
		fmt.Fprintf(w, "%-42s %2d files, brotli %6d bytes besides the wasm\n", scenario.Name, len(files), sum)
		if max.page > 0 && sum > max.page {
			return fmt.Errorf("%s: scripts, style and language have %d bytes of brotli, the limit is %d", scenario.Name, sum, max.page)
		}
	}
	return nil
}

// served are the extensions of files that a page may request.
var served = []string{".html", ".js", ".css", ".ts", ".svg", ".png", ".json", ".wasm", ".bin", ".txt"}

// packer is one run. Names are slash-separated paths below from and to.
type packer struct {
	from, to string // absolute
	kept     string // see brotlied
	written  map[string]bool
	jobs     errgroup.Group

	mu         sync.Mutex
	brotli     map[string]int    // compressed bytes of each file
	referenced map[string]string // a file that code refers to by a URL → the module that does
}

// visit writes one file of from, unless it becomes part of a bundle.
func (p *packer) visit(path string, d fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	name, err := filepath.Rel(p.from, path)
	if err != nil || name == "." {
		return err
	}
	name = filepath.ToSlash(name)
	hidden := strings.HasPrefix(d.Name(), ".")
	switch {
	case d.IsDir() && hidden:
		return fs.SkipDir
	case d.IsDir() || hidden || !slices.Contains(served, filepath.Ext(name)) || bundled(name):
		return nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	content, err := minify(name, raw)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return p.write(name, content)
}
