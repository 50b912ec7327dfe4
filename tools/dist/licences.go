package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// licences writes LICENSE, and the licences of the third-party software in the package:
// modules that are linked into the wasm, Go's runtime and loader, and data files.
func (d *dist) licences() error {
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	if err := d.write("LICENSE", own); err != nil {
		return err
	}
	texts := map[string]string{}
	if err := addLinked(texts); err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	if texts["Go"], err = licenceIn(strings.TrimSpace(string(root))); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("credential-capture is licensed under the MIT licence, see LICENSE.\nIt contains the following third-party software.\n")
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", name, strings.Repeat("=", len(name)), strings.TrimSpace(texts[name]))
	}
	for _, name := range d.files {
		if data, ok := strings.CutSuffix(name, ".LICENSE.txt"); ok {
			fmt.Fprintf(&b, "\n%s.bin: see %s.\n", data, name)
		}
	}
	return d.write("THIRD-PARTY-LICENSES.txt", b.Bytes())
}

// addLinked adds the licences of the modules that capture.wasm or fallback.wasm links.
func addLinked(texts map[string]string) error {
	for _, tags := range []string{"", "gocodec"} {
		list := exec.Command("go", "list", "-deps", "-tags", tags, "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./wasm")
		list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		list.Stderr = os.Stderr
		out, err := list.Output()
		if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		for line := range strings.Lines(string(out)) {
			name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t")
			if !ok || texts[name] != "" {
				continue
			}
			if texts[name], err = licenceIn(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

func licenceIn(dir string) (string, error) {
	for _, name := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING", "COPYING.txt"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return string(b), nil
		}
	}
	return "", fmt.Errorf("no licence in %s", dir)
}
