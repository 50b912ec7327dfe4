package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// pageEntries are the modules that a page imports by name. They share chunks.
var pageEntries = []string{"capture.js", "element/credential-capture.js", "define.js"}

// standalone are modules that are bundled into one file each: the worker, whose start
// would otherwise wait for a chain of imports, what it loads on demand, and the demo's
// page, which uses a module of the element.
var standalone = []string{"capture/worker.js", "capture/fallback.js", "capture/analyze.js", "demo/page.js"}

// browsers are the oldest that scripts and styles are built for. docs/browsers.md says why.
var browsers = []api.Engine{
	{Name: api.EngineChrome, Version: "91"}, {Name: api.EngineEdge, Version: "91"},
	{Name: api.EngineFirefox, Version: "114"}, {Name: api.EngineSafari, Version: "15"}, {Name: api.EngineIOS, Version: "15"},
}

// chunks is the folder of shared modules and of modules that are loaded on demand. Their
// names end with a hash of the content, so that a page never mixes two builds.
const chunks = "chunks"

// bundled reports whether a script becomes part of a bundle.
func bundled(name string) bool {
	folder, _, _ := strings.Cut(name, "/")
	return slices.Contains(standalone, name) || strings.HasSuffix(name, ".js") && !slices.Contains([]string{"locales", "demo", "frameworks", "selftest", "bench"}, folder)
}

// bundle builds pageEntries with their chunks, and the standalone modules.
func (p *packer) bundle() error {
	owners, err := p.lazyModules()
	if err != nil {
		return err
	}
	page := p.options(chunks, owners)
	page.EntryPoints, page.Splitting = pageEntries, true
	if err := p.build(page); err != nil {
		return err
	}
	for _, name := range standalone {
		one := p.options(path.Dir(name), nil)
		one.EntryPoints = []string{name}
		if err := p.build(one); err != nil {
			return err
		}
	}
	for name, by := range p.referenced {
		if !p.written[name] {
			return fmt.Errorf("%s refers to %s, which isn't served: add it to standalone", by, name)
		}
	}
	return nil
}

// options configures a build whose code goes to folder. owners is of lazyModules.
func (p *packer) options(folder string, owners map[string]string) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir: p.from, Outbase: p.from, Outdir: p.to, ChunkNames: chunks + "/[name]-[hash]", Metafile: true,
		Bundle: true, Format: api.FormatESModule, Engines: browsers, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Plugins: []api.Plugin{{Name: "pack", Setup: func(b api.PluginBuild) {
			b.OnResolve(api.OnResolveOptions{Filter: `^\.`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) { return p.resolve(a, folder) })
			b.OnLoad(api.OnLoadOptions{Filter: `\.js$`}, func(a api.OnLoadArgs) (api.OnLoadResult, error) { return p.load(a, folder, owners) })
		}}},
	}
}

// lazyModules maps each module that is imported dynamically to the entry that is loaded
// before it. load adds an import of that entry to the module, so that the two share the
// entry's chunk: esbuild would otherwise make a chunk of every set of shared modules.
func (p *packer) lazyModules() (owners map[string]string, err error) {
	o := p.options(chunks, nil)
	o.EntryPoints, o.Splitting = pageEntries, true
	r := api.Build(o)
	if err := firstOf(r.Errors); err != nil {
		return nil, err
	}
	var meta struct {
		Inputs map[string]struct {
			Imports []struct{ Path, Kind string }
		}
	}
	if err := json.Unmarshal([]byte(r.Metafile), &meta); err != nil {
		return nil, err
	}
	owners = map[string]string{}
	for importer, in := range meta.Inputs {
		for _, imported := range in.Imports {
			if imported.Kind != "dynamic-import" || meta.Inputs[imported.Path].Imports == nil {
				continue
			}
			// The element imports capture.js too.
			if strings.HasPrefix(importer, "capture") {
				owners[imported.Path] = "capture.js"
			} else if owners[imported.Path] == "" {
				owners[imported.Path] = "element/credential-capture.js"
			}
		}
	}
	return owners, nil
}

// resolve keeps dynamic imports of languages and of standalone modules out of the bundle.
func (p *packer) resolve(a api.OnResolveArgs, folder string) (api.OnResolveResult, error) {
	if a.Kind != api.ResolveJSDynamicImport {
		return api.OnResolveResult{}, nil
	}
	name, err := filepath.Rel(p.from, filepath.Join(a.ResolveDir, a.Path))
	if err != nil {
		return api.OnResolveResult{}, err
	}
	name = filepath.ToSlash(name)
	if !slices.Contains(standalone, name) && !strings.HasPrefix(name, "locales/") {
		return api.OnResolveResult{}, nil
	}
	target, err := relative(folder, name)
	return api.OnResolveResult{Path: target, External: true}, err
}

