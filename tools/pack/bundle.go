package main

import (
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

// pageEntries are what a page may import by name; they share one copy of everything.
var pageEntries = []string{"capture.js", "element/credential-capture.js", "define.js"}

// alone are programs of their own, each whole in one file: the worker, whose start would
// otherwise wait for one import after the other, and what it loads when a browser's own
// codecs can't be trusted.
var alone = []string{"capture/worker.js", "capture/fallback.js", "capture/analyze.js"}

// chunks is the folder of what entries share and of what is loaded later. The names
// there end with a hash of the content, because two builds mustn't mix.
const chunks = "chunks"

// bundled reports whether a script becomes part of a bundle, instead of a file of its own.
func bundled(name string) bool {
	folder, _, _ := strings.Cut(name, "/")
	return strings.HasSuffix(name, ".js") && !slices.Contains([]string{"locales", "demo", "selftest"}, folder)
}

// bundle makes the scripts of a page that imports any of pageEntries, and those that
// stand alone.
func (p *packer) bundle() error {
	later, err := p.later()
	if err != nil {
		return err
	}
	page := p.options(chunks, later)
	page.EntryPoints, page.Splitting = pageEntries, true
	if err := p.build(page); err != nil {
		return err
	}
	for _, name := range alone {
		one := p.options(path.Dir(name), nil)
		one.EntryPoints = []string{name}
		if err := p.build(one); err != nil {
			return err
		}
	}
	return p.allThere()
}

// allThere fails when code names a file beside it that isn't served: a worker of its own,
// for one, that nobody has added to alone.
func (p *packer) allThere() error {
	for name, by := range p.named {
		if !p.keep[filepath.FromSlash(name)] {
			return fmt.Errorf("%s names %s, which isn't served: should it be in alone?", by, name)
		}
	}
	return nil
}

// options are those of every build, of which the code goes to a folder.
func (p *packer) options(folder string, later map[string]string) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir: p.from, Outbase: p.from, Outdir: p.to, ChunkNames: chunks + "/[name]-[hash]", Metafile: true,
		Bundle: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Plugins: []api.Plugin{{Name: "pack", Setup: func(b api.PluginBuild) {
			b.OnResolve(api.OnResolveOptions{Filter: `^\.`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) { return p.resolve(a, folder) })
			b.OnLoad(api.OnLoadOptions{Filter: `\.js$`}, func(a api.OnLoadArgs) (api.OnLoadResult, error) { return p.load(a, folder, later) })
		}}},
	}
}

// later finds the modules that are imported when they are needed, and says for each
// which entry must be there by then. Without that, esbuild would make a file of every
// set of modules that two of them share; with it, they share the entry's own.
func (p *packer) later() (map[string]string, error) {
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
	later := map[string]string{}
	for importer, in := range meta.Inputs {
		entry := "element/credential-capture.js"
		if strings.HasPrefix(importer, "capture/") {
			entry = "capture.js"
		}
		for _, imported := range in.Imports {
			if imported.Kind == "dynamic-import" && meta.Inputs[imported.Path].Imports != nil {
				later[imported.Path] = entry
			}
		}
	}
	return later, nil
}

// resolve leaves outside what is a file of its own: the languages, when they are chosen,
// and what stands alone.
func (p *packer) resolve(a api.OnResolveArgs, folder string) (api.OnResolveResult, error) {
	if a.Kind != api.ResolveJSDynamicImport {
		return api.OnResolveResult{}, nil
	}
	name, err := filepath.Rel(p.from, filepath.Join(a.ResolveDir, a.Path))
	if err != nil {
		return api.OnResolveResult{}, err
	}
	name = filepath.ToSlash(name)
	if !slices.Contains(alone, name) && !strings.HasPrefix(name, "locales/") {
		return api.OnResolveResult{}, nil
	}
	there, err := relative(folder, name)
	return api.OnResolveResult{Path: there, External: true}, err
}

// load reads a module, whose code will lie in folder.
func (p *packer) load(a api.OnLoadArgs, folder string, later map[string]string) (api.OnLoadResult, error) {
	name, err := filepath.Rel(p.from, a.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	name = filepath.ToSlash(name)
	content, err := os.ReadFile(a.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	text, found, err := moved(string(content), path.Dir(name), folder)
	p.mu.Lock() // modules are loaded side by side
	for _, there := range found {
		p.named[there] = name
	}
	p.mu.Unlock()
	if entry, ok := later[name]; ok && err == nil {
		var there string
		there, err = relative(path.Dir(name), entry)
		text += "\nimport '" + there + "';\n"
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
}

// beside finds what a module names by its place: a file's URL, and the import of a
// language, whose name isn't known yet. The latter esbuild would bundle, all sixty.
var beside = regexp.MustCompile("(?:new URL\\(|import\\()(['`])(\\.\\.?/[^'`]*)['`](?:, import\\.meta\\.url\\)|\\))")

// moved changes what code names by its place, when it goes from one folder to another, and
// lists the files that it names by a URL.
func moved(code, from, to string) (text string, named []string, failure error) {
	places := 0
	code = beside.ReplaceAllStringFunc(code, func(found string) string {
		m := beside.FindStringSubmatch(found)
		there, err := relative(to, path.Join(from, m[2]))
		if err != nil {
			failure = err
		}
		there = m[1] + there + m[1]
		switch {
		case strings.HasPrefix(found, "new URL("):
			places++
			if !strings.Contains(m[2], "${") { // which one isn't known
				named = append(named, path.Join(from, m[2]))
			}
			return "new URL(" + there + ", import.meta.url)"
		case m[1] == "`":
			places++
			return "import(new URL(" + there + ", import.meta.url).href)"
		}
		return found // of a known name: it is resolved
	})
	if failure == nil && strings.Count(code, "import.meta") != places {
		failure = errors.New("import.meta is for new URL('./…', import.meta.url) only, since bundling moves the code")
	}
	return code, named, failure
}

// relative is a path as an import in a module of folder writes it.
func relative(folder, name string) (string, error) {
	there, err := filepath.Rel(folder, name)
	if err != nil {
		return "", err
	}
	if there = filepath.ToSlash(there); !strings.HasPrefix(there, ".") {
		there = "./" + there
	}
	return there, nil
}

// build runs one build and writes what it makes.
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
			return fmt.Errorf("%s names files by its place, but its code was moved for %s/: let another entry import it", name, chunks)
		}
		if err := os.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
			return err
		}
		if err := p.write(name, f.Contents); err != nil {
			return err
		}
	}
	return nil
}

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
