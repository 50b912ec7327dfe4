package docs

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// runners take a block by its language. What is in none of them fails the test, so that
// nobody adds a block that isn't tried; <!-- not run: reason --> before it lets one be,
// and is told.
var runners = map[string]func(*testing.T, fence){
	"css":  runCSS,
	"go":   runGo,
	"html": runPage,
	"http": runHTTP,
	"js":   runPage,
	"json": runJSON,
	"sh":   runShell,
	"ts":   runTS,
}

// TestSnippets_run runs every block of every document.
func TestSnippets_run(t *testing.T) {
	openPage(t)
	tried := 0
	for _, path := range documents(t) {
		for _, f := range fences(t, path) {
			switch run, known := runners[f.lang]; {
			case f.not != "":
				t.Logf("%s is not run: %s", f, f.not)
			case f.lang == "" && len(f.run) == 0: // a drawing
			case len(f.run) > 0 && f.run[0] == "newcomer": // TestReadme_firstSteps does them, in their order
			case !known:
				t.Errorf("%s: nothing here runs %q; write a runner, or <!-- not run: reason --> before it", f, f.lang)
			default:
				t.Run(strings.ReplaceAll(f.String(), "/", "-"), func(t *testing.T) { run(t, f) })
				tried++
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d blocks were found: is the pattern still right?", tried)
	}
}

// TestSnippets_found finds the blocks of a document.
func TestSnippets_found(t *testing.T) {
	path := drive.File(t, "some.md", []byte("text\n\n<!-- run: a b -->\n```js\none\n\ntwo\n```\n```\ndrawing\n```\n<!-- not run: too dear -->\n```toml\n```\n<!-- run: far -->\n\n```css\n```\n"))
	got := fences(t, path)
	if len(got) != 4 {
		t.Fatalf("got %d blocks, want 4: %v", len(got), got)
	}
	for i, want := range []fence{
		{line: 4, lang: "js", run: []string{"a", "b"}, text: "one\n\ntwo\n"},
		{line: 9, text: "drawing\n"},
		{line: 13, lang: "toml", not: "too dear"},
		{line: 17, lang: "css"}, // the marker isn't on the line before it
	} {
		f := got[i]
		if f.line != want.line || f.lang != want.lang || !f.is(want.run...) || f.not != want.not || want.text != "" && f.text != want.text {
			t.Errorf("got %+v, want %+v", f, want)
		}
	}
}

// documents are all that have blocks for those who read them.
func documents(t *testing.T) (paths []string) {
	t.Helper()
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*.md", "examples/*/*.md", "dist/*.md"} {
		found := must.Get(filepath.Glob(pattern))(t)
		paths = append(paths, found...)
	}
	return paths
}

// TestDocs_linkedFromReadme checks that the README links to each document.
func TestDocs_linkedFromReadme(t *testing.T) {
	readme := must.Read(t, "README.md")
	_, index, _ := strings.Cut(readme, "\n## Documents\n")
	for _, path := range documents(t) {
		name := strings.TrimPrefix(path, ".")
		if strings.HasPrefix(name, "docs/") && !strings.Contains(index, "("+name+")") {
			t.Errorf("the README's list has no %s", name)
		}
	}
}

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
