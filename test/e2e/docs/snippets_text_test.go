package docs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// runShell holds each line against what it calls: a target of make, a flag of the server,
// a command that there is. A block isn't run as a whole: some of them take minutes.
func runShell(t *testing.T, f fence) {
	if out, err := exec.Command("sh", "-n", "-c", f.text).CombinedOutput(); err != nil {
		t.Errorf("%s: no shell takes it: %s", f, out)
	}
	text := strings.ReplaceAll(f.text, "\\\n", " ")
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, " #")
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		for command := range strings.SplitSeq(strings.ReplaceAll(line, "&&", "|"), "|") {
			if words := strings.Fields(command); len(words) > 0 {
				checkCommand(t, f, words)
			}
		}
	}
}

var (
	assignment = regexp.MustCompile(`^[A-Z_]+=`)
	// With nothing of ours to hold them to; they need not be on the machine.
	foreign = []string{"cd", "cp", "mkdir", "chmod", "npm", "npx", "curl", "openssl", "docker", "kubectl", "export", "git"}
)

func checkCommand(t *testing.T, f fence, words []string) {
	for len(words) > 0 && assignment.MatchString(words[0]) {
		words = words[1:]
	}
	switch {
	case len(words) == 0 || slices.Contains(foreign, words[0]):
	case words[0] == "make":
		cmd := exec.Command("make", append([]string{"-n", "--no-print-directory"}, words[1:]...)...)
		cmd.Dir = "."
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %q: %s", f, words, out)
		}
	case strings.HasSuffix(words[0], "build/serve"), len(words) > 2 && words[0] == "go" && words[1] == "run":
		program := []string{"build/serve"}
		if words[0] == "go" {
			program = words[:3]
		}
		help, err := exec.Command(program[0], slices.Concat(program[1:], []string{"-h"})...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %s: %v\n%s", f, program, err, help)
		}
		for _, word := range words[1:] {
			name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
			if strings.HasPrefix(word, "-") && !bytes.Contains(help, []byte("\n  -"+name)) {
				t.Errorf("%s: %s has no flag %s", f, program, word)
			}
		}
	default:
		t.Errorf("%s: nothing is known of the command %q", f, words[0])
	}
}

// runGo formats a block and compiles it in a package of its own, in which the module's
// packages that <!-- run: go internal/… --> names are imported by dot.
func runGo(t *testing.T, f fence) {
	formatted, err := format.Source([]byte(f.text))
	if err != nil || string(formatted) != f.text {
		t.Errorf("%s: gofmt would change it: %v", f, err)
	}
	if len(f.run) < 2 || f.run[0] != "go" {
		t.Fatalf("%s: say which packages it is about: <!-- run: go internal/… checks… -->", f)
	}
	var b strings.Builder
	b.WriteString("package snippet\n\nimport (\n\"context\"\n")
	fmt.Fprintf(&b, "of %q\n)\nvar _ context.Context\n", "credential-capture/"+f.run[1])
	for _, word := range f.run[2:] { // NAME: ours, used in it; NAME=: the block's own, which must be the same as ours
		if name, same := strings.CutSuffix(word, "="); same {
			fmt.Fprintf(&b, "var _ %s = of.%s(nil)\nvar _ of.%[1]s = %[1]s(nil)\n", name, name)
		} else {
			fmt.Fprintf(&b, "type %s = of.%s\n", word, word)
		}
	}
	b.WriteString(f.text)
	dir, err := os.MkdirTemp("test", "snippet") // within the module: its packages are internal
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must.Succeed(t, os.WriteFile(filepath.Join(dir, "snippet.go"), []byte(b.String()), 0o644))
	cmd := exec.Command("go", "vet", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %s", f, out)
	}
}

// runJSON parses a block and looks for each of its keys in our sources: what nobody reads
// or writes is a mistake.
func runJSON(t *testing.T, f fence) {
	var v any
	if err := json.Unmarshal([]byte(f.text), &v); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	for _, key := range keysOf(v) {
		out, err := exec.Command("git", "grep", "-qw", "--", key, "--", "*.go", "web/*.js", "web/*.ts").CombinedOutput()
		if err != nil {
			t.Errorf("%s: no source knows %q %s", f, key, out)
		}
	}
}

func keysOf(v any) (keys []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			keys = append(append(keys, key), keysOf(inner)...)
		}
	case []any:
		for _, inner := range v {
			keys = append(keys, keysOf(inner)...)
		}
	}
	return keys
}

// runTS compiles a block as the typed example is compiled.
func runTS(t *testing.T, f fence) {
	const example = "examples/typed"
	tsc := must.Get(filepath.Abs("examples/node_modules/.bin/tsc"))(t)
	drive.Need(t, tsc, "make check NAME=dist")
	dir := must.Get(os.MkdirTemp("examples", "snippet"))(t) // from where the package is found
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	settings := must.Get(os.ReadFile(filepath.Join(example, "tsconfig.json")))(t)
	for name, content := range map[string][]byte{"tsconfig.json": settings, "snippet.ts": []byte(f.text)} {
		must.Succeed(t, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	cmd := exec.Command(tsc, "-p", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %s", f, out)
	}
}
