package flow

import (
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/tools/contract"
)

// TestPage_conformsToDescription validates the page's traffic, through the proxy to the
// sandbox, with docs/openapi.yaml.
func TestPage_conformsToDescription(t *testing.T) {
	const folder = "tools/contract"
	drive.Need(t, folder+"/node_modules", "make check NAME=contract")
	v := must.Get(contract.NewValidator(folder, sandbox.New(sandbox.Options{})))(t)
	t.Cleanup(v.Close)
	t.Setenv("CREDENTIALS_CLIENT_ID", "sandbox")
	t.Setenv("CREDENTIALS_CLIENT_SECRET", "sandbox")
	t.Setenv("CREDENTIALS_WORKFLOW_KEY", "10011")
	front := drive.Serve(t, "-api", v.URL, "-web", "build/web", "-log", "off")
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: front})
	p.Expect(front + "/sandbox/") // a real service has no such view
	p.Start()
	picture := drive.File(t, "card.jpg", drive.Card())
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.ByFile(part, picture)
	}
	p.Bill(t)
	p.Details()
	p.Finish()
	for _, violation := range v.Violations() {
		t.Error(violation)
	}
	for _, operation := range []string{"POST FRONT 200", "POST BACK 200", "POST FACE 200", "POST DOCUMENT 200", "POST PREPARED_DATA 200"} {
		if !strings.Contains(v.Operations(), operation) {
			t.Errorf("%s was not validated, but %s", operation, v.Operations())
		}
	}
}
