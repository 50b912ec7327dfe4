package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"credential-capture/test/must"
)

// small is a minimal web/: every entry, a module that is loaded on demand, a module that
// both share, and two languages.
func small() map[string]string {
	return map[string]string{
		"define.js": "import {CredentialCapture} from './element/credential-capture.js';\ndefine(CredentialCapture);\n",
		"element/credential-capture.js": "import {load} from '../capture.js';\nimport {shared} from './shared.js';\n" +
			"export class CredentialCapture { async start(code) { load(); shared(); await import('./screens/choice.js'); await import(`../locales/${code}.js`).catch(() => import('../locales/en.js')); } }\n" +
			"export const style = new URL('./element.css', import.meta.url);\n",
		"element/shared.js":         "/** Says why. */\nexport const shared = () => 'in one place'; // a comment\n",
		"element/screens/choice.js": "import {shared} from '../shared.js';\nexport const choice = () => shared();\n",
		"capture.js":                "import {fail} from './capture/errors.js';\nexport const load = () => [fail(), new Worker(new URL('./capture/worker.js', import.meta.url))];\nexport const wasm = new URL('./capture.wasm', import.meta.url);\n",
		"capture.wasm":              "wasm",
		"capture/errors.js":         "export const fail = () => 'a failure';\n",
		"capture/worker.js":         "import {fail} from './errors.js';\nfail();\nimport('./fallback.js');\nimport(location.hash);\n",
		"capture/fallback.js":       "import {fail} from './errors.js';\nexport const again = fail;\n",
		"capture/analyze.js":        "export const look = () => {};\n",
		"demo/page.js":              "import {shared} from '../element/shared.js';\nshared(); // a comment\nimport(`./locales/${document.title}.js`);\n",
		"demo/panel.js":             "import languages from '../locales/en.js';\nlanguages; // a comment\n",
		"element/element.css":       "/* look */\n:host { color : red; }\n",
		"locales/en.js":             "export default {'a': 'ä'};\n",
		"locales/de.js":             "export default {'a': 'ö'};\n",
	}
}

func build(t *testing.T, changes map[string]string) (to string, err error) {
	t.Helper()
	from := t.TempDir()
	to = t.TempDir()
	files := small()
	maps.Copy(files, changes)
	put(t, from, files)
	return to, run(io.Discard, from, to, "", limits{}, noPictures)
}

// TestBundle_sharesChunks counts where the code of each module ends up, and checks that
// relative URLs still lead to their files.
func TestBundle_sharesChunks(t *testing.T) {
	to := must.Get(build(t, nil))(t)
	scripts := map[string]string{}
	for _, pattern := range []string{"*.js", "chunks/*.js", "capture/*.js", "demo/*.js", "element/*.js", "element/screens/*.js"} {
		found := must.Get(filepath.Glob(filepath.Join(to, pattern)))(t)
		for _, path := range found {
			name, _ := filepath.Rel(to, path)
			scripts[filepath.ToSlash(name)] = must.Read(t, path)
		}
	}
	hashed := regexp.MustCompile(`^chunks/(chunk|choice)-[A-Z0-9]{8}\.js$`)
	chunks := 0
	for name := range scripts {
		switch name {
		case "define.js", "capture.js", "element/credential-capture.js", "demo/page.js", "demo/panel.js", "capture/worker.js", "capture/fallback.js", "capture/analyze.js":
		default:
			if !hashed.MatchString(name) {
				t.Errorf("%s is served", name)
			}
			chunks++
		}
	}
	if chunks != 3 { // the module's, the element's, and the choice
		t.Errorf("%d chunks, want 3: %v", chunks, scripts)
	}
	for _, tt := range []struct {
		text string
		in   int
	}{
		{"in one place", 2}, // the element's, the demo's
		{"a failure", 3},    // the page's, the worker's, the fallback's
		{"a comment", 0},
		{`href:"element/element.css"`, 1},
		{":host{color:red}", 1},
		{`element.css",import.meta.url`, 0},
		{"import(/* webpackIgnore: true */ /* @vite-ignore */ ", 3},
		{`new URL("../capture/worker.js",import.meta.url)`, 1},
		{`new URL("../capture.wasm",import.meta.url)`, 1},
		{"/* @vite-ignore */ new URL(`../locales/${", 1},
		{"/* @vite-ignore */ new URL(`./locales/${", 1}, // the demo's
		{`import("../locales/en.js")`, 1},
		{`import("./fallback.js")`, 1},
	} {
		n := 0
		for _, code := range scripts {
			n += strings.Count(code, tt.text)
		}
		if n != tt.in {
			t.Errorf("%s occurs %d times, want %d: %v", tt.text, n, tt.in, scripts)
		}
	}
}

