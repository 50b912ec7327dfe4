package docs

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"credential-capture/test/chrome"
	"credential-capture/test/e2e/drive"
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
