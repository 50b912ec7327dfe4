package contract

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Paths from the folder of this package.
const (
	description = "../../docs/openapi.yaml"
	tools       = "node_modules/.bin"
)

// Prism starts Prism in folder, which is this package's, and returns its URL. The first
// argument is "mock" for a mock service or "proxy" for a validating proxy.
func Prism(folder string, args ...string) (url string, stop func(), err error) {
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	program, err := filepath.Abs(filepath.Join(folder, tools, "prism"))
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(program, append(args, "-h", "127.0.0.1", "-p", port)...)
	cmd.Dir = folder
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	ready, exited := make(chan struct{}), make(chan string, 1)
	go func() {
		var output strings.Builder
		for lines := bufio.NewScanner(out); lines.Scan(); {
			output.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "Prism is listening on") {
				close(ready)
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
		exited <- output.String()
	}()
	select {
	case <-ready:
		return "http://127.0.0.1:" + port, stop, nil
	case output := <-exited:
		stop()
		return "", nil, fmt.Errorf("prism %s exited:\n%s", strings.Join(args, " "), output)
	case <-time.After(60 * time.Second):
		stop()
		return "", nil, fmt.Errorf("prism %s is not ready after 60 s", strings.Join(args, " "))
	}
}

// freePort returns a free TCP port: Prism can't choose one itself.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
