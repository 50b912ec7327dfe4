package main

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

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

// packageOnly are files that a page never loads.
var packageOnly = []string{"package.json", "README.md", "custom-elements.json"}

// cdn copies what a page loads to cdn/HASH/, where HASH is of names and contents. The files
// refer to each other by relative paths, so the folder is self-contained, may be cached
// forever, and never mixes two versions. cdn/manifest.json has the hash and the entries.
func (d *dist) cdn() error {
	contents := map[string][]byte{}
	hash := sha256.New()
	for _, name := range d.files {
		if strings.HasSuffix(name, ".d.ts") || slices.Contains(packageOnly, name) {
			continue
		}
		b, err := d.read(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(hash, "%s %d\n", name, len(b))
		_, _ = hash.Write(b) // a hash never fails
		contents[name] = b
	}
	folder := fmt.Sprintf("%x", hash.Sum(nil)[:8])
	for name, b := range contents {
		if err := d.write("cdn/"+folder+"/"+name, b); err != nil {
			return err
		}
	}
	type file struct {
		Path      string `json:"path"`
		Integrity string `json:"integrity"`
	}
	entries := map[string]file{}
	for _, name := range []string{"capture.js", "define.js", "element/credential-capture.js", "capture.wasm"} {
		if contents[name] == nil {
			return fmt.Errorf("%s is missing", name)
		}
		entries[name] = file{folder + "/" + name, subresourceIntegrity(contents[name])}
	}
	return d.writeJSON("cdn/manifest.json", struct {
		Version string          `json:"version"`
		Folder  string          `json:"folder"`
		Entries map[string]file `json:"entries"`
	}{d.version, folder, entries})
}
