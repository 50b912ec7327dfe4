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

// The description of the API, and the folder that npm installs into, below the folder of
// this package.
const (
	description = "../../docs/openapi.yaml"
	tools       = "node_modules/.bin"
)

// Prism runs Prism in this package's folder and returns its URL and what ends it: "mock" is a
// service of its own, "proxy" passes requests on to another.
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
	ready, ended := make(chan struct{}), make(chan string, 1)
	go func() {
		var said strings.Builder
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "Prism is listening on") {
				close(ready)
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
		ended <- said.String()
	}()
	select {
	case <-ready:
		return "http://127.0.0.1:" + port, stop, nil
	case said := <-ended:
		stop()
		return "", nil, fmt.Errorf("prism %s has ended:\n%s", strings.Join(args, " "), said)
	case <-time.After(60 * time.Second):
		stop()
		return "", nil, fmt.Errorf("prism %s doesn't get ready", strings.Join(args, " "))
	}
}

// freePort finds one; Prism can't be told to find it itself.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
