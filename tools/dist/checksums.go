package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// checksums writes integrity.json: for each file what an integrity attribute takes.
func (d *dist) checksums() error {
	sums := map[string]string{}
	for _, name := range d.files {
		b, err := d.read(name)
		if err != nil {
			return err
		}
		sum := sha512.Sum384(b)
		sums[name] = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	}
	b, err := lines(sums)
	if err != nil {
		return err
	}
	return d.write("integrity.json", b)
}

// cdn copies what a page loads to cdn/HASH/, whose name is that of all the content: the
// files there name each other by relative paths, so that it is whole by itself, may be
// cached for good, and never mixes two versions. cdn/manifest.json says which it is.
func (d *dist) cdn() error {
	sum := sha256.New()
	var loaded []string
	for _, name := range d.files {
		switch {
		case strings.HasSuffix(name, ".d.ts"), name == "package.json", name == "README.md", name == "custom-elements.json":
			continue
		}
		b, err := d.read(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(b))
		_, _ = sum.Write(b) // a hash never fails
		loaded = append(loaded, name)
	}
	folder := hex.EncodeToString(sum.Sum(nil))[:16]
	for _, name := range loaded {
		b, err := d.read(name)
		if err != nil {
			return err
		}
		path := filepath.Join(d.to, "cdn", folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return err
		}
	}
	var integrity map[string]string
	b, err := d.read("integrity.json")
	if err == nil {
		err = json.Unmarshal(b, &integrity)
	}
	if err != nil {
		return err
	}
	type file struct {
		Path      string `json:"path"`
		Integrity string `json:"integrity"`
	}
	manifest := struct {
		Version string          `json:"version"`
		Folder  string          `json:"folder"`
		Entries map[string]file `json:"entries"`
	}{d.version, folder, map[string]file{}}
	for _, name := range []string{"capture.js", "define.js", "element/credential-capture.js", "capture.wasm"} {
		if integrity[name] == "" {
			return fmt.Errorf("%s is missing", name)
		}
		manifest.Entries[name] = file{folder + "/" + name, integrity[name]}
	}
	if b, err = lines(manifest); err != nil {
		return err
	}
	return d.write("cdn/manifest.json", b)
}

// lines is JSON as people read it; its maps are in order.
func lines(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
