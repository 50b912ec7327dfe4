package hostile

import (
	"bytes"
	"strings"
	"testing"
)

// TestCorpusIsTheSame every time, and has every kind of every format.
func TestCorpusIsTheSame(t *testing.T) {
	formats := whole()
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
			for _, what := range []string{" cut at ", " with bit ", " that says "} {
				if strings.HasPrefix(f.Name, format+what) {
					kinds[format+what]++
				}
			}
		}
	}
	if len(kinds) != 3*len(formats) {
		t.Errorf("got %v", kinds)
	}
	for _, name := range []string{"nothing", "HTML", "SVG", "EXIF that refers to itself", "a JPEG with a PDF behind it"} {
		if !names[name] {
			t.Errorf("%s is missing", name)
		}
	}
	again := 0
	for f := range Corpus() {
		if again++; again == 500 {
			if !bytes.Equal(f.Content, first) {
				t.Error("another one comes the second time")
			}
			break
		}
	}
}
