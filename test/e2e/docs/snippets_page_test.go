package docs

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// setting is what a block of a page is run in: <!-- run: NAME --> before it names one.
type setting struct {
	body   string // of the page that the block is the script of
	before string // a module that runs to its end before
	done   string // an expression that becomes true when the block has done what it is for
	peers  bool   // it needs the packages that make bench compares ours with, and not our policy
}

// page is where blocks run one after the other: its process compiles the wasm once.
var page struct {
	*drive.Page
	block atomic.Value // http.HandlerFunc of what its server has
}

// openPage opens the page of the blocks until the end of a test.
func openPage(t *testing.T) {
	t.Helper()
	page.block.Store(http.NotFound)
	origin := drive.Host(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.block.Load().(func(http.ResponseWriter, *http.Request))(w, r)
	}))
	page.Page = drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: origin})
	page.Expect("404")
	page.Expect("favicon.ico")
}

// A picture to send, as a person would have chosen it.
const chosen = `globalThis.file = new File([await (await fetch("/snippet.jpg")).blob()], "card.jpg", {type: "image/jpeg"});`

const photo = `
	globalThis.file = new File([await (await fetch("/photo.jpg")).blob()], "photo.jpg", {type: "image/jpeg"});
	globalThis.send = blob => { globalThis.sent = blob; };
	globalThis.show = text => { throw new Error(text); };
	const {load} = await import("/capture.js");
	const teller = load();
	globalThis.told = async blob => (await teller).validate(blob);`

var settings = map[string]setting{
	"element": { // markup with the element
		done: `document.querySelector("credential-capture").shadowRoot?.querySelector('[data-screen="start"]')`,
	},
	"session": { // a script that sets what opens a session
		body: `<credential-capture></credential-capture>`,
		done: `(await document.querySelector("credential-capture").session()).workflowExecution.id`,
	},
	"my-capture": { // a script that defines the element by that name
		body: `<my-capture session-url="/session"></my-capture>`,
		done: `document.querySelector("my-capture").shadowRoot?.querySelector('[data-screen="start"]')`,
	},
	"module": { // a script that sends file
		before: chosen + `
			globalThis.shares = [];
			globalThis.bar = share => shares.push(share);
			const real = fetch;
			globalThis.fetch = async (url, options) => {
				if (url !== "/session") return real(url, options);
				const answer = await real(url, {...options, body: '{"credentials": [{"category": "ID", "type": "PASSPORT"}, {"category": "DATA"}]}'});
				globalThis.init = await answer.clone().json();
				return answer;
			};`,
		done: `globalThis.ended && shares.at(-1) === 1 && (await (await fetch("/sandbox/executions/" + init.workflowExecution.id)).json()).finalized`,
	},
	"failing": { // a script with capture, and a file that won't do
		before: `
			const {load} = await import("/capture.js");
			globalThis.capture = await load();
			globalThis.file = new File([], "empty.jpg");
			globalThis.seen = [];
			for (const name of ["code", "message", "retryable", "field", "status", "details"]) {
				let value;
				Object.defineProperty(Error.prototype, name, {configurable: true, set(v) { Object.defineProperty(this, name, {get() { seen.push(name); return v; }}); }});
			}`,
		done: `globalThis.ended`,
	},
	"analyze": { // a script that shows what is to be said about a live video
		body: `<video muted playsinline autoplay></video>`,
		before: `
			globalThis.video = document.querySelector("video");
			const canvas = Object.assign(document.createElement("canvas"), {width: 640, height: 480});
			const paint = () => { const c = canvas.getContext("2d"); c.fillStyle = "#333"; c.fillRect(0, 0, 640, 480); c.fillStyle = "hsl(" + Math.random() * 360 + " 50% 60%)"; c.fillRect(150, 120, 340, 215); requestAnimationFrame(paint); };
			paint();
			video.srcObject = canvas.captureStream(30);
			await video.play();
			globalThis.shown = [];
			globalThis.show = code => shown.push(code);`,
		done: `shown.length > 3 && shown.every(code => typeof code === "string")`,
	},
	// The three of migration.md send a photo of 12 MP with GPS, of another's making or of ours.
	"before": {
		peers:  true,
		before: photo,
		done:   `globalThis.sent?.size > 0 && !(await told(sent)).metadata.includes("gps")`,
	},
	"before keeps gps": {
		peers:  true,
		before: photo,
		done:   `globalThis.sent?.size > 0 && (await told(sent)).metadata.includes("gps")`,
	},
	"after": {
		before: photo,
		done: `await (async () => {
			if (!(globalThis.sent?.size > 0)) return false;
			const {width, height, metadata, ok} = await told(sent);
			if (!(sent.size < file.size && width < height && height <= 2560 && height >= 2560 * 14 / 15 && ok && !metadata.includes("gps"))) throw new Error(JSON.stringify([sent.size, file.size, await told(sent)]));
			return true;
		})()`,
	},
	"sdk": {
		body: `<credential-capture></credential-capture>`,
		before: `
			globalThis.counted = [];
			globalThis.count = (...what) => counted.push(what.join(" "));
			globalThis.done = () => {};`,
		done: `globalThis.ended && counted[0]?.startsWith("started ") && document.querySelector("credential-capture").shadowRoot.querySelector('[data-screen="instruction"]')`,
	},
	"imports": { // what a script may import
		done: `globalThis.ended`,
	},
	"vite": { // the configuration of a bundler: what it is made of is imported, and what it says looked at
		done: `!config.optimizeDeps && config.server.proxy["/session"].changeOrigin === false`,
	},
}

