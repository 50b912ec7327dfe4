package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

var (
	viteLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	colours  = regexp.MustCompile(`\x1b\[[0-9;]*m`)
)

// TestViteInDevelopment runs the example as a developer sees it first: unbundled, by Vite's
// own server, which passes /session and the API on.
func TestViteInDevelopment(t *testing.T) {
	vite, err := filepath.Abs("../../examples/node_modules/.bin/vite")
	if err != nil {
		t.Fatal(err)
	}
	if !exists(vite) {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing: make dist-check installs it", vite)
		}
		t.Skipf("%s is missing: make dist-check installs it, with npm", vite)
	}
	cmd := exec.Command(vite, "react", "--host", "127.0.0.1", "--port", "0")
	cmd.Dir = "../../examples"
	cmd.Env = append(os.Environ(), "SERVER="+site.url)
	lines := started(t, cmd)
	ready := make(chan string, 1)
	go func() {
		for lines.Scan() {
			if url := viteLine.FindString(colours.ReplaceAllString(lines.Text(), "")); url != "" {
				ready <- url
			}
		}
	}()
	var url string
	select {
	case url = <-ready:
	case <-time.After(patience):
		t.Fatal("vite did not say where it serves")
	}
	p := open(t, openOptions{camera: cameraNone, origin: url})
	p.expect("favicon.ico")
	p.onScreen("start")
	p.press("start")
	p.byFile("FRONT", file(t, "card.jpg", card().bytes()))
	p.sent("FRONT")
}
