package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/must"
)

// TestSecurityDocs_nameWhatExists: each test, file and link that docs/security.md and SECURITY.md
// name is there, and so is each target of make.
func TestSecurityDocs_nameWhatExists(t *testing.T) {
	tests := map[string]bool{}
	for _, path := range sources(t, ".go") {
		if strings.HasSuffix(path, "_test.go") {
			for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(must.Read(t, path), -1) {
				tests[m[1]] = true
			}
		}
	}
	makefile, checks := must.Read(t, "Makefile"), must.Read(t, ".ci/check")
	for _, path := range []string{"docs/security.md", "SECURITY.md"} {
		text := must.Read(t, path)
		named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(text, -1)
		if path == "docs/security.md" && len(named) < 40 {
			t.Errorf("%s names %d tests only: has its form changed?", path, len(named))
		}
		for _, m := range named {
			if !tests[m[1]] {
				t.Errorf("%s names %s, which isn't there", path, m[1])
			}
		}
		for _, m := range regexp.MustCompile("`make ([a-z-]+)").FindAllStringSubmatch(text, -1) {
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s names make %s, which isn't there", path, m[1])
			}
		}
		for _, m := range regexp.MustCompile("`make check NAME=([a-z-]+)").FindAllStringSubmatch(text, -1) {
			if !strings.Contains(checks, "\n# "+m[1]+": ") {
				t.Errorf("%s names the check %s, which isn't there", path, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", path, m[1], err)
			}
		}
	}
}

// TestDependenciesAreListed: each module and package that is asked for by name stands in the
// manual's table, with its licence.
func TestDependenciesAreListed(t *testing.T) {
	_, table, _ := strings.Cut(must.Read(t, "docs/security.md"), "\n## Dependencies\n")
	table, _, _ = strings.Cut(table, "\n## ")
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+?)(?:/v\d+)? v\S+$`).FindAllStringSubmatch(must.Read(t, "go.mod"), -1) {
		names = append(names, m[1])
	}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+)$`).FindAllStringSubmatch(must.Read(t, "go.mod"), -1) {
		names = append(names, m[1]) // tools
	}
	if len(names) < 15 {
		t.Fatalf("go.mod names %q only: has its form changed?", names)
	}
	for _, name := range names {
		if !strings.Contains(table, name) && !strings.Contains(table, name[strings.LastIndexByte(name, '/')+1:]) {
			t.Errorf("docs/security.md doesn't list %s", name)
		}
	}
}
