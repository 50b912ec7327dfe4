package module

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

var (
	viteLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	colours  = regexp.MustCompile(`\x1b\[[0-9;]*m`)
)

// TestVite_development runs the example unbundled by Vite's server, which passes /session and the
// API on.
func TestVite_development(t *testing.T) {
	vite := must.Get(filepath.Abs("examples/node_modules/.bin/vite"))(t)
	drive.Need(t, vite, "make check NAME=dist")
	cmd := exec.Command(vite, "react", "--host", "127.0.0.1", "--port", "0")
	cmd.Dir = "examples"
	cmd.Env = append(os.Environ(), "SERVER="+drive.Site.URL)
	lines := drive.Started(t, cmd)
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
	case <-time.After(drive.Patience):
		t.Fatal("vite did not say where it serves")
	}
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: url})
	p.Expect("favicon.ico")
	p.Start()
	p.ByFile("FRONT", drive.File(t, "card.jpg", drive.Card()))
	p.Sent("FRONT")
}
