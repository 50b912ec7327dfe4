package main

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/must"
)

const web = "../../web/"

func source(t *testing.T, name string) string {
	t.Helper()
	return must.Read(t, filepath.FromSlash(web+name))
}

// all returns what the group of a pattern matches, sorted.
func all(t *testing.T, pattern, text string) (found []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	if len(found) < 3 {
		t.Fatalf("%s found %q only: has the source changed?", pattern, found)
	}
	slices.Sort(found)
	return found
}

// attributes are those of the element, sorted.
func attributes(t *testing.T) []string {
	t.Helper()
	return all(t, `(?m)^  '([a-z-]+)': (?:\{read|toggle)`, source(t, "element/settings.js"))
}

// events are those of the element, sorted.
func events(t *testing.T) []string {
	t.Helper()
	return all(t, `super\('([a-z]+)'[,)]`, source(t, "element/events.js"))
}

// same compares two lists; got may be in any order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("%s are %q, want %q", what, got, want)
	}
}

func TestTypes_haveEveryAttributeAndEvent(t *testing.T) {
	types := source(t, "element/credential-capture.d.ts")
	for _, attribute := range attributes(t) {
		if field := fieldOf(attribute); !regexp.MustCompile(`(?m)^  (get )?` + field + `(\(\))?: `).MatchString(types) {
			t.Errorf("attribute %s: the types have no %s", attribute, field)
		}
	}
	_, typed, _ := strings.Cut(types, "interface CredentialCaptureEvents {")
	for _, event := range events(t) {
		if !strings.Contains(typed, "\n  "+event+": Event") {
			t.Errorf("event %s is not in the types", event)
		}
	}
}

// TestTypes_haveEveryScreenAndCode compares the unions with the flow's table and with the manual.
func TestTypes_haveEveryScreenAndCode(t *testing.T) {
	_, screens, _ := strings.Cut(source(t, "element/flow/table.js"), "export const table = {")
	screens, _, _ = strings.Cut(screens, "\n};")
	_, codes, _ := strings.Cut(must.Read(t, "../../docs/errors.md"), "\n## The camera")
	for name, want := range map[string][]string{
		"ScreenName":  all(t, `(?m)^  '?([a-z-]+)'?: \{`, screens),
		"ProblemCode": all(t, "(?m)^\\| `([a-z_]+)`", codes),
	} {
		_, union, _ := strings.Cut(source(t, "element/credential-capture.d.ts"), "export type "+name+" =")
		union, _, _ = strings.Cut(union, ";")
		same(t, "the values of "+name, all(t, `'([a-z_-]+)'`, union), want)
	}
}

// TestManifest_matchesSource compares the manual's tables with the source.
func TestManifest_matchesSource(t *testing.T) {
	d := dist{docs: "../../docs", types: web, to: t.TempDir()}
	must.Succeed(t, d.manifest())
	b := must.Get(d.read("custom-elements.json"))(t)
	var got struct {
		Modules []struct{ Declarations []class }
	}
	must.Succeed(t, json.Unmarshal(b, &got))
	c := got.Modules[0].Declarations[0]
	names := func(list []item) (n []string) {
		for _, each := range list {
			n = append(n, each.Name)
		}
		return n
	}
	same(t, "the manual's attributes", names(c.Attributes), attributes(t))
	same(t, "the manual's events", names(c.Events), events(t))
}

// TestComponents_haveEveryProperty compares what the components of frameworks pass on with the source.
func TestComponents_haveEveryProperty(t *testing.T) {
	props := source(t, "frameworks/props.js")
	var passed []string
	for _, m := range regexp.MustCompile(`(\w+): '([a-z-]+)'`).FindAllStringSubmatch(props, -1) {
		if passed = append(passed, m[2]); fieldOf(m[2]) != m[1] {
			t.Errorf("%s is the property of %s", m[1], m[2])
		}
	}
	_, list, _ := strings.Cut(props, "export const events = [")
	list, _, _ = strings.Cut(list, "]")
	same(t, "the components' attributes", passed, attributes(t))
	same(t, "the components' events", all(t, `'(\w+)'`, list), events(t))
}

// TestRelink adapts a document's links to the package.
func TestRelink(t *testing.T) {
	has := func(name string) bool {
		return slices.Contains([]string{"docs/errors.md", "locales/en.js", "CHANGELOG.md"}, name)
	}
	for _, tt := range []struct{ text, want string }{
		{"[e](errors.md#codes)", "[e](errors.md#codes)"},
		{"[l](../web/locales/en.js)", "[l](../locales/en.js)"},
		{"[c](../CHANGELOG.md)", "[c](../CHANGELOG.md)"},
		{"[here](#codes)", "[here](#codes)"},
		{"[tests](../test/e2e)", "tests"},
		{"![picture](screens/a.webp)", ""},
		{"[far](https://a.example/b)", "[far](https://a.example/b)"},
	} {
		if got := relink(tt.text, "docs/embedding.md", has); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestFieldOf(t *testing.T) {
	for attribute, want := range map[string]string{
		"theme": "theme", "session-url": "sessionURL", "max-edge": "maxEdge", "auto-capture": "autoCapture", "a-b-url": "aBURL",
	} {
		if got := fieldOf(attribute); got != want {
			t.Errorf("%s: %s, want %s", attribute, got, want)
		}
	}
}

func TestParseTables(t *testing.T) {
	got := parseTables("text\n| a | b |\n|---|---|\n| `x` | y |\n| short |\n\n| c | d |\n|---|---|\n| 1 | 2 |\n")
	if len(got) != 2 || len(got[0].rows) != 1 || got[0].rows[0][1] != "y" || got[1].head[0] != "c" || len(got[1].rows) != 1 {
		t.Errorf("%+v", got)
	}
}

// TestIntegrity_changesWithContent compares the checksums of two contents.
func TestIntegrity_changesWithContent(t *testing.T) {
	sum := func(content string) string {
		d := dist{version: "1", to: t.TempDir()}
		must.Succeed(t, errors.Join(d.write("capture.js", []byte(content)), d.integrity()))
		b := must.Get(d.read("integrity.json"))(t)
		var sums map[string]string
		must.Succeed(t, json.Unmarshal(b, &sums))
		return sums["capture.js"]
	}
	// openssl dgst -sha384 -binary | base64, of the letter a
	const want = "sha384-VKWbnyKwuAiA2EJ+VIt8I6vYc0huHwNdzpzWl+hRdQM8qojm1XvDXvrgta/TFF8x"
	if a, b := sum("a"), sum("b"); a != want || a == b {
		t.Errorf("the checksums of two contents are %s and %s, want %s of the first", a, b, want)
	}
}