func TestBundle_namesChunksByContent(t *testing.T) {
	names := func(changes map[string]string) string {
		to := must.Get(build(t, changes))(t)
		return must.Read(t, filepath.Join(to, "define.js"))
	}
	first := names(nil)
	if again := names(nil); again != first {
		t.Errorf("the same content in another folder became %s, want %s", again, first)
	}
	if other := names(map[string]string{"element/shared.js": "export const shared = () => 'elsewhere';\n"}); other == first {
		t.Errorf("changed content kept its name: %s", other)
	}
}

func TestBundle_rejects(t *testing.T) {
	for _, tt := range []struct{ name, file, content, want string }{
		{"a broken script", "element/shared.js", "export const = 1;\n", "element/shared.js:1"},
		{"a broken language", "locales/de.js", "export default {;\n", "de.js"},
		{"a missing module", "capture/errors.js", "export {fail} from './gone.js';\n", "gone.js"},
		{"a name that isn't exported", "capture/errors.js", "export const failed = 1;\n", "fail"},
		{"import.meta without new URL", "capture/errors.js", "export const fail = () => import.meta.url;\n", "capture/errors.js"},
		{"a worker that isn't served", "capture/errors.js", "export const fail = () => new Worker(new URL('./guide.js', import.meta.url));\n", "capture/guide.js"},
		{"a relative URL in an entry", "define.js", "import './element/credential-capture.js';\nexport const here = new URL('./x.css', import.meta.url);\n", "define.js"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := build(t, map[string]string{tt.file: tt.content}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want something about %s", err, tt.want)
			}
		})
	}
	from := t.TempDir()
	files := small()
	delete(files, "capture/worker.js")
	put(t, from, files)
	if err := run(io.Discard, from, t.TempDir(), "", limits{}, noPictures); err == nil || !strings.Contains(err.Error(), "worker.js") {
		t.Errorf("without a worker: %v", err)
	}
}

func TestRewriteURLs(t *testing.T) {
	for _, tt := range []struct{ code, from, want string }{
		{"new URL('./a.css', import.meta.url)", "element", "sheet of element/a.css"},
		{"new URL('./a.bin', import.meta.url)", "element", "new URL('../element/a.bin', import.meta.url)"},
		{"new URL('../a.wasm', import.meta.url)", "capture", "new URL('../a.wasm', import.meta.url)"},
		{"new URL('./a.wasm', import.meta.url)", ".", "new URL('../a.wasm', import.meta.url)"},
		{"new URL('./a.js', import.meta.url)", "chunks", "new URL('./a.js', import.meta.url)"},
		{"import(`../l/${x}.js`)", "element/screens", "import(new URL(`../element/l/${x}.js`, import.meta.url).href)"},
		{"import('./a.js')", "element", "import('./a.js')"},
		{"new URL('fallback.wasm', wasmURL)", "capture", "new URL('fallback.wasm', wasmURL)"},
	} {
		if got, _, err := rewriteURLs(tt.code, tt.from, "chunks", func(name string) (string, error) { return "sheet of " + name, nil }); err != nil || got != tt.want {
			t.Errorf("%s of %s: %s %v, want %s", tt.code, tt.from, got, err, tt.want)
		}
	}
}

// TestBrowsers_documented compares the list of browsers with the documents.
func TestBrowsers_documented(t *testing.T) {
	version := map[api.EngineName]string{}
	for _, b := range browsers {
		version[b.Name] = b.Version
	}
	chrome, firefox, safari := version[api.EngineChrome], version[api.EngineFirefox], version[api.EngineSafari]
	if version[api.EngineEdge] != chrome || version[api.EngineIOS] != safari {
		t.Errorf("Edge and Chrome, iOS and Safari differ: %v", version)
	}
	for name, want := range map[string][]string{
		"README.md":        {"Chrome and Edge " + chrome + "+, Firefox " + firefox + "+, Safari and iOS " + safari + "+"},
		"docs/browsers.md": {"| Chrome, Edge | " + chrome + " ", "| Firefox | " + firefox + " ", "| Safari, iOS | " + safari + " "},
	} {
		text := must.Get(os.ReadFile("../../" + name))(t)
		for _, w := range want {
			if !strings.Contains(string(text), w) {
				t.Errorf("%s lacks %q", name, w)
			}
		}
	}
}
