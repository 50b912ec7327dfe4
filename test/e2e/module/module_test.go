package module

import (
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// These tests use the module without the element, as a host with a UI of its own does. The pictures
// come from disk through a file input.

// TestModule_invalidArguments passes unknown options and values of the wrong kind to each function.
func TestModule_invalidArguments(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Give(drive.File(t, "card.jpg", drive.Card()))
	const session = `capture.session(await (await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"})).json())`
	// A worker that received it would end.
	const detached = `globalThis.frame = new ImageData(20, 20), frame.data.buffer.transfer()`
	for _, tt := range []struct{ call, field string }{
		{`module.load({wasmUrl: "/x"})`, "wasmUrl"},
		{`module.load({idle: 0})`, "idle"},
		{`module.load({idle: -1})`, "idle"},
		{`module.load({idle: NaN})`, "idle"},
		{`module.load({idle: "5"})`, "idle"},
		{`module.load({idle: null})`, "idle"},
		{`capture.validate(new Blob(["x"]), {limit: 3})`, "limit"},
		{`capture.fit(new Blob(["x"]), {metaData: "keep"})`, "metaData"},
		{`capture.fit(new Blob(["x"]), {limits: {bytes: 3}})`, "limits.bytes"},
		{`capture.analyze("frame")`, "frame"},
		{`capture.analyze(new ImageData(40, 40), {part: "HAND"})`, "part"},
		{`capture.analyze(new ImageData(40, 40), {limits: {sharp: 1}})`, "limits.sharp"},
		{`capture.analyze(new ImageData(40, 40), {limits: {dark: 0}})`, "limits.dark"},
		{`capture.analyze(document.createElement("canvas"), {stream: 1})`, "stream"},
		{`capture.fitDocument(document.querySelector("#files").files[0])`, "files"},
		{`capture.fitDocument("card.jpg")`, "files"},
		{`capture.fitDocument(["card.jpg"])`, "file"},
		{detached + `, capture.analyze(frame)`, "frame"},
		{detached + `, capture.readMRZ(frame)`, "frame"},
		{`(async () => (await ` + session + `).uploadDocument())()`, "files"},
		{`(async () => (await ` + session + `).on("token"))()`, "listener"},
		{`(async () => (await ` + session + `).on("toString", () => {}))()`, "toString"},
	} {
		if o := drive.Value[drive.Outcome[any]](p, "outcome(("+tt.call+"))"); o.Code != "bad_option" || o.Field != tt.field {
			t.Errorf("%s: got %+v, want bad_option on %s", tt.call, o, tt.field)
		}
	}
	if o := drive.Value[drive.Outcome[any]](p, `outcome(capture.analyze(new Blob(["x"])))`); o.Code != "codec" {
		t.Errorf("analyze of no picture: got %+v, want codec", o)
	}
}

// TestLoad_assets loads missing and wrong files as the module's.
func TestLoad_assets(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Expect("404")
	p.Expect("console: \"credential-capture: http") // one line that says what to set
	without := `(async () => {
		const kept = WebAssembly;
		delete globalThis.WebAssembly;
		try { await module.load(); } finally { globalThis.WebAssembly = kept; }
	})()`
	for _, tt := range []struct{ name, call, code, message string }{
		{"HTML", `module.load({wasmURL: "/index.html"})`, "bad_asset", "/index.html is a page of HTML"},
		{"missing", `module.load({wasmURL: "/no/capture.wasm"})`, "bad_asset", "/no/capture.wasm could not be loaded: HTTP 404"},
		{"no copy of the package", `module.load({assetsURL: "/no", worker: false})`, "bad_asset", "/no/capture.wasm could not be loaded: HTTP 404. Serve a copy"},
		{"JavaScript", `module.load({wasmURL: "/capture.js"})`, "bad_asset", "/capture.js could not be compiled"},
		{"no WebAssembly", without, "wasm_unavailable", "no WebAssembly"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := drive.Value[drive.Outcome[any]](p, "outcome("+tt.call+")")
			if o.Code != tt.code || !strings.Contains(o.Message, tt.message) || o.Retryable {
				t.Errorf("got %+v, want %s, not retryable, and a message with %q", o, tt.code, tt.message)
			}
		})
	}
}

