package docs

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/tools/report"
)

// exampleHost serves the examples from a static host of its own, without any header of
// our server's, and passes on to our server what isn't a file: /session and the API.
func exampleHost(t *testing.T) string {
	t.Helper()
	folders := map[string]string{
		"/credential-capture/": "dist", "/plain/": "examples/plain", "/module/": "examples/module", "/iframe/": "examples/iframe",
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("/", drive.Forward(t, drive.Site.URL))
	for path, folder := range folders {
		drive.Need(t, folder, "make dist")
		mux.Handle(path, http.StripPrefix(path, http.FileServerFS(os.DirFS(folder))))
	}
	return drive.Host(t, mux)
}

// TestExamples goes through the whole flow on a plain page and in an iframe, with the package from a static host.
func TestExamples(t *testing.T) {
	origin := exampleHost(t)
	const own = `document.querySelector("credential-capture")?.shadowRoot?`
	for _, tt := range []struct{ path, root string }{
		{"plain/", own},
		{"iframe/", `document.querySelector("iframe").contentDocument?.querySelector("credential-capture")?.shadowRoot?`},
	} {
		t.Run(tt.path, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Path: tt.path, Origin: origin})
			picture := drive.File(t, "card.jpg", drive.Card())
			press := func(action string) {
				button := fmt.Sprintf(`%s.querySelector('[data-action=%q]:not([disabled])')`, tt.root, action)
				p.Wait("there is "+action, "!!"+button)
				p.Eval(button+".click()", nil)
			}
			press("start")
			for _, part := range []string{"FRONT", "BACK", "FACE"} {
				input := fmt.Sprintf(`%s.querySelector('[data-screen="instruction"][data-part=%q] input[type=file]:not([capture])')`, tt.root, part)
				p.Wait("it asks for "+part, "!!"+input)
				p.Do("give a file", chrome.SetFiles(input, picture))
				press("use")
			}
			pages := fmt.Sprintf(`%s.querySelector('[data-screen="instruction"][data-part="DOCUMENT"] input[type=file]:not([capture])')`, tt.root)
			p.Wait("it asks for a document", "!!"+pages)
			p.Do("give a file", chrome.SetFiles(pages, picture))
			press("upload")
			name := tt.root + `.querySelector('[data-field=firstName] input')`
			p.Wait("it asks for a name", "!!"+name)
			p.Eval(fmt.Sprintf(`(() => { const input = %s; input.value = "Ada"; input.dispatchEvent(new Event("input", {bubbles: true})); })()`, name), nil)
			press("submit-data")
			press("finalize")
			p.Wait("the host says that it is done", `document.querySelector("#done")?.textContent.includes("reference")`)
			said := drive.Value[string](p, `document.querySelector("#done").textContent`)
			a := drive.Arrived(t, executionIn(t, said))
			if !a.Finalized || len(a.All("FRONT")) != 1 || len(a.All("BACK")) != 1 || len(a.All("FACE")) != 1 {
				t.Errorf("what arrived: %+v", a)
			}
		})
	}
}

// TestExamples_iframeParent opens the page inside the iframe with a parent that it doesn't know.
func TestExamples_iframeParent(t *testing.T) {
	origin := exampleHost(t)
	for _, parent := range []string{"", "%", "https%3A%2F%2Felsewhere.example"} {
		p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Path: "iframe/frame.html#" + parent, Origin: origin})
		p.Wait("there is no element for "+parent, `!document.querySelector("credential-capture")`)
	}
}

// TestExamples_module uses the module without the element.
func TestExamples_module(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Path: "module/", Origin: exampleHost(t)})
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.Do("give a file", chrome.SetFiles(fmt.Sprintf(`document.querySelector('[name=%q]')`, part), drive.File(t, part+".jpg", drive.Card())))
	}
	p.Eval(`document.querySelector("button").click()`, nil)
	p.Wait("it is sent", `document.querySelector("#done")`)
}

// executionIn finds the id in "Your reference is ID."
func executionIn(t *testing.T, text string) (id string) {
	t.Helper()
	if _, err := fmt.Sscanf(text, "Thank you. Your reference is %s", &id); err != nil {
		t.Fatalf("no reference in %q", text)
	}
	return id[:len(id)-1]
}

// newcomer follows the README with the package alone.
type newcomer struct {
	t     *testing.T
	home  string // where the README is read
	since time.Time
	Steps []newcomerStep `json:"steps"`
	Total int64          `json:"total_ms"`
	Lines int            `json:"lines"`
}

type newcomerStep struct {
	Step string `json:"step"`
	Ms   int64  `json:"ms"`
}

