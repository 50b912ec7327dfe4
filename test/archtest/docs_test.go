package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/test/must"
)

// TestDocs_nameWhatExists: each test, make target, check, file and heading that a document names exists.
func TestDocs_nameWhatExists(t *testing.T) {
	tests := map[string]bool{}
	for _, path := range sources(t, ".go") {
		if strings.HasSuffix(path, "_test.go") {
			for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(must.Read(t, path), -1) {
				tests[m[1]] = true
			}
		}
	}
	makefile, checks := must.Read(t, "Makefile"), must.Read(t, ".ci/check")
	paths := must.Get(filepath.Glob("docs/*.md"))(t)
	for _, path := range append(paths, "README.md", "SECURITY.md", "CHANGELOG.md", "examples/README.md") {
		text := must.Read(t, path)
		for _, m := range regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, which doesn't exist", path, m[1])
			}
		}
		for _, m := range regexp.MustCompile("`make ([a-z-]+)").FindAllStringSubmatch(text, -1) {
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s names make %s, which doesn't exist", path, m[1])
			}
		}
		for _, m := range regexp.MustCompile("`make check NAME=([a-z-]+)").FindAllStringSubmatch(text, -1) {
			if !strings.Contains(checks, "\n# "+m[1]+": ") {
				t.Errorf("%s names the check %s, which doesn't exist", path, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`\]\(([^)#:]*)(?:#([^)]*))?\)`).FindAllStringSubmatch(text, -1) {
			target := path
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(path), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s: %v", path, m[0], err)
			} else if m[2] != "" && !anchors(t, target)[m[2]] {
				t.Errorf("%s links to %s, which has no such heading", path, m[0])
			}
		}
	}
}

// anchors returns the ids that code hosts give to the headings of a document.
func anchors(t *testing.T, path string) map[string]bool {
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(must.Read(t, path), -1) {
		id := regexp.MustCompile(`[^\pL\pN _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		ids[strings.ReplaceAll(id, " ", "-")] = true
	}
	return ids
}

// TestThemingDocs_defaults compares the custom properties of docs/theming.md and their defaults with the style.
func TestThemingDocs_defaults(t *testing.T) {
	style, docs := must.Read(t, "web/element/element.css"), must.Read(t, "docs/theming.md")
	for _, m := range regexp.MustCompile("(?m)^\\| `(--cc-[a-z-]+)` \\| `?([^`|]*?)`? \\| `?([^`|]*?)`? ?\\|").FindAllStringSubmatch(docs, -1) {
		for _, value := range m[2:] {
			if value != "" && value != "the system's" && !strings.Contains(style, "var("+m[1]+", "+value+")") {
				t.Errorf("docs/theming.md has %s for %s, element.css hasn't", value, m[1])
			}
		}
	}
	for _, name := range regexp.MustCompile(`--cc-[a-z-]+`).FindAllString(style, -1) {
		if !strings.Contains(docs, "| `"+name+"`") {
			t.Errorf("docs/theming.md lacks %s", name)
		}
	}
}

// TestGuidanceDocs_defaults compares the limits of capture.d.ts and of docs/upgrading.md with the list.
func TestGuidanceDocs_defaults(t *testing.T) {
	types, upgrading := must.Read(t, "web/capture.d.ts"), must.Read(t, "docs/upgrading.md")
	for _, limit := range new(guidance.Limits).All() {
		if want := fmt.Sprintf("Default %v. */\n  %s?:", limit.Default, limit.Name); !strings.Contains(types, want) {
			t.Errorf("capture.d.ts lacks %q", want)
		}
		if want := fmt.Sprintf("/** @deprecated %s */\n  %s?:", limit.Name, limit.Deprecated); !strings.Contains(types, want) {
			t.Errorf("capture.d.ts lacks %q", want)
		}
		if want := fmt.Sprintf("`%s` | `%s` |", limit.Deprecated, limit.Name); !strings.Contains(upgrading, want) {
			t.Errorf("docs/upgrading.md lacks %q", want)
		}
	}
}

// TestDependenciesAreListed: docs/security.md lists each direct dependency, with its licence.
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