// TestLoad_noOffscreenCanvas loads the module as in Safari before 16.4, whose workers have no canvas: on the page it has one.
func TestLoad_noOffscreenCanvas(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Give(drive.File(t, "card.jpg", drive.Card()))
	got := drive.Value[string](p, `(async () => {
		const kept = {OffscreenCanvas, ImageDecoder};
		for (const name in kept) delete globalThis[name];
		try {
			const [file] = document.querySelector("#files").files, capture = await module.load();
			const {action} = await capture.fit(file, {limits: {maxSide: 800}});
			const {code} = await capture.analyze(file);
			capture.close();
			return [capture.mode, action, code].join(" ");
		} finally { Object.assign(globalThis, kept); }
	})()`)
	if !strings.HasPrefix(got, "page downscaled ") || strings.HasSuffix(got, " wait") {
		t.Errorf("got %q: mode, action of fit and what the guidance says", got)
	}
}

// TestFitDocument_iterables passes files as a FileList and as a generator.
func TestFitDocument_iterables(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Give(drive.File(t, "card.jpg", drive.Card()))
	for _, files := range []string{`document.querySelector("#files").files`, `(function* () { yield* document.querySelector("#files").files; })()`} {
		if o := drive.Value[drive.Outcome[any]](p, `outcome(capture.fitDocument(`+files+`))`); !o.OK {
			t.Errorf("%s: got %+v", files, o)
		}
	}
}

// TestLoad_pollutedPrototype sets options on Object.prototype: none applies. Nor does the toJSON of old libraries.
func TestLoad_pollutedPrototype(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Path: "/blank.html"})
	drive.Is(p, "mode, whether evil.wasm is loaded, what validate says, whether the session opens", `(async () => {
		for (const [name, value] of Object.entries({wasmURL: "/evil.wasm", worker: false, unknown: 1, apiOrigin: "https://evil.example", part: "SIDE", limits: {maxBytes: 1}, toJSON() { return "added"; }})) {
			Object.defineProperty(Object.prototype, name, {value, configurable: true, writable: true, enumerable: false});
		}
		Object.defineProperty(Array.prototype, "toJSON", {value() { return "added"; }, configurable: true, writable: true});
		const {load} = await import("/capture.js");
		(await load({})).close();
		const capture = await load();
		const loaded = performance.getEntriesByType("resource").map(each => each.name);
		const report = await capture.validate(new Blob(["x"])).then(() => "", error => error.code);
		const init = await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}).then(r => r.json());
		const session = await capture.session(init);
		const {stringify} = await import("/source/capture/options.js");
		if (stringify({all: [{at: new Date(0), blob: new Blob(), own: {toJSON: () => 1}}]}, value => value instanceof Blob ? "blob" : value) !== '{"all":[{"at":"1970-01-01T00:00:00.000Z","blob":"blob","own":1}]}') throw new Error(stringify([]));
		return [capture.mode, loaded.some(name => name.includes("evil")), report, session.steps.length > 0].join();
	})()`, "worker,false,,true")
}

func TestAbort(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	path := drive.File(t, "card.jpg", drive.Card())
	p.Give(path)
	const small = "limits: {maxSide: 800}"
	for _, tt := range []struct{ name, js, reason string }{
		{"before the call", `(() => { const c = new AbortController(); c.abort(); return c; })()`, "AbortError"},
		{"during the call", `(() => { const c = new AbortController(); queueMicrotask(() => c.abort()); return c; })()`, "AbortError"},
		{"a reason", `(() => { const c = new AbortController(); queueMicrotask(() => c.abort(new RangeError("enough"))); return c; })()`, "RangeError"},
		{"a timeout", `({signal: AbortSignal.timeout(0)})`, "TimeoutError"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := drive.Value[drive.Outcome[any]](p, `outcome((async () => { const c = `+tt.js+`; await capture.fit(document.querySelector("#files").files[0], {signal: c.signal, `+small+`}); })())`)
			if o.OK || o.Name != tt.reason {
				t.Errorf("got %+v, want the %s", o, tt.reason)
			}
		})
	}
	// The module must still work after that.
	if o := p.Fit(path, "{"+small+"}"); !o.OK || o.Value.Action != "downscaled" {
		t.Errorf("after the aborts: %+v", o)
	}
}

func TestClose_pendingCalls(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Give(drive.File(t, "card.jpg", drive.Card()))
	o := drive.Value[drive.Outcome[any]](p, `outcome((async () => {
		const other = await module.load();
		const work = other.fit(document.querySelector("#files").files[0], {limits: {maxSide: 800}});
		other.close();
		await work;
	})())`)
	if o.OK || o.Name != "AbortError" {
		t.Errorf("got %+v, want an AbortError", o)
	}
}
