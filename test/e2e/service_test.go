package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"credential-capture/test/testpic"
)

// TestFlowBeforeAService goes the whole way page → proxy → network → service: a second
// server stands before the first, which plays the service with its sandbox. Accounts are
// of a template, so that the page has no say in what is asked for.
func TestFlowBeforeAService(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
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
	front, stop, err := serve("-api", site.url, "-account", template, "-web", "../../build/web", "-log", "off")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := open(t, openOptions{camera: cameraNone, view: desktop, origin: front})
	// The page shows what arrived; a real service has no such view.
	p.expect(front + "/sandbox/")
	p.start()
	p.byFile("FRONT", file(t, "card.jpg", card().bytes()))
	p.byFile("BACK", file(t, "back.png", testpic.PNG(testpic.Scene(900, 600), testpic.PNGOptions{EXIF: true, GPS: true})))
	p.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	p.at("instruction", "DOCUMENT")
	p.choose(file(t, "page 1.jpg", card().bytes()), file(t, "page 2.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.details()
	p.finish()
	a := p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT") // asks the service itself
	if pages := a.all("DOCUMENT"); len(pages) != 2 || pages[1].Height != 1754 {
		t.Errorf("pages that arrived: %+v", pages)
	}
	var hrefs []string
	p.eval(`performance.getEntriesByType("resource").map(e => e.name)`, &hrefs)
	for _, href := range hrefs {
		if !strings.HasPrefix(href, front) && !strings.HasPrefix(href, "blob:"+front) && !strings.HasPrefix(href, "data:") {
			t.Errorf("the page asked another origin: %s", href)
		}
	}
}
