package module

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/tools/pageload"
)

// maxFiles limits the number of these files: each is a request.
const maxFiles = 10

// TestPage_weight adds up the files that a page loads for an identity document and a selfie, and
// compares them with a browser's requests.
func TestPage_weight(t *testing.T) {
	for i, capture := range append(slices.Clip(pageload.Scenarios), pageload.Heaviest(languageSizes(t))) {
		t.Run(capture.Name, func(t *testing.T) {
			files := must.Get(capture.Files(func(name string) ([]byte, error) { return fetch(t, "/"+name, "identity"), nil }))(t)
			sum := 0
			for _, name := range files {
				weight := len(fetch(t, "/"+name, "br"))
				t.Logf("%6d %s", weight, name)
				sum += weight
			}
			t.Logf("%d bytes in %d files", sum, len(files))
			if sum > pageload.MaxBytes {
				t.Errorf("the page loads %d bytes besides the wasm, the limit is %d", sum, pageload.MaxBytes)
			}
			if len(files) > maxFiles {
				t.Errorf("the page loads %d files besides the wasm, the limit is %d", len(files), maxFiles)
			}
			if i%2 == 1 && drive.Sweep == "" {
				return // its choice and its files are those of the other two
			}
			if asked := askedFor(t, capture); !slices.Equal(asked, sorted(files)) {
				t.Errorf("a browser asked for\n%v, counted were\n%v", asked, sorted(files))
			}
		})
	}
}

// languageSizes returns the compressed size of each language's file.
func languageSizes(t *testing.T) map[string]int {
	t.Helper()
	names := must.Get(filepath.Glob("build/web/locales/*.js.br"))(t)
	sizes := map[string]int{}
	for _, name := range names {
		info := must.Get(os.Stat(name))(t)
		sizes["locales/"+strings.TrimSuffix(filepath.Base(name), ".br")] = int(info.Size())
	}
	return sizes
}

// whileAiming matches files that are loaded while the person reads or aims, and that no screen waits
// for: behind the first screen, an instruction, a live camera, or the check of a picture.
var whileAiming = regexp.MustCompile(`^(chunks/(gestures|guidance|frames|guard|history|later|session-store)-|(capture/analyze\.js|element/late\.css)$)`)

// askedFor runs a capture and returns the paths that the browser requests, sorted, without the wasm and
// the files of the page around the element.
func askedFor(t *testing.T, capture pageload.Scenario) []string {
	t.Helper()
	var mu sync.Mutex
	seen := map[string]bool{}
	origin := drive.Proxy(t, func(_ http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		seen[strings.TrimPrefix(r.URL.Path, "/")] = true
		return true
	})
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone, Origin: origin, Path: "/blank.html"})
	p.Eval(fmt.Sprintf(`(async () => {
		const element = document.createElement("credential-capture");
		element.setAttribute("locale", "%s");
		document.body.replaceChildren(element);
		await import("/define.js");
	})()`, capture.Language), nil)
	id := map[string]any{"category": "ID", "type": "ID_CARD"}
	chooses := slices.Contains(capture.Lazy, "choice")
	if chooses {
		delete(id, "type")
	}
	p.StartWithOrder(id, map[string]any{"category": "SELFIE"})
	if chooses {
		p.At("choice", "FRONT")
		p.PressType("ID_CARD")
		p.ByCamera("FRONT")
		p.PressAt("camera", "BACK", "back")
		for _, part := range []string{"BACK", "FACE"} {
			p.ByFile(part, drive.File(t, "card.jpg", drive.Card()))
		}
		p.Finish()
	} else {
		p.At("instruction", "FRONT") // what follows is the same
	}
	mu.Lock()
	defer mu.Unlock()
	var files []string
	for name := range seen {
		if ending := path.Ext(name); (ending == ".js" || ending == ".css") && !whileAiming.MatchString(name) {
			files = append(files, name)
		}
	}
	return sorted(files)
}

func sorted(names []string) []string { return slices.Sorted(slices.Values(names)) }

// fetch requests a file in an encoding, and fails for another.
func fetch(t *testing.T, file, encoding string) []byte {
	t.Helper()
	r := must.Get(http.NewRequestWithContext(t.Context(), http.MethodGet, drive.Site.URL+file, nil))(t)
	r.Header.Set("Accept-Encoding", encoding)
	resp := must.Get(http.DefaultTransport.RoundTrip(r))(t)
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
