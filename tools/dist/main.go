// Dist builds the npm package: the served files without the demo, with package.json,
// types, licences, checksums, documents and a command.
//
//	dist -version V [-repository URL]
//
// It runs in the repository's root. Its output depends on the input files alone, never on
// a time or a path: two builds of a commit are equal to the byte, as make check NAME=dist
// verifies.
package main

import (
	"bytes"
	"context"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"credential-capture/tools/report"
)

func main() {
	d := dist{from: "build/web", docs: "docs", types: "web", to: "dist"} // to: its content is removed
	flag.StringVar(&d.version, "version", "", "of the package")
	flag.StringVar(&d.repository, "repository", "", "URL that package.json names; the links to issues and documents follow from it")
	flag.Parse()
	report.Main("dist", func(context.Context) error { return d.run() })
}

// dist is one run.
type dist struct {
	version, repository, from, docs, types, to string

	files []string // written so far: sorted, slash-separated
}

func (d *dist) run() error {
	if d.version == "" {
		return fmt.Errorf("-version is missing")
	}
	if err := os.RemoveAll(d.to); err != nil {
		return err
	}
	for _, step := range []func() error{d.copyServed, d.licences, d.documents, d.messages, d.manifest, d.packageJSON, d.integrity} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// excluded reports whether a served file is no part of the package.
func excluded(name string) bool {
	return strings.HasPrefix(name, "demo/") || strings.HasPrefix(name, "index.html") || strings.HasPrefix(name, "selftest") || strings.HasPrefix(name, "bench") ||
		strings.HasPrefix(name, "capture/") && strings.HasSuffix(name, ".d.ts") // internal
}

// copyServed copies the served files with their brotli forms, which take a minute to
// compress. The gzip forms would add 3.2 MB to the package; docs/frameworks.md has the
// command for a server that needs them.
func (d *dist) copyServed() error {
	return filepath.WalkDir(d.from, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(d.from, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		plain, compressed := strings.CutSuffix(name, ".br")
		if excluded(plain) || strings.HasSuffix(name, ".gz") || compressed && !slices.Contains(fetched, filepath.Ext(plain)) {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return d.write(name, b)
	})
}

// fetched are the extensions of files that a page loads.
var fetched = []string{".js", ".css", ".wasm", ".bin"}

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

//go:embed package
var texts embed.FS

// packageJSON writes package.json and the package's README. The former is no Go map:
// resolvers take the first condition that matches, and a map has no order.
func (d *dist) packageJSON() error {
	text, _ := texts.ReadFile("package/package.json.tmpl")
	readme, _ := texts.ReadFile("package/README.md")
	command, _ := texts.ReadFile("package/check.js")
	links := ""
	if d.repository != "" {
		links = fmt.Sprintf("\n  \"repository\": %q,\n  \"homepage\": %q,\n  \"bugs\": %q,", "git+"+d.repository+".git", d.repository+"#readme", d.repository+"/issues")
	}
	return errors.Join(d.write("check.js", command), d.write("package.json", fmt.Appendf(nil, string(text), d.version, links)), d.write("README.md", readme))
}

// writeJSON adds an indented JSON file. Keys of maps are sorted.
func (d *dist) writeJSON(name string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return d.write(name, b.Bytes())
}

func (d *dist) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(d.to, filepath.FromSlash(name)))
}

// subresourceIntegrity is the value of an integrity attribute.
func subresourceIntegrity(b []byte) string {
	sum := sha512.Sum384(b)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// integrity writes integrity.json: the integrity attribute of each file.
func (d *dist) integrity() error {
	sums := map[string]string{}
	for _, name := range d.files {
		b, err := d.read(name)
		if err != nil {
			return err
		}
		sums[name] = subresourceIntegrity(b)
	}
	return d.writeJSON("integrity.json", sums)
}
