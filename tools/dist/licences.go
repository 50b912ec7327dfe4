package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// licences writes the licences of everything that is linked into the wasm, of Go, whose
// runtime and loader are in there, and of the data that comes with it.
func (d *dist) licences() error {
	texts := map[string]string{}
	if err := linked(texts); err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	if texts["Go"], err = licenceIn(strings.TrimSpace(string(root))); err != nil {
		return err
	}
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	var b bytes.Buffer
	b.WriteString("What others wrote of what is in this package.\n")
	for _, name := range names {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", name, strings.Repeat("=", len(name)), strings.TrimSpace(texts[name]))
	}
	for _, name := range d.files {
		if strings.HasSuffix(name, ".LICENSE.txt") {
			fmt.Fprintf(&b, "\nSee also %s, of %s.\n", name, strings.TrimSuffix(name, ".LICENSE.txt")+".bin")
		}
	}
	return d.write("THIRD-PARTY-LICENSES.txt", b.Bytes())
}

// linked finds the modules whose packages either program has.
func linked(texts map[string]string) error {
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
	for _, name := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return string(b), nil
		}
	}
	return "", fmt.Errorf("no licence in %s", dir)
}
