// Package outside tests the public Go API from a module of its own, as an integrator
// uses it: without access to internal packages.
package outside

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"credential-capture/test/must"
	"credential-capture/test/process"
)

// TestOutsideModule builds testdata/module against this module and runs it against
// the sandbox, which is the server of `make run` in a process of its own.
func TestOutsideModule(t *testing.T) {
	repo := must.Get(filepath.Abs("../.."))(t)
	dir := t.TempDir()
	write(t, dir, "go.mod", fmt.Sprintf("module outside.example/kyc\n\ngo 1.26\n\nrequire credential-capture v0.0.0\n\nreplace credential-capture => %s\n", repo))
	write(t, dir, "go.sum", must.Read(t, filepath.Join(repo, "go.sum")))
	write(t, dir, "main.go", must.Read(t, "testdata/module/main.go"))
	build(t, dir, "kyc")

	got, err := exec.CommandContext(t.Context(), filepath.Join(dir, "kyc"), sandboxURL(t, repo)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	const want = `fit: stripped 640 × 480 px
fit of a broken file: truncated, retryable false
progress: all bytes sent
data: invalid_data in dateOfBirth
steps: FRONT BACK FACE DOCUMENT PREPARED_DATA
finalized
after the end: conflict
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// build builds a program from the module cache alone.
func build(t *testing.T, dir, name string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, name), ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build in a module outside: %v\n%s", err, out)
	}
}

// sandboxURL starts the server with the sandbox on a free port.
func sandboxURL(t *testing.T, repo string) string {
	t.Helper()
	web, bin := t.TempDir(), filepath.Join(t.TempDir(), "serve")
	write(t, web, "index.html", "<!doctype html>")
	compile := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".")
	compile.Dir = repo
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	server := exec.Command(bin, "-addr", "127.0.0.1:0", "-web", web, "-log", "off")
	p := must.Get(process.Start(server))(t)
	t.Cleanup(p.Stop)
	return must.Get(p.Ready(t.Context(), regexp.MustCompile(`http://127\.0\.0\.1:\d+`)))(t)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	must.Succeed(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}
