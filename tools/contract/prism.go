package contract

import (
	"context"
	"os/exec"
	"path/filepath"
	"regexp"

	"credential-capture/test/process"
)

// Paths from the folder of this package.
const (
	description = "../../docs/openapi.yaml"
	tools       = "node_modules/.bin"
)

var listening = regexp.MustCompile(`Prism is listening on`)

// Prism starts Prism in folder, which is this package's, and returns its URL. The first
// argument is "mock" for a mock service or "proxy" for a validating proxy.
func Prism(folder string, args ...string) (url string, stop func(), err error) {
	port, err := process.FreePort()
	if err != nil {
		return "", nil, err
	}
	program, err := filepath.Abs(filepath.Join(folder, tools, "prism"))
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(program, append(args, "-h", "127.0.0.1", "-p", port)...)
	cmd.Dir = folder
	p, err := process.Start(cmd)
	if err != nil {
		return "", nil, err
	}
	if _, err := p.Ready(context.Background(), listening); err != nil {
		return "", nil, err
	}
	return "http://127.0.0.1:" + port, p.Stop, nil
}
