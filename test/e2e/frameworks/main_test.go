// Package frameworks installs the packed package into projects of many frameworks and bundlers, builds
// each, and goes through a whole flow in a browser. make check NAME=frameworks runs it; make test doesn't.
package frameworks

import (
	"os"
	"testing"

	"credential-capture/test/e2e/drive"
)

func TestMain(m *testing.M) {
	if os.Getenv("FRAMEWORKS") != "" {
		drive.Main(m)
	}
}
