package report

import (
	"os"
	"path/filepath"
	"testing"

	"credential-capture/test/must"
)

func TestWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "build", "results", "x.json")
	must.Succeed(t, Write(file, map[string]int{"cases": 2}))
	if got, err := os.ReadFile(file); err != nil || string(got) != "{\n  \"cases\": 2\n}\n" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := Write("", 1); err != nil {
		t.Errorf("without a file: %v", err)
	}
	if err := Write(file, func() {}); err == nil {
		t.Error("a value that JSON can't hold was written")
	}
}
