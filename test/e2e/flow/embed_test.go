package flow

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// blankPage opens a page without the element; script runs before any other.
func blankPage(t *testing.T, view drive.Viewport, script string) *drive.Page {
	t.Helper()
	return drive.Open(t, drive.Options{Camera: drive.CameraNone, View: view, Path: "/blank.html", NoCSP: true, Before: script})
}

// TestEmbed_width puts the element into every kind of layout: it takes the room
// that it is given, and in a parent that is as wide as its content 46rem, or as
// much of these as there is.
func TestEmbed_width(t *testing.T) {
	tests := []struct {
		name, markup string
		wide, narrow int // px, of a card in a 1280 px and in a 390 px window
	}{
		{"block", `<div>%s</div>`, 736, 390},
		{"block with a width", `<div style="width: 300px">%s</div>`, 300, 300},
		{"flex row", `<div style="display: flex">%s</div>`, 736, 390},
		{"flex row, centred", `<div style="display: flex; place-items: center; justify-content: center">%s</div>`, 736, 390},
		{"flex row beside others", `<div style="display: flex"><p style="flex: none; width: 150px">x</p>%s</div>`, 736, 240},
		{"flex column", `<div style="display: flex; flex-direction: column">%s</div>`, 736, 390},
		{"flex column, centred", `<div style="display: flex; flex-direction: column; align-items: center">%s</div>`, 736, 390},
		{"grid", `<div style="display: grid">%s</div>`, 736, 390},
		{"grid, centred", `<div style="display: grid; place-items: center">%s</div>`, 736, 390},
		{"inline block", `<div style="display: inline-block">%s</div>`, 736, 390},
		{"float", `<div style="float: left">%s</div>`, 736, 390},
		{"absolute", `<div style="position: absolute">%s</div>`, 736, 390},
		{"dialog", `<dialog style="padding: 0; border: 0; max-width: 100%%">%s</dialog>`, 736, 390},
		{"dialog as the browser has it", `<dialog>%s</dialog>`, 736, 352},
		{"table cell", `<table style="border-spacing: 0"><td style="padding: 0">%s</table>`, 736, 390},
		{"as wide as its content", `<div style="width: fit-content">%s</div>`, 736, 390},
		{"as narrow as its content", `<div style="width: min-content">%s</div>`, 240, 240},
		{"in a shadow root that centres", `<div style="display: inline-grid; place-content: center; min-width: 100%%">%s</div>`, 736, 390},
		{"flex row in a dialog", `<dialog style="padding: 0; border: 0"><div style="display: flex">%s</div></dialog>`, 736, 352},
	}
	p := blankPage(t, drive.Desktop, "")
	p.Eval(`import("/define.js").then(() => { document.body.style.margin = 0; })`, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.Eval(fmt.Sprintf(`(() => { document.body.innerHTML = %q; document.querySelector("dialog")?.showModal(); })()`,
				fmt.Sprintf(tt.markup, "<credential-capture></credential-capture>")), nil)
			p.OnScreen("start")
			for width, want := range map[int64]int{drive.Desktop.Width: tt.wide, 390: tt.narrow} {
				p.Do("change the window's width", chromedp.EmulateViewport(width, 844))
				got := drive.Value[float64](p, drive.InElement+`.querySelector(".card").getBoundingClientRect().width`)
				// A scroll bar takes up to 15 px.
				if got > float64(want) || got < float64(want-15) {
					t.Errorf("in a window of %d px the card is %v px wide, want %d", width, got, want)
				}
			}
		})
	}
}

