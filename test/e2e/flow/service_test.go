package flow

import (
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestFlow_throughGateway sends a flow through the gateway to a second server's sandbox, with
// accounts of a template.
func TestFlow_throughGateway(t *testing.T) {
	t.Setenv("CREDENTIALS_CLIENT_ID", "sandbox")
	t.Setenv("CREDENTIALS_CLIENT_SECRET_FILE", drive.File(t, "secret", []byte("sandbox\n")))
	template := drive.File(t, "account.json", []byte(`{
		"customerInternalReference": "${uuid}",
		"tokenLifetime": "30m",
		"workflowDefinition": {"key": 10011, "credentials": [
			{"category": "ID", "type": "ID_CARD"}, {"category": "SELFIE"}, {"category": "DOCUMENT", "type": "UB"}, {"category": "DATA"}
		]},
		"userConsent": {"consent": {"obtained": "yes", "obtainedAt": "${now}"}}
	}`))
	front := drive.Serve(t, "-api", drive.Site.URL, "-account", template, "-web", "build/web", "-log", "off")
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Desktop, Origin: front, Path: "/demo/integrator.html"})
	// The panel shows what arrived; a real service has no such view.
	p.Expect(front + "/sandbox/")
	allParts(t, p) // which are at the service itself
	hrefs := drive.Value[[]string](p, `performance.getEntriesByType("resource").map(e => e.name)`)
	for _, href := range hrefs {
		if !strings.HasPrefix(href, front) && !strings.HasPrefix(href, "blob:"+front) && !strings.HasPrefix(href, "data:") {
			t.Errorf("the page asked another origin: %s", href)
		}
	}
}