// load reads a module, and rewrites its relative URLs for code that lies in folder.
func (p *packer) load(a api.OnLoadArgs, folder string, owners map[string]string) (api.OnLoadResult, error) {
	name, err := filepath.Rel(p.from, a.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	name = filepath.ToSlash(name)
	content, err := os.ReadFile(a.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	text, files, err := rewriteURLs(string(content), path.Dir(name), folder, p.styleSheet)
	p.mu.Lock() // esbuild loads modules concurrently
	for _, file := range files {
		p.referenced[file] = name
	}
	p.mu.Unlock()
	if entry, ok := owners[name]; ok && err == nil {
		var specifier string
		specifier, err = relative(path.Dir(name), entry)
		text += "\nimport '" + specifier + "';\n"
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
}

// styleSheet returns an expression with the path and the minified text of a style sheet.
// Bundlers treat the URL of one in many ways: webpack's css-loader makes JavaScript of it.
func (p *packer) styleSheet(name string) (string, error) {
	raw, err := os.ReadFile(filepath.Join(p.from, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	css, err := minify(name, raw)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err = e.Encode(map[string]string{"href": name, "css": strings.TrimSpace(string(css))})
	return "(" + strings.TrimSpace(b.String()) + ")", err
}

// relativeURL matches new URL('./…', import.meta.url), and the import of a language, whose
// name is computed: esbuild would bundle all sixty.
var relativeURL = regexp.MustCompile("(?:new URL\\(|import\\()(['`])(\\.\\.?/[^'`]*)['`](?:, import\\.meta\\.url\\)|\\))")

// rewriteURLs rewrites relative URLs in code that moves from one folder to another, and
// replaces those of style sheets by what styleSheet returns. files are those that the code
// refers to by a fixed URL.
func rewriteURLs(code, from, to string, styleSheet func(name string) (string, error)) (text string, files []string, failure error) {
	matches := 0
	code = relativeURL.ReplaceAllStringFunc(code, func(match string) string {
		m := relativeURL.FindStringSubmatch(match)
		url, err := relative(to, path.Join(from, m[2]))
		if err != nil {
			failure = err
		}
		url = m[1] + url + m[1]
		switch {
		case strings.HasSuffix(m[2], ".css"):
			files = append(files, path.Join(from, m[2]))
			sheet, err := styleSheet(path.Join(from, m[2]))
			if err != nil {
				failure = err
			}
			return sheet
		case strings.HasPrefix(match, "new URL("):
			matches++
			if !strings.Contains(m[2], "${") {
				files = append(files, path.Join(from, m[2]))
			}
			return "new URL(" + url + ", import.meta.url)"
		case m[1] == "`":
			matches++
			return "import(new URL(" + url + ", import.meta.url).href)"
		}
		return match // resolve rewrites an import of a fixed name
	})
	if failure == nil && strings.Count(code, "import.meta") != matches {
		failure = errors.New("import.meta may only occur as new URL('./…', import.meta.url): bundling moves the code")
	}
	return code, files, failure
}

// relative returns the import specifier of name in a module of folder.
func relative(folder, name string) (string, error) {
	specifier, err := filepath.Rel(folder, name)
	if err != nil {
		return "", err
	}
	if specifier = filepath.ToSlash(specifier); !strings.HasPrefix(specifier, ".") {
		specifier = "./" + specifier
	}
	return specifier, nil
}

// build runs one build and writes its output.
func (p *packer) build(o api.BuildOptions) error {
	r := api.Build(o)
	if err := firstOf(append(r.Errors, r.Warnings...)); err != nil {
		return err
	}
	for _, f := range r.OutputFiles {
		name, err := filepath.Rel(p.to, f.Path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if o.Splitting && !strings.HasPrefix(name, chunks+"/") && strings.Contains(string(f.Contents), "import.meta") {
			return fmt.Errorf("%s has relative URLs, but its code was rewritten for %s/: import it from another entry", name, chunks)
		}
		content := computedImport.ReplaceAll(f.Contents, []byte("import(/* webpackIgnore: true */ /* @vite-ignore */ $1"))
		if slices.Contains(standalone, name) && len(content) < minAsset {
			content = fmt.Appendf(content, "/*%*s*/\n", minAsset-len(content), "")
		}
		if err := p.write(name, content); err != nil {
			return err
		}
	}
	return nil
}

// computedImport matches an import whose URL is known when it runs. esbuild removes the
// comments that make other bundlers leave it alone.
var computedImport = regexp.MustCompile(`\bimport\(([A-Za-z_$])`)

// minAsset is the size of a script that Vite loads by its URL. It inlines smaller ones as
// data: URLs, which a Content-Security-Policy forbids.
const minAsset = 4096

func firstOf(messages []api.Message) error {
	if len(messages) == 0 {
		return nil
	}
	m := messages[0]
	if m.Location == nil {
		return errors.New(m.Text)
	}
	return fmt.Errorf("%s:%d: %s", m.Location.File, m.Location.Line, m.Text)
}