// newerAPIs removes, from the page and its workers, what is newer than the oldest supported browsers
// (docs/browsers.md): Chrome 91, Firefox 114 and Safari 15.
const newerAPIs = `{
	const remove = () => {
		for (const [path, ...names] of [
			["URL", "canParse", "parse"], ["Object", "hasOwn", "groupBy"], ["Map", "groupBy"], ["Promise", "withResolvers", "try"],
			["Array", "fromAsync"], ["Array.prototype", "at", "findLast", "findLastIndex", "toSorted", "toSpliced", "toReversed", "with"],
			["String.prototype", "at", "isWellFormed", "toWellFormed"], ["self", "structuredClone", "reportError", "DecompressionStream",
			"ImageDecoder", "Iterator", "CloseWatcher", "BroadcastChannel", "scheduler"], ["Uint8Array.prototype", "at", "toBase64"], ["Uint8Array", "fromBase64"],
			["Crypto.prototype", "randomUUID"], ["AbortSignal", "timeout", "any", "abort"], ["AbortSignal.prototype", "throwIfAborted", "reason"],
			["Set.prototype", "union", "isSubsetOf", "difference"], ["Element.prototype", "checkVisibility", "setHTMLUnsafe", "moveBefore"],
			["HTMLElement.prototype", "showPopover", "hidePopover", "togglePopover", "inert"], ["HTMLDialogElement.prototype", "showModal"],
			["CSSStyleSheet.prototype", "replaceSync"], ["HTMLVideoElement.prototype", "requestVideoFrameCallback"], ["Intl.Locale.prototype", "getTextInfo", "textInfo"], ["Response", "json"],
			["ReadableStream.prototype", Symbol.asyncIterator], ["Document.prototype", "startViewTransition"], ["Blob.prototype", "bytes"],
		]) {
			const object = path.split(".").reduce((at, name) => at?.[name], self);
			for (const name of names) if (object) delete object[name];
		}
	};
	remove();
	const script = (...text) => URL.createObjectURL(new Blob(text, {type: "text/javascript"}));
	const older = script("(" + remove + ")()");
	self.workers = 0;
	self.Worker = class extends Worker {
		constructor(url, options) {
			super(script('import "' + older + '"; import "' + url + '";'), options);
			workers++;
		}
	};
}`

// TestEmbed_oldestBrowsers goes through a flow as the oldest supported browsers do, with a TIFF for
// fallback.wasm. They load style sheets as files, or put them into the page where a bundler has left the file out.
// The host has its own content for the first and the last screen and an instruction.
func TestEmbed_oldestBrowsers(t *testing.T) {
	p := blankPage(t, drive.Phone, newerAPIs)
	p.Eval(`import("/define.js").then(() => {
		document.documentElement.lang = "de-CH";
		document.body.innerHTML = '<credential-capture session-url="/session" handover-url="/handover" handover="always">' +
			["start", "instruction-face", "done"].map(name => '<p slot="' + name + '">own</p>').join("") + '</credential-capture>';
	})`, nil)
	slotted := func(name string) {
		t.Helper()
		p.Wait("the host's own "+name+" is shown", fmt.Sprintf(`document.querySelector("[slot=%s]").getClientRects().length`, name))
	}
	p.OnScreen("start")
	slotted("start")
	p.Wait("its style is loaded as a file", drive.InElement+`.querySelector("link")?.sheet`)
	p.Expect("Refused to apply style")
	p.Eval(`void Object.defineProperty(HTMLLinkElement.prototype, "href", {set(url) { this.setAttribute("href", url + "/none"); }})`, nil)
	p.StartWith("SELFIE", "DATA")
	slotted("instruction-face")
	p.ByFile("FACE", drive.File(t, "card.tif", testpic.TIFF(testpic.Scene(800, 500), 0)))
	p.Wait("the form's style is in the page", `[...`+drive.InElement+`.querySelectorAll("style")].some(({sheet}) => sheet?.cssRules.length)`)
	p.Fill("lastName", "Lovelace")
	p.Press("submit-data")
	p.Wait("the session is kept for a reload", `indexedDB.databases().then(all => all.some(({name}) => name === "credential-capture"))`)
	p.Finish()
	slotted("done")
	p.Delivered(t, "FACE")
	if workers := drive.Value[int](p, "workers"); workers == 0 {
		t.Error("no worker has run without the newer interfaces")
	}
}

// TestEmbed_wasmForbidden says on the first screen that a policy forbids WebAssembly, and after a start that came before.
func TestEmbed_wasmForbidden(t *testing.T) {
	const forbidden = `WebAssembly.compile = WebAssembly.compileStreaming = async () => { throw new WebAssembly.CompileError("violates the Content Security Policy: 'unsafe-eval'"); };
		delete self.Worker;`
	p := blankPage(t, drive.Phone, forbidden)
	for _, tt := range []struct{ name, script string }{{"first screen", ""}, {"after the start", `Object.defineProperty(navigator, "connection", {value: {saveData: true}}); element.start();`}} {
		p.Eval(`import("/define.js").then(() => {
			const element = document.createElement("credential-capture");
			document.body.replaceChildren(element);
			`+tt.script+`
		})`, nil)
		p.ProblemIs("wasm_unavailable")
		p.Offers("start", false)
	}
}

