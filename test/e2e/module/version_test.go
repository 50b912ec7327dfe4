package module

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestLoad_versions: page, worker and wasm must be of one version. The scripts that matter are
// served as those of another one.
func TestLoad_versions(t *testing.T) {
	source, err := os.ReadFile("web/capture/messages.js")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`version = '([^']+)'`).FindSubmatch(source)[1]
	for _, tt := range []struct{ name, scripts, message string }{
		{"worker", "/capture/worker.js", "the worker is version 9.9.9, capture.js is " + string(version)},
		{"wasm", ".js", "capture.wasm is version " + string(version) + ", capture.js is 9.9.9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			origin := drive.Proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, tt.scripts) {
					return true
				}
				resp, err := http.Get(drive.Site.URL + r.URL.Path)
				if err != nil {
					return true // fails for the page as well
				}
				defer resp.Body.Close()
				script, _ := io.ReadAll(resp.Body)
				w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
				_, _ = w.Write(bytes.ReplaceAll(script, version, []byte("9.9.9")))
				return false
			})
			p := drive.Open(t, drive.Options{Origin: origin, Path: "/selftest.html"})
			p.Expect(tt.message)
			got := drive.Value[struct{ Code, Message string }](p, `import("/capture.js").then(({load}) => load()).catch(({code, message}) => ({code, message}))`)
			if got.Code != "bad_asset" || !strings.HasPrefix(got.Message, tt.message) {
				t.Errorf("got %+v, want %s", got, tt.message)
			}
		})
	}
}
