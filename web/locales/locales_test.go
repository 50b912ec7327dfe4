// Package locales tests the catalogues of the element's and the demo's languages; it has no
// code.
// docs/locales.md describes them.
package locales

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each folder has one catalogue a language.
const (
	element = "."
	form    = "form"            // of the element's form, which comes later
	demo    = "../demo/locales" // of the demo's own page, which is not in the package
)

func all(t *testing.T, folder string) []*catalog {
	t.Helper()
	paths, err := filepath.Glob(folder + "/*.js")
	if err != nil {
		t.Fatal(err)
	}
	var list []*catalog
	for _, path := range paths {
		if filepath.Base(path) == "index.js" {
			continue
		}
		c, err := parse(path)
		if err != nil {
			t.Error(err)
			continue
		}
		list = append(list, c)
	}
	return list
}

func english(t *testing.T, folder string) *catalog {
	t.Helper()
	en, err := parse(folder + "/en.js")
	if err != nil {
		t.Fatal(err)
	}
	if n := map[string]int{element: 100, form: 50, demo: 10}[folder]; len(en.keys) < n {
		t.Fatalf("en.js has %d keys, want %d at least: is it read to its end?", len(en.keys), n)
	}
	return en
}

// each runs a test for each language of each folder, beside its English.
func each(t *testing.T, test func(t *testing.T, folder string, c, en *catalog)) {
	t.Helper()
	for _, folder := range []string{element, form, demo} {
		en := english(t, folder)
		for _, c := range all(t, folder) {
			t.Run(filepath.Base(folder)+"/"+c.code, func(t *testing.T) { test(t, folder, c, en) })
		}
	}
}

