package e2e

import (
	"bytes"
	"io"
	"net/http"
	"path"
	"regexp"
	"testing"

	"github.com/andybalholm/brotli"
)

// mostWeight is what everything but the wasm may weigh, in bytes of brotli -q 11:
// it is what a person on a slow network waits for before they see anything.
const mostWeight = 40_000

// named finds what a module loads when it is loaded: imports, and URLs beside it.
var named = regexp.MustCompile(`(?:\bfrom|\bimport|new URL\()\s*'(\.[^']+)'`)

// TestWeight adds up what a page with the element loads for one capture of an
// identity document and a selfie: the element, the module, its worker and the one
// language, as the server sends them, joined. Sent one by one, as the page's plain
// modules are, they weigh a quarter more, because each begins without the words of
// the others; that figure is logged.
func TestWeight(t *testing.T) {
	seen := map[string]bool{}
	apart := 0
	var joined bytes.Buffer
	var load func(file string)
	load = func(file string) {
		if seen[file] || path.Ext(file) == ".wasm" {
			return
		}
		seen[file] = true
		sent := fetch(t, file, "br")
		apart += len(sent)
		t.Logf("%6d %s", len(sent), file)
		if _, err := joined.ReadFrom(brotli.NewReader(bytes.NewReader(sent))); err != nil {
			t.Fatal(err)
		}
		if path.Ext(file) != ".js" {
			return
		}
		for _, match := range named.FindAllStringSubmatch(string(fetch(t, file, "identity")), -1) {
			load(path.Join(path.Dir(file), match[1]))
		}
	}
	load("/define.js")
	load("/element/screens/choice.js") // which document it is
	load("/capture/wasm_exec.js")
	for _, file := range []string{"/element/element.css", "/capture/worker.js", "/locales/en.js"} {
		if !seen[file] {
			t.Errorf("%s wasn't found among what is loaded", file)
		}
	}
	var packed bytes.Buffer
	w := brotli.NewWriterOptions(&packed, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := w.Write(joined.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes joined, %d in %d files", packed.Len(), apart, len(seen))
	if packed.Len() > mostWeight {
		t.Errorf("the page loads %d bytes besides the wasm, the limit is %d", packed.Len(), mostWeight)
	}
}

// fetch gets a file in an encoding; anything but that is a failure.
func fetch(t *testing.T, file, encoding string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.url+file, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", encoding)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", file, resp.Status, err)
	}
	if got := resp.Header.Get("Content-Encoding"); got != encoding && encoding != "identity" {
		t.Fatalf("%s comes as %q, not as %s: run make build", file, got, encoding)
	}
	return body
}