// TestEmbed_propertiesBeforeTheDefinition sets every property on an element that
// isn't defined yet: the session is the integrator's and no other.
func TestEmbed_propertiesBeforeTheDefinition(t *testing.T) {
	p := blankPage(t, drive.Phone, "")
	drive.Is(p, "lost and untested properties, title and language", `(async () => {
		const element = document.createElement("credential-capture");
		document.body.replaceChildren(element);
		const set = {
			session: () => fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"credentials":[{"category":"SELFIE"}]}'}).then(r => r.json()),
			messages: {"start.title": "Our own title"},
			sessionURL: "/elsewhere", apiOrigin: "https://api.example", assetsURL: "/", wasmURL: "/capture.wasm", locale: "de", theme: "dark", camera: "off", cameraView: "inline", guidance: "off",
			autoCapture: "off", autoAccept: "off", mrz: "off", prefer: "speed", maxEdge: 2000, steps: ["FACE"], fields: ["lastName"], journal: "off", history: "off", requiredFields: ["lastName"],
			handover: "off", handoverURL: "/handover", handoverPage: "/capture",
		};
		Object.assign(element, set);
		await import("/define.js");
		const lost = Object.keys(set).filter(name => Object.prototype.hasOwnProperty.call(element, name) || String(element[name]) !== String(set[name]));
		const missing = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(element))).filter(name =>
			!(name in set) && Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), name).set);
		while (!element.shadowRoot?.querySelector("h2")) await new Promise(requestAnimationFrame);
		return [lost.join(), missing.join(), element.shadowRoot.querySelector("h2").textContent, element.shadowRoot.querySelector(".card").lang];
	})()`, []any{"", "", "Our own title", "de"})
	p.Eval(`document.querySelector("credential-capture").start()`, nil)
	p.At("instruction", "FACE")
	drive.Is(p, "requests of session-url", `performance.getEntriesByType("resource").filter(({name}) => name.endsWith("/elsewhere")).length`, 0)
}

// TestEmbed_lateChanges changes what the element has been given after it is there.
func TestEmbed_lateChanges(t *testing.T) {
	tests := []struct{ name, change, becomes string }{
		{"messages", `element.messages = {"start.title": "Later"}`, `root.querySelector("h2").textContent === "Later"`},
		{"messages without a text", `element.messages = {"start.title": undefined, "start.go": "Go"}`, `root.querySelector("h2").textContent.length > 9 && root.querySelector("[data-action=start]").textContent === "Go"`},
		{"no messages", `element.messages = null`, `root.querySelector("h2").textContent.length > 9 && element.messages`},
		{"api-origin of undefined", `element.apiOrigin = undefined`, `element.getAttribute("api-origin") === null`},
		{"an attribute taken off", `element.theme = "dark"; element.theme = undefined`, `!element.hasAttribute("theme")`},
		{"handover-url after a link was opened", `location.hash = "cc-handover=" + "A".repeat(43); element.handoverURL = "/handover"`, `root.querySelector("[data-screen]").dataset.screen === "handover-arrive"`},
	}
	p := blankPage(t, drive.Phone, "")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.Eval(`import("/define.js").then(() => { document.body.innerHTML = "<credential-capture></credential-capture>"; })`, nil)
			p.OnScreen("start")
			p.Eval(`(() => { const element = document.querySelector("credential-capture"); `+tt.change+`; })()`, nil)
			p.Wait(tt.name, `(element => { const root = element.shadowRoot; return `+tt.becomes+`; })(document.querySelector("credential-capture"))`)
		})
	}
	drive.Is(p, "the language inside of two shadow roots, of the element around them", `(async () => {
		const host = document.createElement("div"), element = document.createElement("credential-capture");
		host.lang = "fr";
		document.body.replaceChildren(host);
		host.attachShadow({mode: "open"}).append(document.createElement("div"));
		host.shadowRoot.firstChild.attachShadow({mode: "open"}).append(element);
		while (!element.shadowRoot?.querySelector("h2")) await new Promise(requestAnimationFrame);
		return element.shadowRoot.querySelector(".card").lang;
	})()`, "fr")
}

// TestEmbed_startEarly calls start() while the element is moved to another place.
func TestEmbed_startEarly(t *testing.T) {
	tests := map[string]string{
		"while it is moved": `document.body.replaceChildren(element); window.started = element.start();
			const other = document.createElement("main"); document.body.append(other); other.append(element);`,
		"while it is moved once it waits": `document.body.replaceChildren(element); window.started = element.start(); await null;
			const other = document.createElement("main"); document.body.append(other); other.append(element);`,
	}
	p := blankPage(t, drive.Phone, "")
	for name, script := range tests {
		t.Run(name, func(t *testing.T) {
			p.Eval(`(async () => { await import("/define.js"); const element = document.createElement("credential-capture"); `+script+` })()`, nil)
			p.OnScreen("instruction", "choice")
			if one := drive.Value[bool](p, `started.then(() => document.querySelectorAll("credential-capture").length === 1)`); !one {
				t.Error("start() didn't come to its end")
			}
		})
	}
}