// runPage runs a block of HTML or JavaScript in a page on our server's own origin, under
// the policy of the server.
func runPage(t *testing.T, f fence) {
	if len(f.run) == 0 {
		t.Fatalf("%s: say what it is run in: <!-- run: NAME --> before it, NAME of snippets_page_test.go", f)
	}
	s, known := settings[strings.Join(f.run, " ")]
	if !known {
		t.Fatalf("%s: there is no setting %q", f, f.run)
	}
	if s.peers {
		drive.Need(t, peers, "make check NAME=dist")
	}
	page.block.Store(snippetHandler(t, f, s, nil))
	p, parent := page.Page, page.T
	p.T = t
	defer func() { p.T = parent }()
	p.Eval(`sessionStorage.clear()`, nil)
	p.Do("open the block", cdppage.SetBypassCSP(s.peers), chromedp.Navigate(p.Origin+"/snippet.html"))
	p.Wait("the block of "+f.String()+" has done what it is for", fmt.Sprintf(`(await (async () => !!(%s))())`, s.done))
}

// peers are the packages that make bench installs.
const peers = "test/bench/node_modules"

// bare are the names that a bundler would resolve.
var bare = regexp.MustCompile(`(from|import) ?'([a-z][a-z/-]*)'`)

// snippetHandler has a page with a block in it, and passes on to our server what isn't its own.
func snippetHandler(t *testing.T, f fence, s setting, headers http.Header) func(http.ResponseWriter, *http.Request) {
	t.Helper()
	text := bare.ReplaceAllStringFunc(f.text, func(found string) string {
		name := bare.FindStringSubmatch(found)[2]
		at := map[string]string{
			"vite": "/vite.js", "credential-capture": "/capture.js",
			"credential-capture/define": "/define.js", "credential-capture/element": "/element/credential-capture.js",
			"browser-image-compression": "/peer/browser-image-compression/dist/browser-image-compression.mjs",
			"compressorjs":              "/peer/compressorjs/dist/compressor.esm.js",
			"image-blob-reduce":         "/peer/image-blob-reduce/dist/image-blob-reduce.browser.min.mjs",
		}[name]
		return strings.Replace(found, name, at, 1)
	})
	text = strings.ReplaceAll(text, "/node_modules/credential-capture/", "/")
	text = strings.Replace(text, "export default", "globalThis.config =", 1)
	body := s.body
	if f.lang == "html" {
		body, text = text, ""
	}
	files := map[string]string{
		"/snippet.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>A block</title>` + body + `<script type="module" src="/snippet.js"></script></html>`,
		"/snippet.js":   `import "/before.js";` + "\n" + text + "\nglobalThis.ended = true;\n",
		"/before.js":    s.before,
		"/vite.js":      `export const defineConfig = config => config;`,
		"/snippet.jpg":  string(drive.Card()),
		"/photo.jpg":    string(drive.Fits()),
	}
	kinds := map[string]string{"html": "text/html; charset=utf-8", "js": "text/javascript", "jpg": "image/jpeg"}
	proxy := drive.Forward(t, drive.Site.URL)
	proxy.ModifyResponse = func(r *http.Response) error {
		if headers != nil {
			r.Header.Del("Content-Security-Policy")
		}
		return nil
	}
	peer := http.StripPrefix("/peer", http.FileServer(http.Dir(peers)))
	return func(w http.ResponseWriter, r *http.Request) {
		if s.peers && strings.HasPrefix(r.URL.Path, "/peer/") {
			peer.ServeHTTP(w, r)
			return
		}
		content, own := files[r.URL.Path]
		if !own {
			proxy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", kinds[r.URL.Path[strings.LastIndex(r.URL.Path, ".")+1:]])
		for name, values := range headers {
			w.Header()[name] = values
		}
		w.Header().Set("Cache-Control", "no-store") // the next block has the same names
		_, _ = w.Write([]byte(content))
	}
}

// runHTTP sends a page with the headers of a block, and goes as far as an upload with it.
func runHTTP(t *testing.T, f fence) {
	headers := http.Header{}
	for line := range strings.Lines(f.text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("%s: %q is no header", f, line)
		}
		headers.Set(name, value)
	}
	if !f.is("headers") {
		t.Fatalf("%s: nothing is known to do with these headers", f)
	}
	block := f
	block.lang, block.text = "html", `<script type="module" src="/define.js"></script><credential-capture session-url="/session"></credential-capture>`
	origin := drive.Host(t, http.HandlerFunc(snippetHandler(t, block, setting{}, headers)))
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, Path: "snippet.html", Origin: origin})
	p.Expect("favicon.ico")
	p.Start()
	p.At("instruction", "FRONT")
	p.ByCamera("FRONT")
	p.At("camera", "BACK") // it covers what is sent
	p.Press("back")
	p.Sent("FRONT")
}

