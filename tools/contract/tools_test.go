package contract

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// tool is the path of what npm brought. Without it a test is skipped, but not where
// everything is asked for.
func tool(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(tools, name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("INDEPENDENT") != "" {
			t.Fatalf("%s is missing: make independent installs it", name)
		}
		t.Skipf("%s is missing: make independent installs it, with npm", name)
	}
	return path
}

// prism runs Prism until the test ends.
func prism(t *testing.T, args ...string) string {
	t.Helper()
	tool(t, "prism")
	url, stop, err := Prism(".", args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return url
}

func newJudge(t *testing.T, service http.Handler) *Judge {
	t.Helper()
	tool(t, "prism")
	j, err := NewJudge(".", service)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(j.Close)
	return j
}