// TestCatalogs_used looks for each key in the element's scripts: as a whole, or the part before a dot that code
// completes, such as `problem.${code}`.
func TestCatalogs_used(t *testing.T) {
	var scripts strings.Builder
	err := filepath.WalkDir("../element", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		b, err := os.ReadFile(path)
		scripts.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Concat(english(t, element).keys, english(t, form).keys) {
		used := key == "language" || key == "direction" || strings.Contains(scripts.String(), "'"+key+"'")
		for i, r := range key {
			begin := key[:i]
			used = used || r == '.' && (strings.Contains(scripts.String(), begin+".${") || strings.Contains(scripts.String(), "'"+begin+"'"))
		}
		if !used {
			t.Errorf("nothing shows %s", key)
		}
	}
}

// TestCatalogs_complete compares the keys of each language with English.
func TestCatalogs_complete(t *testing.T) {
	each(t, func(t *testing.T, folder string, c, en *catalog) {
		for _, key := range en.keys {
			if _, ok := c.messages[key]; !ok {
				t.Errorf("%s is missing", key)
			}
		}
		for _, key := range c.keys {
			if _, ok := en.messages[key]; !ok {
				t.Errorf("%s is not in English", key)
			}
		}
		if folder != element {
			return
		}
		if got := c.messages["language"]; got != c.code {
			t.Errorf("language is %q in the file %s.js", got, c.code)
		}
		want := "ltr"
		if base, _, _ := strings.Cut(c.code, "-"); slices.Contains(rightToLeft, base) {
			want = "rtl"
		}
		if got := c.messages["direction"]; got != want {
			t.Errorf("direction is %q, want %s", got, want)
		}
	})
}

// TestCatalogs_messages checks each message: placeholders as in English, the plural forms of
// the language, no markup, the two parts of a problem, letters of one script, no-break spaces.
func TestCatalogs_messages(t *testing.T) {
	each(t, func(t *testing.T, _ string, c, en *catalog) {
		for _, key := range c.keys {
			text := c.messages[key]
			if problem := wrong(key, text, c.code, en.messages[key]); problem != "" {
				t.Errorf("%s: %s: %q", key, problem, text)
			}
		}
	})
}

func wrong(key, text, code, source string) string {
	switch {
	case strings.TrimSpace(text) == "" || text != strings.TrimSpace(text):
		return "empty, or a blank at an end"
	case strings.ContainsAny(text, "<>&"):
		return "looks like markup"
	case strings.HasPrefix(key, "problem.") && strings.Count(text, "|") != 1:
		return "a problem has two parts with one | between them"
	case !strings.HasPrefix(key, "problem.") && strings.Contains(text, "|"):
		return "only a problem has a |"
	case !isolated(text):
		return "a \\u2066 without its \\u2069"
	case mixedScripts.MatchString(text):
		return "Latin and Cyrillic letters in a word"
	case breaking.MatchString(text), code == "fr" && breakingFrench.MatchString(text):
		return "a space that has to be a no-break space"
	}
	args, err := arguments(text)
	if err != nil {
		return err.Error()
	}
	sourceArgs, err := arguments(source)
	if err != nil {
		return "English: " + err.Error()
	}
	if got, want := names(args), names(sourceArgs); !slices.Equal(got, want) {
		return "has the values " + strings.Join(got, " ") + ", English has " + strings.Join(want, " ")
	}
	for _, a := range args {
		if a.branches == nil {
			continue
		}
		got := slices.Sorted(maps.Keys(a.branches))
		got = slices.DeleteFunc(got, func(name string) bool { return exact.MatchString(name) })
		if want := slices.Sorted(slices.Values(append(pluralsOf(code), "other"))); !slices.Equal(got, want) {
			return "has the plurals " + strings.Join(got, " ") + ", the language has " + strings.Join(want, " ")
		}
	}
	return ""
}

var (
	mixedScripts = regexp.MustCompile(`\p{Latin}\p{Cyrillic}|\p{Cyrillic}\p{Latin}`)
	// breaking is a space before an ellipsis, or between a number and its unit.
	breaking       = regexp.MustCompile(` …|\p{Nd} (MB|Mo|Mt|МБ|kB|px)`)
	breakingFrench = regexp.MustCompile(` [?!;:»]|« `)
)

var exact = regexp.MustCompile(`^=\d+$`)

// names lists the values of a message, each once, plurals marked.
func names(args []argument) []string {
	var list []string
	for _, a := range args {
		name := a.name
		if a.branches != nil {
			name += "(plural)"
		}
		list = append(list, name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// isolated reports whether every directional isolate is closed.
func isolated(text string) bool {
	open := strings.Count(text, "\u2066") + strings.Count(text, "\u2067") + strings.Count(text, "\u2068")
	return open == strings.Count(text, "\u2069") && !strings.ContainsAny(text, "\u202a\u202b\u202d\u202e")
}

// TestIndex_listsEveryFile compares the lists of languages that the element and its form load with the files, and with those of
// the demo.
func TestIndex_listsEveryFile(t *testing.T) {
	want := codes(all(t, element))
	for _, index := range []string{"index.js", "form/index.js"} {
		b, err := os.ReadFile(index)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`(?m)^  '([^']+)': \(\) => import\('\./([^']+)\.js'\),$`).FindAllStringSubmatch(string(b), -1) {
			if got = append(got, m[1]); m[1] != m[2] {
				t.Errorf("%s: %s imports %s", index, m[1], m[2])
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s lists %v, there are %v", index, got, want)
		}
	}
	for _, folder := range []string{form, demo} {
		if got := codes(all(t, folder)); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", folder, got, want)
		}
	}
}

// codes lists the languages of catalogues, sorted.
func codes(list []*catalog) (codes []string) {
	for _, c := range list {
		codes = append(codes, c.code)
	}
	slices.Sort(codes)
	return codes
}

// TestWrong has the mistakes of translators.
func TestWrong(t *testing.T) {
	const source = "{pages, plural, one {# page} other {# pages}}, {bytes}"
	for _, tt := range []struct{ name, key, text, code, source, want string }{
		{"good", "k", "{pages, plural, one {# Seite} other {# Seiten}}, {bytes}", "de", source, ""},
		{"exact number", "k", "{pages, plural, =0 {keine} one {# Seite} other {# Seiten}}, {bytes}", "de", source, ""},
		{"plural lost", "k", "{pages} Seiten, {bytes}", "de", source, "has the values"},
		{"value lost", "k", "{pages, plural, one {# Seite} other {# Seiten}}", "de", source, "has the values"},
		{"value renamed", "k", "{pages, plural, one {# Seite} other {# Seiten}}, {byte}", "de", source, "has the values"},
		{"category lost", "k", "{pages, plural, one {# strona} other {# strony}}, {bytes}", "pl", source, "has the plurals"},
		{"category too many", "k", "{pages, plural, one {#} other {#}}, {bytes}", "ja", source, "has the plurals"},
		{"brace lost", "k", "{pages, plural, one {# Seite} other {# Seiten}, {bytes}", "de", source, "nothing closes"},
		{"markup", "k", "<b>fett</b>", "de", "bold", "markup"},
		{"problem in one part", "problem.k", "kaputt", "de", "broken|mend it", "two parts"},
		{"open isolate", "k", "\u2066x", "ar", "x", "\\u2066"},
		{"Latin letter in a Cyrillic word", "k", "с\u00e8", "mk", "x", "Cyrillic"},
		{"Latin and Cyrillic words", "k", "PDF-файл JPEG", "ru", "x", ""},
		{"space in a measure", "k", "15 MB", "de", "x", "no-break"},
		{"no-break space in a measure", "k", "15\u00a0MB", "de", "x", ""},
		{"space before an ellipsis", "k", "Warten …", "de", "x", "no-break"},
		{"space before a question mark", "k", "Quoi ?", "fr", "x", "no-break"},
		{"narrow no-break space before a question mark", "k", "Quoi\u202f?", "fr", "x", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := wrong(tt.key, tt.text, tt.code, tt.source)
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
