package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// These tests use the module without the element, as a host with a UI of its own
// does. The pictures come from disk through a file input, as a person's do.

// module opens a page that has loaded the module as `capture`.
func module(t *testing.T, loadOptions string) *page {
	t.Helper()
	p := open(t, openOptions{camera: cameraNone, path: "/blank.html"})
	p.expect("404")
	p.eval(fmt.Sprintf(`(async () => {
		window.module = await import("/capture.js");
		window.capture = await module.load(%s);
		window.outcome = work => work.then(
			value => ({ok: true, value}),
			e => ({ok: false, name: e.name, code: e.name === "CaptureError" ? e.code : "", field: e.field ?? "", retryable: !!e.retryable, message: e.message}));
		const input = document.createElement("input");
		input.type = "file"; input.id = "files"; input.multiple = true;
		document.body.append(input);
		return true;
	})()`, loadOptions), nil)
	return p
}

// outcome is what became of a promise.
type outcome[T any] struct {
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

// fit fits the file that was given to the page and describes the result.
func (p *page) fit(path, options string) outcome[fitted] {
	p.t.Helper()
	p.give(path)
	var o outcome[fitted]
	p.eval(fmt.Sprintf(`outcome((async () => {
		const r = await capture.fit(document.querySelector("#files").files[0], %s);
		const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await r.blob.arrayBuffer()));
		return {...r, blob: undefined, report: undefined, type: r.blob.type, size: r.blob.size,
			sha256: [...hash].map(b => b.toString(16).padStart(2, "0")).join("")};
	})())`, options), &o)
	return o
}

// give puts a file into the page's file input.
func (p *page) give(path string) {
	p.t.Helper()
	p.do("give a file", chromedp.ActionFunc(func(ctx context.Context) error {
		object, exception, err := runtime.Evaluate(`document.querySelector("#files")`).Do(ctx)
		if err != nil {
			return err
		}
		if exception != nil {
			return exception
		}
		return dom.SetFileInputFiles([]string{path}).WithObjectID(object.ObjectID).Do(ctx)
	}))
}

// file writes bytes to a file of the test and returns its path.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadRefusesUnknownOptions(t *testing.T) {
	p := module(t, "{}")
	for _, tt := range []struct{ name, call, field string }{
		{"load", `module.load({wasmUrl: "/x"})`, "wasmUrl"},
		{"validate", `capture.validate(new Blob(["x"]), {limit: 3})`, "limit"},
		{"fit", `capture.fit(new Blob(["x"]), {metaData: "keep"})`, "metaData"},
		{"limits", `capture.fit(new Blob(["x"]), {limits: {bytes: 3}})`, "bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var o outcome[any]
			p.eval("outcome("+tt.call+")", &o)
			if o.Code != "bad_option" || !strings.HasSuffix(o.Field, tt.field) {
				t.Errorf("got %+v, want bad_option on %s", o, tt.field)
			}
		})
	}
}

// TestPollutedPrototype: what somebody has given to every object is no option of ours.
func TestPollutedPrototype(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, path: "/blank.html"})
	p.expect("404")
	var got string
	p.eval(`(async () => {
		for (const [name, value] of Object.entries({wasmURL: "/evil.wasm", worker: false, unknown: 1, apiOrigin: "https://evil.example", part: "SIDE", limits: {maxBytes: 1}})) {
			Object.defineProperty(Object.prototype, name, {value, configurable: true, writable: true, enumerable: false});
		}
		const {load} = await import("/capture.js");
		(await load({})).close();
		const capture = await load();
		const loaded = performance.getEntriesByType("resource").map(each => each.name);
		const report = await capture.validate(new Blob(["x"])).then(() => "", error => error.code);
		const init = await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}).then(r => r.json());
		const session = await capture.session(init);
		return [capture.mode, loaded.some(name => name.includes("evil")), report, session.steps.length > 0].join();
	})()`, &got)
	if got != "worker,false,,true" {
		t.Errorf("got %s: mode, whether evil.wasm was asked for, what validate says, whether the session opens", got)
	}
}

func TestAbort(t *testing.T) {
	p := module(t, "{}")
	path := file(t, "large.jpg", large().bytes())
	p.give(path)
	for _, tt := range []struct{ name, js string }{
		{"before the call", `(() => { const c = new AbortController(); c.abort(); return c; })()`},
		{"during the call", `(() => { const c = new AbortController(); queueMicrotask(() => c.abort()); return c; })()`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var o outcome[any]
			p.eval(`outcome((async () => { const c = `+tt.js+`; await capture.fit(document.querySelector("#files").files[0], {signal: c.signal}); })())`, &o)
			if o.OK || o.Name != "AbortError" {
				t.Errorf("got %+v, want an AbortError", o)
			}
		})
	}
	// The module must still work after that.
	if o := p.fit(path, "{}"); !o.OK || o.Value.Action != "downscaled" {
		t.Errorf("after the aborts: %+v", o)
	}
}

func TestCloseEndsWhatIsPending(t *testing.T) {
	p := module(t, "{}")
	p.give(file(t, "large.jpg", large().bytes()))
	var o outcome[any]
	p.eval(`outcome((async () => { const work = capture.fit(document.querySelector("#files").files[0]); capture.close(); await work; })())`, &o)
	if o.OK || o.Name != "AbortError" {
		t.Errorf("got %+v, want an AbortError", o)
	}
}
