package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// internal are documents for those who change the code.
var internal = []string{"architecture.md", "benchmarks.md", "reliability.md", "roadmap.md"}

// documents copies the manual and the changes. Links to what isn't in the package become
// text, and pictures go.
func (d *dist) documents() error {
	names, err := filepath.Glob(filepath.Join(d.docs, "*.md"))
	if err != nil {
		return err
	}
	sources := map[string]string{"CHANGELOG.md": filepath.Join(d.docs, "..", "CHANGELOG.md")}
	for _, name := range names {
		if base := filepath.Base(name); !slices.Contains(internal, base) {
			sources["docs/"+base] = name
		}
	}
	sources["docs/openapi.yaml"] = filepath.Join(d.docs, "openapi.yaml")
	has := func(name string) bool {
		_, isDocument := sources[name]
		return isDocument || slices.Contains(d.files, name)
	}
	for name, source := range sources {
		b, err := os.ReadFile(source)
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".md") {
			b = []byte(relink(string(b), name, has))
		}
		if err := d.write(name, b); err != nil {
			return err
		}
	}
	return nil
}

var link = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)#:]*)(#[^)]*)?\)`)

// relink adapts the relative links of a document to the package, where web/ is the root.
func relink(text, name string, has func(name string) bool) string {
	return link.ReplaceAllStringFunc(text, func(match string) string {
		m := link.FindStringSubmatch(match)
		isPicture, label, target, anchor := m[1] != "", m[2], m[3], m[4]
		if target == "" && !isPicture {
			return match // of this document
		}
		inside := strings.TrimPrefix(path.Join(path.Dir(name), target), "web/")
		switch {
		case isPicture:
			return ""
		case !has(inside):
			return label
		}
		back, err := filepath.Rel(path.Dir(name), inside)
		if err != nil {
			return label
		}
		return "[" + label + "](" + filepath.ToSlash(back) + anchor + ")"
	})
}