// TestReadme_firstSteps follows the README in an empty folder: installs the package, writes the
// page, serves it and completes a flow. The times are in build/results/newcomer.json.
func TestReadme_firstSteps(t *testing.T) {
	packaged(t)
	const readme = "README.md"
	n := newNewcomer(t, "dist", "build")
	n.shell(marked(t, readme, "newcomer"))
	n.step("pack and install")
	for _, name := range []string{"index.html", "page.js"} {
		text := marked(t, readme, "newcomer", name)
		n.Lines += strings.Count(text, "\n")
		must.Succeed(t, os.WriteFile(filepath.Join(n.home, "onboarding", name), []byte(text), 0o644))
	}
	n.step("write the page")
	command := strings.Fields(marked(t, readme, "newcomer", "serve"))
	if len(command) != 3 || command[0] != "../build/serve" || command[1] != "-web" {
		t.Fatalf("the README serves by %q", command)
	}
	url := drive.Serve(t, "-web", filepath.Join(n.home, "onboarding", command[2]))
	n.step("serve it")
	n.walk(url)
	n.write()
	if n.Lines > 10 {
		t.Errorf("the page has %d lines, the README says ten", n.Lines)
	}
}

// TestExamples_plainByHand follows the README of the examples.
func TestExamples_plainByHand(t *testing.T) {
	packaged(t)
	n := newNewcomer(t, "dist", "examples")
	commands, server, found := strings.Cut(marked(t, "examples/README.md", "plain"), "build/serve -web ")
	if !found {
		t.Fatal("the README doesn't serve it")
	}
	n.shell(commands)
	url := drive.Serve(t, "-web", filepath.Join(n.home, strings.TrimSpace(server)))
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: url})
	p.Expect("favicon.ico")
	p.Start()
	p.ByFile("FRONT", drive.File(t, "card.jpg", drive.Card()))
	p.Sent("FRONT")
}

// packaged skips a test where there is no package to install, but not in CI.
func packaged(t *testing.T) {
	t.Helper()
	drive.Need(t, "dist/package.json", "make dist")
	if _, err := exec.LookPath("npm"); err != nil && os.Getenv("CI") == "" {
		t.Skip("npm is not installed")
	}
}

// newNewcomer has an empty folder, with some of ours beside it.
func newNewcomer(t *testing.T, ours ...string) *newcomer {
	t.Helper()
	n := &newcomer{t: t, home: t.TempDir(), since: time.Now()}
	for _, folder := range ours {
		path := must.Get(filepath.Abs(folder))(t)
		must.Succeed(t, os.Symlink(path, filepath.Join(n.home, folder)))
	}
	return n
}

// walk goes through the flow, as a person does, by files.
func (n *newcomer) walk(url string) {
	p := drive.Open(n.t, drive.Options{Camera: drive.CameraNone, Origin: url})
	p.Expect("favicon.ico")
	said := make(chan string, 10)
	chromedp.ListenTarget(p.Ctx, func(event any) {
		if e, ok := event.(*runtime.EventConsoleAPICalled); ok && e.Type == runtime.APITypeLog {
			said <- drive.ArgsText(e.Args)
		}
	})
	p.OnScreen("start")
	n.step("open it, until its first screen")
	// The page has no style: the element must look well by itself, on a wide window too.
	room := drive.Value[[2]float64](p, `(() => { const r = document.querySelector("credential-capture").shadowRoot.querySelector(".card").getBoundingClientRect(); return [r.width, Math.abs(innerWidth - r.left - r.right)]; })()`)
	if room[0] > 46*16 || room[1] > 1 {
		n.t.Errorf("on a wide page it is %v px wide and %v px out of the middle", room[0], room[1])
	}
	p.Picture("newcomer")
	p.Press("start")
	picture := drive.File(n.t, "card.jpg", drive.Card())
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.ByFile(part, picture)
	}
	p.Bill(n.t)
	p.Details()
	p.Finish()
	n.step("go through it, until it is finalized")
	a := drive.ArrivedAt(n.t, url, p.Execution())
	if !a.Finalized || len(a.All("FRONT")) != 1 || len(a.All("FACE")) != 1 || len(a.All("DOCUMENT")) == 0 {
		n.t.Errorf("what arrived: %+v", a)
	}
	select {
	case text := <-said:
		if !strings.Contains(text, "finalized") || !strings.Contains(text, p.Execution()) {
			n.t.Errorf("the page's own script says %q", text)
		}
	case <-time.After(drive.Patience):
		n.t.Error("the page's own script was not told")
	}
}

// shell runs the README's commands. What make does is done, and the registry isn't asked:
// the package needs nothing of it.
func (n *newcomer) shell(script string) {
	n.t.Helper()
	cmd := exec.Command("sh", "-eu", "-c", `make() { test "$*" = dist; }
npm() { command npm "$@" --offline --no-audit --no-fund; }
`+script)
	cmd.Dir = n.home
	if out, err := cmd.CombinedOutput(); err != nil {
		n.t.Fatalf("the README's commands: %v\n%s", err, out)
	}
}

// step ends one and begins the next.
func (n *newcomer) step(what string) {
	ms := time.Since(n.since).Milliseconds()
	n.Steps = append(n.Steps, newcomerStep{what, ms})
	n.Total += ms
	n.since = time.Now()
	n.t.Logf("%6d ms  %s", ms, what)
}

func (n *newcomer) write() {
	must.Succeed(n.t, report.Write("build/results/newcomer.json", n))
}
