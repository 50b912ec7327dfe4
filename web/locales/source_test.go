package locales

import (
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	update   = flag.Bool("update", false, "write testdata/sources.tsv")
	reviewed = flag.String("reviewed", "", "keys whose unchanged translations fit the new English, separated by commas")
)

// sources is testdata/sources.tsv: which English each translation was made of. After the
// heading of languages, a line is a key, the hash of its English, and the hash of each
// translation.
type sources struct {
	languages []string
	keys      []string
	hashes    map[string][]string // by key: English first, then the languages
}

// sourcesOf hashes the catalogues as they are.
func sourcesOf(en *catalog, translations []*catalog) sources {
	s := sources{hashes: map[string][]string{}}
	for _, c := range translations {
		s.languages = append(s.languages, c.code)
	}
	for _, key := range en.keys {
		if key == "language" || key == "direction" {
			continue
		}
		row := []string{hash(en.messages[key])}
		for _, c := range translations {
			row = append(row, hash(c.messages[key]))
		}
		s.keys = append(s.keys, key)
		s.hashes[key] = row
	}
	return s
}

// hash is 16 bits: enough to notice a change of one message.
func hash(message string) string {
	h := fnv.New32a()
	h.Write([]byte(message))
	return fmt.Sprintf("%04x", h.Sum32()>>16^h.Sum32()&0xffff)
}

func parseSources(text string) sources {
	s := sources{hashes: map[string][]string{}}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Fields(line)
		if i == 0 {
			s.languages = cells[min(2, len(cells)):] // after "key en"
			continue
		}
		s.keys = append(s.keys, cells[0])
		s.hashes[cells[0]] = cells[1:]
	}
	return s
}

func (s sources) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, "key\ten\t"+strings.Join(s.languages, "\t"))
	for _, key := range s.keys {
		fmt.Fprintln(&b, key+"\t"+strings.Join(s.hashes[key], "\t"))
	}
	return b.String()
}

func (s sources) of(key, language string) string {
	if i := slices.Index(s.languages, language) + 1; i > 0 && i < len(s.hashes[key]) {
		return s.hashes[key][i]
	}
	return ""
}

// stale lists the languages whose translation of key is older than its English.
func (s sources) stale(now sources, key string) []string {
	if s.hashes[key] == nil || s.hashes[key][0] == now.hashes[key][0] {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(now.languages), func(language string) bool {
		return s.of(key, language) != now.of(key, language)
	})
}

// TestSources holds each translation to the English it was made of.
// go test ./web/locales -run TestSources -update records new translations.
func TestSources(t *testing.T) {
	for folder, file := range map[string]string{element: "testdata/sources.tsv", form: "testdata/form.tsv", demo: "testdata/demo.tsv"} {
		t.Run(filepath.Base(folder), func(t *testing.T) { holdToSources(t, folder, file) })
	}
}

func holdToSources(t *testing.T, folder, file string) {
	en := english(t, folder)
	now := sourcesOf(en, slices.DeleteFunc(all(t, folder), func(c *catalog) bool { return c.code == "en" }))
	text, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	before := parseSources(string(text))
	for _, key := range now.keys {
		if slices.Contains(strings.Split(*reviewed, ","), key) {
			continue
		}
		if languages := before.stale(now, key); len(languages) > 0 {
			t.Errorf("%s: the English has changed, and not the translation in %s", key, strings.Join(languages, " "))
		}
	}
	switch {
	case t.Failed():
		t.Log("Translate, then run it with -update; where a translation still fits, with -reviewed=key,key as well.")
	case *update:
		if err := os.WriteFile(file, []byte(now.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	case now.String() != string(text):
		t.Error("messages have changed: run go test ./web/locales -run TestSources -update")
	}
}

func TestSources_stale(t *testing.T) {
	old := parseSources("key en de fr\na 01 02 03\nb 04 05 06\n")
	for _, tt := range []struct{ name, now, key, want string }{
		{"nothing changed", "a 01 02 03", "a", ""},
		{"only a translation", "a 01 07 03", "a", ""},
		{"only English", "a 07 02 03", "a", "de fr"},
		{"English and one language", "a 07 02 08", "a", "de"},
		{"English and all languages", "a 07 08 09", "a", ""},
		{"new key", "c 07 08 09", "c", ""},
		{"English of the second key", "b 07 05 09", "b", "de"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := parseSources("key en de fr\n" + tt.now)
			if got := strings.Join(old.stale(now, tt.key), " "); got != tt.want {
				t.Errorf("stale: %q, want %q", got, tt.want)
			}
		})
	}
	if now := parseSources("key en de fr it\na 07 08 09 0a"); len(old.stale(now, "a")) > 0 {
		t.Error("a new language is stale")
	}
}

// TestGlossary checks that every language has a word for each term, and uses it.
func TestGlossary(t *testing.T) {
	text, err := os.ReadFile("testdata/glossary.tsv")
	if err != nil {
		t.Fatal(err)
	}
	heading, body, _ := strings.Cut(string(text), "\n")
	terms := strings.Split(heading, "\t")
	rows := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != len(terms) || rows[cells[0]] != nil {
			t.Errorf("a language has one line of %d cells: %q", len(terms), line)
			continue
		}
		rows[cells[0]] = cells
	}
	for _, c := range all(t, element) {
		row := rows[c.code]
		delete(rows, c.code)
		if row == nil {
			t.Errorf("%s is missing", c.code)
			continue
		}
		var messages strings.Builder
		for _, key := range c.keys {
			messages.WriteString(strings.ToLower(c.messages[key]) + "\n")
		}
		for i, term := range row[1:] {
			if term == "" || strings.TrimSpace(term) != term || !strings.Contains(messages.String(), strings.ToLower(term)) {
				t.Errorf("%s: %s: no message has %q", c.code, terms[i+1], term)
			}
		}
	}
	for code := range rows {
		t.Errorf("%s is no language", code)
	}
}