// runCSS gives a block to the browser, which must take every rule and declaration, and to the
// element, which must have every property of ours that is set.
func runCSS(t *testing.T, f fence) {
	p := drive.Shared(t, "0")
	encoded := must.Get(json.Marshal(f.text))(t)
	dropped := drive.Value[[]string](p, fmt.Sprintf(`(() => {
		const text = %s.replace(/\/\*.*?\*\//gs, ""), dropped = [];
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(text);
		const rules = [...text.matchAll(/([^{}]+)\{([^{}]*)\}/g)];
		if (rules.length !== sheet.cssRules.length) dropped.push(rules.length + " rules, the browser has " + sheet.cssRules.length);
		rules.forEach(([, selector, block], i) => {
			for (const declaration of block.split(";").filter(d => d.trim())) {
				const name = declaration.split(":")[0].trim();
				if (!sheet.cssRules[i]?.style.getPropertyValue(name)) dropped.push(selector.trim() + " " + declaration.trim());
			}
		});
		return dropped;
	})()`, encoded))
	for _, d := range dropped {
		t.Errorf("%s: dropped: %s", f, d)
	}
	for _, name := range regexp.MustCompile(`--cc-[a-z-]+|::part\([a-z]+\)`).FindAllString(f.text, -1) {
		want := strings.TrimSuffix(strings.TrimPrefix(name, "::part("), ")")
		if !ownStyle(t, want) {
			t.Errorf("%s: the element has no %s", f, name)
		}
	}
}

// ownStyle reports whether theming.md names a property or part; look_test.go holds it to the element.
func ownStyle(t *testing.T, name string) bool {
	t.Helper()
	return strings.Contains(must.Read(t, "docs/theming.md"), "`"+name+"`")
}
