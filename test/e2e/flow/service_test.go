package flow

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// TestFlow_throughGateway sends a flow through the gateway to a second server's sandbox, with
// accounts of a template.
func TestFlow_throughGateway(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		must.Succeed(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	t.Setenv("CREDENTIALS_CLIENT_ID", "sandbox")
	t.Setenv("CREDENTIALS_CLIENT_SECRET_FILE", write("secret", "sandbox\n"))
	template := write("account.json", `{
		"customerInternalReference": "${uuid}",
		"tokenLifetime": "30m",
		"workflowDefinition": {"key": 10011, "credentials": [
			{"category": "ID", "type": "ID_CARD"}, {"category": "SELFIE"}, {"category": "DOCUMENT", "type": "UB"}, {"category": "DATA"}
		]},
		"userConsent": {"consent": {"obtained": "yes", "obtainedAt": "${now}"}}
	}`)
	front, stop, err := drive.Serve("-api", drive.Site.URL, "-account", template, "-web", "build/web", "-log", "off")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Desktop, Origin: front, Path: "/demo/integrator.html"})
	// The panel shows what arrived; a real service has no such view.
	p.Expect(front + "/sandbox/")
	p.Start()
	p.ByFile("FRONT", drive.File(t, "card.jpg", drive.Card()))
	p.ByFile("BACK", drive.File(t, "back.png", testpic.PNG(testpic.Scene(900, 600), testpic.PNGOptions{EXIF: true, GPS: true})))
	p.ByFile("FACE", drive.File(t, "me.jpg", drive.Selfie()))
	p.At("instruction", "DOCUMENT")
	p.Choose(drive.File(t, "page 1.jpg", drive.Card()), drive.File(t, "page 2.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.At("document", "DOCUMENT")
	p.Press("upload")
	p.Details()
	p.Finish()
	a := p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT") // asks the service itself
	if pages := a.All("DOCUMENT"); len(pages) != 2 || pages[1].Height != 1754 {
		t.Errorf("pages that arrived: %+v", pages)
	}
	hrefs := drive.Value[[]string](p, `performance.getEntriesByType("resource").map(e => e.name)`)
	for _, href := range hrefs {
		if !strings.HasPrefix(href, front) && !strings.HasPrefix(href, "blob:"+front) && !strings.HasPrefix(href, "data:") {
			t.Errorf("the page asked another origin: %s", href)
		}
	}
}
