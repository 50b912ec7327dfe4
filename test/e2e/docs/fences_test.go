package docs

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/must"
)

// fence is one fenced block of the documents.
type fence struct {
	file string
	line int      // of the opening fence
	lang string   // what stands behind it
	run  []string // the words of <!-- run: … --> on the line before it
	not  string   // the reason of <!-- not run: … -->
	text string
}

func (f fence) String() string { return fmt.Sprintf("%s:%d", f.file, f.line) }

// is reports whether the block is marked with these words.
func (f fence) is(words ...string) bool {
	return strings.Join(f.run, " ") == strings.Join(words, " ")
}

var marker = regexp.MustCompile(`^<!-- (run|not run): (.+) -->$`)

// fences finds the blocks of one document.
func fences(t *testing.T, path string) (all []fence) {
	t.Helper()
	lines := strings.Split(must.Read(t, path), "\n")
	for i := 0; i < len(lines); i++ {
		lang, opens := strings.CutPrefix(lines[i], "```")
		if !opens {
			continue
		}
		f := fence{file: strings.TrimPrefix(path, "."), line: i + 1, lang: lang}
		if i > 0 {
			switch m := marker.FindStringSubmatch(lines[i-1]); {
			case m != nil && m[1] == "run":
				f.run = strings.Fields(m[2])
			case m != nil:
				f.not = m[2]
			}
		}
		var text []string
		for i++; i < len(lines) && lines[i] != "```"; i++ {
			text = append(text, lines[i])
		}
		if i == len(lines) {
			t.Fatalf("%s: the block isn't closed", f)
		}
		f.text = strings.Join(text, "\n") + "\n"
		all = append(all, f)
	}
	return all
}

// marked finds the one block of a document that is marked with these words.
func marked(t *testing.T, path string, words ...string) string {
	t.Helper()
	var found []fence
	for _, f := range fences(t, path) {
		if f.is(words...) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d blocks <!-- run: %s -->, want one", path, len(found), strings.Join(words, " "))
	}
	return found[0].text
}
