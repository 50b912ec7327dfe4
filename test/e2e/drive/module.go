package drive

import (
	"encoding/base64"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"

	"credential-capture/test/chrome"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// Blank opens a page without the element, after a script has run in it.
func Blank(t *testing.T, before string) *Page {
	t.Helper()
	return Open(t, Options{Camera: CameraNone, Path: blank, Before: before})
}

// shared are the pages that a package's tests have in common, by their script.
var shared = map[string]*Page{}

// Shared returns the package's page without the element in which a script has run once.
// Tests that replace what a page has open one of their own.
func Shared(t *testing.T, script string) *Page {
	t.Helper()
	p := shared[script]
	if p == nil {
		p = show(t, Options{Path: blank, Origin: Site.URL}, window(t, CameraNone).ctx)
		p.Eval(script, nil)
		shared[script] = p
	} else {
		p.T, p.expected = t, []string{"404"}
		t.Cleanup(p.report)
	}
	t.Cleanup(func() {
		if t.Failed() {
			delete(shared, script) // the next test starts with a new one
		}
	})
	return p
}

// Module opens a page that has loaded the module as `capture`.
func Module(t *testing.T, loadOptions string) *Page {
	t.Helper()
	p := Blank(t, "")
	p.Eval(loading(loadOptions), nil)
	return p
}

// SharedModule returns the package's page that has loaded the module with these options.
func SharedModule(t *testing.T, loadOptions string) *Page {
	t.Helper()
	return Shared(t, loading(loadOptions))
}

// loading is the script that loads the module.
func loading(loadOptions string) string {
	return fmt.Sprintf(`(async () => {
		window.module = await import("/capture.js");
		window.capture = await module.load(%s);
		window.outcome = work => work.then(
			value => ({ok: true, value}),
			e => ({ok: false, name: e.name, code: e.name === "CaptureError" ? e.code : "", field: e.field ?? "", retryable: !!e.retryable, message: e.message}));
		const input = document.createElement("input");
		input.type = "file"; input.id = "files"; input.multiple = true;
		document.body.append(input);
		return true;
	})()`, loadOptions)
}

// Outcome is what became of a promise.
type Outcome[T any] struct {
	OK        bool
	Value     T
	Name      string
	Code      string
	Field     string
	Retryable bool
	Message   string
}

type fitted struct {
	Action        string
	Type          string
	Width, Height int
	Bytes         int64
	Size          int64
	SHA256        string
	Quality       float64
	Ms            float64
}

// Fit fits the file that was given to the page and describes the result.
func (p *Page) Fit(path, options string) Outcome[fitted] {
	p.T.Helper()
	p.Give(path)
	o := Value[Outcome[fitted]](p, fmt.Sprintf(`outcome((async () => {
		const r = await capture.fit(document.querySelector("#files").files[0], %s);
		const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await r.blob.arrayBuffer()));
		return {...r, blob: undefined, report: undefined, type: r.blob.type, size: r.blob.size,
			sha256: [...hash].map(b => b.toString(16).padStart(2, "0")).join("")};
	})())`, options))
	return o
}

// Give puts a file into the page's file input.
func (p *Page) Give(path string) {
	p.T.Helper()
	p.Do("give a file", chrome.SetFiles(`document.querySelector("#files")`, path))
}

// files is the folder of what File writes. It outlives the tests: t.TempDir ends before the
// page does, which may still read.
var files string

// File writes bytes to a file and returns its path.
func File(t *testing.T, name string, content []byte) string {
	t.Helper()
	folder := must.Get(os.MkdirTemp(files, ""))(t)
	path := filepath.Join(folder, name)
	must.Succeed(t, os.WriteFile(path, content, 0o644))
	return path
}

// PictureFile writes a picture to a PNG file and returns its path.
func PictureFile(t *testing.T, img image.Image) string {
	t.Helper()
	return File(t, "picture.png", testpic.PNG(img, testpic.PNGOptions{}))
}

type Guidance struct {
	Code, Severity string
	Hints          []string
	Quad           []struct{ X, Y float64 }
	Face           *struct{ X, Y, Width, Height float64 }
	Metrics        map[string]float64
	Ready, Dropped bool
}

// BlobOf is an expression for a picture as a Blob in the page.
func BlobOf(t *testing.T, img image.Image) string {
	t.Helper()
	return fmt.Sprintf(`new Blob([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], {type: "image/png"})`,
		base64.StdEncoding.EncodeToString(testpic.PNG(img, testpic.PNGOptions{})))
}

// Need skips a test where a file is missing, which a command makes. CI runs the command: there the test fails.
func Need(t *testing.T, path, command string) {
	t.Helper()
	switch _, err := os.Stat(path); {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("%s is missing: %s makes it", path, command)
	default:
		t.Skipf("%s is missing: %s makes it", path, command)
	}
}
