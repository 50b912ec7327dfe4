package archtest

import (
	"regexp"
	"testing"

	"credential-capture/test/must"
)

// TestVersion_isTheSameEverywhere compares the package and the image that documents name with
// the version of the module, and looks for its section in the changelog.
func TestVersion_isTheSameEverywhere(t *testing.T) {
	version := regexp.MustCompile(`version = '([^']+)'`).FindStringSubmatch(must.Read(t, "web/capture/messages.js"))[1]
	named := regexp.MustCompile(`credential-capture[-:](\d+\.\d+\.\d+[\w.-]*?)(?:\.tgz|\s)`)
	for _, path := range []string{"README.md", "docs/production.md", "deploy/kubernetes.yaml"} {
		found := named.FindAllStringSubmatch(must.Read(t, path), -1)
		if len(found) == 0 {
			t.Errorf("%s names no version: has its form changed?", path)
		}
		for _, m := range found {
			if m[1] != version {
				t.Errorf("%s names %s, web/capture/messages.js %s", path, m[1], version)
			}
		}
	}
	if !regexp.MustCompile(`(?m)^## \[` + regexp.QuoteMeta(version) + `\]`).MatchString(must.Read(t, "CHANGELOG.md")) {
		t.Errorf("CHANGELOG.md has no section of %s", version)
	}
}
