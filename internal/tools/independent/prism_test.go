package independent

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const description = "../../../docs/openapi.yaml"

// tool is the path of what npm brought. Without it a test is skipped, but not where
// everything is asked for.
func tool(t *testing.T, name string) string {
	t.Helper()
	path := "node_modules/.bin/" + name
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("INDEPENDENT") != "" {
			t.Fatalf("%s is missing: make independent installs it", name)
		}
		t.Skipf("%s is missing: make independent installs it, with npm", name)
	}
	return path
}

// prism runs Prism until the test ends and returns its URL: "mock" is a service of its own,
// "proxy" passes requests on to another.
func prism(t *testing.T, args ...string) string {
	t.Helper()
	port := freePort(t)
	args = append(args, "-h", "127.0.0.1", "-p", port)
	cmd := exec.Command(tool(t, "prism"), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	ready, ended := make(chan struct{}), make(chan struct{})
	var mu sync.Mutex
	var said strings.Builder
	go func() {
		defer close(ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			mu.Lock()
			said.WriteString(lines.Text() + "\n")
			mu.Unlock()
			if strings.Contains(lines.Text(), "Prism is listening on") {
				close(ready)
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case <-ready:
		return "http://127.0.0.1:" + port
	case <-ended:
	case <-time.After(60 * time.Second):
	}
	mu.Lock()
	defer mu.Unlock()
	t.Fatalf("prism %s doesn't start:\n%s", strings.Join(args, " "), said.String())
	return ""
}

// freePort finds one; Prism can't be told to find it itself.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
