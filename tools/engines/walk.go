package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"credential-capture/test/process"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
	"credential-capture/test/testpic"
	"credential-capture/tools/builtpage"
)

//go:embed walk
var walkFiles embed.FS

//go:embed walk/layout.js
var layoutScript string

//go:embed walk/axe.js
var axeScript string

// axeFile is there when the tests of test/e2e/a11y ran, or .ci/packages.
const axeFile = "test/e2e/a11y/axe/node_modules/axe-core/axe.min.js"

// walk is a way through the flow, in a page with a query.
type walk struct {
	title         string
	width, height int // of the frame; default a phone's
	order         []map[string]any
	attributes    map[string]string
	steps         []step
}

type step func(t *tab) error

// These are steps.

func at(screen, part string) step { return func(t *tab) error { return t.at(screen, part) } }
func press(action string) step    { return func(t *tab) error { return t.press(action) } }
func choose(names ...string) step {
	return func(t *tab) error { return t.choose(append([]string{}, names...)...) }
}
func keys(keys string) step       { return func(t *tab) error { return t.keys(keys) } }
func do(body string) step         { return func(t *tab) error { return t.eval(body, nil) } }
func wait(what, cond string) step { return func(t *tab) error { return t.wait(what, cond) } }
func reload(t *tab) error         { return t.reload() }

// check notes what a function body in the page returns: what is wrong, or "".
func check(name, body string) step {
	return func(t *tab) error { return t.verdict(name, body) }
}

// look judges a screen and keeps pictures of it: in the walk's window, and a phone's also in that of a small phone.
func look(name string) step {
	return func(t *tab) error {
		width, height := t.width, t.height
		err := errors.Join(t.judge(name), t.verdict("axe on "+name, axeScript))
		if err == nil && width < 400 {
			err = errors.Join(t.resize(360, 640), t.judge(name), t.resize(width, height))
		}
		return err
	}
}

func (t *tab) judge(name string) error {
	return errors.Join(t.settle(), t.verdict(fmt.Sprintf("layout of %s, %d×%d", name, t.width, t.height), layoutScript), t.shoot(name))
}

// walkEngine goes all walks in one engine.
func walkEngine(ctx context.Context, e engine, only string, note func(check, detail string)) error {
	folder, err := os.MkdirTemp("", "engine")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	handler, err := walkSite(folder)
	if err != nil {
		return err
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	display := ""
	if e.onDisplay {
		var screen *process.Process
		if display, screen, err = startDisplay(ctx, folder); err != nil {
			return err
		}
		defer screen.Stop()
	}
	d, err := e.drive(ctx, folder, display)
	if err != nil {
		return err
	}
	defer server.CloseClientConnections()
	defer d.stop()
	if _, err := d.do("WebDriver:SetTimeouts", map[string]any{"script": 60000, "pageLoad": 60000}); err != nil {
		return err
	}
	if _, err := d.do("WebDriver:SetWindowRect", map[string]any{"x": 0, "y": 0, "width": 1300, "height": 1000}); err != nil {
		return err
	}
	for _, w := range walks() {
		if !strings.Contains(w.title, only) || ctx.Err() != nil {
			continue
		}
		t := &tab{driver: d, server: server.URL, files: folder, shots: filepath.Join("build/results/engines", e.short), title: w.title, width: w.width, height: w.height}
		t.note = func(check, detail string) { note(w.title+": "+check, detail) }
		if err := w.run(t); err != nil {
			t.note("goes to its end", err.Error())
		} else {
			t.note("goes to its end", "")
		}
	}
	return ctx.Err()
}

func (w walk) run(t *tab) error {
	if t.width == 0 {
		t.width, t.height = 390, 844
	}
	order, err := json.Marshal(map[string]any{"credentials": w.order})
	if err != nil {
		return err
	}
	query := url.Values{"session": {string(order)}}
	for name, value := range w.attributes {
		query.Set(name, value)
	}
	if err := t.open(query.Encode()); err != nil {
		return err
	}
	for i, step := range w.steps {
		if err := step(t); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	var faults []string
	if err := t.eval("return faults", &faults); err != nil {
		return err
	}
	t.note("no errors on the console", strings.Join(faults, "; "))
	return nil
}

// walkSite is the built page on a sandbox, with the pages of the walk. The pictures that are chosen as
// files are written to a folder.
func walkSite(folder string) (http.Handler, error) {
	mux, err := builtpage.Mux(nil)
	if err != nil {
		return nil, err
	}
	mux.Handle("/walk/", http.FileServerFS(walkFiles))
	mux.HandleFunc("GET /walk/axe.min.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, axeFile) })
	pictures := map[string]image.Image{
		"front.jpg":       docscene.Paint(docscene.Card, docscene.Fine, 1600, 1200, 72).Image,
		"blurred.jpg":     docscene.Paint(docscene.Card, docscene.Blurred, 1600, 1200, 5).Image,
		"face.jpg":        facescene.Paint(1, facescene.Fine, 1200, 1600, 3).Image,
		"letter.jpg":      docscene.Paint(docscene.Letter, docscene.Fine, 1240, 1754, 7).Image,
		"environment.jpg": docscene.Paint(docscene.Card, docscene.Fine, 720, 1280, 59).Image,
		"back.jpg":        docscene.Paint(docscene.Card, docscene.Fine, 720, 1280, 37).Image,
		"user.jpg":        facescene.Paint(1, facescene.Fine, 720, 1280, 11).Image,
	}
	for name, picture := range pictures {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, testpic.JPEG(picture, testpic.JPEGOptions{}), 0o600); err != nil {
			return nil, err
		}
		mux.HandleFunc("GET /walk/"+name, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) })
	}
	return mux, nil
}
