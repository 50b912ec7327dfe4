package hostile

import (
	"bytes"
	"strings"
	"testing"
)

// TestCorpus_isReproducible also checks that each format has each kind of change.
func TestCorpus_isReproducible(t *testing.T) {
	formats := valid()
	kinds := map[string]int{}
	names := map[string]bool{}
	n := 0
	var first []byte
	for f := range Corpus() {
		if n++; n == 500 {
			first = f.Content
		}
		names[f.Name] = true
		for format := range formats {
			for _, what := range []string{" cut at ", " with bit ", " with length "} {
				if strings.HasPrefix(f.Name, format+what) {
					kinds[format+what]++
				}
			}
		}
	}
	if len(kinds) != 3*len(formats) {
		t.Errorf("got %v", kinds)
	}
	for _, name := range []string{"an empty file", "HTML", "SVG", "EXIF that refers to itself", "a JPEG with a PDF behind it"} {
		if !names[name] {
			t.Errorf("%s is missing", name)
		}
	}
	again := 0
	for f := range Corpus() {
		if again++; again == 500 {
			if !bytes.Equal(f.Content, first) {
				t.Error("the second run yields another file")
			}
			break
		}
	}
}
