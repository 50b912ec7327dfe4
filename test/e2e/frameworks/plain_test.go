package frameworks

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"credential-capture/internal/devserver"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// page is the integrator's page without a bundler. %s is the package's URL.
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Who are you?</title>
<script type="module" src="%s/define.js"></script>
<script type="module" src="/page.js"></script>
<credential-capture session-url="/session" locale="de"></credential-capture>
`

const pageScript = `const element = document.querySelector('credential-capture');
element.messages = {'start.title': 'Unser Titel'};
element.addEventListener('finalized', ({workflowExecution}) => { document.title = 'finalized ' + workflowExecution.id; });
`

// plain makes a folder with the package, as the README does, and the page.
func plain(t *testing.T, packageURL string) (dir string) {
	t.Helper()
	packed := must.Get(tarball())(t)
	dir = t.TempDir()
	run(t, dir, nil, "npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", packed)
	for name, text := range map[string]string{"index.html": fmt.Sprintf(page, packageURL), "page.js": pageScript} {
		must.Succeed(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

// maxFirst is the limit of what is sent until the first picture is reviewed, in bytes.
const maxFirst = 1_200_000

const installed = "/node_modules/credential-capture"

// driveReadme goes the README's way: npm install, a page, our own server.
func driveReadme(t *testing.T, result *seen) {
	began := time.Now()
	dir := plain(t, installed)
	url := drive.Serve(t, "-session-rate", "100000", "-web", dir)
	result.BuildS = since(began)
	h := newHost(t, "", url) // the server sends its own policy
	h.mux.Handle("/", drive.Forward(t, url))
	began = time.Now()
	walk(t, drive.Options{Camera: drive.CameraGranted, Origin: h.start()}, h, result)
	result.FlowS = since(began)
	if result.First > maxFirst {
		t.Errorf("%d bytes were sent before the first review, the limit is %d", result.First, int64(maxFirst))
	}
}

// driveCDN loads the package from another origin. Without blob: in worker-src it runs on the page's thread.
func driveCDN(blob bool) func(*testing.T, *seen) {
	return func(t *testing.T, result *seen) {
		cdn := drive.Host(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			devserver.Static(os.DirFS("dist")).ServeHTTP(w, r)
		}))
		workers := "worker-src 'self'"
		expected := []string{"request to another origin: " + cdn}
		if blob {
			workers += " blob: " + cdn
		} else {
			expected = append(expected, "runs on the page's thread", "worker-src")
		}
		policy := strings.NewReplacer("worker-src 'self'", workers, "script-src 'self'", "script-src 'self' "+cdn, "connect-src 'self'", "connect-src 'self' "+cdn).Replace(documented(t))
		h := newHost(t, policy, drive.Site.URL)
		h.files("/", plain(t, cdn))
		began := time.Now()
		p := walk(t, drive.Options{Camera: drive.CameraGranted, Origin: h.start()}, h, result, expected...)
		result.FlowS = since(began)
		if said := p.Faults("runs on the page's thread"); len(said) != map[bool]int{true: 0, false: 1}[blob] {
			t.Errorf("the console says %q", said)
		}
	}
}

// TestTypes compiles what the projects of Vite are made of, strictly.
func TestTypes(t *testing.T) {
	dir := install(t, "vite")
	for _, command := range [][]string{{"tsc", "-p", "."}, {"vue-tsc", "--noEmit"}, {"svelte-check", "--threshold", "error"}} {
		t.Run(command[0], func(t *testing.T) { run(t, dir, []string{"VITE_APP=svelte.ts"}, bin+command[0], command[1:]...) })
	}
	t.Run("React 18", func(t *testing.T) { run(t, install(t, "react18"), nil, bin+"tsc", "-p", ".") })
}

// TestServer_definesNothing imports every entry of the package without a browser.
func TestServer_definesNothing(t *testing.T) {
	dir := install(t, "vite")
	run(t, dir, nil, "node", "--input-type=module", "--eval", `
		const before = Object.keys(globalThis).join();
		for (const entry of ['', '/define', '/element', '/preact', '/solid', '/svelte']) await import('credential-capture' + entry);
		if (Object.keys(globalThis).join() !== before) throw new Error('something is defined');
		await import('credential-capture/vue');
		const {createElement} = await import('react');
		const {renderToString} = await import('react-dom/server');
		const {CredentialCapture} = await import('credential-capture/react');
		const html = renderToString(createElement(CredentialCapture, {sessionURL: '/session', steps: ['FRONT', 'BACK'], className: 'c', session: async () => ({}), onFinalized() {}}));
		const want = '<credential-capture session-url="/session" steps="FRONT,BACK" class="c"></credential-capture>';
		if (html !== want) throw new Error(html);`)
}
