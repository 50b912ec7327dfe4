// Dist makes the package that others install: what is served, without the demo, with
// package.json, types, checksums, licences, and a copy for CDNs under a name that
// changes with the content.
//
//	dist -version V -from build/web -docs docs -to dist
//
// It is made of what is there and of nothing else, no time and no path: two builds of
// one commit are the same bytes, which make dist-check shows.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	var d dist
	flag.StringVar(&d.version, "version", "", "of the package")
	flag.StringVar(&d.from, "from", "build/web", "what is served")
	flag.StringVar(&d.docs, "docs", "docs", "where embedding.md and theming.md are")
	flag.StringVar(&d.to, "to", "dist", "the folder to write; what is in it is removed")
	flag.Parse()
	if err := d.run(); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

// dist is one run.
type dist struct {
	version, from, docs, to string

	files []string // that the package has so far, by slashed paths
}

func (d *dist) run() error {
	if d.version == "" {
		return fmt.Errorf("say which -version it is")
	}
	if err := os.RemoveAll(d.to); err != nil {
		return err
	}
	for _, step := range []func() error{d.copy, d.licences, d.manifest, d.describe, d.checksums, d.cdn} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// left reports whether a served file is no part of the package.
func left(name string) bool {
	return strings.HasPrefix(name, "demo/") || strings.HasPrefix(name, "index.html") || strings.HasPrefix(name, "selftest") ||
		name == "capture/wasm_exec.d.ts"
}

// copy takes over what is served. Of compressed forms it takes those of the wasm, which
// take half a minute to make; servers and CDNs compress the rest themselves.
func (d *dist) copy() error {
	return filepath.WalkDir(d.from, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(d.from, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		packed := strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
		if left(strings.TrimSuffix(strings.TrimSuffix(name, ".br"), ".gz")) || packed && !strings.Contains(name, ".wasm.") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return d.write(name, b)
	})
}

// write adds a file to the package.
func (d *dist) write(name string, b []byte) error {
	path := filepath.Join(d.to, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	d.files = append(d.files, name)
	slices.Sort(d.files)
	return os.WriteFile(path, b, 0o644)
}

func (d *dist) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(d.to, filepath.FromSlash(name)))
}
