package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
)

// TestSandbox_servesGeneratedClient runs a workflow in our sandbox with a client that is
// generated from the description, and validates its traffic.
func TestSandbox_servesGeneratedClient(t *testing.T) {
	const types = "../../build/contract/api.d.ts"
	if err := os.MkdirAll(filepath.Dir(types), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{tool(t, "openapi-typescript"), description, "-o", types}, {tool(t, "tsc"), "-p", "."}} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %s", command, out)
		}
	}
	v := newValidator(t, sandbox.New(sandbox.Options{}))
	init, access := createAccount(t, v.URL)
	picture := filepath.Join(t.TempDir(), "card.jpg")
	content, err := io.ReadAll(io.NewSectionReader(card(t).Content, 0, card(t).Content.Size()))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, content, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "client.js", picture)
	cmd.Stdin = bytes.NewReader(init)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the client: %s", out)
	}
	if n := strings.Count(string(out), " 200\n"); n != 11 {
		t.Errorf("%d operations succeeded, want 11:\n%s", n, out)
	}
	for _, violation := range v.Violations() {
		t.Error(violation)
	}
	var a struct {
		Account           struct{ ID string }
		WorkflowExecution struct{ ID string }
	}
	if err := json.Unmarshal(init, &a); err != nil {
		t.Fatal(err)
	}
	var held struct {
		Finalized   bool
		Credentials []struct{ Parts []struct{ Classifier string } }
	}
	send(t, "GET", v.URL+"/api/v1/accounts/"+a.Account.ID+"/workflow-executions/"+a.WorkflowExecution.ID, access, "", "", &held)
	var parts []string
	for _, c := range held.Credentials {
		for _, p := range c.Parts {
			parts = append(parts, p.Classifier)
		}
	}
	if got := strings.Join(parts, " "); !held.Finalized || got != "FRONT BACK FACE DOCUMENT DOCUMENT" {
		t.Errorf("the sandbox holds %s, finalized: %v", got, held.Finalized)
	}
}
